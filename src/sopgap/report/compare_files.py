"""tell_comparison: what `sopgap compare` prints and writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sopgap.errors import InputError
from sopgap.report.compare import compare_runs
from sopgap.report.compare_page import draw_comparison, summarise
from sopgap.report.folder import STUDY_FILE
from sopgap.tables import write_table

PAGE, GAPS, DOCUMENTS = "compare.html", "gap_changes.csv", "document_changes.csv"


def tell_comparison(
    before: str | Path, after: str | Path, out: str | Path | None = None
) -> list[str]:
    """Compare two runs, write page and tables where a folder is named, and return the summary.

    Parameters
    ----------
    before, after : str or Path
        Folders of the runs.
    out : str or Path, optional
        Folder for compare.html, gap_changes.csv and document_changes.csv; an earlier comparison in
        it is replaced, and nothing else.

    Returns
    -------
    list of str
        Lines for the reader.
    """
    target = None if out is None else _check_out(Path(out))
    found = compare_runs(before, after)
    lines = summarise(found)
    if target is None:
        return lines
    with _aside(target) as folder:
        write_table(found.gaps, folder / GAPS)
        write_table(found.documents, folder / DOCUMENTS)
        page = draw_comparison(found)
        (folder / PAGE).write_text(page, encoding="utf-8", newline="\n")
    return [*lines, str(target / PAGE)]


def _check_out(out: Path) -> Path:
    target = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link)
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {out}: is a file; name a folder")
    if (target / STUDY_FILE).exists():
        raise InputError(f"--out {out}: is a run, which is replaced whole; name another folder")
    if target.is_dir():
        held = {path.name for path in target.iterdir()}
        if held and not held & {PAGE, GAPS, DOCUMENTS}:
            raise InputError(
                f"--out {out}: holds something that is no comparison; name a new or empty folder"
            )
    return target


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; its files are moved in when all of them are written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError(f"--out {target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
        target.mkdir(exist_ok=True)
        for file in sorted(folder.iterdir()):
            file.replace(target / file.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
