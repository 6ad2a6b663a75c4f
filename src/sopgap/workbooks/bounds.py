"""Bounds of a file of cells, a workbook or an export, and the refusal of what is no file."""

from __future__ import annotations

import stat
from pathlib import Path

from sopgap.errors import InputError

MAX_BYTES = 1_000_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 4_000
MAX_CELL = 100_000  # characters; a spreadsheet's cell holds 32,767


def check_file(path: Path, name: str) -> None:
    """Refuse a folder, a device or pipe (which may never end), and a file that is too large.

    Raises
    ------
    InputError
    OSError
        It is absent or may not be looked at.
    """
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise InputError(f"{name}: is a folder; give the file itself")
    if not stat.S_ISREG(mode.st_mode):
        raise InputError(f"{name}: is a pipe or device; give the file itself")
    if mode.st_size > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES:,} bytes; export fewer columns")
