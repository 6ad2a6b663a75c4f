"""The command line of a beginning: `sopgap init DIR`."""

from __future__ import annotations

import argparse
from typing import Any


def add_init(commands: Any) -> None:
    """Add `init` to the commands of the parser."""
    init = commands.add_parser(
        "init", help="a study's folder to begin with, explained", allow_abbrev=False
    )
    init.add_argument("folder", metavar="DIR", help="a new or an empty folder")
    init.add_argument("--only", choices=("survey", "documents"), help="a study of this part alone")


def run_init(options: argparse.Namespace) -> int:
    """Make the folder, and say what comes next."""
    from sopgap.starting import init_study

    file = init_study(options.folder, only=options.only)
    print(f"{file}: an example with invented data; replace it file by file")
    print(f"next: sopgap check {options.folder}   sopgap run {options.folder} --out REPORT")
    return 0
