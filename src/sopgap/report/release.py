"""The audit of what a run publishes: its tables attacked, its pages held against the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sopgap.errors import DisclosureError
from sopgap.report.folder import Run, read_run
from sopgap.report.ledger import find_unaccounted
from sopgap.survey.disclosure.attack import attack, audit, name_recovered
from sopgap.survey.disclosure.counts import open_release
from sopgap.survey.disclosure.prints import PRINTS
from sopgap.survey.disclosure.releases import Rules
from sopgap.tables import AUDIT

SHOWN = 20  # figures of one page that stand in no table, named one by one


def audit_run(run: Run) -> tuple[pd.DataFrame, list[str]]:
    """Attack the tables of a run together, as a reader of its folder could.

    Only figures that lie in `tables/` are read, no answers: the audit does not trust what hid them.

    Parameters
    ----------
    run : Run

    Returns
    -------
    table `audit`
    list of str
        The hidden counts that follow from what is published, one sentence each, without their
        value; empty where all is well.

    Examples
    --------
    >>> audit_run(Run(Path("no-such-folder"), {}))[1]
    []
    """
    tables = {name: run.table(name) for name in PRINTS if run.has(name)}
    rules = Rules(
        min_base=run.study.get("min_base", Rules.min_base),
        min_count=run.study.get("min_count", Rules.min_count),
        width=run.study.get("width", Rules.width),
    )
    questions, frame = run.table("questions"), run.table("frame")
    result, leaks = _attack(tables, questions, frame, rules)
    if len(run.table("waves")):
        # Another survey of other answers, though of the same questions: a release by itself.
        before, more = _attack({"tallies": _before(run.table("waves"))}, questions, None, rules)
        before = before.assign(table="waves (before)")
        result, leaks = pd.concat([result, before], ignore_index=True), leaks + more
    return AUDIT.check(result), leaks


def _attack(
    tables: dict[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None,
    rules: Rules,
) -> tuple[pd.DataFrame, list[str]]:
    release = open_release(tables, questions, frame)
    found = attack(release, rules)
    return audit(release, found), name_recovered(release, found)


def _before(waves: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the earlier wave as a table of tallies."""
    columns = {"n_before": "n", "base_before": "base"}
    table = waves[["question_id", "group", "choice", *columns]].rename(columns=columns)
    return table.assign(suppressed=table["n"].isna())


def refuse_leaks(folder: Path, pages: Sequence[str]) -> None:
    """Raise what must not be published of a run: counts that follow, figures from nowhere.

    Parameters
    ----------
    folder : Path
        Of the run.
    pages : sequence of str
        Its pages, as paths within the folder.

    Raises
    ------
    DisclosureError
        Each hidden count that could be worked back, and each percentage of a page that the ledger
        of claims does not hold: it may come from a count that is hidden.
    """
    run = read_run(folder)
    if not run.has("rates"):
        return
    _, problems = audit_run(run)
    claims = run.table("claims")
    for page in pages:
        wrong = find_unaccounted((folder / page).read_text(encoding="utf-8"), claims)
        problems += [
            f"{page}: prints “{figure}”, which tables/claims.csv does not hold"
            for figure in wrong[:SHOWN]
        ]
        if len(wrong) > SHOWN:
            problems.append(f"{page}: {len(wrong) - SHOWN} further figures like these")
    if problems:
        raise DisclosureError(problems)
