"""The labelled comments that redaction is held against."""

from __future__ import annotations

import json
from pathlib import Path

PLANTED = Path(__file__).parents[2] / "reference" / "redaction"


def rows_of(name: str) -> list[dict]:
    """Return the rows of one file of labelled comments."""
    return [json.loads(line) for line in (PLANTED / name).read_text("utf-8").splitlines()]
