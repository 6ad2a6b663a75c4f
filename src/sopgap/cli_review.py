"""The command line of reviews: `sopgap review RUN`, `apply`, `sample` and `agreement`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

ACTS = ("export", "apply", "sample", "agreement")
_STUDY = "study.toml, or the folder that holds it"


def with_act(argv: Sequence[str]) -> list[str]:
    """Return a call with the act that `sopgap review RUN` leaves out.

    Examples
    --------
    >>> with_act(["review", "build", "--force"]), with_act(["review", "apply", "x.xlsx"])
    (['review', 'export', 'build', '--force'], ['review', 'apply', 'x.xlsx'])
    """
    words = list(argv)
    if words[:1] == ["review"] and len(words) > 1 and words[1] not in (*ACTS, "-h", "--help"):
        words.insert(1, "export")
    return words


def add_review(commands: Any) -> None:
    """Add `review` and its acts to the commands of the parser."""
    review = commands.add_parser(
        "review", help="people decide of the cells and links of a run", allow_abbrev=False
    )
    acts = review.add_subparsers(dest="act", metavar="ACT", required=True)
    export = acts.add_parser(
        "export", help="write the workbook to decide in (`sopgap review RUN` does)",
        allow_abbrev=False,
    )  # fmt: skip
    _add_run(export, "review.xlsx")
    export.add_argument("--study", metavar="STUDY", help="decisions newer than the run are here")
    take = acts.add_parser(
        "apply", help="take decisions from a workbook to the study", allow_abbrev=False
    )
    take.add_argument("workbook", metavar="WORKBOOK", help="the workbook, filled in")
    take.add_argument("--study", required=True, metavar="STUDY", help=_STUDY)
    take.add_argument(
        "--run", metavar="RUN", help="the run it was made from (default: where it was written)"
    )
    take.add_argument("--by", default="", metavar="NAME", help="who decided, where not filled in")
    take.add_argument("--dry-run", action="store_true", help="check and tell; write nothing")
    sample = acts.add_parser(
        "sample", help="draw cells to check, to tell how far to trust the map", allow_abbrev=False
    )
    _add_run(sample, "review_sample.xlsx")
    sample.add_argument("--n", type=int, required=True, metavar="N", help="how many")
    sample.add_argument("--seed", type=int, default=0, metavar="S", help="of the draw")
    agreement = acts.add_parser(
        "agreement", help="how far the reviewers agree with each other", allow_abbrev=False
    )
    agreement.add_argument("study", metavar="STUDY", nargs="?", default="study.toml", help=_STUDY)


def _add_run(act: Any, name: str) -> None:
    act.add_argument("run", metavar="RUN", help="folder that `sopgap run` made")
    act.add_argument("--out", metavar="FILE", help=f"the file (default: RUN/private/{name})")
    act.add_argument("--force", action="store_true", help="write over a workbook that is there")


def run_review(options: argparse.Namespace) -> int:
    """Do what a call of `sopgap review` asks for, and print what was done."""
    from sopgap.report import reviews

    if options.act == "export":
        said = reviews.export_reviews(
            options.run, options.out, study=options.study, force=options.force
        )
    elif options.act == "sample":
        said = reviews.sample_cells(
            options.run, options.out, n=options.n, seed=options.seed, force=options.force
        )
    elif options.act == "apply":
        said = reviews.apply_reviews(
            options.workbook, options.study, options.run, by=options.by, write=not options.dry_run
        )
    else:
        said = reviews.tell_agreement(options.study)
    print("\n".join(said))
    return 0
