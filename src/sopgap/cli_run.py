"""The command line of a run: `sopgap run`, `sopgap verify` and `sopgap purge`."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_run(commands: Any) -> None:
    """Add `run`, `verify` and `purge` to the commands of the parser."""
    run = commands.add_parser("run", help="make the reports of a study", allow_abbrev=False)
    run.add_argument(
        "study",
        metavar="STUDY",
        nargs="?",
        default="study.toml",
        help="study.toml, or the folder that holds it (default: study.toml)",
    )
    run.add_argument("--out", required=True, metavar="DIR", help="folder of the run")
    run.add_argument(
        "--center",
        action="append",
        metavar="CODE",
        help="make only this Center's report; may be given again",
    )
    run.add_argument("--jobs", type=int, metavar="N", help="tasks that are done at once")
    run.add_argument(
        "--engine",
        default="local",
        metavar="NAME",
        help="local; kernel: each notebook in a kernel of its own; dask: on a cluster",
    )
    run.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask cluster (default: one on this machine)"
    )
    run.add_argument(
        "--roster",
        metavar="FILE",
        help="names of staff, one a line, to be taken out of comments; never kept",
    )
    run.add_argument(
        "--notebooks", metavar="FOLDER", help="your own notebooks, instead of those of their names"
    )
    run.add_argument("--log", metavar="FILE", help="write the lines of progress there, too")
    run.add_argument(
        "--anew", action="store_true", help="make all again, though nothing may have changed"
    )
    run.add_argument(
        "--pdf", action="store_true", help="set each page on paper, too: a PDF beside it"
    )
    run.add_argument(
        "--purge", action="store_true", help="remove the private tables once the reports stand"
    )
    verify = commands.add_parser(
        "verify", help="hold a run's files against its record", allow_abbrev=False
    )
    verify.add_argument("run", metavar="RUN", help="folder that `sopgap run` made")
    verify.add_argument(
        "--study", metavar="STUDY", help="the study it was made from: its files are looked at, too"
    )
    purge = commands.add_parser(
        "purge", help="remove people's answers and comments from a run", allow_abbrev=False
    )
    purge.add_argument("run", metavar="RUN", help="folder that `sopgap run` made")


def run_run(options: argparse.Namespace) -> int:
    """Make a run, tell its Centers that failed, and print where its first page lies."""
    from sopgap.runs.process import count_processors, end_early, start_early
    from sopgap.runs.worker import CAN_FORK

    if CAN_FORK and options.engine != "dask" and (options.jobs is None or options.jobs > 0):
        start_early(options.jobs or count_processors())
    try:
        return _run(options)
    finally:
        end_early()


def _run(options: argparse.Namespace) -> int:
    from sopgap.runs.running import run_study

    made = run_study(
        options.study,
        options.out,
        centers=options.center,
        jobs=options.jobs,
        engine=options.engine,
        scheduler=options.scheduler,
        say=lambda line: print(line, file=sys.stderr, flush=True),
        roster=options.roster,
        notebooks=options.notebooks,
        log=options.log,
        anew=options.anew,
        pdf=options.pdf,
    )
    if options.purge:
        _tell_purged(made.folder)
    for center, reason in made.failed.items():
        print(f"sopgap: no report for {center}: {reason}", file=sys.stderr)
    print(f"{made.folder / 'index.html'}")
    return 1 if made.failed else 0


def run_verify(options: argparse.Namespace) -> int:
    """Print what differs from a run's record; exit code 1 where anything does."""
    from sopgap.runs.record import read_record, verify_run

    told = verify_run(options.run, options.study)
    n_files = len(read_record(options.run)["outputs"])
    print("\n".join(told) or f"{n_files} files as the run left them")
    return 1 if told else 0


def run_purge(options: argparse.Namespace) -> int:
    """Remove what is private from a run, and tell how much."""
    _tell_purged(options.run)
    return 0


def _tell_purged(folder: Any) -> None:
    from sopgap.report.purge import purge_run

    removed = purge_run(folder)
    print(f"{folder}: {len(removed)} private files removed", file=sys.stderr)
