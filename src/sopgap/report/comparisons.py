"""Differences between groups and between questions: how large, how sure, and what chance makes.

The effect stands before the test. Only what the study declared beforehand is here, and every test
is adjusted for how many there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.effects import (
    CHANCE,
    DIFFERS,
    Row,
    Study,
    chance_cell,
    effect_cells,
    effect_table,
    reach_of,
    say_chance,
    say_difference,
)
from sopgap.report.families import (
    is_exact,
    is_known,
    list_declared,
    list_families,
    read_answer,
    say_by_kind,
    why_untested,
)
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
    note_hidden,
    of,
    opened,
    plural,
    shown,
    word,
    words,
)
from sopgap.tables.rows import list_rows

WHOLE = {"centers": "{}", "positions": "positions"}


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
    rows: list[Row] = [*list_rows(comparisons)]

    def center(row: Row, wording: Mapping[str, str]) -> Markup:
        name = names.get(row["group"], row["group"])
        return fill("<b>{}</b>, against the others<br>{}", name, _asked(row, wording))

    differing = [r for r in rows if is_known(r) and r["differs"]]
    parts = [
        _overall(rows, wording, study),
        _lanes([r for r in differing if r["kind"] == "center-rest"], wording, first=center,
               head=f"Where a {word(study)} differs from the others"),
        _lanes([r for r in differing if r["kind"] == "position-rest"], wording,
               head="Where a position differs from the others", first=_position),
        _lanes([r for r in rows if r["kind"] == "items"], wording,
               head="Pairs of questions, among those who answered both", first=_pair),
        _every_row(rows, wording, names),
    ]  # fmt: skip
    parts = [list_declared(comparisons, wording, study), list_families(comparisons, study), *parts]
    return shown(framed(
        join(parts),
        title=say_by_kind(rows, study),
        subtitle=f"A difference is in percentage points{_with_interval(rows)}; base: those who"
        " answered, given with each row.",
        notes=[note_hidden()] * any(r["suppressed"] for r in rows),
        source="tables/comparisons.csv",
    ))  # fmt: skip


def _of_center(comparisons: Table, wording: Mapping[str, str], study: Study, group: str) -> Markup:
    mine = comparisons[(comparisons["kind"] == "center-rest") & (comparisons["group"] == group)]
    rows: list[Row] = [*list_rows(mine)]
    if not rows:
        return note(f"No difference between this {word(study)} and the others was tested.")
    family = comparisons[comparisons["family"].isin(mine["family"])]
    return framed(
        join([_lanes(rows, wording, head="", first=_asked), list_families(family, study)]),
        title=_point(rows, study),
        subtitle=f"The share here less the share at the other {words(study)}, in percentage points"
        f"{_with_interval(rows)}. Base: those who answered.",
        key=[
            f"Dot: the difference{', line: its interval' * bool(_with_interval(rows))}, dashed: no"
            " difference."
        ],
        notes=[note_hidden()] * any(r["suppressed"] for r in rows),
        source="tables/comparisons.csv",
    )


def _with_interval(rows: list[Row]) -> str:
    """Speak of intervals only where there are some: a census has none."""
    return f", with its 95{THIN}% interval" * any(not blank(r["low"]) for r in rows)


def _point(rows: list[Row], study: Study) -> str:
    known = [r for r in rows if is_known(r)]
    differ = sum(bool(r["differs"]) for r in known)
    here, others = f"this {word(study)}", f"the other {words(study)}"
    if not known and any(is_exact(r) for r in rows):
        return f"Everybody answered: what sets {here} apart from {others} is exact, not tested"
    if not known:
        return f"No difference between {here} and {others} could be tested"
    if not differ:
        return (f"No difference between {here} and {others} can be told from chance"
                f" ({plural(len(known), 'answer')} compared)")  # fmt: skip
    return (f"In {count(differ)} of {plural(len(known), 'answer')} compared, {here} differs from"
            f" {others} by more than chance explains")  # fmt: skip


def _overall(rows: list[Row], wording: Mapping[str, str], study: Study) -> Markup:
    kinds = [kind for kind in WHOLE if any(r["kind"] == kind for r in rows)]
    lines: dict[tuple[str, str], dict[str, Row]] = {}
    for r in rows:
        if r["kind"] in kinds:
            lines.setdefault((r["question_id"], r["choice"]), {})[r["kind"]] = r
    if not any(is_known(r) for of_one in lines.values() for r in of_one.values()):
        return Markup("")
    table = grid(
        ["Question", *(f"All {WHOLE[kind].format(words(study))} at once" for kind in kinds)],
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
    if not is_known(row):
        return fill("<small>{}</small>", why_untested(row))
    name = "χ²" if blank(row["df2"]) else "F"
    test = "" if blank(row["statistic"]) else (
        f"; {name} {float(row['statistic']):.2f}{_freedom(row)}")  # fmt: skip
    verdict = fill("<b>{}</b>", DIFFERS) if row["differs"] else fill("{}", CHANCE)
    who = WHOLE[kind].format(words(study))
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
    rows: list[Row],
    wording: Mapping[str, str],
    *,
    head: str,
    first: Callable[..., Markup],
) -> Markup:
    if not rows:
        return Markup("")
    between = reach_of(r for r in rows if not r["suppressed"])
    lines: list[list[object]] = []
    for r in rows:
        if r["suppressed"] or blank(r["difference"]):
            lines.append([first(r, wording), "", why_untested(r), ""])
            continue
        chance = (
            chance_cell(r, differs=bool(r["differs"]))
            if is_known(r)
            else fill("<small>{}</small>", why_untested(r))
        )
        lines.append([first(r, wording), *effect_cells(r, _counts(r), between), chance])
    table = effect_table(lines, between, first="Question and answer", effect="Difference",
                         caption=head or "Differences")  # fmt: skip
    return fill("{}{}", fill("<h4>{}</h4>", head) if head else Markup(""), table)


def _every_row(rows: list[Row], wording: Mapping[str, str], names: Mapping[str, str]) -> Markup:
    lines = []
    for r in rows:
        who = names.get(r["group"], r["group"]) or "all groups"
        against = {"rest": "the others", "": "one another"}.get(r["against"], r["against"])
        figure = say_difference(r) if not r["suppressed"] else why_untested(r)
        lines.append([
            _asked(r, wording), f"{who} {DASH} {against}", figure,
            "" if r["suppressed"] else _counts(r), say_chance(r["p"]) if is_known(r) else "",
            say_chance(r["p_adjusted"]) if is_known(r) else "",
            ("yes" if r["differs"] else "no") if is_known(r) else "", r["method"],
        ])  # fmt: skip
    head = ["Question and answer", "Who", "Difference", "People", "p", "Adjusted p",
            "Differs", "Test"]  # fmt: skip
    return opened(f"Every comparison ({len(lines)})",
                  grid(head, lines, caption="Every comparison"), classes="all")  # fmt: skip


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
    """Show the other question and its choice, as in `q5=No`."""
    other = read_answer(against, wording)
    if other is None:
        return fill("{}", against)
    return fill("{}. {}<br><b>→ {}</b>", other[0], wording[other[0]], other[1])
