"""Put a file in its place: written aside first, then moved in whole."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sopgap.errors import InputError

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
IN_MEMORY = 1 << 24  # bytes of a member before it is laid on disk
LARGE = 1 << 31  # bytes from which a member needs the longer fields of ZIP64


def check_place(path: str | Path, suffix: str) -> Path:
    """Return where a file is to lie, refusing a name that the programs would not list.

    Raises
    ------
    InputError
        The suffix is another, or a folder lies there.

    Examples
    --------
    >>> check_place("codes.xml", ".qdc")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: codes.xml: its name must end in .qdc, or no program lists it
    """
    path = Path(path)
    if path.suffix.lower() != suffix:
        raise InputError(f"{path.name}: its name must end in {suffix}, or no program lists it")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    return path


@contextmanager
def placed(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `path` that takes its place when all went well, and goes if not.

    Only its owner may read it: a project holds comments.

    Raises
    ------
    InputError
        The folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(number, "w+b") as file:
                yield file
            Path(name).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None


def write_lines(file: IO[bytes], lines: Iterable[str]) -> None:
    """Write text as UTF-8, without a byte order mark, line ends as they are."""
    for line in lines:
        file.write(line.encode("utf-8"))


def write_archive(file: IO[bytes], members: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Write a zip whose bytes follow from its members alone: no clock, no user, no order of a disk.

    Parameters
    ----------
    file : binary file
    members : iterable of (name, lines)
        In the order in which they are to stand.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in members:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as aside:
                write_lines(aside, lines)
                large = aside.tell() >= LARGE
                aside.seek(0)
                info = zipfile.ZipInfo(name, EARLIEST)
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                info.external_attr = 0o100600 << 16
                with archive.open(info, "w", force_zip64=large) as member:
                    shutil.copyfileobj(aside, member)
