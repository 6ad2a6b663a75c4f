"""write_crate: a run described as a Research Object Crate, for archives of research data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sopgap
from sopgap.report.folder import Run
from sopgap.sources import sha256

CRATE = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"
PROFILE = "https://w3id.org/ro/crate/1.2"
# The run's record is written behind this file, for it holds its hash.
RECORD = "run.json"
FORMATS = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".ipynb": "application/x-ipynb+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NAMES = {
    "index.html": "Overview",
    "workpapers.xlsx": "Workpapers: every public table, linked",
    "run.json": "Record of the run: versions, parameters, inputs and outputs with their hashes",
    "tables/datapackage.json": "Description of the tables (Frictionless Data Package)",
    "tables/data_dictionary.md": "What each table and column is",
    "tables/gap_register.csv": "Gap register, for issue trackers",
    "tables/gap_register.json": "Gap register, for tools for governance and risk",
}


def write_crate(run: Run, out: str | Path) -> Path:
    """Write `ro-crate-metadata.json` (RO-Crate 1.2): the files of a run, with hashes and formats.

    Nothing of `private/` is named. No clock is asked: the day of publication is the one on which
    the study's documents count, and is left out where the study names none.

    Parameters
    ----------
    run : Run
        All files that lie in its folder by now are described, and run.json, which comes last.
    out : str or Path
        Folder of the run, into which the file goes.

    Returns
    -------
    Path
        The same files give the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "index.html").write_text("<p>")
    >>> file = write_crate(Run(folder, {"title": "Keys", "name": "keys"}), folder)
    >>> [one["@id"] for one in json.loads(file.read_text())["@graph"]][:3]
    ['ro-crate-metadata.json', './', 'index.html']
    """
    out = Path(out)
    files = sorted({*_files(run.folder), RECORD} - {CRATE})
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": PROFILE},
        },
        _root(run, files),
        *(_file(run.folder, name) for name in files),
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "Run of sopgap",
            "instrument": {"@id": "#sopgap"},
            "result": {"@id": "./"},
        },
        {
            "@id": "#sopgap",
            "@type": "SoftwareApplication",
            "name": "sopgap",
            "version": sopgap.__version__,
        },
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False)
    file = out / CRATE
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
    return file


def _root(run: Run, files: list[str]) -> dict[str, Any]:
    study = run.study
    mark = "The data is synthetic: invented for demonstration. " if study.get("synthetic") else ""
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": study["title"],
        "description": f"{mark}Reports, tables and notebooks of the study {study['name']}. The"
        f" day of publication is the one on which its documents count. {study.get('notes') or ''}"
        .strip(),
        "license": study.get("license") or "The study states no licence.",
        "hasPart": [{"@id": quote(name)} for name in files],
        "mentions": {"@id": "#run"},
    }  # fmt: skip
    if study.get("as_of"):
        root["datePublished"] = study["as_of"]
    return root


def _file(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    told: dict[str, Any] = {"@id": quote(name), "@type": "File", "name": NAMES.get(name, name)}
    if path.suffix in FORMATS:
        told["encodingFormat"] = FORMATS[path.suffix]
    if name != RECORD:
        told |= {"contentSize": str(path.stat().st_size), "sha256": sha256(path)}
    return told


def _files(folder: Path) -> list[str]:
    """Return the files of a run that may be handed out, by their paths in it, in order."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix() for path in found
        if path.parts[0] != "private" and not any(part.startswith(".") for part in path.parts)
    )  # fmt: skip
