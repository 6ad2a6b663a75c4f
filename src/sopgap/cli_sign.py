"""The command line of signatures: `sopgap sign RUN --as preparer --by NAME`."""

from __future__ import annotations

import argparse
from typing import Any


def add_sign(commands: Any) -> None:
    """Add `sign` to the commands of the parser."""
    sign = commands.add_parser(
        "sign", help="sign a run, a Center's page or a condition sheet", allow_abbrev=False
    )
    sign.add_argument("run", metavar="RUN", help="folder that `sopgap run` made")
    sign.add_argument(
        "--as", dest="role", required=True, choices=("preparer", "reviewer"), help="in which role"
    )
    sign.add_argument("--by", required=True, metavar="NAME", help="who signs")
    sign.add_argument(
        "--what",
        default="run",
        metavar="WHAT",
        help="run, the code of a Center, or RESPONSIBILITY--CENTER (default: run)",
    )
    sign.add_argument("--date", default="", metavar="DAY", help="as 2024-05-31 (default: today)")
    sign.add_argument("--note", default="", metavar="TEXT", help="written beside it")
    sign.add_argument(
        "--study",
        default="study.toml",
        metavar="STUDY",
        help="study.toml, or the folder that holds it (default: study.toml)",
    )


def run_sign(options: argparse.Namespace) -> int:
    """Sign what a call of `sopgap sign` asks for, and print what was done."""
    from sopgap.report.signing import sign_run

    said = sign_run(
        options.run,
        role=options.role,
        by=options.by,
        what=options.what,
        date=options.date,
        note=options.note,
        study=options.study,
    )
    print("\n".join(said))
    return 0
