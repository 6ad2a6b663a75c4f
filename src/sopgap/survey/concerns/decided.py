"""What people decided about quotations: read apart, since it is checked before anything is done."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.sources import Problems, check_rows, read_rows
from sopgap.tables import QUOTES_REVIEW

RELEASED = "quotes_released.csv"  # in the survey's folder
DIGITS = 16  # of the hash by which a decision finds its comment again


def read_released(folder: str | Path) -> pd.DataFrame:
    r"""Read what people decided about quotations: `quotes_released.csv` of a survey folder.

    Parameters
    ----------
    folder : str or Path
        The survey's folder; without the file nothing is released.

    Returns
    -------
    table `quotes_review`
        Columns other than digest and decision may be absent from the file.

    Raises
    ------
    InputError
        Digests that are none, decisions other than `show` and `hide`, one comment both shown
        and hidden: all at once, by row.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> said = "digest,decision\n0123456789abcdef,show\n"
    >>> _ = (folder / "quotes_released.csv").write_text(said)
    >>> read_released(folder)[["digest", "decision"]].values.tolist()
    [['0123456789abcdef', 'show']]
    """
    path = Path(folder) / RELEASED
    if not path.exists():
        return QUOTES_REVIEW.empty()
    problems = Problems()
    rows = read_rows(path)
    if "decision" not in rows:
        problems.add(f"{path.name}: column decision is absent; it holds show or hide")
    if "decision" in rows:
        rows = rows.assign(decision=rows["decision"].str.strip().str.lower())
    rows = check_rows(rows, QUOTES_REVIEW, what=path.name, problems=problems)
    known: dict[str, tuple[str, object]] = {}
    for row, digest, decision in zip(rows.index, rows["digest"], rows["decision"], strict=True):
        where = f"{path.name}, row {row}"
        if digest and not (len(digest) == DIGITS and set(digest) <= set("0123456789abcdef")):
            problems.add(
                f"{where}, column digest: {digest[:20]!r} is not 16 hexadecimal digits; take the"
                " digests from quotes_review.csv, and format the column as text"
            )
        elif decision:
            before, first = known.setdefault(digest, (decision, row))
            if before != decision:
                problems.add(
                    f"{where}: the same comment is set to {decision}, in row {first} to {before};"
                    " decide for one"
                )
    problems.raise_if_any()
    return QUOTES_REVIEW.check(rows)
