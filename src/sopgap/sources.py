"""Safe reading of what strangers give: CSV rows with their line numbers, bounded, inside a folder.

Readers collect every problem before they raise, so that a person mends a study in one go.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import math
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.tables import DATE, Column, Contract, factorise

MAX_BYTES = 1_000_000_000  # of one input file
MAX_CELL = 1_000_000  # characters of one cell of a CSV
BLOCK = 4096  # rows that are turned into columns together
SHOWN = 60  # characters of a wrong value that a message repeats
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
TIME_OF_DAY = re.compile(rf"({DATE})[T ]\s*\d{{1,2}}:.*", re.DOTALL)


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
        self._known: set[str] = set()

    def add(self, sentence: str) -> None:
        """Note one problem; a repeated sentence counts once."""
        if sentence not in self._known:
            self._known.add(sentence)
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
    data = _read_bytes(path, name)
    return _decode(data, name)


def _read_bytes(path: Path, name: str) -> bytes:
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
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputError(f"{name}: the file is empty")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{name}: is UTF-16, not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)")
    if (null := data.find(b"\0")) >= 0:
        row = data.count(b"\n", 0, null) + 1
        raise InputError(f"{name}, row {row}: holds a null byte; the file is damaged or not text")
    return data


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, byte = data.count(b"\n", 0, error.start) + 1, data[error.start]
        raise InputError(
            f"{name}, row {row}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        ) from None


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
    data = _read_bytes(path, name)
    csv.field_size_limit(MAX_CELL)
    # Decoded line by line: the whole text of a large survey would be held four bytes a letter.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    problems = Problems()
    header: list[str] = []
    known: dict[str, str] = {}  # equal cells share one text: a survey repeats its choices
    rows: list[tuple[str, ...]] = []
    blocks: list[np.ndarray] = []
    numbers: list[int] = []
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
            rows.append(tuple(map(known.setdefault, cells, cells)))
            numbers.append(row)
            if len(rows) == BLOCK:
                blocks.append(_block(rows, len(header)))
                rows = []
    except csv.Error as error:
        too_long = f"a cell is longer than {MAX_CELL:,} characters; cut it or leave it out"
        reason = too_long if "field larger" in str(error) else f"broken CSV: {error}"
        problems.add(f"{name}, row {before + 1}: {reason}")
    except UnicodeDecodeError:
        _decode(data, name)  # raises, with the row
    if len(header) == 1 and (mark := re.search(r"[;\t]", header[0])):
        called = {";": "semicolons", "\t": "tabs"}[mark[0]]
        raise InputError(f"{name}: its columns are parted by {called}; save it with commas")
    for column in sorted({c for c in header if header.count(c) > 1}):
        problems.add(f"{name}, row 1: column {quoted(column)} stands there twice")
    problems.raise_if_any()
    blocks.append(_block(rows, len(header)))
    columns = {c: np.concatenate([b[:, i] for b in blocks]) for i, c in enumerate(header)}
    index = pd.Index(numbers, name="row", dtype="int64")
    return pd.DataFrame(columns, index=index, columns=pd.Index(header, dtype="str"), dtype="str")


def _block(rows: list[tuple[str, ...]], width: int) -> np.ndarray:
    return np.array(rows, dtype=object).reshape(len(rows), width)


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
    rows = rows.apply(strip_cells)
    absent = [c.name for c in contract.columns if c.name not in rows and not c.blank]
    for name in absent:
        near = guess(name, rows.columns).replace("did you mean", "is it")
        problems.add(f"{what}: column {name} is absent{near}")
    if absent:
        return rows.iloc[:0].reindex(columns=[c.name for c in contract.columns], fill_value="")
    numbers = rows.index.tolist()
    for column in contract.columns:
        if column.name not in rows:
            rows[column.name] = ""
            continue
        codes, values = factorise(rows[column.name])
        wrong = [_wrong(column, value) for value in values]
        refused = np.array([bool(said) for said in wrong], dtype=bool)
        for place in np.flatnonzero(refused[codes]) if refused.any() else ():
            said = wrong[codes[place]]
            problems.add(f"{what}, row {numbers[place]}, column {column.name}: {said}")
    _note_repeated(rows, list(contract.key), what, problems)
    return rows


def strip_cells(cells: pd.Series) -> pd.Series:
    """Return a column of text without white space at the ends, read by its different values."""
    codes, values = factorise(cells)
    stripped = np.array([value.strip() for value in values], dtype=object)
    return pd.Series(stripped[codes], index=cells.index, name=cells.name, dtype="str")


def _note_repeated(rows: pd.DataFrame, key: list[str], what: str, problems: Problems) -> None:
    repeated = np.flatnonzero(rows.duplicated(key))
    if not len(repeated):
        return
    places = pd.Series(range(len(rows)), index=rows.index)
    first = places.groupby([rows[name] for name in key], sort=False).transform("first").to_numpy()
    numbers = rows.index.tolist()
    values = zip(*(rows[name].iloc[repeated].tolist() for name in key), strict=True)
    for place, value in zip(repeated, values, strict=True):
        problems.add(
            f"{what}, row {numbers[place]}: {' + '.join(key)} {quoted(' + '.join(value))}"
            f" stands already in row {numbers[first[place]]}"
        )


def _wrong(column: Column, value: str) -> str:
    if value == "":
        choose = f"write one of: {', '.join(column.levels)}" if column.levels else "fill it in"
        return "" if column.blank else f"is blank; {choose}"
    if column.levels and value not in column.levels:
        allowed = ", ".join(column.levels)
        near = guess(value, column.levels)
        return f"{quoted(value)} is not allowed{near}; allowed: {allowed}"
    if column.pattern and not re.fullmatch(column.pattern, value):
        if column.pattern == DATE:
            if found := TIME_OF_DAY.fullmatch(value):
                return f"{quoted(value)} has a time of day; keep the day only: {found[1]}"
            return f"{quoted(value)} is not a date like 2017-01-19"
        return f"{quoted(value)} is not allowed; use letters, digits, - and _"
    if column.kind == "count" and not re.fullmatch(r"\d{1,12}", value):
        return f"{quoted(value)} is not a whole number"
    return _wrong_number(column, value) if column.kind == "number" else ""


def _wrong_number(column: Column, value: str) -> str:
    if not NUMBER.fullmatch(value):
        return f"{quoted(value)} is not a number like 1.25"
    if column.low is not None and float(value) < column.low:
        return f"{quoted(value)} is less than {column.low}"
    if column.high is not None and float(value) > column.high:
        return f"{quoted(value)} is more than {column.high}"
    return "" if math.isfinite(float(value)) else f"{quoted(value)} is too large"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
