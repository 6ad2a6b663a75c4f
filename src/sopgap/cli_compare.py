"""The command line of before and after: `sopgap compare RUN_A RUN_B`."""

from __future__ import annotations

import argparse
from typing import Any


def add_compare(commands: Any) -> None:
    """Add `compare` to the commands of the parser."""
    compare = commands.add_parser(
        "compare", help="which gaps closed, opened or moved, and by which document",
        allow_abbrev=False,
    )  # fmt: skip
    compare.add_argument("before", metavar="RUN_A", help="folder of the earlier run")
    compare.add_argument("after", metavar="RUN_B", help="folder of the later run")
    compare.add_argument("--out", metavar="DIR", help="write compare.html and the two tables there")


def run_compare(options: argparse.Namespace) -> int:
    """Do what a call of `sopgap compare` asks for, and print the summary."""
    from sopgap.report.compare_files import tell_comparison

    print("\n".join(tell_comparison(options.before, options.after, options.out)))
    return 0
