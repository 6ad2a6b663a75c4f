"""Say which options of a function are not allowed, in one manner for all of them."""

from __future__ import annotations

from collections.abc import Iterable


def unknown_options(**options: tuple[object, Iterable[str]]) -> list[str]:
    """Return a sentence for each option whose value is not one of those allowed.

    Examples
    --------
    >>> unknown_options(by=("team", ("center", "position")), top=("first", ("first", "last")))
    ["by='team' is not known; use one of center, position"]
    """
    return [
        f"{name}={value!r} is not known; use one of {', '.join(allowed)}"
        for name, (value, allowed) in options.items()
        if value not in tuple(allowed)
    ]


def not_shares(usual: str = "", **options: float) -> list[str]:
    """Return a sentence for each option that does not lie between 0 and 1.

    Examples
    --------
    >>> not_shares("0.95", level=95)
    ['level=95 is not between 0 and 1; 0.95 is usual']
    """
    hint = f"; {usual} is usual" if usual else ""
    return [
        f"{name}={value!r} is not between 0 and 1{hint}"
        for name, value in options.items()
        if not 0 < value < 1
    ]
