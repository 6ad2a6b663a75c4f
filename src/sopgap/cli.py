"""The command line: `sopgap check`, `sopgap run`, `sopgap codebook` and the rest.

Exit codes: 0 all is well, 1 a report could not be made, 2 the input or the call is wrong.
"""

from __future__ import annotations

import argparse
import difflib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from sopgap import __version__
from sopgap.cli_compare import add_compare, run_compare
from sopgap.cli_corpus import add_corpus, run_corpus
from sopgap.cli_init import add_init, run_init
from sopgap.cli_matrix import add_matrix, run_matrix
from sopgap.cli_review import add_review, run_review, with_act
from sopgap.cli_run import add_run, run_purge, run_run, run_verify
from sopgap.cli_sign import add_sign, run_sign
from sopgap.errors import DisclosureError, InputError, SopgapError

# As in survey/exports/export.py; written here again, since its import would load pandas.
_PLATFORMS = (
    "qualtrics", "limesurvey", "surveymonkey", "alchemer", "forms", "spss", "csv", "xlsx",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """argparse, with the nearest option for a misspelt one, told before what else is wrong."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        known = self._option_string_actions
        if self._subparsers is None:
            unknown = [a.split("=")[0] for a in args or [] if a.startswith("--")]
            for option in (o for o in unknown if o != "--" and o not in known):
                self._unknown(option, [k for k in known if k.startswith("--")])
        return super().parse_known_args(args, namespace)

    def _unknown(self, option: str, known: list[str]) -> NoReturn:
        # The standard library's difflib alone: sources.guess would load pandas.
        near = difflib.get_close_matches(option, known, n=1)
        self.error(f"there is no option {option}" + (f"; did you mean {near[0]}?" if near else ""))

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nsee {self.prog} --help\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="sopgap",
        allow_abbrev=False,
        description="Do the procedures say who does what, and do those who work by them agree?",
    )
    parser.add_argument("--version", action="version", version=f"sopgap {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = commands.add_parser(
        "check", help="every problem of a study at once", allow_abbrev=False
    )
    check.add_argument("study", metavar="STUDY", help="study.toml, or the folder that holds it")
    add_init(commands)
    add_run(commands)
    bring = commands.add_parser(
        "import", help="a survey platform's export to a survey folder", allow_abbrev=False
    )
    bring.add_argument("platform", metavar="PLATFORM", help=f"one of: {', '.join(_PLATFORMS)}")
    bring.add_argument("file", metavar="FILE", help="the export, as the platform wrote it")
    bring.add_argument("--out", required=True, metavar="FOLDER", help="folder of the survey")
    bring.add_argument("--map", metavar="MAP", help="decisions: the map.toml of an earlier import")
    bring.add_argument(
        "--replace",
        action="store_true",
        help="in the place of the survey that FOLDER holds; a frame.csv there stays",
    )
    bring.add_argument(
        "--definition",
        metavar="FILE",
        help="the survey's own definition: .qsf, .lss (default: beside FILE, of the same stem)",
    )
    _add_codebook(commands)
    add_corpus(commands)
    add_matrix(commands)
    add_review(commands)
    add_compare(commands)
    add_sign(commands)
    return parser


def _add_codebook(commands: Any) -> None:
    codebook = commands.add_parser(
        "codebook", help="people decide about the concerns of a run", allow_abbrev=False
    )
    acts = codebook.add_subparsers(dest="act", metavar="ACT", required=True)
    export = acts.add_parser(
        "export", help="write the workbook to decide in, or REFI-QDA files", allow_abbrev=False
    )
    export.add_argument("run", metavar="RUN", help="folder that `sopgap run` made, not purged")
    export.add_argument(
        "--out", metavar="FILE", help="the file (default: RUN/private/codebook.FORMAT)"
    )
    export.add_argument(
        "--format",
        choices=("xlsx", "qdc", "qdpx"),
        default="xlsx",
        help="xlsx: to decide in; qdc, qdpx: codes, or codes and comments, for NVivo and others",
    )
    export.add_argument(
        "--double-code", type=int, default=0, metavar="N", help="comments for two people to code"
    )
    export.add_argument("--seed", type=int, default=0, metavar="S", help="of that draw")
    export.add_argument("--force", action="store_true", help="write over a workbook that is there")
    take = acts.add_parser(
        "apply", help="take decisions from a workbook to the study", allow_abbrev=False
    )
    take.add_argument("workbook", metavar="WORKBOOK", help="the workbook, filled in")
    take.add_argument(
        "--study", required=True, metavar="STUDY", help="study.toml, or the folder that holds it"
    )
    take.add_argument(
        "--run", metavar="RUN", help="the run it was made from (default: where it was written)"
    )
    take.add_argument("--seed", type=int, default=0, metavar="S", help="of splits and new concerns")
    take.add_argument(
        "--margin", type=float, metavar="X", help="how near others must be to follow examples"
    )
    take.add_argument("--codes", action="store_true", help="take what both coders agree on")
    take.add_argument("--by", default="", metavar="NAME", help="who decided; written beside it")
    take.add_argument("--note", default="", metavar="TEXT", help="why; written beside it")
    take.add_argument("--dry-run", action="store_true", help="check and tell; write nothing")
    tell = acts.add_parser(
        "agreement", help="of two coders, and of the program with them", allow_abbrev=False
    )
    tell.add_argument("workbook", metavar="WORKBOOK", help="the workbook, double coding filled in")
    tell.add_argument("--out", metavar="FOLDER", help="write agreement.csv and coding.csv there")
    tell.add_argument("--seed", type=int, default=0, metavar="S", help="of the bootstrap")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Examples
    --------
    >>> main(["check", "no-such-study.toml"])
    2
    """
    options = _parser().parse_args(with_act(sys.argv[1:] if argv is None else argv))
    try:
        # A run that is told to end takes its unfinished folder with it, as on Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        code = COMMANDS[options.command](options)
        sys.stdout.flush()
    except InputError as error:
        return _refuse(error.problems, getattr(error, "__notes__", ()))
    except DisclosureError as error:
        print("sopgap: not published, for it would tell what its tables hide", file=sys.stderr)
        return _refuse(error.problems)
    except SopgapError as error:
        print(f"sopgap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("sopgap: interrupted; nothing was changed", file=sys.stderr)
        return 130
    except OSError as error:  # a full disk, a folder that may not be written
        where = f"{error.filename}: " if error.filename else ""
        _silence_output()
        return _refuse([f"{where}cannot be written or read: {error.strerror or error}"])
    return code


def _check(options: argparse.Namespace) -> int:
    from sopgap.report.inputs import read_inputs
    from sopgap.text import pluralise

    inputs = read_inputs(options.study)
    study = inputs.study
    print(f"{study.name}: {study.title}")
    called = study.labels.get("centers") or pluralise(study.labels["center"])
    print(f"  {len(study.centers)} {called if len(study.centers) != 1 else study.labels['center']}")
    if inputs.survey is not None:
        people, said = len(inputs.survey.respondents), len(inputs.survey.comments)
        print(f"  survey: {people:,} respondents, {said:,} comments")
    if inputs.corpus is not None:
        print(
            f"  corpus: {len(inputs.corpus.documents)} documents,"
            f" {len(inputs.corpus.paragraphs):,} paragraphs"
        )
    if inputs.matrix is not None:
        print(f"  matrix: {len(inputs.matrix)} responsibilities")
    if inputs.reviews is not None and len(inputs.reviews):
        from sopgap.report.reviews import tell_contested

        print("\n".join([f"  reviews: {len(inputs.reviews):,}", *tell_contested(inputs.reviews)]))
    if inputs.recommendations is not None:
        print(f"  recommendations: {len(inputs.recommendations)}")
    if inputs.corpus is not None and inputs.corpus.unread:
        return _refuse(
            inputs.corpus.unread, ["a run goes on without what is not read, and says so"]
        )
    print("no problems")
    return 0


def _import(options: argparse.Namespace) -> int:
    from sopgap import import_survey
    from sopgap.starting import without_example

    with without_example(options.out, "survey") as was_example:
        done = import_survey(
            options.platform,
            options.file,
            options.out,
            map=options.map,
            definition=options.definition,
            replace=options.replace,
        )
    if was_example:
        print(f"{done.folder}: the example's answers were taken out")
    print(done.report())
    home, name = done.folder.parent, done.folder.name
    lacking = "" if (home / "study.toml").is_file() else " (not there yet; see `sopgap init`)"
    print(
        f'next: in {home / "study.toml"}{lacking}: [survey] folder = "{name}", [centers] file ='
        f' "{name}/centers.csv"; then: sopgap check {home}'
    )
    return 0


def _codebook(options: argparse.Namespace) -> int:
    from sopgap.report import codebook

    if options.act == "export":
        file = codebook.export_codebook(
            options.run,
            options.out,
            kind=options.format,
            n_double=options.double_code,
            seed=options.seed,
            force=options.force,
        )
        held = "labels and definitions" if options.format == "qdc" else "comments"
        print(f"{file}\nprivate: it holds {held}; keep it where the run's private folder is kept")
    elif options.act == "apply":
        margin = {} if options.margin is None else {"margin": options.margin}
        for line in codebook.apply_codebook(
            options.workbook,
            options.study,
            options.run,
            write=not options.dry_run,
            seed=options.seed,
            codes=options.codes,
            by=options.by,
            note=options.note,
            **margin,
        ):
            print(line)
    else:
        for line in codebook.tell_agreement(options.workbook, options.out, seed=options.seed):
            print(line)
    return 0


COMMANDS = {
    "check": _check,
    "init": run_init,
    "run": run_run,
    "verify": run_verify,
    "purge": run_purge,
    "import": _import,
    "codebook": _codebook,
    "corpus": run_corpus,
    "matrix": run_matrix,
    "review": run_review,
    "compare": run_compare,
    "sign": run_sign,
}


def _refuse(problems: Sequence[str], notes: Sequence[str] = ()) -> int:
    count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
    print("\n".join([f"sopgap: {count}", *(f"  {p}" for p in problems), *notes]), file=sys.stderr)
    return 2


def _silence_output() -> None:
    # Python flushes stdout once more on leaving; on a full disk that would print a traceback.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
