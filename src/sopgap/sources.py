"""Safe reading of what strangers give: CSV rows with their line numbers, bounded, inside a folder.

Readers collect every problem before they raise, so that a person mends a study in one go.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.tables import Contract

MAX_BYTES = 1_000_000_000  # of one input file
MAX_CELL = 1_000_000  # characters of one cell of a CSV
SHOWN = 60  # characters of a wrong value that a message repeats


class Problems:
    """Collect what is wrong, a sentence each, and raise them together.

    Examples
    --------
    >>> problems = Problems()
    >>> problems.add("frame.csv, row 3, column staff: 'x' is not a whole number")
    >>> problems.raise_if_any()
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: frame.csv, row 3, column staff: 'x' is not a whole number
    """

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, sentence: str) -> None:
        """Note one problem; a repeated sentence counts once."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def gather(self, error: InputError) -> None:
        """Note the problems that another reader raised."""
        for sentence in error.problems:
            self.add(sentence)

    def raise_if_any(self) -> None:
        """Raise InputError with all sentences, if there are any."""
        if self.sentences:
            raise InputError(self.sentences)


def inside(folder: Path, name: str, *, where: str) -> Path:
    """Return `folder / name`, refusing a path that leaves the folder.

    Parameters
    ----------
    folder : Path
        The folder that may not be left; links are followed before it is judged.
    name : str
        A relative path as a study or manifest gives it.
    where : str
        File and key or row that gave it, for the message.

    Raises
    ------
    InputError
        The path is absolute, or leads outside.

    Examples
    --------
    >>> inside(Path("/data/study"), "../../etc/passwd", where="study.toml, [survey] folder")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: study.toml, [survey] folder: '../../etc/passwd' leads out of its
    folder; give a path inside it
    """
    root = folder.resolve()
    try:
        path = (root / name).resolve()
    except (ValueError, OSError):  # a NUL byte, or a loop of links
        path = Path("/")
    if Path(name).is_absolute() or not path.is_relative_to(root):
        raise InputError(f"{where}: {quoted(name)} leads out of its folder; give a path inside it")
    return path


def quoted(value: object) -> str:
    """Return a value for a message: quoted, control characters escaped, cut at 60 characters."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


def guess(value: str, allowed: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the allowed value nearest to one that is not, or ''.

    Examples
    --------
    >>> guess("electronic", ["electronics", "machinery"])
    "; did you mean 'electronics'?"
    """
    by_case = {a.casefold(): a for a in allowed}
    near = difflib.get_close_matches(value.casefold(), by_case, n=1, cutoff=0.6)
    return f"; did you mean {by_case[near[0]]!r}?" if near else ""


def read_text(path: Path, *, what: str = "") -> str:
    """Read a UTF-8 file (a byte order mark is dropped), within bounds.

    Raises
    ------
    InputError
        It is absent, a folder, empty, too large, holds null bytes, or is not UTF-8 (with the line).
    """
    name = what or path.name
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; a file is expected")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{name}: larger than {MAX_BYTES:,} bytes; split it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputError(f"{name}: the file is empty")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{name}: is UTF-16, not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise InputError(
            f"{name}, row {row}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{name}, row {row}: holds a null byte; the file is damaged or not text")
    return text


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a syntax error names its line and column."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name}: not valid TOML: {error}") from None


def read_rows(path: Path, *, what: str = "") -> pd.DataFrame:
    """Read a CSV of a study as text, each row with the number it has in the file.

    Nothing is taken for missing: "None" and "n/a" are real answers. The index, named `row`, counts
    lines as an editor does (the header is row 1), also behind cells that hold line breaks.

    Parameters
    ----------
    path : Path
    what : str, optional
        Name of the file in messages; by default its own.

    Returns
    -------
    DataFrame
        Text columns; blank cells are the empty string.

    Raises
    ------
    InputError
        The file cannot be read, a header repeats or is blank, or rows have too many or too few
        cells: all rows at once.
    """
    name = what or path.name
    text = read_text(path, what=name)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems = Problems()
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    before = 0
    try:
        header = [cell.strip() for cell in next(reader)]
        before = reader.line_num
        for cells in reader:
            row, before = before + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(header):
                problems.add(
                    f"{name}, row {row}: {len(cells)} cells where the header has {len(header)};"
                    " quote cells that hold a comma"
                )
                continue
            rows.append(cells)
            lines.append(row)
    except csv.Error as error:
        too_long = f"a cell is longer than {MAX_CELL:,} characters; cut it or leave it out"
        reason = too_long if "field larger" in str(error) else f"broken CSV: {error}"
        problems.add(f"{name}, row {before + 1}: {reason}")
    if len(header) == 1 and (mark := re.search(r"[;\t]", header[0])):
        called = {";": "semicolons", "\t": "tabs"}[mark[0]]
        raise InputError(f"{name}: its columns are parted by {called}; save it with commas")
    for column in sorted({c for c in header if header.count(c) > 1}):
        problems.add(f"{name}, row 1: column {quoted(column)} stands there twice")
    problems.raise_if_any()
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="row"), dtype="str")


def check_rows(
    rows: pd.DataFrame, contract: Contract, *, what: str, problems: Problems
) -> pd.DataFrame:
    """Hold the rows of a study's file against a contract, naming file, row and column.

    Parameters
    ----------
    rows : DataFrame
        From `read_rows`: text, with the row numbers as index.
    contract : Contract
        Columns that may be blank may be absent.
    what : str
        The file's name in messages.
    problems : Problems
        Where the sentences go; nothing is raised.

    Returns
    -------
    DataFrame
        The rows with all columns of the contract as stripped text, index kept; rows with a
        problem are left in. With a required column absent, no rows.
    """
    rows = rows.apply(lambda column: column.str.strip())
    absent = [c.name for c in contract.columns if c.name not in rows and not c.blank]
    for name in absent:
        near = guess(name, rows.columns).replace("did you mean", "is it")
        problems.add(f"{what}: column {name} is absent{near}")
    if absent:
        return rows.iloc[:0].reindex(columns=[c.name for c in contract.columns], fill_value="")
    for column in contract.columns:
        if column.name not in rows:
            rows[column.name] = ""
        for row, value in rows[column.name].items():
            wrong = _wrong(column, value)
            if wrong:
                problems.add(f"{what}, row {row}, column {column.name}: {wrong}")
    for row in rows.index[rows.duplicated(list(contract.key))]:
        key = rows.loc[row, list(contract.key)]
        same = (rows[list(contract.key)] == key).all(axis=1)
        first, value = rows.index[same][0], " + ".join(map(str, key))
        problems.add(
            f"{what}, row {row}: {' + '.join(contract.key)} {quoted(value)}"
            f" stands already in row {first}"
        )
    return rows


def _wrong(column: Any, value: str) -> str:
    if value == "":
        choose = f"write one of: {', '.join(column.levels)}" if column.levels else "fill it in"
        return "" if column.blank else f"is blank; {choose}"
    if column.levels and value not in column.levels:
        allowed = ", ".join(column.levels)
        near = guess(value, column.levels)
        return f"{quoted(value)} is not allowed{near}; allowed: {allowed}"
    if column.pattern and not re.fullmatch(column.pattern, value):
        if column.pattern.startswith(r"\d{4}"):
            return f"{quoted(value)} is not a date like 2017-01-19"
        return f"{quoted(value)} is not allowed; use letters, digits, - and _"
    if column.kind == "count" and not re.fullmatch(r"\d{1,12}", value):
        return f"{quoted(value)} is not a whole number"
    return ""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
