"""Tell which documents of a corpus a new one is a version or near-copy of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.corpus.manifest import Manifest
from sopgap.sops.corpus.staging import New
from sopgap.sops.corpus.versions import find_versions
from sopgap.sops.documents import read_files
from sopgap.sources import inside

LARGEST = 5_000_000  # bytes of a corpus that is read anew for each document that is added
ABOUT = ("document_id", "title", "issuer", "effective")
SAID = {
    "copy": "has the same words as",
    "version": "seems to be another version of",
    "near-copy": "is nearly the same as",
}


def tell_alike(
    new: list[New], folder: Path, manifest: Manifest, *, replaces: str = ""
) -> dict[str, list[str]]:
    """Compare documents that are to be added with each other and with those that are there.

    Of a large corpus this would take long: it is said, and `sopgap corpus versions` does it.

    Parameters
    ----------
    new : list of New
        With their ids in `cells`.
    folder : Path
        The corpus.
    manifest : Manifest
        Before the new rows are in it.
    replaces : str
        The document that a new one is said to replace: that they are alike is known then.

    Returns
    -------
    dict of str to list of str
        Sentences by the id of a new document.

    Examples
    --------
    >>> from sopgap.sops.corpus.manifest import open_manifest
    >>> def one(name, text):
    ...     return New(Path(name), Path(name), name, {"document_id": name}, False, text)
    >>> rule = "The clerk counts the keys and locks of the house at noon."
    >>> tell_alike([one("a", rule), one("b", rule)], Path("x"), open_manifest(Path("x")))
    {'b': ['has the same words as a']}
    """
    held = _list_held(folder, manifest)
    said: dict[str, list[str]] = {}
    if sum(path.stat().st_size for path in held.values()) > LARGEST:
        held = {}
        last = new[-1].cells["document_id"]
        said[last] = ["was not compared with the documents that are there, for they are many:"
                      " sopgap corpus versions does"]  # fmt: skip
    fresh = {entry.cells["document_id"]: entry.cells for entry in new}
    rows = [dict(row) for row in manifest.rows if row["document_id"].strip() in held]
    rows += [dict(cells) for cells in fresh.values()]
    texts = {**_read_texts(held), **{entry.cells["document_id"]: entry.text for entry in new}}
    about = [{name: row.get(name, "").strip() for name in ABOUT} for row in rows]
    paragraphs = pd.DataFrame({"document_id": list(texts), "text": list(texts.values())})
    found = find_versions(paragraphs, pd.DataFrame(about, columns=list(ABOUT)))
    for pair in found.to_dict("records"):
        one, two = pair["document_id"], pair["other_id"]
        subject, other = (two, one) if two in fresh else (one, two)
        if subject in fresh and other != replaces:
            said.setdefault(subject, []).append(
                _say(other, one, str(pair["relation"]), float(pair["similarity"]))
            )
    return said


def _say(other: str, earlier: str, relation: str, similarity: float) -> str:
    share = "" if relation == "copy" else f" ({similarity:.0%} of their word sequences are in both)"
    is_version = relation == "version"
    hint = f"; if the later one replaced it, set superseded of {earlier}" if is_version else ""
    return f"{SAID[relation]} {other}{share}{hint}"


def _list_held(folder: Path, manifest: Manifest) -> dict[str, Path]:
    """The files of the corpus by their documents' ids."""
    held = {}
    for row in manifest.rows:
        document, name = row["document_id"].strip(), row["file"].strip()
        if not name or row.get("access", "").strip() == "unavailable":
            continue
        try:
            path = inside(folder, name, where=manifest.path.name)
        except InputError:
            continue  # `sopgap check` says so
        if path.is_file():
            held[document] = path
    return held


def _read_texts(held: Mapping[str, Path]) -> dict[str, str]:
    readings = read_files(list(held.values()))
    return {
        document: " ".join(block.text for block in reading.blocks)
        for document, reading in zip(held, readings, strict=True)
        if reading.blocks
    }
