"""read_conditions: what an auditor wrote of the causes and effects of gaps."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.tables import CONDITIONS
from sopgap.tables.rows import list_rows


def read_conditions(
    path: str | Path | None, responsibilities: pd.DataFrame, centers: pd.DataFrame
) -> pd.DataFrame:
    r"""Read conditions.csv: cause, effect and test of gaps, as an auditor wrote them.

    An effect is refused without a test on records: what nobody has tested is a guess.

    Parameters
    ----------
    path : str or Path, or None
        The file; None gives a table without rows.
    responsibilities : table `responsibilities`
    centers : table `centers`
        Where it has no rows, no Center is held against it.

    Returns
    -------
    table `conditions`
        A row with a blank Center is for all of them; the row of one Center goes before it.

    Raises
    ------
    InputError
        All at once: columns absent, keys repeated, rows that say nothing, responsibilities and
        Centers that there are not, effects without a test.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "conditions.csv"
    >>> _ = path.write_text("responsibility_id,center,cause,effect,test\nR1,north,,a loss,\n")
    >>> known = pd.DataFrame({"responsibility_id": ["R1"]}), pd.DataFrame({"center": ["north"]})
    >>> read_conditions(path, *known)
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: conditions.csv, row 2, column test: is blank beside an effect; write
    the test on records that shows the effect, or leave the effect blank
    """
    if path is None:
        return CONDITIONS.empty()
    path, problems = Path(path), Problems()
    rows = check_rows(read_rows(path), CONDITIONS, what=path.name, problems=problems)
    ids, codes = list(responsibilities["responsibility_id"]), list(centers["center"])
    for number, row in zip(rows.index, list_rows(rows), strict=True):
        at = f"{path.name}, row {number}"
        one, center = row["responsibility_id"], row["center"]
        if one and one not in ids:
            problems.add(
                f"{at}, column responsibility_id: {quoted(one)} is not in the matrix"
                f"{guess(one, ids)}"
            )
        if center and codes and center not in codes:
            problems.add(
                f"{at}, column center: {quoted(center)} is not one of the {len(codes)} Centers"
                f"{guess(center, codes)}"
            )
        if row["effect"] and not row["test"]:
            problems.add(
                f"{at}, column test: is blank beside an effect; write the test on records that"
                " shows the effect, or leave the effect blank"
            )
        if not any(row[name] for name in ("cause", "effect", "test")):
            problems.add(f"{at}: says nothing; fill in a cause, an effect or a test")
    problems.raise_if_any()
    return CONDITIONS.check(rows)
