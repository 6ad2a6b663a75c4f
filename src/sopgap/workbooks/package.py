"""The door to workbooks (.xlsx): judged as a package before anything in them is read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.workbooks.bounds import check_file

MAX_PARTS = 10_000
MAX_UNPACKED = 1_000_000_000  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; a spreadsheet of repeated answers stays under 100
MIN_SUSPECT = 50_000_000  # bytes under which the ratio does not matter
MAX_STRINGS = 300_000_000  # bytes of the table of texts, which is read at once
OLE = b"\xd0\xcf\x11\xe0"  # what an old .xls and a workbook under a password begin with


@contextmanager
def open_book(path: Path, *, computed: bool) -> Iterator[Any]:
    """Open a workbook for reading: no formula is run and no link followed.

    Parameters
    ----------
    path : Path
    computed : bool
        Give of a formula the value that the spreadsheet last saw; else the formula.

    Raises
    ------
    InputError
        It is none (`check_package`), or cannot be read, now or while it is open.
    """
    check_package(path)
    # Its import takes a while, and only workbooks need it.
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=computed, keep_links=False)
        yield book
        book.close()
    except InputError:
        raise
    # openpyxl raises whatever its parts raise (KeyError, ParseError, BadZipFile, ...): a hostile
    # file must still end in a sentence that names it.
    except Exception as error:
        raise InputError(
            f"{path.name}: cannot be read as a workbook ({type(error).__name__}); open it in a"
            " spreadsheet and save it anew as .xlsx"
        ) from None


def check_package(path: Path) -> None:
    """Refuse what is no workbook, is under a password, or unpacks beyond bounds.

    Raises
    ------
    InputError
    """
    name = path.name
    try:
        check_file(path, name)
        with path.open("rb") as file:
            first = file.read(8)
        size = path.stat().st_size
    except InputError:  # which is a ValueError
        raise
    except (FileNotFoundError, ValueError):
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not first:
        raise InputError(f"{name}: the file is empty; export it anew")
    if first.startswith(OLE):
        raise InputError(
            f"{name}: is an old .xls or protected by a password; save it as .xlsx without one"
        )
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(
            f"{name}: is no workbook (.xlsx), or its end is missing; export it anew"
            f"{_text_hint(first)}"
        ) from None
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > MIN_SUSPECT and unpacked / max(1, size) > MAX_RATIO
    strings = max((p.file_size for p in parts if "sharedStrings" in p.filename), default=0)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or strings > MAX_STRINGS or bomb:
        raise InputError(
            f"{name}: unpacks to {unpacked:,} bytes in {len(parts):,} parts; refused as unsafe"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{name}: is protected by a password; save it without one")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise InputError(f"{name}: is a zip file but no workbook (.xlsx); export as .xlsx or CSV")


def _text_hint(first: bytes) -> str:
    """Say that a file is text, by its first bytes: a CSV under another name."""
    plain = not first.startswith((b"PK", b"%PDF")) and all(b > 8 for b in first)
    return "; it is a text: if it is a CSV, name it .csv and import it as csv" if plain else ""
