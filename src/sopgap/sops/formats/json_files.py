"""Read JSON of strangers, within bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sources import read_text

MAX_JSON = 40_000_000  # bytes; the objects of a JSON file take ten times its size in memory
MAX_OPEN = 1_000_000  # braces and brackets, each an object in memory; a large catalog has 200,000


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
    text = read_text(path)
    if text.count("{") + text.count("[") > MAX_OPEN:
        raise InputError(f"{path.name}: has over {MAX_OPEN:,} objects; split it")
    try:
        said = json.loads(text)
    except RecursionError:
        raise InputError(f"{path.name}: nests more deeply than any document's JSON") from None
    except ValueError as error:
        raise InputError(f"{path.name}: is not JSON: {str(error)[:120]}") from None
    if not isinstance(said, dict):
        raise InputError(f"{path.name}: holds no JSON object {{…}} of one document")
    return said
