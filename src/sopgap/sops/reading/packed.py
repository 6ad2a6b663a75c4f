"""What a child process does for `abreast.py`: the duties of some documents, packed to be sent."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sopgap.sops.duties import find_duties
from sopgap.tables import factorise


def prepare(task: dict[str, Any]) -> dict[str, Any]:
    """Return the tables that a process needs for every chunk."""
    documents = task["documents"]
    return {
        "actors": pd.DataFrame(task["actors"], dtype="str"),
        "documents": None if documents is None else pd.DataFrame(documents, dtype="str"),
        "systems": task["systems"],
    }


def find_packed(task: dict[str, Any], ready: dict[str, Any]) -> dict[str, Any]:
    """Return the duties of a chunk, each column as its different values and their places."""
    duties = find_duties(pd.DataFrame(task["paragraphs"]), **ready)
    packed = {}
    for name in duties:
        codes, values = factorise(duties[name])
        packed[name] = [[str(value) for value in values], codes.tolist()]
    return {"columns": packed}
