"""Who carries how many duties, which sentences oblige nobody, and whom the list does not know."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.dots import Row, dot_grid
from sopgap.report.markup import (
    count,
    fill,
    framed,
    grid,
    join,
    listed,
    note,
    opened,
    plural,
    shown,
)
from sopgap.report.reading import (
    BINDING,
    MODALS,
    Reading,
    link_to_duty,
    order_units,
    page_of,
    say,
    theirs,
    unit_word,
)
from sopgap.sops.actors import singular
from sopgap.tables.rows import list_rows, walk_rows

ACTORS = 8  # actors of a unit with a row of their own
DOCUMENTS, SENTENCES = 40, 20  # of the list of sentences that oblige nobody
UNKNOWN = 60  # names that the list of actors lacks
NAMELESS = "no actor by name"  # "our team", "the desk": the issuer settles the unit
LONG = 400  # characters of a sentence
NO_DUTIES = "No duties were read from the documents in force."


def duties_by_actor(read: Reading) -> HTML:
    """Show how many duties each unit carries, and in it each actor, by modality.

    Parameters
    ----------
    read : Reading

    Returns
    -------
    HTML
    """
    duties = read.standing
    if duties.empty:
        return shown(note(NO_DUTIES))
    groups = []
    for unit in order_units(duties["unit"]):
        mine = duties[duties["unit"] == unit]
        total: Row = (fill("<b>{}</b>", unit_word(unit, read.study)), _counts(mine))
        groups.append((total, [] if unit in ("none", "unknown") else _actors(mine)))
    n = len(duties)
    return shown(framed(
        dot_grid(["Who", *MODALS.values()], groups, caption="Duties by who carries them"),
        title=say_carriers(read),
        subtitle=f"Base: the {plural(n, 'duty', 'duties')} of documents in force. One dot a kind of"
        " duty, all on one scale; a unit's sum stands in bold. A duty of two actors is two duties.",
        notes=["“May” permits and obliges nobody; it is left out of what follows."],
        source="tables/duties.csv",
    ))  # fmt: skip


def unnamed_owners(read: Reading) -> HTML:
    """List the sentences that oblige nobody in particular, by document, and the unknown actors."""
    binding = read.binding
    if binding.empty:
        return shown("")
    nobody = binding[binding["unit"] == "none"]
    parts = []
    shown_documents = list(dict.fromkeys(nobody["document_id"]))
    for one in shown_documents[:DOCUMENTS]:
        mine = nobody[nobody["document_id"] == one]
        every = int((binding["document_id"] == one).sum())
        title = f"{mine['title'].iloc[0]}: {count(len(mine))} of {plural(every, 'duty', 'duties')}"
        parts.append(opened(title, _sentences(mine), classes="all each"))
    if len(shown_documents) > DOCUMENTS:
        rest = len(shown_documents) - DOCUMENTS
        parts.append(note(f"{plural(rest, 'further document')}: see tables/duties.csv, unit none."))
    figure = framed(
        join(parts),
        title=say_unnamed(read),
        subtitle=f"Base: the {plural(len(binding), 'duty', 'duties')} of documents in force that"
        " bind (must, must not, should). A sentence here names nobody, nor do its list, its heading"
        " or what stands before it, as far as the program reads them.",
        source="tables/duties.csv",
    )
    return shown(join([figure, _unknown(read)]))


def say_carriers(read: Reading) -> str:
    """Say who carries the duties that bind: the two sides first."""
    n = read.binding["unit"].value_counts()
    center, port = int(n.get("center", 0)), int(n.get("port", 0))
    parts = [
        f"{count(center)} {say(center, 'falls', 'fall')} on the {unit_word('center', read.study)}",
        f"{count(port)} on the {unit_word('port', read.study)}",
    ]
    others = int(n.drop(["center", "port", "none", "unknown"], errors="ignore").sum())
    parts += [f"{count(others)} on others"] if others else []
    parts += (
        [
            f"{count(n['unknown'])} on somebody who is not in the list of actors"
            f" ({_first_names(read)})"
        ]
        if "unknown" in n
        else []
    )
    parts += [f"{count(n.get('none', 0))} on nobody who is named"]
    return f"Of {plural(len(read.binding), 'duty', 'duties')} that {_bind(read)}, {listed(parts)}"


def say_unnamed(read: Reading) -> str:
    """Say how many duties name nobody, and how many somebody whom nobody knows."""
    n = read.binding["unit"].value_counts()
    nobody, unknown = int(n.get("none", 0)), int(n.get("unknown", 0))
    return (
        f"Of {plural(len(read.binding), 'duty', 'duties')} that {_bind(read)}, {count(nobody)}"
        f" {say(nobody, 'names', 'name')} nobody, and {count(unknown)} somebody who is not in the"
        " list of actors"
    )


def count_unknown(read: Reading) -> pd.DataFrame:
    """Count the names that the list of actors lacks, singular and plural together.

    Returns
    -------
    DataFrame
        Columns name, n, n_documents, first (a duty's place among `read.standing`).
    """
    unknown = read.standing[(read.standing["unit"] == "unknown")]
    unknown = unknown.assign(key=[_key(name) for name in unknown["actor_text"]])
    rows = [
        (_usual(mine["actor_text"]), len(mine), mine["document_id"].nunique(), mine.index[0])
        for _, mine in unknown.groupby("key", sort=True)
    ]
    found = pd.DataFrame(rows, columns=["name", "n", "n_documents", "first"])
    return found.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def clip(text: str, most: int = LONG) -> str:
    """Shorten a text at a word.

    Examples
    --------
    >>> clip("one two three", 8)
    'one two […]'
    """
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " […]"


def _bind(read: Reading) -> str:
    return say(len(read.binding), "binds", "bind")


def _first_names(read: Reading) -> str:
    """Name the unknown actors of duties that bind, most often first; a headline holds three."""
    unknown = read.binding[read.binding["unit"] == "unknown"]
    keys = [_key(name) for name in unknown["actor_text"]]
    usual = unknown["actor_text"].groupby(keys).agg(["size", _usual])
    order = usual.sort_values("size", ascending=False, kind="stable")["_usual"]
    named = [clip(str(one), 40).replace("%", "per cent") for one in order]
    rest = [f"{count(len(named) - 3)} more"] if len(named) > 3 else []
    return listed([*named[:3], *rest])


def _counts(duties: pd.DataFrame) -> list[int]:
    n = duties["modality"].value_counts()
    return [int(n.get(modality, 0)) for modality in MODALS]


def _actors(duties: pd.DataFrame) -> list[Row]:
    """Return a row an actor, who carries most first; the last row sums up the others."""
    named = duties.assign(actor=duties["actor"].where(duties["actor"] != "", NAMELESS))
    binds = named["modality"].isin(BINDING)
    order = binds.groupby(named["actor"]).agg(["sum", "size"])
    order = order.sort_values(["sum", "size"], ascending=False, kind="stable")
    first, rest = list(order.index[:ACTORS]), list(order.index[ACTORS:])
    rows: list[Row] = [(theirs(one), _counts(named[named["actor"] == one])) for one in first]
    if rest:
        label = fill("<i>{}</i>", plural(len(rest), "further actor"))
        rows.append((label, _counts(named[named["actor"].isin(rest)])))
    return rows


def _sentences(duties: pd.DataFrame) -> Markup:
    items = [
        fill("<li><span class=base>{} <span class=quote>{}</span>{}</span><br>{}</li>",
             fill("<b>{}</b>", MODALS[d["modality"]]), d["section"],
             f", {page_of(d)}" if page_of(d) else "", link_to_duty(d, clip(d["text"])))
        for d in list_rows(duties.head(SENTENCES))
    ]  # fmt: skip
    more = len(duties) - SENTENCES
    rest = note(f"{plural(more, 'further sentence')}: see tables/duties.csv, unit none.")
    return fill("<ul class=sentences>{}</ul>{}", join(items), rest if more > 0 else Markup(""))


def _unknown(read: Reading) -> Markup:
    names = count_unknown(read)
    if names.empty:
        return Markup("")
    duties = read.standing
    rows = [
        [theirs(n.name), count(n.n), count(n.n_documents),
         link_to_duty(duties.loc[n.first], clip(duties.loc[n.first, "text"], LONG // 2))]
        for n in walk_rows(names.head(UNKNOWN))
    ]  # fmt: skip
    more = len(names) - UNKNOWN
    table = grid(["Named", "Duties", "Documents", "First"], rows, numeric=[1, 2],
                 caption="Actors that the list does not know", classes="wide-last")  # fmt: skip
    is_one = "name is" if len(names) == 1 else "names are"
    return framed(
        opened(f"Named most often ({count(len(rows))})", table, classes="all"),
        title=f"{count(len(names))} {is_one} not in the list of actors: a person should"
        " decide to which side each belongs, and add those that matter to actors.csv",
        subtitle=f"Base: the {plural(int(names['n'].sum()), 'duty', 'duties')} of documents in"
        " force whose actor nobody knows. Singular and plural are one name.",
        notes=[f"{plural(more, 'further name')} in tables/duties.csv."] if more > 0 else [],
        source="tables/duties.csv, tables/actors.csv",
    )


def _key(name: Any) -> str:
    words = str(name).casefold().split()
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""


def _usual(names: pd.Series) -> str:
    n = names.value_counts()
    return str(sorted(n[n == n.max()].index)[0]) or "not told"
