"""The reviewers' commands: a run's cells and links out to people, and their decisions back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.mapping.reviewing.flags import flag_reviews
from sopgap.mapping.reviewing.mapped import Mapped
from sopgap.mapping.reviewing.pages import write_review_workbook, write_sample_workbook
from sopgap.mapping.reviewing.read_back import read_reviewed
from sopgap.mapping.reviewing.settling import settle
from sopgap.mapping.reviews import read_reviews, write_reviews
from sopgap.report.folder import STUDY_FILE, Run, read_run
from sopgap.report.trust import agree_reviews
from sopgap.sources import quoted
from sopgap.study import Study, read_study
from sopgap.tables import split
from sopgap.tables.rows import list_rows

NEEDED = ("coverage", "gaps", "links", "matches", "evidence", "duties", "paragraphs", "documents",
          "responsibilities")  # fmt: skip
AGREED = ("code", "units", "percent", "kappa", "kappa_low", "kappa_high", "note")


def export_reviews(
    run_dir: str | Path,
    out: str | Path | None = None,
    *,
    study: str | Path | None = None,
    force: bool = False,
) -> list[str]:
    """Write the workbook in which people decide of a run's cells and links.

    Parameters
    ----------
    run_dir : str or Path
    out : str or Path, optional
        The file; by default `private/review.xlsx` of the run.
    study : str or Path, optional
        Where decisions lie that are newer than the run.
    force : bool
        Write over a workbook that is there: what people filled in is lost.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    InputError
        There is no run, or it holds no map, or the workbook is there already.

    Examples
    --------
    >>> export_reviews("no-such-folder")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-folder: holds no run; make one with `sopgap run`, or run the
    notebooks 01 to 04 first
    """
    run = read_run(run_dir)
    path = _place(run, out, "review.xlsx", force=force)
    mapped = _mapped(run, read_study(study) if study else None)
    flags = flag_reviews(mapped.reviews, mapped.coverage, mapped.matches, mapped.paragraphs)
    write_review_workbook(mapped, flags, path)
    said = [str(path)]
    if len(flags):
        said.append(f"{len(flags)} reasons to look at decisions again: they stand first")
    return said


def sample_cells(
    run_dir: str | Path,
    out: str | Path | None = None,
    *,
    n: int,
    seed: int = 0,
    force: bool = False,
) -> list[str]:
    """Write a workbook of cells drawn at random, for somebody to check without the program's word.

    Parameters
    ----------
    run_dir, out, force
        As in `export_reviews`; by default `private/review_sample.xlsx`.
    n : int
        How many.
    seed : int

    Returns
    -------
    list of str
    """
    run = read_run(run_dir)
    path = _place(run, out, "review_sample.xlsx", force=force)
    sample = write_sample_workbook(_mapped(run), n, path, seed=seed)
    drawn = ", ".join(f"{n} of {sample.of[kind]} {kind}" for kind, n in sample.drawn.items())
    return [str(path), f"sample {sample.name}: {len(sample.cells)} cells",
            f"do not show this to whoever checks: {drawn}"]  # fmt: skip


def apply_reviews(
    workbook: str | Path,
    study: str | Path,
    run_dir: str | Path | None = None,
    *,
    by: str = "",
    when: str = "",
    write: bool = True,
) -> list[str]:
    """Take the decisions of a workbook into the study's `reviews.csv`.

    Parameters
    ----------
    workbook, study : str or Path
    run_dir : str or Path, optional
        The run that the workbook was made from; by default the one in whose folder it lies.
    by : str
        Who decided, where the workbook does not say.
    when : str
        ISO time of the decisions; by default now.
    write : bool
        False: check and tell only.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    InputError
        Anything is wrong: nothing is written then.
    """
    path, settings = Path(workbook), read_study(study)
    if settings.reviews is None or not settings.maps:
        raise InputError(f"{study}: has no map of responsibilities that could be reviewed")
    folder = Path(run_dir) if run_dir else path.resolve().parent.parent  # RUN/private/WORKBOOK
    if not run_dir and not (folder / STUDY_FILE).is_file():
        raise InputError(
            f"{path.name}: does not lie in a run's private folder; name the run: --run"
        )
    run = read_run(folder)
    if run.study.get("name") != settings.name:
        raise InputError(
            f"{run.folder}: is a run of the study {quoted(run.study.get('name'))}, not of"
            f" {quoted(settings.name)}"
        )
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    reviewed = read_reviewed(path, _mapped(run, settings), when=when or now, by=by)
    said, n = list(reviewed.said), len(reviewed.added)
    if not n:
        return [*said, "nothing is new: no row was added"]
    if not write:
        return [*said, f"{settings.reviews}: {n:,} rows would be added; nothing was written"]
    write_reviews(settings.reviews, reviewed.added)
    said.append(f"{settings.reviews}: {n:,} rows added; they hold from the next run on")
    return [*said, *tell_contested(read_reviews(settings.reviews))]


def tell_contested(reviews: Any) -> list[str]:
    """Say where reviewers contradict each other, a sentence each."""
    rows = settle(reviews)
    said = []
    for row in list_rows(rows[rows["state"] == "contested"]):
        who = " and ".join(split(row["reviewers"]))
        at = f" at {row['center']}" if row["center"] else ""
        what = row["responsibility_id"]
        if row["duty_id"]:
            what = f"the link of {row['duty_id']} to {what}"
        said.append(
            f"contested: {who} contradict each other on {what}{at}; one of them, or a third person,"
            " has to decide anew"
        )
    return said


def tell_agreement(study: str | Path) -> list[str]:
    """Tell how far the reviewers of a study agree on the cells that more than one decided.

    Where two people checked cells of a sample, only these count: they were judged blind.
    """
    settings = read_study(study)
    reviews = read_reviews(settings.reviews)
    blind = reviews[reviews["sample"] != ""]
    reviews = blind if len(agree_reviews(blind, draws=0)) else reviews
    lines: list[str] = []
    for on, title in (("says", "gap, or in order"), ("judged", "which kind")):
        table = agree_reviews(reviews, on=on, draws=0)
        if len(table):
            shown = table[list(AGREED)].round(2).astype(str).replace("nan", "")
            lines += [title, *shown.to_string(index=False).splitlines(), ""]
    return lines or ["no cell was decided by more than one person"]


def _mapped(run: Run, study: Study | None = None) -> Mapped:
    absent = [name for name in NEEDED if not run.has(name)]
    if absent:
        raise InputError(
            f"{run.folder}: holds no {', '.join(absent)}; the study has no documents or no matrix,"
            " or the run is of an older version: run it again"
        )
    tables = {name: run.table(name) for name in NEEDED}
    if study is None:
        return Mapped(**tables, reviews=run.table("reviews"))
    known = {"matrix": tables["responsibilities"], "centers": set(run.table("centers")["center"])}
    return Mapped(**tables, reviews=read_reviews(study.reviews, **known))


def _place(run: Run, out: str | Path | None, name: str, *, force: bool) -> Path:
    path = Path(out) if out else run.folder / "private" / name
    problems = []
    if path.suffix.lower() != ".xlsx":
        problems.append(f"{path.name}: is no .xlsx; name the file so")
    if path.is_dir():
        problems.append(f"{path}: is a folder; name a file")
    if path.is_file() and not force:
        problems.append(
            f"{path}: is there already, and may hold decisions; name another, or write over it with"
            " --force"
        )
    if problems:
        raise InputError(problems)
    return path
