"""A stamp of the program itself: what it makes may be taken over by the same program alone."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

import sopgap
from sopgap.sources import sha256

PACKAGES = (
    "pandas",
    "numpy",
    "scipy",
    "scikit-learn",
    "nltk",
    "matplotlib",
    "papermill",
    "nbconvert",
    "pypdfium2",
    "lxml",
    "openpyxl",
    "python-docx",
)


@cache
def code_stamp() -> str:
    """Return a hash of the program: its files, and the versions of what it stands on."""
    package = Path(sopgap.__file__).parent
    files = sorted(
        file
        for file in package.rglob("*")
        if file.is_file() and file.suffix != ".pyc" and "notebooks" not in file.parts
    )
    lines = [f"{file.relative_to(package).as_posix()} {sha256(file)}" for file in files]
    lines += [f"{name} {metadata.version(name)}" for name in PACKAGES]
    lines.append(f"python {platform.python_version()}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
