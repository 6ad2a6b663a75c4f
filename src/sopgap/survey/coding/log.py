"""Read and extend `codebook.csv`: what people decided about concerns, append-only."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, check_rows, quoted, read_rows, read_text
from sopgap.survey.coding.acts import Act, State, as_acts, play
from sopgap.tables import CODEBOOK, append_table
from sopgap.tables.files import NEUTRALISED

FILE = "codebook.csv"  # in the survey's folder
# What a digest and an id are is told in words of their own.
PLAIN = replace(CODEBOOK, columns=tuple(replace(c, pattern="") for c in CODEBOOK.columns))
SHAPES = {
    "concern_id": "is no id like C01",
    "digest": "is no digest of 16 hexadecimal digits; a spreadsheet changes them: put back the file"
    " as it was, and open it as text only",
    "workbook": "does not name a workbook by 16 hexadecimal digits; put back the file as it was",
}


def read_codebook(folder: str | Path) -> pd.DataFrame:
    r"""Read what people decided about concerns: `codebook.csv` of a survey folder.

    Parameters
    ----------
    folder : str or Path
        The survey's folder; without the file nothing was decided.

    Returns
    -------
    table `codebook`, in the order of the steps

    Raises
    ------
    InputError
        Steps that are not 1, 2, 3, ..., unknown acts, ids and digests that are none, and acts that
        cannot follow on those before, such as the merge of a concern that is not there: all at
        once, by row.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> head = "step,act,concern_id,value,digest,batch,workbook\n"
    >>> _ = (folder / FILE).write_text(head + f"1,base,C01,pay,,1,{'0' * 16}\n")
    >>> read_codebook(folder)[["act", "concern_id", "value"]].values.tolist()
    [['base', 'C01', 'pay']]
    """
    path = Path(folder) / FILE
    if not path.exists():
        return CODEBOOK.empty()
    rows = read_rows(path)
    text = rows.select_dtypes(include=["str", "object"]).columns
    rows[text] = rows[text].map(lambda cell: NEUTRALISED.sub("", cell, count=1))
    problems = Problems()
    rows = check_rows(rows, PLAIN, what=path.name, problems=problems)
    _check_steps(rows, path.name, problems)
    _check_shapes(rows, path.name, problems)
    # What is wrong in a cell already would only be told twice.
    problems.raise_if_any()
    lines = dict(zip(rows["step"].astype(int), rows.index, strict=True))
    table = CODEBOOK.check(rows)
    play(
        as_acts(table),
        State(),
        lambda act, wrong: problems.add(f"{path.name}, row {lines[act.step]}: {wrong}"),
    )
    problems.raise_if_any()
    return table


def replayed(codebook: pd.DataFrame) -> State:
    """Return what a codebook says after all its acts.

    Raises
    ------
    InputError
        An act cannot follow on those before.
    """
    problems = Problems()

    def tell(act: Act, wrong: str) -> None:
        problems.add(f"codebook, step {act.step}: {wrong}")

    state = play(as_acts(codebook), State(), tell)
    problems.raise_if_any()
    return state


def write_codebook(folder: str | Path, added: pd.DataFrame) -> Path:
    """Append acts to `codebook.csv` of a survey folder: what is in it stays to the byte.

    The file is replaced as a whole or not at all.

    Parameters
    ----------
    folder : str or Path
        The survey's folder.
    added : table `codebook`
        The acts that follow on those in the file, as `read_decisions` returns them.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        The file's last step is not the one before the first that is added.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> act = {"act": "base", "concern_id": "C01", "value": "pay", "workbook": "0" * 16}
    >>> file = write_codebook(folder, pd.DataFrame([{"step": 1, "batch": 1, **act}]))
    >>> file.name, len(read_codebook(folder))
    ('codebook.csv', 1)
    """
    path = Path(folder) / FILE
    added = CODEBOOK.check(added)[[column.name for column in CODEBOOK.columns]]
    before = read_codebook(folder)
    last = int(before["step"].max()) if len(before) else 0
    if not len(added):
        return path
    if int(added["step"].min()) != last + 1:
        raise InputError(
            f"{path.name}: ends with step {last}, so that step {added['step'].min()} cannot follow;"
            " read it again"
        )
    if path.exists():
        _check_head(path)
    return append_table(added, path)


def _check_steps(rows: pd.DataFrame, name: str, problems: Problems) -> None:
    for place, (row, step) in enumerate(zip(rows.index, rows["step"], strict=True), 1):
        if re.fullmatch(r"\d{1,12}", step) and int(step) != place:
            problems.add(
                f"{name}, row {row}, column step: {step} where {place} is expected; the file is"
                " only added to, and no row of it sorted or taken out"
            )
            return


def _check_shapes(rows: pd.DataFrame, name: str, problems: Problems) -> None:
    patterns = {c.name: c.pattern for c in CODEBOOK.columns if c.pattern}
    for column, pattern in patterns.items():
        for row, value in zip(rows.index, rows[column], strict=True):
            if value and not re.fullmatch(pattern, value):
                problems.add(
                    f"{name}, row {row}, column {column}: {quoted(value)} {SHAPES[column]}"
                )


def _check_head(path: Path) -> None:
    """Rows are added by place: the columns must stand as they are written."""
    head = read_text(path).splitlines()[0].replace('"', "").split(",")
    names = [column.name for column in CODEBOOK.columns]
    if [name.strip() for name in head] != names:
        raise InputError(
            f"{path.name}, row 1: has the columns {', '.join(head)}; to be added to, it needs"
            f" {', '.join(names)}"
        )
