"""The command line of the corpus: `sopgap corpus add`, `fetch`, `list`, `requests` and the rest."""

from __future__ import annotations

import argparse
from typing import Any

_STUDY = "study.toml, or the folder that holds it (default: study.toml)"
_GIVEN = {
    "title": "its title (default: what the file says)",
    "issuer": "who issued it",
    "tier": "the rank of its authority: statute, regulation, directive, handbook, sop, guide",
    "scope": "all, or codes of Centers by ; (default: all)",
    "effective": "first day in force, as 2017-01-19",
    "superseded": "day it stopped being in force",
    "access": "how it was had: provided, public (default: provided)",
}


def add_corpus(commands: Any) -> None:
    """Add `corpus` and its acts to the commands of the parser."""
    corpus = commands.add_parser(
        "corpus", help="documents in, and what the corpus holds and lacks", allow_abbrev=False
    )
    acts = corpus.add_subparsers(dest="act", metavar="ACT", required=True)
    add = acts.add_parser("add", help="add files to the corpus", allow_abbrev=False)
    add.add_argument("files", metavar="FILE", nargs="+", help="a document")
    _add_study(add, option=True)
    for name, meaning in _GIVEN.items():
        add.add_argument(f"--{name}", metavar=name.upper(), default="", help=meaning)
    add.add_argument("--id", metavar="ID", default="", help="its id (default: from its name)")
    add.add_argument("--replaces", metavar="ID", default="", help="the document it supersedes")
    _add_fetch(acts)
    for name, meaning in (
        ("list", "what was read of each document"),
        ("requests", "documents that others cite and the corpus lacks"),
        ("versions", "copies, versions and near-copies among the documents"),
    ):
        act = acts.add_parser(name, help=meaning, allow_abbrev=False)
        _add_study(act)
        act.add_argument("--out", metavar="FILE", help="write the table as CSV, too")
    diff = acts.add_parser("diff", help="how the duties of two differ", allow_abbrev=False)
    diff.add_argument("old", metavar="OLD", help="id of the earlier document")
    diff.add_argument("new", metavar="NEW", help="id of the later document")
    _add_study(diff)
    diff.add_argument("--out", metavar="FILE", help="write the table as CSV, too")


def _add_fetch(acts: Any) -> None:
    fetch = acts.add_parser("fetch", help="fetch a public document", allow_abbrev=False)
    sources = fetch.add_subparsers(dest="source", metavar="SOURCE", required=True)
    ecfr = sources.add_parser(
        "ecfr", help="a part of the Code of Federal Regulations", allow_abbrev=False
    )
    ecfr.add_argument("--title", required=True, metavar="N", help="of the CFR, as 19")
    ecfr.add_argument("--part", default="", metavar="N", help="as 159 (default: the whole title)")
    ecfr.add_argument("--section", default="", metavar="N", help="as 159.12")
    ecfr.add_argument(
        "--date", default="", metavar="DAY", help="text of that day (default: the newest)"
    )
    register = sources.add_parser(
        "federal-register", help="documents of the Federal Register", allow_abbrev=False
    )
    register.add_argument("numbers", metavar="NUMBER", nargs="+", help="as 2016-29719")
    for source in (ecfr, register):
        _add_study(source, option=True)
        source.add_argument(
            "--base", default="", metavar="URL", help="address of a mirror of the interface"
        )


def _add_study(act: Any, *, option: bool = False) -> None:
    if option:
        act.add_argument("--study", default="study.toml", metavar="STUDY", help=_STUDY)
    else:
        act.add_argument("study", nargs="?", default="study.toml", metavar="STUDY", help=_STUDY)


def run_corpus(options: argparse.Namespace) -> int:
    """Do what a call of `sopgap corpus` asks for, and print what was done."""
    from sopgap.report import corpus

    study = options.study
    if options.act == "add":
        given = {name: getattr(options, name) for name in _GIVEN}
        said = corpus.add_files(
            study, options.files, document_id=options.id, replaces=options.replaces, **given
        )
    elif options.act == "fetch" and options.source == "ecfr":
        asked = {name: getattr(options, name) for name in ("title", "part", "section", "date")}
        said = corpus.fetch_part(study, base=options.base, **asked)
    elif options.act == "fetch":
        said = corpus.fetch_register(study, options.numbers, base=options.base)
    elif options.act == "diff":
        said = corpus.diff_duties(study, options.old, options.new, options.out)
    else:
        tell = {
            "list": corpus.list_corpus,
            "requests": corpus.list_requests,
            "versions": corpus.list_versions,
        }[options.act]
        said = tell(study, options.out)
    print("\n".join(said))
    return 0
