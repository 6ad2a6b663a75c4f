"""Read JSON of strangers, within bounds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.plain import read_plain

MAX_JSON = 40_000_000  # bytes; the objects of a JSON file take ten times its size in memory
# Escapes of the two halves of a sign beyond the basic plane; a half alone is no sign.
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
HALVES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
MAX_OPEN = 1_000_000  # braces and brackets, each an object in memory; a large catalog has 200,000
ARE_READ = "of JSON, catalogs in OSCAL and documents of the Federal Register are read"


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds one object.

    Raises
    ------
    InputError
        It is too large, is not JSON, nests too deeply, or holds no object.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.json"
    >>> _ = file.write_text('{"a": 1}')
    >>> read_json(file)
    {'a': 1}
    """
    if path.stat().st_size > MAX_JSON:
        raise InputError(f"{path.name}: larger than {MAX_JSON:,} bytes of JSON; split it")
    text = read_plain(path)
    if text.count("{") + text.count("[") > MAX_OPEN:
        raise InputError(f"{path.name}: has over {MAX_OPEN:,} objects; split it")
    try:
        said = json.loads(HALVES.sub(_whole_signs, text) if SURROGATE.search(text) else text)
    except RecursionError:
        raise InputError(f"{path.name}: nests more deeply than any document's JSON") from None
    except ValueError as error:
        raise InputError(f"{path.name}: is not JSON: {str(error)[:120]}; {ARE_READ}") from None
    if not isinstance(said, dict):
        raise InputError(f"{path.name}: holds no JSON object {{…}} of one document; {ARE_READ}")
    return said


def _whole_signs(found: re.Match[str]) -> str:
    """Return half a sign as the mark of one that is unknown: no file could be written with it."""
    return "\\ufffd" if found["half"] else found[0]
