"""Read a reviewers' workbook back: the decisions that it adds to `reviews.csv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.reviewing.checking import MAX_NAME, OF_LINKS, read_time
from sopgap.mapping.reviewing.mapped import Mapped
from sopgap.mapping.reviewing.pages import CELLS, COLUMNS, DRAWN, JUDGED, LINKS, OPEN, SAMPLE, STAMP
from sopgap.mapping.reviewing.settling import SUBJECT, in_order
from sopgap.sources import Problems, guess, quoted
from sopgap.tables import DATE, REVIEWS, join, split
from sopgap.text import MAX_TEXT, normalise, wrong_text
from sopgap.workbooks.filled import READ_ME, Row, read_filled, read_names

STAMPED = re.compile(r"[0-9a-f]{16}")
DAY = re.compile(rf"({DATE})(?:[ T]00:00:00)?")
TOLD = ("decision", "reason", "reply", "reply_date", "judged", "sample")
EXPLAINED = ("rejected", "disputed", "remediated")  # decisions on cells that say why

Review = dict[str, Any]


@dataclass(frozen=True)
class Reviewed:
    """What a workbook adds: rows of table `reviews`, and what they do, a sentence each."""

    added: pd.DataFrame
    said: tuple[str, ...]


def read_reviewed(path: str | Path, mapped: Mapped, *, when: str, by: str = "") -> Reviewed:
    """Read a workbook of `write_review_workbook` or `write_sample_workbook` back.

    What a reviewer has decided before in the same words is not taken again.

    Parameters
    ----------
    path : str or Path
    mapped : Mapped
        Of the run that it was made from; its `reviews` are those decided so far.
    when : str
        ISO time of the decisions.
    by : str
        Who decided, where the workbook does not say.

    Returns
    -------
    Reviewed

    Raises
    ------
    InputError
        The workbook is none or of another run, or anything in it is wrong or contradicts itself:
        all at once, by sheet, row and column.
    """
    problems = Problems()
    is_sample = SAMPLE.casefold() in {name.casefold() for name in read_names(Path(path))}
    wanted = (SAMPLE,) if is_sample else (CELLS, LINKS)
    filled = read_filled(path, {name: COLUMNS[name] for name in wanted}, problems)
    _check_stamp(filled.facts, mapped, problems)
    problems.raise_if_any()
    sample = filled.facts.get(DRAWN, "") if is_sample else ""
    if is_sample and not sample:
        problems.add(f"sheet {READ_ME!r}: the row {DRAWN!r} is absent; export the sample anew")
    asked: list[tuple[Row, Review]] = []
    for name in wanted:
        for row in filled.rows[name]:
            if any(row.text(column) for column in OPEN[name] if column != "reviewer"):
                asked += [(row, review) for review in _ask(row, mapped, by, sample, problems)]
    _check_alike(asked, problems)
    problems.raise_if_any()
    rows = [{"when": when, **review} for _, review in asked]
    rows = [dict(row) for row in {tuple(row.items()): None for row in rows}]
    new = _without_known(rows, mapped.reviews)
    _check_clock(new, mapped.reviews, when, problems)
    problems.raise_if_any()
    columns = [column.name for column in REVIEWS.columns]
    added = REVIEWS.check(
        pd.DataFrame([dict.fromkeys(columns, "") | row for row in new], columns=columns)
    )
    return Reviewed(added, tuple(_tell(added, len(rows) - len(new))))


def _check_stamp(facts: dict[str, str], mapped: Mapped, problems: Problems) -> None:
    stamp = facts.get(STAMP, "")
    if not STAMPED.fullmatch(stamp):
        problems.add(
            f"sheet {READ_ME!r}: the row {STAMP!r} is absent or changed, so that nobody can tell"
            " which map the workbook was made from; export it anew"
        )
    elif stamp != mapped.stamp():
        problems.add(
            f"the workbook was made from another map ({stamp}) than the run's ({mapped.stamp()});"
            " name the run that it was made from, or export it anew"
        )


def _ask(row: Row, mapped: Mapped, by: str, sample: str, problems: Problems) -> list[Review]:
    """Return the decisions that a row asks for; what is wrong with it is told."""

    def tell(column: str, said: str) -> None:
        problems.add(f"{row.where(column)}: {said}")

    one = row.text("responsibility_id")
    if one not in mapped.matrix:
        tell("responsibility_id", f"there is no responsibility {quoted(one)} in the run"
             f"{guess(one, mapped.matrix)}")  # fmt: skip
        return []
    reviewer = normalise(row.text("reviewer")) or normalise(by)
    if not reviewer:
        tell("reviewer", "is blank; write who decided, or give --by")
    told = {name: normalise(row.text(name)) for name in ("reason", "reply")} | {
        "reviewer": reviewer
    }
    for name, most in (("reviewer", MAX_NAME), ("reason", MAX_TEXT), ("reply", MAX_TEXT)):
        if said := wrong_text(told[name], most):
            tell(name, said)
    review: Review = {"responsibility_id": one, **told, "sample": sample}
    if row.sheet == LINKS:
        return _ask_link(row, review, mapped, tell)
    centers = _centers(row, one, mapped, tell)
    judged = _choice(row, "judged", JUDGED, tell)
    if row.sheet == SAMPLE:
        if not judged:
            tell("judged", "is blank beside what you wrote; judge the cell, or clear the row")
            return []
        return [_cell(review, one, at, judged, "", mapped) for at in centers]
    decision = _choice(row, "decision", words.DECISIONS, tell)
    if not decision:
        tell("decision", "is blank beside what you wrote; decide, or clear the row")
        return []
    review["reply_date"] = _day(row, tell)
    if decision in EXPLAINED and not told["reason"] and not told["reply"]:
        tell("reason", f"is blank; say why it is {decision}")
    if decision == "disputed" and not (told["reply"] and review["reply_date"]):
        tell("reply", "disputed is management's word: write its reply, and the day in reply_date")
    if review["reply_date"] and not told["reply"]:
        tell("reply", "is blank beside its date; write what management answered")
    for at in centers:
        if wrong := _contradiction(decision, mapped.kinds[one, at], judged):
            tell("decision", wrong)
            return []
    return [_cell(review, one, at, judged, decision, mapped) for at in centers]


def _ask_link(row: Row, review: Review, mapped: Mapped, tell: Any) -> list[Review]:
    duty = row.text("duty_id")
    if duty not in mapped.known_duties:
        tell("duty_id", f"there is no duty {quoted(duty)} in the run")
        return []
    decision = _choice(row, "decision", OF_LINKS, tell)
    if not decision:
        tell("decision", "is blank beside what you wrote; decide, or clear the row")
        return []
    known = {center for _, center in mapped.kinds}
    centers = split(row.text("only_at"))
    for center in centers:
        if center not in known:
            tell("only_at", f"there is no Center {quoted(center)}{guess(center, known)}")
    paragraph = mapped.known_duties[duty]["paragraph_id"]
    link = {"duty_id": duty, "decision": decision, "rests_on": join([duty, paragraph])}
    return [review | link | {"center": center} for center in centers or [""]]


def _centers(row: Row, one: str, mapped: Mapped, tell: Any) -> list[str]:
    column = "center" if row.sheet == SAMPLE else "centers"
    centers = split(row.text(column))
    for center in centers:
        if (one, center) not in mapped.kinds:
            near = guess(center, [c for r, c in mapped.kinds if r == one])
            tell(column, f"there is no cell of {one} at {quoted(center)}{near}")
    if not centers:
        tell(column, "is blank; leave it as it was")
    only = split(row.text("only_at"))
    for center in only:
        if center not in centers:
            tell("only_at", f"{quoted(center)} is not among the Centers of the row"
                 f"{guess(center, centers)}")  # fmt: skip
    return [center for center in only or centers if (one, center) in mapped.kinds]


def _cell(
    review: Review, one: str, center: str, judged: str, decision: str, mapped: Mapped
) -> Review:
    kind = mapped.kinds[one, center]
    if not decision:  # of a sample: whether the checker, who did not see it, says the same
        same = (kind == "assigned") == (judged == "assigned")
        decision = "confirmed" if same else "rejected"
    rests_on = join(mapped.rests_on(one, center))
    told = {"center": center, "duty_id": "", "decision": decision, "kind": kind, "judged": judged}
    return review | told | {"rests_on": rests_on}


def _contradiction(decision: str, kind: str, judged: str) -> str:
    if kind == "assigned" and decision in ("disputed", "remediated"):
        return f"the cell is assigned, no gap that could be {decision}"
    if judged and ((kind == "assigned") == (judged == "assigned")) == (decision == "rejected"):
        return f"{decision} contradicts the kind {judged} that is judged: the program says {kind}"
    return ""


def _choice(row: Row, column: str, allowed: tuple[str, ...], tell: Any) -> str:
    text = row.text(column).casefold()
    if text and text not in allowed:
        tell(column, f"{quoted(row.text(column))} is not allowed{guess(text, allowed)}; allowed:"
             f" {', '.join(allowed)}")  # fmt: skip
        return ""
    return text


def _day(row: Row, tell: Any) -> str:
    text = row.text("reply_date")
    found = DAY.fullmatch(text)
    try:
        if text:
            read_time(found[1] if found else text + "?")
    except ValueError:
        tell("reply_date", f"{quoted(text)} is not a date like 2017-01-19")
        return ""
    return found[1] if found else ""


def _check_alike(asked: list[tuple[Row, Review]], problems: Problems) -> None:
    """One reviewer decides once of one matter in a workbook; two rows may repeat it."""
    first: dict[tuple[str, ...], tuple[Row, Review]] = {}
    for row, review in asked:
        key = (*(review[name] for name in SUBJECT), review["reviewer"].casefold())
        before = first.setdefault(key, (row, review))
        if before[1] != review:
            at = f" at {review['center']}" if review["center"] else ""
            problems.add(
                f"{row.where()}: decides of {review['responsibility_id']}{at} again, and otherwise"
                f" than {before[0].where()} does; leave one of them"
            )


def _without_known(rows: list[Review], before: pd.DataFrame) -> list[Review]:
    last: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in in_order(before):
        last[_matter(row)] = tuple(row[name] for name in TOLD)
    return [row for row in rows if last.get(_matter(row)) != tuple(row.get(n, "") for n in TOLD)]


def _matter(row: Review) -> tuple[str, ...]:
    return (*(row[name] for name in SUBJECT), normalise(row["reviewer"]).casefold())


def _check_clock(rows: list[Review], before: pd.DataFrame, when: str, problems: Problems) -> None:
    """A decision from before one of the file would be superseded as it is taken."""
    known = {_matter(row): row["when"] for row in in_order(before)}
    late = [known[_matter(r)] for r in rows if _matter(r) in known]
    late = [time for time in late if read_time(time) >= read_time(when)]
    if late:
        problems.add(
            f"{len(late)} of these matters were decided by the same reviewer at {max(late)}, which"
            f" is not before {when}; set the clock right, or wait a second and apply again"
        )


def _tell(added: pd.DataFrame, known: int) -> list[str]:
    said = []
    of_links = added["duty_id"] != ""
    for what, rows in (("cells", added[~of_links]), ("links", added[of_links])):
        counts = rows["decision"].value_counts()
        told = ", ".join(f"{counts[d]} {d}" for d in words.DECISIONS if d in counts)
        said += [f"{len(rows)} {what}: {told}"] if len(rows) else []
    if known:
        said.append(f"{known} decisions are in reviews.csv already, in the same words")
    return said
