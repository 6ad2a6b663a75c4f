"""Differences between groups and between questions: how large, how sure, and what chance makes.

The effect stands before the test. Only what the study declared beforehand is here, and every test
is adjusted for how many there were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.effects import CHANCE, DIFFERS, axis_of, reach_of, say_chance, say_difference
from sopgap.report.markup import (
    DASH,
    THIN,
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    note,
    of,
    opened,
    plural,
    shown,
    word,
)
from sopgap.report.tracks import draw_lane

Study = Mapping[str, Any]
Row = Mapping[Any, Any]
WHOLE = {"centers": "{}s", "positions": "positions"}
KINDS = {
    "centers": "tests over all {0}s at once",
    "center-rest": "differences between one {0} and the others",
    "positions": "tests over all positions at once",
    "position-rest": "differences between one position and the others",
    "items": "pairs of questions",
}
# What the tests of a family compare; a family of one question bears its id behind the kind.
FAMILIES = {
    "centers": "all {0}s at once, question by question",
    "center-rest": "each {0} with the others",
    "positions": "all positions at once, question by question",
    "position-rest": "each position with the others",
    "items": "pairs of questions",
}


def show_comparisons(
    comparisons: Table,
    questions: Table,
    centers: Table,
    study: Study,
    *,
    group: str = "all",
) -> HTML:
    """Show the declared comparisons: a Center with the others, or all that were made.

    Parameters
    ----------
    comparisons, questions, centers : DataFrame
        The tables of these names.
    study : mapping
    group : str
        Code of a Center: its own rows; `all`: the tests over all groups, positions, pairs of
        questions, and every row in a table that opens.

    Returns
    -------
    HTML
    """
    if comparisons.empty:
        return shown(note("No difference between groups or questions was tested in this study."))
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    names = dict(zip(centers["center"], centers["name"], strict=True))
    if group != "all":
        return shown(_of_center(comparisons, wording, study, group))
    rows: list[Row] = [dict(row) for row in comparisons.to_dict("records")]

    def center(row: Row, wording: Mapping[str, str]) -> Markup:
        name = names.get(row["group"], row["group"])
        return fill("<b>{}</b>, against the others<br>{}", name, _asked(row, wording))

    differing = [r for r in rows if _is_known(r) and r["differs"]]
    parts = [
        _overall(rows, wording, study),
        _lanes([r for r in differing if r["kind"] == "center-rest"], wording, study, first=center,
               head=f"Where a {word(study)} differs from the others"),
        _lanes([r for r in differing if r["kind"] == "position-rest"], wording, study,
               head="Where a position differs from the others", first=_position),
        _lanes([r for r in rows if r["kind"] == "items"], wording, study,
               head="Pairs of questions, among those who answered both", first=_pair),
        _every_row(rows, wording, names, study),
    ]  # fmt: skip
    title = _by_kind(rows, study)
    return shown(framed(
        join([_families(comparisons, study), *parts]),
        title=title,
        subtitle="Compared are only the answers that the study declared. A difference is in"
        f" percentage points, with its 95{THIN}% interval; base: those who answered, given with"
        " each row." + _hidden_note(rows, study),
        source="tables/comparisons.csv",
    ))  # fmt: skip


def _of_center(comparisons: Table, wording: Mapping[str, str], study: Study, group: str) -> Markup:
    mine = comparisons[(comparisons["kind"] == "center-rest") & (comparisons["group"] == group)]
    rows: list[Row] = [dict(row) for row in mine.to_dict("records")]
    if not rows:
        return note(f"No difference between this {word(study)} and the others was tested.")
    known = [r for r in rows if _is_known(r)]
    differ = sum(bool(r["differs"]) for r in known)
    others = f"the other {word(study)}s"
    if not known:
        title = f"Too few answered here to compare this {word(study)} with {others}"
    elif not differ:
        title = (f"No difference between this {word(study)} and {others} can be told from chance"
                 f" ({plural(len(known), 'answer')} compared)")  # fmt: skip
    else:
        title = (f"In {count(differ)} of {plural(len(known), 'answer')} compared, this"
                 f" {word(study)} differs from {others} by more than chance"
                 " explains")  # fmt: skip
    family = comparisons[comparisons["family"].isin(mine["family"])]
    return framed(
        join([_lanes(rows, wording, study, head="", first=_asked), _families(family, study)]),
        title=title,
        subtitle=f"The share here less the share at {others}, in percentage points, with its"
        f" 95{THIN}% interval; dashed: no difference. Base: those who answered."
        + _hidden_note(rows, study),
        source="tables/comparisons.csv",
    )


def _families(comparisons: Table, study: Study) -> Markup:
    items = []
    for family, rows in comparisons.groupby("family", sort=False):
        records: list[Row] = [dict(row) for row in rows.to_dict("records")]
        known = [r for r in records if _is_known(r)]
        lacking = len(records) - len(known)
        differ = sum(bool(r["differs"]) for r in known)
        dark = sum(bool(r["suppressed"]) for r in records)
        tail = f"; {plural(lacking, 'more was', 'more were')} not tested" if lacking else ""
        if dark:
            of_them = "" if dark == lacking else f" {count(dark)} of them"
            tail += f",{of_them} because counts are hidden"
        result = f"{count(differ)} of them {'differs' if differ == 1 else 'differ'}"
        if not differ:
            result = "no difference can be told from chance"
        items.append(fill(
            "<li><b>{}</b>: {} compared; {}{}.</li>",
            _family(str(family), study), plural(len(known), "difference"), result, tail,
        ))  # fmt: skip
    if not items:
        return Markup("")
    return fill(
        "<ul class=families>{}</ul><p class=base>Where many differences are compared, some look"
        " large by chance alone. The correction of Benjamini and Hochberg, made for each of these"
        " lines, keeps small the part of such false ones to be"
        " expected among those called different; so it is not enough that an interval leaves out"
        " zero, or that two intervals do not overlap. Differences picked because they are large"
        " tend to be somewhat smaller than they look.</p>",
        join(items),
    )


def _by_kind(rows: list[Row], study: Study) -> str:
    """Say kind by kind how many are more than chance explains: they share one set of answers."""
    said = []
    for kind, words in KINDS.items():
        known = [r for r in rows if r["kind"] == kind and _is_known(r)]
        differ = sum(bool(r["differs"]) for r in known)
        if known:
            said.append((differ, f"{count(differ)} of {count(len(known))}"
                         f" {words.format(word(study))}"))  # fmt: skip
    if not any(differ for differ, _ in said):
        return "No difference can be told from chance"
    return "More than chance explains: " + "; ".join(words for _, words in said)


def _hidden_note(rows: list[Row], study: Study) -> str:
    if not any(r["suppressed"] for r in rows):
        return ""
    return f" Hidden: under {study.get('min_base', 10)} answers, or beside such a figure."


def _family(name: str, study: Study) -> str:
    kind, _, question = name.partition(" ")
    words = FAMILIES.get(kind)
    if not words or (question and " " in question):
        return name
    said = words.format(word(study)) + (f" at {question}" if question else "")
    return said[:1].upper() + said[1:]


def _overall(rows: list[Row], wording: Mapping[str, str], study: Study) -> Markup:
    kinds = [kind for kind in WHOLE if any(r["kind"] == kind for r in rows)]
    lines: dict[tuple[str, str], dict[str, Row]] = {}
    for r in rows:
        if r["kind"] in kinds:
            lines.setdefault((r["question_id"], r["choice"]), {})[r["kind"]] = r
    if not lines:
        return Markup("")
    table = grid(
        ["Question", *(f"All {WHOLE[kind].format(word(study))} at once" for kind in kinds)],
        [[_asked(next(iter(by_kind.values())), wording),
          *(_tested(by_kind.get(kind), kind, study, _pooled(rows, kind, key)) for kind in kinds)]
         for key, by_kind in lines.items()],
        caption="Tests over all groups", classes="stack",
    )  # fmt: skip
    return fill(
        "<h4>Do the groups differ at all?</h4><p class=base>In small: p, adjusted for the number of"
        " questions, and the test's statistic.</p>{}",
        table,
    )


def _pooled(rows: list[Row], kind: str, key: tuple[str, str]) -> int:
    """Count the groups whose share of this answer is hidden: the test takes them as one."""
    rest = kind.removesuffix("s") + "-rest"
    return sum(bool(r["suppressed"]) for r in rows
               if r["kind"] == rest and (r["question_id"], r["choice"]) == key)  # fmt: skip


def _tested(row: Row | None, kind: str, study: Study, pooled: int) -> Markup:
    if row is None:
        return fill("not tested")
    if not _is_known(row):
        return fill("<small>{}</small>", _why(row))
    name = "χ²" if blank(row["df2"]) else "F"
    test = "" if blank(row["statistic"]) else (
        f"; {name} {float(row['statistic']):.2f}{_freedom(row)}")  # fmt: skip
    verdict = fill("<b>{}</b>", DIFFERS) if row["differs"] else fill("{}", CHANCE)
    who = WHOLE[kind].format(word(study))
    merged = Markup("")
    if pooled > 1:
        merged = fill("<br><small>{} {} whose counts are hidden are taken together</small>",
                      count(pooled), who)  # fmt: skip
    return fill("{}: {}<br><small>p {}{}</small>{}", who[:1].upper() + who[1:], verdict,
                say_chance(row["p_adjusted"]), test, merged)  # fmt: skip


def _freedom(row: Row) -> str:
    known = [f"{float(row[key]):,.1f}".removesuffix(".0") for key in ("df", "df2")
             if not blank(row[key])]  # fmt: skip
    return f" on {' and '.join(known)} degrees of freedom" if known else ""


def _lanes(
    rows: list[Row], wording: Mapping[str, str], study: Study, *, head: str, first: Any
) -> Markup:
    if not rows:
        return Markup("")
    between = reach_of(r for r in rows if not r["suppressed"])
    lines = []
    for r in rows:
        if r["suppressed"] or blank(r["difference"]):
            lines.append([first(r, wording), "", _why(r), ""])
            continue
        lane = draw_lane(r["difference"], r["low"], r["high"], between=between, rule=0.0)
        effect = fill("<b>{}</b><br><small>{}</small>", say_difference(r), _counts(r))
        lines.append([first(r, wording), lane, effect, _said(r)])
    top = ["Question and answer", axis_of(between), f"Difference, 95{THIN}% interval", "Chance?"]
    table = grid(top, lines, caption=head or "Differences", classes="lanes far")
    return fill("{}{}", fill("<h4>{}</h4>", head) if head else Markup(""), table)


def _every_row(
    rows: list[Row], wording: Mapping[str, str], names: Mapping[str, str], study: Study
) -> Markup:
    lines = []
    for r in rows:
        who = names.get(r["group"], r["group"]) or "all groups"
        against = {"rest": "the others", "": "one another"}.get(r["against"], r["against"])
        figure = say_difference(r) if not r["suppressed"] else _why(r)
        lines.append([
            _asked(r, wording), f"{who} {DASH} {against}", figure,
            "" if r["suppressed"] else _counts(r), say_chance(r["p"]) if _is_known(r) else "",
            say_chance(r["p_adjusted"]) if _is_known(r) else "",
            ("yes" if r["differs"] else "no") if _is_known(r) else "", r["method"],
        ])  # fmt: skip
    head = ["Question and answer", "Who", "Difference", "People", "p", "Adjusted p",
            "Differs", "Test"]  # fmt: skip
    return opened(f"Every comparison ({len(lines)})",
                  grid(head, lines, caption="Every comparison"), classes="all")  # fmt: skip


def _is_known(row: Row) -> bool:
    return not row["suppressed"] and not blank(row["p"])


def _why(row: Row) -> str:
    if row["suppressed"]:
        return "hidden"
    reason = str(row["method"])
    return f"not tested: {reason.removeprefix('none: ')}" if reason.startswith("none") else (
        "not tested")  # fmt: skip


def _said(row: Row) -> Markup:
    """Say the verdict, then the two probabilities it rests on."""
    if not _is_known(row):
        return fill("<small>{}</small>", _why(row))
    verdict = fill("<b>{}</b>", DIFFERS) if row["differs"] else fill("{}", CHANCE)
    return fill("{}<br><small>p {}, adjusted {}</small>", verdict, say_chance(row["p"]),
                say_chance(row["p_adjusted"]))  # fmt: skip


def _counts(row: Row) -> str:
    pairs = [("n", "base"), ("other_n", "other_base")]
    if any(blank(row[key]) for pair in pairs for key in pair):
        return ""
    one, other = (of(row[n], row[base]) for n, base in pairs)
    return f"{one} against {other}"


def _asked(row: Row, wording: Mapping[str, str]) -> Markup:
    asked = wording.get(row["question_id"], "")
    choice = row["choice"] or "all answers at once"
    return fill("{}. {}<br><b>→ {}</b>", row["question_id"], asked, choice)


def _position(row: Row, wording: Mapping[str, str]) -> Markup:
    return fill("<b>{}</b>, against the others<br>{}", row["group"], _asked(row, wording))


def _pair(row: Row, wording: Mapping[str, str]) -> Markup:
    return fill("{}<br>against {}", _asked(row, wording), _other(row["against"], wording))


def _other(against: str, wording: Mapping[str, str]) -> Markup:
    """Read the other question and its choice, as in `q5=No`."""
    for question in sorted(wording, key=len, reverse=True):
        rest = re.fullmatch(re.escape(question) + r"\s*[=:|]\s*(.+)", against)
        if rest:
            return fill("{}. {}<br><b>→ {}</b>", question, wording[question], rest[1])
    return fill("{}", against)
