"""purge_run: take the private tables out of a run once its reports stand."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from sopgap.errors import InputError
from sopgap.report.folder import STUDY_FILE

PRIVATE_FOLDER = "private"
RECORD = "run.json"


def purge_run(run_dir: str | Path) -> list[str]:
    """Remove people's answers and comments from a run's folder; its pages and tables stay.

    What is gone is listed in `run.json`, by name alone. Purging again changes nothing. The survey
    folder of the study is not touched: what to do with the answers there is its owner's decision.

    Parameters
    ----------
    run_dir : str or Path
        Folder of a run.

    Returns
    -------
    list of str
        The files removed, as paths within the folder.

    Raises
    ------
    InputError
        The folder holds no run, or a file in it cannot be removed.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "study.json").write_text("{}")
    >>> (folder / "private").mkdir()
    >>> _ = (folder / "private" / "answers.csv").write_text("respondent_id")
    >>> purge_run(folder), (folder / "private").exists()
    (['private/answers.csv'], False)
    """
    folder = Path(run_dir)
    if not (folder / STUDY_FILE).is_file():
        raise InputError(f"{run_dir}: holds no run; name the folder that `sopgap run` made")
    private = folder / PRIVATE_FOLDER
    try:
        # A link is taken away itself: what it leads to may be somebody else's.
        if private.is_symlink():
            private.unlink()
        files = sorted(p for p in private.rglob("*") if p.is_file()) if private.exists() else []
        removed = [p.relative_to(folder).as_posix() for p in files]
        if private.exists():
            shutil.rmtree(private)
        _record(folder, removed)
    except OSError as error:
        raise InputError(
            f"{error.filename or private}: cannot be removed ({error.strerror}); close what uses"
            " it and purge again"
        ) from None
    return removed


def _record(folder: Path, removed: list[str]) -> None:
    """Write into run.json what went; a run that stopped half-way has none."""
    file = folder / RECORD
    if not file.is_file():
        return
    record = json.loads(file.read_text(encoding="utf-8"))
    gone = sorted({*record.get("purged", []), *removed})
    outputs = {k: v for k, v in record.get("outputs", {}).items() if k not in gone}
    text = json.dumps(record | {"outputs": outputs, "purged": gone}, indent=2, ensure_ascii=False)
    aside = folder / f".{RECORD}"
    aside.write_text(text + "\n", encoding="utf-8")
    os.replace(aside, file)  # noqa: PTH105  (whole or not at all)
