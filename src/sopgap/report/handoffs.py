"""Who passes what to whom, and how much of it crosses the boundary between the two sides."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.figures import draw_both
from sopgap.report.handoff_figures import plot_handoffs, tell_handoffs
from sopgap.report.markup import clean, count, fill, framed, grid, join, plural, shown
from sopgap.report.reading import Reading, link_to_duty, order_units, say, theirs, unit_word
from sopgap.tables import split
from sopgap.tables.rows import walk_rows
from sopgap.vocabulary import CENTER, PORT

DRAWN = 25  # actors of one side of the picture
PAIRS = 60  # lines of the picture
ROWS = 200  # pairs of the table
TOLD = 4  # acts of a pair that are named


def show_handoffs(read: Reading, handoffs: pd.DataFrame) -> HTML:
    """Show who passes something on to whom, those that cross the boundary first.

    Parameters
    ----------
    read : Reading
    handoffs : table `handoffs`
        Empty: nothing is shown.

    Returns
    -------
    HTML
    """
    pairs = pairs_in_force(read, handoffs)
    if pairs.empty:
        return shown("")
    drawn = _drawn(pairs)
    title = say_handoffs(read, handoffs)
    svg = draw_both(plot_handoffs, drawn, title=title, told=tell_handoffs(drawn), name="handoffs")
    sides = " and the ".join(unit_word(unit, read.study) for unit in (CENTER, PORT))
    key = [f"A blue, thicker line crosses the boundary between the {sides}; a grey one does not; of"
           " a dashed one nobody is named who passes it on. The number is how many handoffs an"
           " actor has in all."]  # fmt: skip
    left = len(pairs) - len(drawn)
    return shown(framed(
        svg,
        title=title,
        subtitle=f"Base: {plural(int(pairs['n'].sum()), 'duty', 'duties')} of documents in force"
        " that pass a case, a paper or word of it on to somebody. What is passed without a word for"
        " the taker is not seen.",
        key=key,
        notes=[f"Not drawn: {plural(left, 'pair')}; the table has them."] if left else [],
        source="tables/handoffs.csv, tables/duties.csv",
        data=_table(pairs, read),
    ))  # fmt: skip


def pairs_in_force(read: Reading, handoffs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of table `handoffs`, counted on the duties of documents in force.

    Returns
    -------
    DataFrame
        Columns giver, giver_unit, giver_group, taker, taker_unit, taker_group, n, look, ids;
        grouped as units are ordered. Behind a giver who is not in the list of actors stands the
        title of the document.
    """
    here = set(read.standing["duty_id"])
    ids = [[one for one in split(cell) if one in here] for cell in handoffs["duty_ids"]]
    pairs = handoffs.assign(ids=ids, n=[len(one) for one in ids])
    pairs = pairs[pairs["n"] > 0].drop(columns=["n_duties", "duty_ids"])
    whose = _whose(read)
    pairs["giver"] = [
        f"{giver}, in {_in(ids, whose)}" if giver and all(one in whose for one in ids) else giver
        for giver, ids in zip(pairs["giver"], pairs["ids"], strict=True)
    ]
    pairs["taker_unit"] = pairs["taker_unit"].where(pairs["taker_unit"] != "", "unknown")
    for side in ("giver", "taker"):
        pairs[f"{side}_group"] = [unit_word(unit, read.study) for unit in pairs[f"{side}_unit"]]
    units = zip(pairs["giver_unit"], pairs["taker_unit"], strict=True)
    pairs["look"] = [_look(giver, taker) for giver, taker in units]
    order = order_units([*pairs["giver_unit"], *pairs["taker_unit"]])
    at = {unit: place for place, unit in enumerate(order)}
    pairs["by_giver"], pairs["by_taker"] = pairs["giver_unit"].map(at), pairs["taker_unit"].map(at)
    by = ["by_giver", "giver", "by_taker", "taker"]
    return pairs.sort_values(by, kind="stable").reset_index(drop=True)


def say_handoffs(read: Reading, handoffs: pd.DataFrame) -> str:
    """Say how many handoffs cross the boundary, and how many nobody passes on."""
    pairs = pairs_in_force(read, handoffs)
    n = pairs.groupby("look")["n"].sum()
    sides = " and ".join(unit_word(unit, read.study) for unit in (CENTER, PORT))
    nobody = int(n.get("nobody", 0))
    across = int(n.get("across", 0))
    said = (f"{count(across)} of {plural(int(pairs['n'].sum()), 'handoff')}"
            f" {say(across, 'crosses', 'cross')} the boundary between {sides}")  # fmt: skip
    return said + (f"; of {count(nobody)} nobody is named who passes it on" if nobody else "")


def _whose(read: Reading) -> dict[str, str]:
    """Return the title of the document of each duty whose owner only its own words name.

    "Team" is somebody in a procedure of one office; beside those of others it is nobody.
    """
    own = read.standing[(read.standing["actor"] == "") & (read.standing["actor_text"] != "")]
    return dict(zip(own["duty_id"], own["title"], strict=True))


def _in(ids: list[str], titles: dict[str, str]) -> str:
    named = list(dict.fromkeys(titles[one] for one in ids))
    return named[0] if len(named) == 1 else f"{len(named)} documents"


def _look(giver: str, taker: str) -> str:
    if {giver, taker} == {CENTER, PORT}:
        return "across"
    return "nobody" if giver == "none" else "other"


def _drawn(pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep what a picture can hold: what crosses first, then the pairs with the most duties."""
    first = pairs.assign(later=pairs["look"] != "across")
    first = first.sort_values(["later", "n"], ascending=[True, False], kind="stable")
    kept: list[Any] = []
    seen: dict[str, set[str]] = {"giver": set(), "taker": set()}
    for index, row in zip(first.index, walk_rows(first), strict=True):
        wanted = {side: seen[side] | {str(getattr(row, side))} for side in seen}
        if len(kept) < PAIRS and all(len(names) <= DRAWN for names in wanted.values()):
            kept, seen = [*kept, index], wanted
    drawn = pairs.loc[sorted(kept)]
    return _untangled(drawn)


def _untangled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Order the takers of a group by where their givers stand, so that fewer lines cross."""
    place = {giver: i for i, giver in enumerate(dict.fromkeys(pairs["giver"]))}
    mean = pairs["giver"].map(place).groupby(pairs["taker"]).mean()
    takers = pairs.assign(mean=pairs["taker"].map(mean))
    takers = takers.sort_values(["by_taker", "mean", "taker"], kind="stable")
    order = {taker: i for i, taker in enumerate(dict.fromkeys(takers["taker"]))}
    return pairs.assign(taker_place=pairs["taker"].map(order))


def _table(pairs: pd.DataFrame, read: Reading) -> Markup:
    duties = read.duties.set_index("duty_id", drop=False)
    order = pairs.assign(later=pairs["look"] != "across")
    order = order.sort_values(["later", "n"], ascending=[True, False], kind="stable")
    rows = [
        [theirs(p.giver), p.giver_group, theirs(p.taker), p.taker_group,
         "yes" if p.look == "across" else "", count(p.n), _acts(p.ids, duties)]
        for p in walk_rows(order.head(ROWS))
    ]  # fmt: skip
    head = ["Passes on", "Of", "Takes", "Of", "Crosses", "Duties", "What"]
    return grid(head, rows, caption="Who passes what to whom", numeric=[5])


def _acts(ids: list[str], duties: pd.DataFrame) -> Markup:
    links = []
    for one in ids[:TOLD]:
        duty = duties.loc[one]
        said = " ".join(part for part in (duty["action"], duty["object"]) if part) or "see"
        links.append(link_to_duty(duty, said))
    more = clean(f"{len(ids) - TOLD} more") if len(ids) > TOLD else None
    return fill("{}", join([*links, *([more] if more else [])], "; "))
