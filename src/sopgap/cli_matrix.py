"""The command line of the ownership matrix: `sopgap matrix`."""

from __future__ import annotations

import argparse
from typing import Any


def add_matrix(commands: Any) -> None:
    """Add `matrix` to the commands of the parser."""
    matrix = commands.add_parser(
        "matrix", help="a RACI matrix (.xlsx, .csv) to responsibilities.csv", allow_abbrev=False
    )
    matrix.add_argument("file", metavar="FILE", help="rows tasks, columns roles, cells R, A, C, I")
    matrix.add_argument(
        "--study", required=True, metavar="STUDY", help="study.toml, or the folder that holds it"
    )
    matrix.add_argument("--out", required=True, metavar="FILE", help="the responsibilities.csv")
    matrix.add_argument(
        "--owner",
        choices=("responsible", "accountable"),
        default="responsible",
        help="whose column says who owns a task (default: responsible)",
    )
    matrix.add_argument("--force", action="store_true", help="write over a file that is there")


def run_matrix(options: argparse.Namespace) -> int:
    """Do what a call of `sopgap matrix` asks for, and print what was done."""
    from sopgap.report.raci_files import write_matrix

    said = write_matrix(
        options.file, options.study, options.out, owner=options.owner, force=options.force
    )
    print("\n".join(said))
    return 0
