"""The folder of a run: made beside its place and moved in when all is done.

A run that was killed leaves what it had made; the next one takes over what of it is whole, and
clears the rest away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sopgap.errors import InputError
from sopgap.report.folder import STUDY_FILE
from sopgap.study import Study

FORMER = "former"


def check_out(out: Path, study: Study) -> Path:
    """Return the folder that a run goes to, as an absolute path.

    Raises
    ------
    InputError
        It is a file, holds something that is no run, or lies among the study's inputs.
    """
    target = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link to a run)
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {out}: is a file; name a folder")
    if study.folder.is_relative_to(target.resolve()):
        raise InputError(f"--out {out}: the study lies in it; name another folder")
    if target.is_dir() and any(target.iterdir()) and not (target / STUDY_FILE).exists():
        raise InputError(
            f"--out {out}: holds something that is no run of sopgap, and a run replaces its folder"
            " whole; name a new or empty folder"
        )
    for part in (study.survey, study.sops):
        if part and target.resolve().is_relative_to(part):
            raise InputError(f"--out {out}: lies among the study's inputs; name another folder")
    return target


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; move it in at the end.

    On an error the folder is taken away; where the process is killed it stays for the next run.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _bring_back(target)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    except OSError as error:
        raise InputError(f"--out {target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
        _move_in(folder, target)
        for left in list_leftovers(target):
            shutil.rmtree(left, ignore_errors=True)
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


def list_leftovers(target: Path) -> list[Path]:
    """Return the folders that killed runs left beside a run's place, the latest first."""
    found = []
    for folder in target.parent.glob(f".{target.name}-*-*"):
        pid = folder.name.removeprefix(f".{target.name}-").split("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            found.append(folder)
    return sorted(found, key=lambda folder: (-folder.stat().st_mtime_ns, folder.name))


def _move_in(folder: Path, target: Path) -> None:
    folder.chmod(0o755)
    former = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    if target.exists():
        target.replace(former / FORMER)
    folder.replace(target)
    shutil.rmtree(former, ignore_errors=True)


def _bring_back(target: Path) -> None:
    """Put a former run back: whoever moved it aside was killed before its own was moved in."""
    for folder in list_leftovers(target):
        if not target.exists() and (folder / FORMER / STUDY_FILE).exists():
            (folder / FORMER).replace(target)


def _prefix(target: Path) -> str:
    return f".{target.name}-{os.getpid()}-"


def _is_alive(pid: int) -> bool:
    if os.name != "posix":  # asking costs the process its life on Windows
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
