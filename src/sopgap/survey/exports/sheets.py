"""Read the cells of an export: a CSV of any encoding and separator, as text, within bounds."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, quoted
from sopgap.workbooks.bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS, check_file

PROBE = 100  # letters by which UTF-16 without its mark is known: every second byte is null
MAX_FAULTS = 20  # uneven rows that are named
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# What a file is that is no CSV, by its first bytes, and what to do with it.
MAGIC = (
    (b"PK\x03\x04", "is a workbook or zip file", "unpack it, or import it as xlsx"),
    (b"\xd0\xcf\x11\xe0", "is an old or password-protected workbook", "save it as CSV UTF-8"),
    (b"%PDF", "is a PDF", "export the survey's data, not its report"),
    (b"$FL2", "is an SPSS file", "use: sopgap import spss"),
    (b"$FL3", "is a compressed SPSS file", "use: sopgap import spss"),
    (b"\x1f\x8b", "is a gzip file", "unpack it"),
    (b"7z\xbc\xaf", "is a 7z file", "unpack it"),
)
SEP_LINE = re.compile(r"""["']?sep=(?P<mark>[,;\t])["']?\r?\n""", re.IGNORECASE)
HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S)
XML = re.compile(rb"^\s*<(?:\?xml|[A-Za-z])")
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The cells of one file.

    Attributes
    ----------
    name : str
        The file's, for messages.
    cells : DataFrame of str
        All rows, the headers too; columns are numbered from 0, the index counts the lines of the
        file as an editor does (the rows of the sheet in a workbook). Blank is "".
    notes : tuple of str
        What was assumed: the encoding, the separator.
    merged : tuple of str
        Ranges of joined cells of a workbook, as "C1:D1".
    """

    name: str
    cells: pd.DataFrame
    notes: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def read_sheet(path: Path, *, what: str = "") -> Sheet:
    """Read a CSV with all its rows, whatever its encoding and separator.

    UTF-8 (with or without a byte order mark), UTF-16 with one, and else Windows-1252, which is
    said. The separator is the one of comma, semicolon and tab that cuts the first rows alike.

    Raises
    ------
    InputError
        The file is absent, empty, no text, of two encodings, cut off inside a cell, of one column
        only, ragged, or beyond bounds: each with its row.
    """
    name = what or path.name
    data = read_bytes(path, name)
    text, notes = _decode(data, name)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"{name}, row {row}: holds a null byte; the file is damaged, export it anew"
        )
    said = SEP_LINE.match(text)
    if said:  # a line for a spreadsheet; an empty one in its place keeps the count of the rows
        text = "\n" + text[said.end() :]
    separator = said["mark"] if said else _separator(text, name)
    if separator != ",":
        notes = (*notes, f"columns are parted by {SEPARATORS[separator]}")
    return Sheet(name, _cells(text, separator, name), notes)


def read_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of a file that is there, not empty, not too large, and looks like text."""
    try:
        check_file(path, name)
        data = path.read_bytes()
    except InputError:  # which is a ValueError
        raise
    except (FileNotFoundError, ValueError):  # a null byte in a path is a ValueError
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not data.strip(b" \r\n\t\0\xef\xbb\xbf"):
        raise InputError(f"{name}: the file is empty; export it anew")
    for magic, is_what, do in MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name}: {is_what}, not a CSV; {do}")
    if HTML.match(data[:4000]):
        raise InputError(
            f"{name}: is a web page, not a CSV (a log-in page that was saved?); log in and export"
            " again"
        )
    if XML.match(data[:4000]) and b"," not in data[:200].split(b"\n")[0]:
        raise InputError(f"{name}: is XML, not a CSV; export as CSV")
    return data


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), ("read as UTF-16",)
        except UnicodeDecodeError:
            raise InputError(
                f"{name}: begins as UTF-16 and breaks off; export it anew as CSV UTF-8"
            ) from None
    for half, name_of in ((1, "utf-16-le"), (0, "utf-16-be")):
        head = data[: 2 * PROBE]
        if len(head) > 3 and not any(head[half::2]) and all(head[1 - half :: 2]):
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode(name_of), ("read as UTF-16, which it does not say",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
    if len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data[:10_000])) > 20:
        raise InputError(f"{name}: is no text file; export the survey as CSV UTF-8")
    if data.startswith(b"\xef\xbb\xbf") or MULTIBYTE.search(data):
        raise InputError(
            f"{name}, row {row}: byte 0x{byte:02x} is not UTF-8, while other letters of the file"
            " are: two encodings are mixed; export it anew as CSV UTF-8"
        )
    try:
        return data.decode("cp1252"), ("read as Windows-1252, since it is not UTF-8",)
    except UnicodeDecodeError:
        raise InputError(
            f"{name}, row {row}: byte 0x{byte:02x} is neither UTF-8 nor Windows-1252; export it"
            " anew as CSV UTF-8"
        ) from None


def _separator(text: str, name: str) -> str:
    """Return what cuts the first rows into the most columns, all alike."""
    head = text[: 64 * MAX_CELL]
    widths = {mark: _widths(head, mark) for mark in SEPARATORS}
    even = {mark: w[0] for mark, w in widths.items() if w and w[0] > 1 and len(set(w)) == 1}
    uneven = {mark: w[0] for mark, w in widths.items() if w and w[0] > 1}
    best = even or uneven
    if not best:
        mark = next((m for m in ("|", "^", "~", ":") if m in head.split("\n")[0]), "")
        seen = f"; it seems to be parted by {mark!r}" if mark else ""
        raise InputError(
            f"{name}, row 1: holds a single column{seen}; export it with commas, semicolons or tabs"
        )
    return max(best, key=lambda mark: best[mark])


def _widths(head: str, mark: str) -> list[int]:
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
    widths = []
    try:
        for cells, _ in zip(rows, range(10), strict=False):
            if cells:
                widths.append(len(cells))
    except csv.Error:
        return widths
    return widths


def _cells(text: str, separator: str, name: str) -> pd.DataFrame:
    """Count the cells of each row first; pandas' parser, which is fast, pads short rows in silence.

    Empty lines are passed over by both.
    """
    lines = _lines(text, separator, name)
    if len(lines) > MAX_ROWS:
        raise InputError(f"{name}: has more than {MAX_ROWS:,} rows; split it")
    try:
        cells = pd.read_csv(
            io.BytesIO(text.encode()),
            sep=separator,
            header=None,
            dtype=object,
            keep_default_na=False,
            na_values=[],
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        raise InputError(f"{name}: broken CSV ({error}); export it anew") from None
    if len(cells) != len(lines):  # a line of nothing but quotes, or the like
        cells = pd.DataFrame([row for _, row in _rows(text, separator)], dtype=object)
    cells.index = pd.Index(lines, name="row")
    _check_lengths(cells, name)
    return cells.astype("str")


def _check_lengths(cells: pd.DataFrame, name: str) -> None:
    for column in cells:
        codes, values = pd.factorize(cells[column])
        longest = max(map(len, values), default=0)
        if longest > MAX_CELL:
            place = codes == next(i for i, v in enumerate(values) if len(v) == longest)
            raise InputError(
                f"{name}, row {cells.index[place][0]}, column {column + 1}: a cell of"
                f" {longest:,} characters, more than {MAX_CELL:,}; is a quote missing?"
            )


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line on which it begins; empty lines are passed over."""
    csv.field_size_limit(2**31 - 1)
    # Not StringIO, which takes four bytes for each letter.
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    reader = csv.reader(stream, delimiter=separator, strict=True)
    before = 0
    for cells in reader:
        if len(cells) > 1 or (cells and cells[0].strip()):
            yield before + 1, cells
        before = reader.line_num


def _lines(text: str, separator: str, name: str) -> list[int]:
    """Return the line on which each row begins; refuse rows that are wider or narrower."""
    problems = Problems()
    lines: list[int] = []
    width, first = 0, ""
    try:
        for line, cells in _rows(text, separator):
            width, first = width or len(cells), cells[0]
            if width > MAX_COLUMNS:
                raise InputError(
                    f"{name}: has {width:,} columns, more than {MAX_COLUMNS:,}; export fewer"
                )
            lines.append(line)
            if len(cells) != width and len(problems.sentences) < MAX_FAULTS:
                problems.add(_uneven(name, line, len(cells), width, text))
    except csv.Error as error:
        line = lines[-1] if lines else 0
        what = f"broken CSV ({error})"
        if "unexpected end" in str(error):
            what = "a quoted cell never ends: the file is cut off or a quote is missing"
        elif "expected after" in str(error):
            what = "letters stand behind a closing quote"
        problems.add(
            f"{name}, the row below row {line} (which begins with {quoted(first)}): {what};"
            " export it anew"
        )
    problems.raise_if_any()
    return lines


def _uneven(name: str, line: int, n: int, width: int, text: str) -> str:
    cut = n < width and text.rstrip("\r\n").count("\n") + 1 <= line
    do = "the file breaks off here; export it anew" if cut else "export it anew, unedited"
    return f"{name}, row {line}: {n} cells where row 1 has {width}; {do}"
