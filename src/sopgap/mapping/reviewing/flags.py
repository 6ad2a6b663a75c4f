"""flag_reviews: which decisions should be looked at again, table `review_flags`.

A decision holds from run to run. It is flagged where the program now says something else, where a
text on which it rested has changed or gone, and where the cell rests on other texts as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from sopgap.mapping.reviewing.settling import AFTERWARDS, SUBJECT, in_order, standing
from sopgap.tables import REVIEW_FLAGS, REVIEWS, split

SENTENCE = re.compile(r"\.s\d+(?:\.[a-z]+)?$")  # what an id of a duty has behind its paragraph's
SHOWN = 3  # ids that a sentence names

Flag = tuple[str, str]


def flag_reviews(
    reviews: pd.DataFrame,
    coverage: pd.DataFrame,
    matches: pd.DataFrame,
    paragraphs: pd.DataFrame,
) -> pd.DataFrame:
    """Tell of each decision that stands what is no longer as it was when it was taken.

    Ids of paragraphs hold a hash of their text, so that a text that changed has another id.

    Parameters
    ----------
    reviews : table `reviews`
    coverage, matches : tables of the run as it is now
    paragraphs : table `paragraphs`

    Returns
    -------
    table `review_flags`
        `kind`: the computed kind is another. `changed`, `gone`: a paragraph it rested on has
        another text, or is not there. `moved`: the cell rests on further duties now. `unused`: a
        confirmed link cannot be used. Decisions that others have superseded are not told.

    Examples
    --------
    >>> row = {"when": "2024-03-01", "reviewer": "A", "responsibility_id": "R1", "center": "north",
    ...        "decision": "confirmed", "kind": "stale", "rests_on": "a#1.9f3a.s1"}
    >>> coverage = pd.DataFrame([{"responsibility_id": "R1", "center": "north",
    ...     "status": "missing", "duty_ids": ""}])
    >>> matches = pd.DataFrame(columns=["responsibility_id", "duty_id"])
    >>> paragraphs = pd.DataFrame({"paragraph_id": ["a#1.0c1d"]})
    >>> flag_reviews(pd.DataFrame([row]), coverage, matches, paragraphs)["flag"].tolist()
    ['kind', 'changed']
    """
    cells = {(row["responsibility_id"], row["center"]): row for row in coverage.to_dict("records")}
    used = set(zip(matches["responsibility_id"], matches["duty_id"], strict=True))
    texts = _Texts(paragraphs["paragraph_id"])
    rows = []
    for review in _standing(reviews):
        of = _of_link(review, used, texts) if review["duty_id"] else _of_cell(review, cells, texts)
        told = {name: review[name] for name in ("when", "reviewer", *SUBJECT, "decision")}
        rows += [told | {"flag": flag, "said": said} for flag, said in of]
    return REVIEW_FLAGS.check(pd.DataFrame(rows, columns=[c.name for c in REVIEW_FLAGS.columns]))


class _Texts:
    """The paragraphs that there are, and those of each section."""

    def __init__(self, paragraph_ids: Iterable[str]) -> None:
        self.ids = set(paragraph_ids)
        self.sections: dict[str, list[str]] = defaultdict(list)
        for one in sorted(self.ids):
            self.sections[_section(one)].append(one)

    def lost(self, ids: Iterable[str]) -> Iterator[Flag]:
        """Tell what of these texts is no longer there, once a kind of loss."""
        absent = dict.fromkeys(p for p in map(paragraph_of, ids) if p not in self.ids)
        changed = [one for one in absent if self.sections[_section(one)]]
        gone = [one for one in absent if one not in changed]
        if changed:
            now = list(dict.fromkeys(self.sections[_section(changed[0])]))
            yield (
                "changed",
                f"the text of {_named(changed)} has changed: its section now holds {_named(now)}",
            )
        if gone:
            yield "gone", f"{_named(gone)} is no longer in the corpus"


def paragraph_of(one: str) -> str:
    """Return the id of the paragraph in which a duty stands.

    Examples
    --------
    >>> paragraph_of("sop-4#2.1.9f3a.s2.b"), paragraph_of("sop-4#2.1.9f3a")
    ('sop-4#2.1.9f3a', 'sop-4#2.1.9f3a')
    """
    return SENTENCE.sub("", one)


def _section(paragraph: str) -> str:
    return paragraph.rpartition(".")[0]


def _standing(reviews: pd.DataFrame) -> list[dict[str, Any]]:
    matters: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in in_order(REVIEWS.check(reviews)):
        matters[tuple(row[name] for name in SUBJECT)].append(row)
    found = []
    for rows in matters.values():
        stand = standing([r for r in rows if r["decision"] not in AFTERWARDS], "decision")
        found += stand if rows[-1] in stand else [*stand, rows[-1]]
    return found


def _of_cell(
    review: dict[str, Any], cells: dict[tuple[str, str], dict[str, Any]], texts: _Texts
) -> Iterator[Flag]:
    cell = cells.get((review["responsibility_id"], review["center"]))
    if cell is None:
        yield "gone", "the map has no such cell any more"
        return
    if review["kind"] and review["kind"] != cell["status"]:
        yield "kind", f"the program said {review['kind']}, and says {cell['status']} now"
    rested = split(review["rests_on"])
    yield from texts.lost(rested)
    known = {*rested, *map(paragraph_of, rested)}
    new = [one for one in split(cell["duty_ids"]) if one not in known]
    if rested and new:
        yield "moved", f"the cell rests on {_named(new)} now, which was not there to be judged"


def _of_link(review: dict[str, Any], used: set[tuple[str, str]], texts: _Texts) -> Iterator[Flag]:
    lost = list(texts.lost([review["duty_id"]]))
    yield from lost
    pair = review["responsibility_id"], review["duty_id"]
    everywhere = not review["center"]
    if not lost and everywhere and review["decision"] == "confirmed" and pair not in used:
        yield (
            "unused",
            "the link is confirmed and cannot be used: the sentence is no longer read as a duty, or"
            " as one that covers nothing (a permission, an outsider's, a note)",
        )


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
