"""Who answered, what worries them, and the published figures counted again.

Each function takes tables and returns one exhibit: a title that says the point, base and question,
the picture or table, its numbers, and its source. Nothing is computed here that a table holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report import figures, tracks
from sopgap.report.markup import (
    HIDDEN,
    blank,
    clean,
    count,
    fill,
    framed,
    grid,
    join,
    known_count,
    listed,
    note,
    note_hidden,
    of,
    plural,
    shown,
    whole,
    word,
    words,
)
from sopgap.report.sentences import NO_SURVEY, say_bases, say_concern, say_who
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]
FEW = 5  # questions that a label names
QUOTED = 3  # comments quoted for a concern


def who_answered(
    rates: Table, frame: Table, tallies: Table, questions: Table, study: Mapping[str, Any],
    *, group: str = "all",
) -> HTML:  # fmt: skip
    """Show the funnel from staff to complete answers, and the bases of the closed questions."""
    if rates.empty:
        return shown(note(NO_SURVEY))
    row = rates[rates["group"] == group]
    if row.empty or blank(row["answered"].iloc[0]):
        return shown(note(say_who(rates, study, group=group)))
    steps = _funnel(row.iloc[0], study, group)
    bases, aside = _bases(tallies, questions, group)
    steps = pd.concat([steps, bases], ignore_index=True)
    told = "; ".join(
        f"{s.label}: {count(s.n) if blank(s.of) else of(s.n, s.of)}" for s in walk_rows(steps)
    )
    title = say_who(rates, study, group=group)
    svg = figures.draw_both(figures.plot_funnel, steps, title=title, told=told, name="funnel")
    data = grid(["Step, or question", "People", "Part of the step before"],
                [[s.label, count(s.n), "" if blank(s.of) else of(s.n, s.of)]
                 for s in walk_rows(steps)], caption="Who answered", numeric=[1])  # fmt: skip
    exhibit = framed(
        svg,
        title=title,
        subtitle=f"Counts of people: exact, so without an interval. {aside}".strip(),
        source="tables/rates.csv, tables/tallies.csv",
        data=data,
    )
    return shown(join([exhibit, _asked(frame, group)]))


def rates_by_center(rates: Table, centers: Table, study: Mapping[str, Any]) -> HTML:
    """Show of each Center how many answered, in the order of the study's list: no ranking."""
    if rates.empty:
        return shown("")
    names, rows = dict(zip(centers["center"], centers["name"], strict=True)), []
    by_group = rates.set_index("group")
    for code in [*names, "all"]:
        if code not in by_group.index:
            continue
        row = by_group.loc[code]
        said: list[object] = [names.get(code, f"All {words(study)}")]
        if blank(row["answered"]):
            staff = "not known" if blank(row["staff"]) else count(row["staff"])
            rows.append([*said, staff, HIDDEN, "", ""])
            continue
        known = not blank(row["staff"])
        share = int(row["answered"]) / int(row["staff"]) if known and int(row["staff"]) else None
        rows.append([*said, count(row["staff"]) if known else "not known",
                     of(row["answered"], row["staff"]) if known else count(row["answered"]),
                     known_count(row["complete"], HIDDEN), tracks.draw_track(share)])  # fmt: skip
    head = [word(study), "Staff asked", "Answered", "To the end", "Share that answered"]
    body = grid(head, rows, caption=f"Who answered, by {word(study)}", numeric=[1, 3])
    return shown(framed(
        body,
        title=f"Who answered at each {word(study)}",
        subtitle="In the order of the study's list. Exact counts; a difference between two rows"
        " says nothing of why people answered.",
        notes=[note_hidden()] * any(HIDDEN in row[2:4] for row in rows),
        source="tables/rates.csv",
    ))  # fmt: skip


def concerns(
    table: Table, sizes: Table, quotations: Table, study: Mapping[str, Any], *, group: str = "all"
) -> HTML:
    """Show each concern with its size here and at all Centers, and a quotation."""
    if table.empty:
        return shown(note(say_concern(table, sizes, study, group=group)))
    size = {(s.concern_id, s.group): s for s in walk_rows(sizes)}
    quoted = _quoted(quotations, group)
    rows = []
    for c in walk_rows(table):
        here, everyone = size.get((c.concern_id, group)), size.get((c.concern_id, "all"))
        cells: list[object] = [
            fill("{}<br><small>{}</small>", c.label, c.terms.replace(";", " · "))
        ]
        cells.append(_size(here))
        if group != "all":
            cells.append(_size(everyone))
        share = None if here is None or here.suppressed or blank(here.n) else here.share
        cells.append(
            tracks.draw_track(share, None if everyone is None or group == "all" else everyone.share)
        )
        cells.append(_quotation(quoted, c.concern_id, group, study))
        rows.append(cells)
    all_centers = [f"All {words(study)}"] * (group != "all")
    head = [
        "Concern",
        "Here" if all_centers else "Comments",
        *all_centers,
        "0 to 100 %",
        "In their words",
    ]
    tick = f"; the tick is all {words(study)}" if all_centers else ""
    return shown(framed(
        grid(head, rows, caption="Concerns in the comments",
             classes="concerns stack" + " beside" * bool(all_centers)),
        title=say_concern(table, sizes, study, group=group),
        subtitle="Base: comments with content. A comment counts under every concern that it raises,"
        " so they add up to more than the base; a person counts once under each. Concerns are"
        f" groups of like comments, named by their own words{tick}.",
        notes=[note_hidden()] * any(HIDDEN in row for row in rows),
        source="tables/concerns.csv, tables/sizes.csv, tables/quotations.csv",
    ))  # fmt: skip


def back_test(backtest: Table, rates: Table, study: Mapping[str, Any]) -> HTML:
    """Show our figures beside the published ones, and what the published ones leave unsaid."""
    if backtest.empty:
        return shown(note("There are no published figures to compare with in this study."))
    rows = []
    for b in walk_rows(backtest):
        ours = "not shown" if blank(b.n) or blank(b.base) else of(b.n, b.base)
        published = f"{known_count(b.published_n)} of {known_count(b.published_base)}"
        if not blank(b.published_percent):
            published += f" ({count(b.published_percent)}\u00a0%)"
        mark = fill("<b class=yes>same</b>") if b.agrees else fill("<b class=no>differs</b>")
        rows.append([b.statement, published, ours, mark, b.source])
    same = int(backtest["agrees"].sum())
    head = ["Figure", "Published", "Ours", "Beside", "Where published"]
    return shown(framed(
        join([grid(head, rows, caption="Published figures and ours"), _traps(backtest, rates)]),
        title=f"{same} of {plural(len(backtest), 'published figure')} come out the same"
        " in count, base and percentage",
        subtitle="Ours are counted from the answers; the published ones are only compared with.",
        source="tables/backtest.csv",
    ))  # fmt: skip


def _funnel(row: Any, study: Mapping[str, Any], group: str) -> Table:
    steps: list[tuple[str, Any, Any]] = []
    everyone = study.get("staff_all") if group == "all" else None
    known = not blank(row["staff"])
    if everyone and known:
        steps.append(("All staff", everyone, None))
    if known:
        steps.append(("Sent the survey", row["staff"], everyone))
    steps.append(("Answered at least part", row["answered"], row["staff"] if known else None))
    if not blank(row["complete"]):
        steps.append(("Answered to the end", row["complete"], row["answered"]))
    if not blank(row.get("commented")):
        steps.append(("People who wrote a comment with content", row["commented"], None))
    return (
        pd.DataFrame(steps, columns=["label", "n", "of"])
        .astype({"n": "Int64", "of": "Int64"})
        .assign(aside=False)
    )


def _bases(tallies: Table, questions: Table, group: str) -> tuple[Table, str]:
    """Return a row for each base of the questions put to all, and a sentence on them."""
    asked = questions[questions["asked_if"] == ""]["question_id"]
    rows = tallies[(tallies["group"] == group) & tallies["question_id"].isin(asked)]
    first = rows.drop_duplicates("question_id")
    known = first[first["base"].notna()]
    steps = [
        (f"Answered {_ids(same['question_id'])}", base, None, True)
        for base, same in known.groupby("base", sort=False)
    ]
    table = pd.DataFrame(steps, columns=["label", "n", "of", "aside"])
    table = table.astype({"n": "Int64", "of": "Int64"})
    if known.empty:
        return table, ""
    span = say_bases(tallies, questions, group=group)
    said = f"Each question has its own base, drawn thin, of those who answered it: {span}."
    lacking = len(first) - len(known)
    return table, said + f" Of {plural(lacking, 'question')} it is hidden." * bool(lacking)


def _ids(questions: Any) -> str:
    """Name questions: the first few by id, the rest by number."""
    ids = list(questions)
    return listed(ids if len(ids) <= FEW else [*ids[: FEW - 1], f"{len(ids) - FEW + 1} more"])


def _asked(frame: Table, group: str) -> Markup:
    rows = frame if group == "all" else frame[frame["center"] == group]
    if rows.empty:
        return Markup("")
    by_position = rows.groupby("position", sort=False)["staff"].sum()
    said = listed(f"{plural(n, position.lower())}" for position, n in by_position.items())
    return fill("<p>The survey went to {}.</p>", said)


def _size(row: Any) -> Markup | str:
    if row is None:
        return "none"
    if row.suppressed or blank(row.n):
        return HIDDEN
    people, wrote = getattr(row, "people", None), getattr(row, "people_base", None)
    if blank(people) or blank(wrote):
        return whole(row.n, row.base)
    return fill("{}<br><small>{}</small>", whole(row.n, row.base), of(people, wrote, "people"))


def _quoted(quotations: Table, group: str) -> dict[tuple[str, str], list[str]]:
    """Return what may be quoted of each concern, by the concern and whose it is: here, or all."""
    mine = quotations[quotations["group"].isin([group, "all"])]
    if "place" in mine:  # a run of an earlier version holds one quotation a concern
        mine = mine.sort_values("place", kind="stable")
    found: dict[tuple[str, str], list[str]] = {}
    for row in walk_rows(mine):
        found.setdefault((row.concern_id, row.group), []).append(row.text)
    return found


def _quotation(
    quoted: Mapping[tuple[str, str], list[str]], concern: str, group: str, study: Mapping[str, Any]
) -> Markup:
    here = quoted.get((concern, group), [])
    chosen = here or quoted.get((concern, "all"), [])
    if not chosen:
        return fill("<small>no comment may be shown</small>")
    source = Markup("") if here else fill("<footer>from all {}</footer>", words(study))
    texts = [clean(text) for text in chosen[:QUOTED]]
    if len(texts) == 1:
        return fill("<blockquote>{}{}</blockquote>", texts[0], source)
    items = join(fill("<li>{}</li>", text) for text in texts)
    return fill("<blockquote><ul>{}</ul>{}</blockquote>", items, source)


def _traps(backtest: Table, rates: Table) -> Markup:
    """Say what a reader of the published figures would not see; each from the tables themselves."""
    asked = backtest[(backtest["question_id"] != "") & backtest["published_base"].notna()]
    everyone = rates[rates["group"] == "all"]
    said = []
    if len(asked) and len(everyone) and not blank(everyone["answered"].iloc[0]):
        said += _bases_of(asked, int(everyone["answered"].iloc[0]))
        said += _silent(asked, everyone["staff"].iloc[0])
    if len(asked):
        least = asked.loc[(asked["published_n"] / asked["published_base"]).idxmin()]
        n, base = least["published_n"], least["published_base"]
        said.append(
            f"One answer a question is published: that {of(n, base)} chose “{least['choice']}” does"
            f" not say that the other {count(base - n)} chose its opposite."
        )
    if "note" in backtest:
        said += [text for text in backtest["note"].drop_duplicates() if text]
    if not said:
        return Markup("")
    items = join(fill("<li>{}</li>", one) for one in said)
    return fill("<h4>What the published figures do not show</h4><ul>{}</ul>", items)


def _bases_of(asked: Table, answered: int) -> list[str]:
    on = asked["published_base"].value_counts().sort_index(ascending=False)
    on = on[on.index < answered]
    if on.empty:
        return []
    rest = plural(answered - on.index[0], "person", "people")
    if len(on) > 1:
        rest = f"{count(answered - on.index[0])} to {count(answered - on.index[-1])} people"
    bases = listed(f"{plural(n, 'figure')} on {count(base)}" for base, n in on.items())
    return [
        f"{count(answered)} answered, but the figures rest on fewer: {bases}. The other {rest}"
        " answered other parts of the survey only."
    ]


def _silent(asked: Table, staff: Any) -> list[str]:
    if blank(staff):
        return []
    pairs = zip(asked["published_n"], asked["published_base"], strict=True)
    over = [(n, base) for n, base in pairs if 2 * n > base]
    if not over:
        return ["The percentages are of respondents."]
    torn = sum(n <= int(staff) / 2 < n + int(staff) - base for n, base in over)
    return [
        "The percentages are of respondents. Of the"
        f" {plural(len(over), 'figure')} over one half, {plural(torn, 'holds', 'hold')} for a"
        f" majority of all {count(staff)} staff only if enough of those who did not answer agree."
    ]
