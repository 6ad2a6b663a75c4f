"""The audit of what a run publishes: its tables attacked, its pages held against the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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

# Columns that hold the words of a study, not of the program.
WORDS = (
    ("questions", "wording"),
    ("questions", "choices"),
    ("questions", "asked_if"),
    ("questions_before", "wording"),
    ("tallies", "choice"),
    ("centers", "name"),
    ("centers", "location"),
    ("frame", "position"),
    ("concerns", "label"),
    ("backtest", "statement"),
    ("backtest", "source"),
    ("documents", "title"),
    ("evidence", "why"),
    ("paragraphs", "section"),
    ("responsibilities", "name"),
)
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
    # A row of `waves` is blank where either wave hides it: no secret of the wave that shows it.
    tables = {name: run.table(name) for name in PRINTS if run.has(name) and name != "waves"}
    rules = Rules(
        min_base=run.study.get("min_base", Rules.min_base),
        min_count=run.study.get("min_count", Rules.min_count),
        width=run.study.get("width", Rules.width),
    )
    questions, frame = run.table("questions"), run.table("frame")
    result, leaks = _attack(tables, questions, frame, rules, _placed(run))
    if run.has("tallies_before"):
        # Another survey, of other answers to its own questions: a release by itself.
        earlier = run.table("tallies_before")
        asked = run.table("questions_before")
        before, more = _attack({"tallies": earlier}, asked, None, rules, ())
        before = before.assign(table="tallies_before")
        result, leaks = pd.concat([result, before], ignore_index=True), leaks + more
        leaks += _beyond(run.table("waves"), {"": run.table("tallies"), "_before": earlier})
    return AUDIT.check(result), leaks


def _attack(
    tables: dict[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None,
    rules: Rules,
    placed: Collection[str],
) -> tuple[pd.DataFrame, list[str]]:
    release = open_release(tables, questions, frame, placed=placed)
    found = attack(release, rules)
    return audit(release, found), name_recovered(release, found)


def _placed(run: Run) -> list[str]:
    """Whether everybody told a Center, and a position: no published figure need show it."""
    people = run.table("respondents")
    return [by for by in ("center", "position") if by in people and (people[by] != "").all()]


def _beyond(waves: pd.DataFrame, printed: Mapping[str, pd.DataFrame]) -> list[str]:
    """Name what the comparison of two waves tells beyond the tables of each: it must be nothing."""
    wrong = []
    for end, tallies in printed.items():
        n, base = f"n{end}", f"base{end}"
        shown = tallies.dropna(subset=["n", "base"])
        known = set(zip(shown["group"], shown["choice"], shown["n"], shown["base"], strict=True))
        # Who hides a count beside its difference has not hidden it.
        rows = waves[waves[[n, base, "difference", "p"]].notna().any(axis=1)]
        counts = zip(rows["group"], rows["choice"], rows[n], rows[base], strict=True)
        where = zip(rows["question_id"], rows["group"], rows["choice"], strict=True)
        one_sided = rows[n].isna() & rows["difference"].isna() & rows["p"].isna()
        wrong += [
            f"table 'waves', row '{' · '.join(place)}', column {n}: hidden in table 'tallies{end}'"
            for place, count, lacking in zip(where, counts, one_sided, strict=True)
            if not lacking and count not in known
        ]
    return wrong


def words_of(run: Run) -> Iterator[str]:
    """Yield what the study's own files say on a page: percentages in it are not ours."""
    study = run.study
    yield from (str(study.get("title", "")), str(study.get("notes", "")))
    yield from map(str, (study.get("survey") or {}).values())
    for table, column in WORDS:
        if run.has(table):
            for text in run.table(table)[column].astype("str").drop_duplicates():
                yield text
                yield from (part.strip() for part in text.split("|") if "|" in text)
    # Why a cell is as it is quotes the documents; a condition sheet leaves out the state before it.
    for reason in run.table("coverage")["reasons"].drop_duplicates():
        rest = reason.partition(": ")[2]
        yield from (reason, rest[:1].upper() + rest[1:])


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
    if not run.has("claims"):  # nothing was counted, so there is nothing to hold a page against
        return
    # Documents and cells hide nobody: only what people told is attacked.
    problems = audit_run(run)[1] if run.has("rates") else []
    claims, foreign = run.table("claims"), list(words_of(run))
    for page in pages:
        html = (folder / page).read_text(encoding="utf-8")
        wrong = find_unaccounted(html, claims, foreign=foreign)
        problems += [
            f"{page}: prints “{figure}”, which tables/claims.csv does not hold"
            for figure in wrong[:SHOWN]
        ]
        if len(wrong) > SHOWN:
            problems.append(f"{page}: {len(wrong) - SHOWN} further figures like these")
    if problems:
        raise DisclosureError(problems)
