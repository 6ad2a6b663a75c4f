"""Tell whether the answers to a question are the steps of a scale, and put them in order."""

from __future__ import annotations

import re
from collections.abc import Collection

from sopgap.survey.exports.words import any_of, fold, words

MOST = 40  # steps; more different answers are no scale
NUMBERED = re.compile(r"(\d{1,2})(?:\b\W*(.*?)\W*)?", re.DOTALL)


def in_steps(labels: Collection[str], *, bare: bool = True) -> tuple[str, ...]:
    """Return labels in the order of their scale, or nothing where they are no steps of one.

    Steps are those of a known scale, or begin with different numbers ("1 (never)", "2").

    Parameters
    ----------
    labels : collection of str
    bare : bool
        Whether numbers up to 10 without any word are steps too, as in the rows of an array.

    Examples
    --------
    >>> in_steps(["10 (always)", "2", "1 (never)"])
    ('1 (never)', '2', '10 (always)')
    >>> in_steps(["Often", "Never", "Sometimes"])
    ('Often', 'Sometimes', 'Never')
    >>> in_steps(["University", "Company", "Other"])
    ()
    """
    if len(labels) > MOST:
        return ()
    found = {label: NUMBERED.fullmatch(label) for label in labels}
    by_number = {int(match[1]): label for label, match in found.items() if match}
    told = bare and max(by_number, default=99) <= 10
    told |= any(match[2] and match[2][-1:].isalpha() for match in found.values() if match)
    if len(by_number) == len(labels) >= 3 and told:
        return tuple(by_number[number] for number in sorted(by_number))
    folded = {fold(label): label for label in sorted(labels)}
    known = set(folded) - any_of("dont_know")
    steps = (row for row, _ in words("scale"))
    row = next((r for r in steps if len(known) >= 3 and known <= set(r)), ())
    if not row:
        return ()
    return tuple(folded[step] for step in (*row, *sorted(set(folded) - known)) if step in folded)
