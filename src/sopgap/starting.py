"""init_study: a study's folder to begin with, small, explained, and whole as it stands."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sopgap.errors import InputError

TEMPLATE = Path(__file__).parent / "data" / "template"
# What a part of the study takes with it: folders and files, and its lines of study.toml.
PARTS = {
    "survey": ("survey",),
    "documents": ("sop_corpus", "actors.csv", "responsibilities.csv"),
}
SECTION = r"# ---- {}[^\n]*\n.*?(?=\n# ----|\Z)"


def init_study(folder: str | Path, *, only: str | None = None) -> Path:
    """Make a study's folder with an example in every file, to be replaced file by file.

    The example is invented, says so, and runs: two branches of a library, 28 answers, three short
    procedures that leave something open.

    Parameters
    ----------
    folder : str or Path
        A folder that is not there yet, or is empty.
    only : {"survey", "documents"}, optional
        Leave the other part out.

    Returns
    -------
    Path
        The study's file.

    Raises
    ------
    InputError
        The folder holds something, cannot be made, or there is no such part.

    Examples
    --------
    >>> folder = init_study(tempfile.mkdtemp() + "/my-study").parent
    >>> sorted(path.name for path in folder.iterdir())[:4]
    ['.gitignore', 'README.md', 'actors.csv', 'centers.csv']
    """
    if only is not None and only not in PARTS:
        raise InputError(f"there is no part {only!r} of a study; there are: {', '.join(PARTS)}")
    target = Path(folder)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(f"{folder}: is not a folder; name a new one")
    if target.exists() and any(target.iterdir()):
        raise InputError(f"{folder}: holds something; name a new or an empty folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sopgap-", dir=target.parent) as aside:
            made = Path(aside) / "study"
            shutil.copytree(TEMPLATE, made, copy_function=shutil.copyfile)
            (made / "gitignore").rename(made / ".gitignore")
            for part in PARTS:
                if only not in (None, part):
                    _leave_out(made, part)
            if target.exists():
                target.rmdir()
            os.replace(made, target)  # noqa: PTH105  (whole or not at all)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None
    return target / "study.toml"


@contextmanager
def without_example(folder: str | Path, name: str) -> Iterator[bool]:
    """Take the example that `init_study` left in a folder away, to put one's own in its place.

    A folder of which anything was changed is left alone. If what follows fails, the example is
    put back.

    Parameters
    ----------
    folder : str or Path
        The study's folder of answers or of documents.
    name : {"survey", "sop_corpus"}
        What it is called in the example.

    Yields
    ------
    bool
        True if there was an untouched example.

    Raises
    ------
    OSError
        The folder cannot be moved.

    Examples
    --------
    >>> home = init_study(tempfile.mkdtemp() + "/my-study").parent
    >>> with without_example(home / "survey", "survey") as was_there:
    ...     was_there, (home / "survey").exists()
    (True, False)
    """
    target = Path(folder)
    if not _is_example(target, TEMPLATE / name):
        yield False
        return
    with tempfile.TemporaryDirectory(prefix=".sopgap-", dir=target.parent) as aside:
        kept = Path(aside) / name
        target.rename(kept)
        try:
            yield True
        except BaseException:
            if target.exists():
                shutil.rmtree(target)
            kept.rename(target)
            raise


def _is_example(folder: Path, example: Path) -> bool:
    """Say whether a folder holds the very files of the example, byte for byte, and no other."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    held, meant = (
        {path.relative_to(home): path for path in home.rglob("*") if not path.is_dir()}
        for home in (folder, example)
    )
    return held.keys() == meant.keys() and all(
        held[one].read_bytes() == meant[one].read_bytes() for one in held
    )


def _leave_out(folder: Path, part: str) -> None:
    for name in PARTS[part]:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    file = folder / "study.toml"
    text = re.sub(SECTION.format(part), "", file.read_text(encoding="utf-8"), flags=re.S)
    file.write_text(re.sub(r"\n{3,}", "\n\n", text), encoding="utf-8", newline="\n")
