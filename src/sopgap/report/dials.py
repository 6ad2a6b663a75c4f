"""Dials for the notebooks that people explore with: a choice beside a result, made anew on change.

The result is an output of the cell like any other. Without ipywidgets, or without anybody to turn
the dials, it is the result of the values that the notebook was started with, and stays in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from IPython.display import DisplayHandle, display

from sopgap.errors import InputError, SopgapError

Dial = tuple[Any, Iterable[Any]]  # where it stands, and where it can stand


def turn(show: Callable[..., object], **dials: Dial) -> None:
    """Show what a function returns, with a dial for each of its arguments.

    Parameters
    ----------
    show : Callable
        Takes the dials by name; returns anything that a notebook can show.
    **dials : tuple
        Where the dial stands, and the values it can take: numbers make a slider, words a list.
        A start that is not among them is added.

    Raises
    ------
    InputError
        A dial can stand nowhere. What `show` raises at the start is passed on; later, the problem
        of a value stands where the result stood.

    Examples
    --------
    A cell of a notebook would give `cut=(0.3, [0.1, 0.2, 0.3])` besides, for a function of `cut`.

    >>> turn(lambda: "no dial, one look")
    no dial, one look
    """
    places = {name: _places(name, *dial) for name, dial in dials.items()}
    values = {name: start for name, (start, _) in dials.items()}
    widgets = [_widget(name, values[name], places[name]) for name in dials] if _drawn() else []
    if widgets:
        display(*widgets)
    shown = DisplayHandle()
    shown.display(show(**values))

    def again(_: object) -> None:
        now = {widget.description: widget.value for widget in widgets}
        try:
            result = show(**now)
        except SopgapError as error:  # the dials stay: another value may do
            result = str(error)
        shown.update(result)

    for widget in widgets:
        widget.observe(again, names="value")


def _places(name: str, start: Any, values: Iterable[Any]) -> list[Any]:
    places = list(dict.fromkeys(values))
    if not places:
        raise InputError(f"turn: {name} can stand nowhere; give it values")
    if start in places:
        return places
    return [start, *places] if isinstance(start, str) else sorted([start, *places])


def _drawn() -> bool:
    try:
        import ipywidgets  # noqa: F401  # of the extra `lab`
    except ImportError:
        return False
    return True


def _widget(name: str, start: Any, places: list[Any]) -> Any:
    import ipywidgets

    kind = ipywidgets.Dropdown if isinstance(start, str) else ipywidgets.SelectionSlider
    options = [(str(place) or "-", place) for place in places]
    # Released, not dragged: a result may take a second.
    calm = {} if isinstance(start, str) else {"continuous_update": False}
    return kind(options=options, value=start, description=name, **calm)
