"""Read one SPSS file in a process of its own and print it as JSON: see `spss.py` for why.

It imports nothing of the package, so that it starts at once, and its parent believes nothing but
JSON: the C library beneath pyreadstat can be brought to crash by a file made for it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MEMORY = 8_000_000_000  # bytes of address space, where the system can hold a process to it


def main() -> None:
    """Read the file that the arguments name (kind, path, most columns, rows and bytes)."""
    kind, path, *limits = sys.argv[1:]
    _bound_memory()
    columns, rows, held = map(int, limits)
    try:
        said = read(kind, path, columns, rows, held)
    except Exception as error:  # whatever it is: the parent says it in a sentence
        said = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(said))


def read(kind: str, path: str, columns: int, rows: int, held: int) -> dict[str, Any]:
    """Return what a file holds; of one beyond the bounds its size and labels alone.

    Parameters
    ----------
    kind : {"sav", "por"}
    path : str
    columns, rows, held : int
        The most variables, rows, and bytes that the rows may take unpacked.
    """
    import pyreadstat  # an extra: only this reader needs it

    read_file = pyreadstat.read_por if kind == "por" else pyreadstat.read_sav
    # As a dict, so that pandas is not loaded: that took longer than the reading.
    options: dict[str, Any] = {"output_format": "dict"}
    meta = read_file(path, metadataonly=True, **options)[1]
    size = _size(meta)
    values: dict[str, list[object]] = {}
    if size[0] <= columns and size[1] <= rows and size[2] <= held:
        options |= {"disable_datetime_conversion": True, "row_limit": rows + 1}
        if kind == "sav":
            options["user_missing"] = True
        values, meta = read_file(path, **options)
    return {"size": size, "values": {k: list(v) for k, v in values.items()}, **_labels(meta)}


def _bound_memory() -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _size(meta: Any) -> list[int]:
    """Return the columns, the rows, and the bytes that the rows take unpacked."""
    rows = int(meta.number_rows or 0)
    width = sum(max(8, int(w)) for w in meta.variable_storage_width.values())
    return [int(meta.number_columns or 0), rows, rows * width]


def _labels(meta: Any) -> dict[str, object]:
    return {
        "names": list(meta.column_names),
        "wordings": dict(meta.column_names_to_labels),
        "formats": dict(meta.original_variable_types),
        "measures": dict(meta.variable_measure),
        "labels": {name: list(of.items()) for name, of in meta.variable_value_labels.items()},
        "missing": {name: list(of) for name, of in (meta.missing_ranges or {}).items()},
        "sets": dict(meta.mr_sets or {}),
    }


if __name__ == "__main__":
    main()
