"""The codebook's commands: a run's concerns out to people, and their decisions back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.report.folder import STUDY_FILE, Run, read_run
from sopgap.study import read_study
from sopgap.survey.coding.agreement import agree_with_program, list_codings, read_codes
from sopgap.survey.coding.decisions import read_decisions
from sopgap.survey.coding.log import FILE, read_codebook, write_codebook
from sopgap.survey.coding.pages import write_coding_workbook
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.inference.coders import agree
from sopgap.survey.refi.codebooks import write_qdc
from sopgap.survey.refi.projects import write_qdpx
from sopgap.tables import write_table

NAME = "codebook"  # of the file in the run's private folder
# fmt: off
AGREEMENT_SHOWN = (
    "code", "units", "percent", "kappa", "kappa_low", "kappa_high", "alpha", "alpha_low",
    "alpha_high", "note",
)
CODING_SHOWN = (
    "code", "units", "program", "coder", "same", "precision", "precision_low", "precision_high",
    "recall", "recall_low", "recall_high", "kappa", "note",
)
# fmt: on


def export_codebook(
    run_dir: str | Path,
    out: str | Path | None = None,
    *,
    kind: str = "xlsx",
    n_double: int = 0,
    seed: int = 0,
    force: bool = False,
) -> Path:
    """Write the workbook in which people decide about a run's concerns, or its REFI-QDA files.

    Parameters
    ----------
    run_dir : str or Path
    out : str or Path, optional
        The file; by default `private/codebook.xlsx` of the run (or of the other kind).
    kind : {"xlsx", "qdc", "qdpx"}
        The workbook; the codes (`write_qdc`); codes, comments and codings (`write_qdpx`).
    n_double, seed
        As in `write_coding_workbook`.
    force : bool
        Write over a workbook that is there: what people filled in is lost.

    Raises
    ------
    InputError
        There is no run, or it holds no comments (any more), or the workbook is there already.

    Examples
    --------
    >>> export_codebook("no-such-folder")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-folder: holds no run; make one with `sopgap run`, or run the
    notebooks 01 to 04 first
    """
    run = read_run(run_dir)
    found, comments = _found(run)
    path = Path(out) if out else run.folder / "private" / f"{NAME}.{kind}"
    problems = []
    if path.suffix.lower() != f".{kind}":
        problems.append(f"{path.name}: is no .{kind}; name the file so, or give its --format")
    if path.is_dir():
        problems.append(f"{path}: is a folder; name a file")
    if path.is_file() and not force:
        problems.append(
            f"{path}: is there already, and may hold decisions; name another, or write over it with"
            " --force"
        )
    if problems:
        raise InputError(problems)
    about = {"study": run.study["name"]}
    if kind == "qdc":
        return write_qdc(path, found.concerns, **about)
    if kind == "qdpx":
        about |= {"as_of": run.study.get("as_of") or ""}
        asked = run.table("questions")
        return write_qdpx(path, comments, found.concerns, found.members, questions=asked, **about)
    return write_coding_workbook(found, comments, path, n_double=n_double, seed=seed)


def apply_codebook(
    workbook: str | Path,
    study: str | Path,
    run_dir: str | Path | None = None,
    *,
    write: bool = True,
    **options: Any,
) -> list[str]:
    """Take the decisions of a workbook into `codebook.csv` of the study's survey folder.

    Parameters
    ----------
    workbook : str or Path
    study : str or Path
    run_dir : str or Path, optional
        The run that the workbook was made from; by default the one in whose folder it lies.
    write : bool
        False: check and tell only.
    **options
        As in `read_decisions`.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    InputError
        Anything is wrong: nothing is written then.
    """
    path = Path(workbook)
    settings = read_study(study)
    if settings.survey is None:
        raise InputError(f"{study}: has no survey, so that nothing can be decided about concerns")
    folder = Path(run_dir) if run_dir else path.resolve().parent.parent  # RUN/private/WORKBOOK
    if not run_dir and not (folder / STUDY_FILE).is_file():
        raise InputError(
            f"{path.name}: does not lie in a run's private folder; name the run: --run"
        )
    run = read_run(folder)
    if run.study.get("name") != settings.name:
        raise InputError(
            f"{run.folder}: is a run of the study {run.study.get('name')!r}, not of"
            f" {settings.name!r}"
        )
    found, comments = _found(run)
    before = read_codebook(settings.survey)
    decisions = read_decisions(path, found, comments, before, **options)
    said = list(decisions.said)
    if not len(decisions.added):
        return said
    file = Path(settings.survey) / FILE
    if write:
        write_codebook(settings.survey, decisions.added)
        said.append(f"{file}: {len(decisions.added):,} rows added; they hold from the next run on")
    else:
        said.append(f"{file}: {len(decisions.added):,} rows would be added; nothing was written")
    return said


def tell_agreement(
    workbook: str | Path, out: str | Path | None = None, *, seed: int = 0
) -> list[str]:
    """Tell how far two coders agree, and the program with them; write the tables on request.

    Parameters
    ----------
    workbook : str or Path
    out : str or Path, optional
        Folder for `agreement.csv` (only of two coders) and `coding.csv`.
    seed : int
        Of the bootstrap interval of alpha.

    Returns
    -------
    list of str
        Lines to print.
    """
    codes = read_codes(workbook)
    program = agree_with_program(codes)
    coded = list_codings(codes)
    lines: list[str] = []
    tables = {"coding": program}
    if coded["coder"].nunique() > 1:
        tables["agreement"] = agree(coded, unit="digest", seed=seed)
        lines += ["coders with each other", *_lines(tables["agreement"], AGREEMENT_SHOWN), ""]
    else:
        lines += ["one coder only: no agreement of coders", ""]
    for against, rows in program.groupby("against", sort=False):
        lines += [f"program with {against}", *_lines(rows, CODING_SHOWN), ""]
    if out:
        for name, table in tables.items():
            lines.append(str(write_table(table, Path(out) / f"{name}.csv")))
    return lines


def _lines(table: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    shown = table[list(columns)].copy()
    for name in shown:
        if pd.api.types.is_float_dtype(shown[name]):
            shown[name] = [f"{value:.2f}" if pd.notna(value) else "" for value in shown[name]]
    return shown.to_string(index=False).splitlines()


def _found(run: Run) -> tuple[Concerns, pd.DataFrame]:
    missing = [
        name
        for name, where in (("concerns", "tables"), ("members", "private"), ("comments", "private"))
        if not run.has(name) or (where == "private" and run.table(name).empty)
    ]
    if missing:
        raise InputError(
            f"{run.folder}: holds no {', '.join(missing)}; the study has no comments, or the run"
            " was purged: run it again without --purge"
        )
    return Concerns(run.table("concerns"), run.table("members")), run.table("comments")
