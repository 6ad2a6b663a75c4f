"""How parts and states of ownership look and read, and the passages on which they rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from sopgap.report.folder import Run
from sopgap.report.markup import few, fill, join, note, plural
from sopgap.report.palette import STATES
from sopgap.report.reading import theirs
from sopgap.tables import split
from sopgap.tables.rows import list_rows

SHOWN = 4  # passages that are printed under one line; the rest is named
NAMED = 4  # Centers that are named; of more, how many they are


class Look(NamedTuple):
    """A letter, a word, what they mean, and the shade in which they stand."""

    letter: str
    word: str
    meaning: str
    shade: str


# The shades are those of a scale: whoever answers for it stands in the deepest.
PARTS = {
    "accountable": Look("A", "accountable", "ensures, oversees, approves, or alone does it", "r-4"),
    "responsible": Look("R", "responsible", "does it", "r-3"),
    "consulted": Look("C", "consulted", "concurrence, advice or review is sought", "r-1"),
    "informed": Look("I", "informed", "it is handed, notified or reported to them", "r-0"),
}
OWNERS = {
    "as-required": Look("·", "as required", "the documents name who is required", "s-assigned"),
    "other-side": Look("W", "other side", "only the side it does not belong to", "s-misassigned"),
    "both-claim": Look("2", "both claim", "both sides are named for what belongs to one",
                       "s-conflicting"),
    "one-of-two": Look("1", "one of two", "it belongs to both, one is named", "s-one-sided"),
    "between": Look("N", "falls between", "neither side is named", "s-not-found"),
    "undefined": Look("U", STATES["undefined"].word, "no authority gives it to anyone",
                      "s-undefined"),
}  # fmt: skip


def box(look: Look, *, spelt: bool = True) -> Markup:
    """Build the mark of a part or a state: letter, shade and word."""
    if spelt:
        return fill("<span class=chip><b class='box {}'>{}</b> {}</span>",
                    look.shade, look.letter, look.word)  # fmt: skip
    return fill("<b class='box {}' title='{}'>{}</b>", look.shade, look.word, look.letter)


def legend(looks: Iterable[Look]) -> Markup:
    """Build the legend of those marks that are used."""
    items = (
        fill("<li><b class='box {}'>{}</b> <span><b>{}</b>: {}</span></li>",
             look.shade, look.letter, look.word, look.meaning)
        for look in looks
    )  # fmt: skip
    return fill("<ul class=legend>{}</ul>", join(items))


def center_names(run: Run) -> dict[str, str]:
    """Return what each Center is called, in the study's order."""
    centers = run.table("centers")
    return dict(zip(centers["center"], centers["name"], strict=True))


def name_centers(codes: Iterable[str], called: Mapping[str, str], word: str) -> str:
    """Say at which Centers: all, their names, or how many they are.

    Examples
    --------
    >>> called = {"n": "North", "s": "South", "w": "West"}
    >>> name_centers(["n", "s"], called, "Center"), name_centers(called, called, "Center")
    ('North / South', 'every Center')
    """
    codes = list(dict.fromkeys(codes))
    if len(codes) == len(called):
        return f"every {word}"
    if len(codes) > NAMED:
        return f"{len(codes)} of {plural(len(called), word)}"
    return " / ".join(called.get(code, code) for code in codes)


def name_duties(run: Run, duty_ids: Iterable[str]) -> dict[str, dict[Any, Any]]:
    """Return the duties that cells of ids by `;` speak of, each as a row of the table `duties`."""
    wanted = {one for cell in duty_ids for one in split(cell)}
    duties = run.table("duties")
    found = duties[duties["duty_id"].isin(wanted)]
    return {str(duty["duty_id"]): duty for duty in list_rows(found)}


def name_documents(run: Run) -> dict[str, str]:
    """Return the documents' titles, by their ids."""
    documents = run.table("documents")
    return dict(zip(documents["document_id"], documents["title"], strict=True))


def quote(
    duty_ids: str, duties: Mapping[str, Mapping[Any, Any]], titles: Mapping[str, str]
) -> Markup:
    """Build the passages of some duties: each sentence once, with where it stands.

    Parameters
    ----------
    duty_ids : str
        By `;`.
    duties : mapping of str to mapping
        Rows of the table `duties` by `duty_id`, as `name_duties` returns them.
    titles : mapping of str to str
        Of documents, by `document_id`.
    """
    known = [duties[one] for one in split(duty_ids) if one in duties]
    once = {(duty["paragraph_id"], duty["text"]): duty for duty in reversed(known)}
    found = list(reversed(once.values()))
    quoted = [_quote(duty, titles) for duty in found[:SHOWN]]
    if len(found) > SHOWN:
        rest = few(str(duty["duty_id"]) for duty in found[SHOWN:])
        quoted.append(note(f"{plural(len(found) - SHOWN, 'further passage')}: {rest}"))
    return join(quoted)


def _quote(duty: Mapping[Any, Any], titles: Mapping[str, str]) -> Markup:
    home = duty["document_id"] or str(duty["paragraph_id"]).split("#")[0]
    title = titles.get(home, home)
    section = str(duty.get("section", ""))
    where = f" · {section}" if section and section != title else ""
    return fill("<p><b>{}</b>{}</p><blockquote>{}</blockquote>", title, where, theirs(duty["text"]))
