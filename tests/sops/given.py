"""A small cast of actors, and short ways to read a sentence, an item or a row."""

from __future__ import annotations

import pandas as pd

from sopgap.sops.duties import find_duties

CAST = pd.DataFrame(
    [
        ("warden", "Warden", "port"),
        ("night warden", "Night warden", "port"),
        ("porter", "Porter", "port"),
        ("port", "Port", "port"),
        ("head nurse", "Head nurse", "center"),
        ("Center", "Center", "center"),
        ("Center Director", "Center Director", "center"),
        ("board", "Board", "hq"),
        ("agency", "Agency", "agency"),
    ],
    columns=["alias", "actor", "unit"],
)


def read(text: str, *, issuer: str = "", title: str = "", tier: str = "sop", **more: str):
    """Return the duties of one paragraph."""
    documents = pd.DataFrame(
        {"document_id": ["d"], "issuer": [issuer], "title": [title], "tier": [tier]}
    )
    row = {"paragraph_id": "p", "document_id": "d", "text": text, **more}
    return find_duties(pd.DataFrame([row]), CAST, documents=documents)


def first(text: str, *names: str, **more: str) -> tuple[str, ...]:
    """Return columns of the main norm, () where there is none."""
    found = read(text, **more)
    return tuple(found.loc[0, list(names)]) if len(found) else ()


def row(header: str, text: str, **more: str):
    """Return the duties of one table row."""
    return read(text, kind="row", header=header, **more)
