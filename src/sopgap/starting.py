"""init_study: a study's folder to begin with, small, explained, and whole as it stands."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
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
