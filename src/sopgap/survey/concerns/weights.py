"""Read numbers from a safetensors file: bounded, mapped from disk, and checked.

The format is eight bytes of length, JSON of that length, then bare numbers. Nothing in such a file
can run, unlike in a pickle.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sopgap.errors import InputError

HEADER = 10_000_000  # bytes that may tell what the file holds
LARGEST = 4_000_000_000  # bytes of the file
TYPES: dict[str, Any] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def read_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Map the named tensors of a file; others in it are let be.

    Parameters
    ----------
    path : Path
    shapes : mapping of str to tuple of int
        The shape that each must have; in the file a name may stand behind ``bert.``.

    Returns
    -------
    dict of str to ndarray
        float32; what is float32 in the file is read from disk as it is used.

    Raises
    ------
    InputError
        The file is damaged or of another format, or tensors are absent, of another shape or type,
        or hold what are no finite numbers: all of them at once.

    Examples
    --------
    >>> import tempfile
    >>> header = b'{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "model.safetensors"
    ...     head = len(header).to_bytes(8, "little") + header
    ...     _ = file.write_bytes(head + np.float32([1, 2]).tobytes())
    ...     read_weights(file, {"w": (2,)})["w"].tolist()
    [1.0, 2.0]
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(HEADER, size - 8) or size > LARGEST:
            raise InputError(f"{path.name}: is no safetensors file, or is damaged")
        try:
            told = json.loads(file.read(length))
        except (ValueError, RecursionError):
            told = None
    if not isinstance(told, dict):
        raise InputError(f"{path.name}: its header cannot be read; the file is damaged")
    found, problems = {}, []
    for name, shape in shapes.items():
        tensor: Any = told.get(name, told.get(f"bert.{name}"))
        where = f"{path.name}: {name}"
        if problem := _misfit(tensor, shape, size - 8 - length):
            problems.append(f"{where} {problem}")
            continue
        kind, place = TYPES[tensor["dtype"]], 8 + length + tensor["data_offsets"][0]
        values = np.memmap(path, kind, "r", place, shape)
        if not np.isfinite(values).all():
            problems.append(f"{where} holds values that are no finite numbers; the file is damaged")
        found[name] = np.asarray(values, dtype=np.float32)
    if problems:
        raise InputError(problems)
    return found


def _misfit(tensor: Any, shape: tuple[int, ...], size: int) -> str:
    """Return what is wrong with what the header tells of a tensor; '' where nothing is."""
    if not isinstance(tensor, dict):
        return "is absent"
    kind, offsets = TYPES.get(str(tensor.get("dtype"))), tensor.get("data_offsets")
    if kind is None:
        return f"is of type {tensor.get('dtype')!r}; F32 or F16 is understood"
    if tensor.get("shape") != list(shape):
        return f"has the shape {tensor.get('shape')}, not {list(shape)}"
    if (
        not isinstance(offsets, list)
        or [type(offset) for offset in offsets] != [int, int]
        or not 0 <= offsets[0] <= offsets[1] <= size
        or offsets[1] - offsets[0] != math.prod(shape) * kind.itemsize
    ):
        return "does not lie where the header says; the file is damaged"
    return ""
