"""The errors of sopgap: each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable


class SopgapError(Exception):
    """Any error that sopgap raises on purpose; its message is meant for the user."""


class InputError(SopgapError, ValueError):
    """What a person gave (study, survey, corpus, option) cannot be used as it is.

    Parameters
    ----------
    problems : str or iterable of str
        One sentence a problem, each naming its file, row and column where it has them.

    Attributes
    ----------
    problems : tuple of str
        The same sentences, so that several readers' problems can be shown together.

    Examples
    --------
    >>> InputError(["a.csv: no column center", "b.csv, row 3: x is not a number"]).problems[0]
    'a.csv: no column center'
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class DisclosureError(SopgapError):
    """What would be published lets a hidden count be worked back: nothing is written.

    Parameters
    ----------
    problems : str or iterable of str
        One sentence a count, naming its table, row and column, never its value.

    Attributes
    ----------
    problems : tuple of str

    Examples
    --------
    >>> DisclosureError(["table 'rates', row 'a', column answered: follows"]).problems
    ("table 'rates', row 'a', column answered: follows",)
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class ContractError(SopgapError, ValueError):
    """A table does not keep its contract: a column, a level, a type or a key is wrong."""


class NotebookError(SopgapError, RuntimeError):
    """A notebook could not be run: unknown parameter, missing notebook, or a failed cell."""
