"""Read the text of a document: UTF-8, or UTF-16 that says so, with the line of what is wrong."""

from __future__ import annotations

import codecs
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import check_size

WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_plain(path: Path) -> str:
    r"""Return the text of a file without its byte order mark.

    Raises
    ------
    InputError
        It is absent, a folder, too large or empty, holds null bytes, or is neither UTF-8 nor
        UTF-16 with a mark (with the line).

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_bytes("The clerk § 5.".encode("utf-16"))
    >>> read_plain(file)
    'The clerk § 5.'
    """
    if path.is_dir():
        raise InputError(f"{path.name}: is a folder; a file is expected")
    check_size(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
    wide = data[:2] in WIDE
    if not wide and (null := data.find(b"\0")) >= 0:
        raise _with_null(path, data.count(b"\n", 0, null) + 1)
    text = _decode_wide(data, path) if wide else _decode(data, path)
    if not text.strip():
        raise InputError(f"{path.name}: the file is empty")
    if wide and (null := text.find("\0")) >= 0:
        raise _with_null(path, text.count("\n", 0, null) + 1)
    return text


def _with_null(path: Path, line: int) -> InputError:
    return InputError(
        f"{path.name}, line {line}: holds a null byte; the file is damaged, no text, or of another "
        "coding: save it as UTF-8"
    )


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path.name}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8; save the file "
            "as UTF-8"
        ) from None


def _decode_wide(data: bytes, path: Path) -> str:
    coding = WIDE[data[:2]]
    try:
        return data[2:].decode(coding)
    except UnicodeDecodeError as error:
        line = data[2 : 2 + error.start].decode(coding, errors="replace").count("\n") + 1
        raise InputError(
            f"{path.name}, line {line}: is damaged UTF-16 ({error.reason}); save the file as UTF-8"
        ) from None
