"""prints: which column of which table prints which count of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sopgap.survey.groups import ALL

PEOPLE, COMMENTS, VOICES = "(people)", "(comments)", "(voices)"  # no question bears such a name


class Key(NamedTuple):
    """A count of people, or of comments, by what it counts."""

    what: str
    question_id: str
    by: str
    group: str
    choice: str


@dataclass(frozen=True)
class Print:
    """How one table prints counts.

    Attributes
    ----------
    label : function of a row
        How the audit names it.
    figures : mapping of function of a row
        The column of each count, and its key; None where the row prints no such count.
    shares : tuple of str
        Columns from which the first count can be worked out, and which go where it goes.
    """

    label: Callable[[dict], str]
    figures: Mapping[str, Callable[[dict], Key | None]]
    shares: tuple[str, ...] = ()


def _of(what: str, question: str = "", choice: str = "", by: str = "center") -> Callable:
    """A key from a row: names of columns in <>, or fixed words."""

    def key(row: dict) -> Key:
        group = str(row.get("group") or row.get("center") or ALL)
        named, chosen = (str(row[p[1:-1]]) if p[:1] == "<" else p for p in (question, choice))
        return Key(what, named, "" if group == ALL else by, group, chosen)

    return key


def _label(*columns: str) -> Callable[[dict], str]:
    return lambda row: " · ".join(str(row[c]) for c in columns)


def _chosen(by: str) -> Mapping[str, Callable[[dict], Key]]:
    return {
        "n": _of("n", "<question_id>", "<choice>", by),
        "base": _of("base", "<question_id>", by=by),
    }


def _compared(what: str, *, rest: bool = False) -> Callable[[dict], Key | None]:
    """A group, or all others, of a comparison with the rest; others print no new count."""

    def key(row: dict) -> Key | None:
        by, against = str(row["kind"]).partition("-")[::2]
        if against != "rest" or not row["group"]:
            return None
        by, choice = f"{by} rest" if rest else by, str(row["choice"]) if what == "n" else ""
        return Key(what, str(row["question_id"]), by, str(row["group"]), choice)

    return key


def _beside(count: str, key: Callable[[dict], Key | None]) -> Callable[[dict], Key | None]:
    """A figure that is left out wherever its count is, without being a secret itself."""
    return lambda row: None if pd.isna(row.get(count, 0)) else key(row)


def _claimed(what: str) -> Callable[[dict], Key | None]:
    """A claim that repeats a row of the tallies."""

    def key(row: dict) -> Key | None:
        by = {"tallies": "center", "tallies_position": "position"}.get(str(row["source"]))
        if by is None or not row["group"]:
            return None
        choice = str(row["choice"]) if what == "n" else ""
        group = str(row["group"])
        return Key(what, str(row["question_id"]), "" if group == ALL else by, group, choice)

    return key


BOUNDS = ("share", "low", "high")
WORST = (*BOUNDS, "worst_low", "worst_high")
ROW = _label("question_id", "group", "choice")
REACHED = ("answered", "dont_know", "skipped", "not_reached", "not_asked")
PRINTS = {
    "rates": Print(
        _label("group"),
        {
            "answered": _of("base", PEOPLE),
            "complete": _of("complete", PEOPLE),
            "partial": _of("partial", PEOPLE),
            "commented": _of("commented", PEOPLE),
            "n_comments": _of("base", COMMENTS),
        },
        ("rate",),
    ),
    "tallies": Print(ROW, _chosen("center"), WORST),
    "tallies_position": Print(ROW, _chosen("position"), WORST),
    "waves": Print(ROW, _chosen("center"), ("difference", "low", "high", "p", "p_adjusted")),
    "comparisons": Print(
        _label("comparison_id"),
        {
            # All of it is made from the tallies: what is hidden there is the secret.
            "n": _beside("n", _compared("n")),
            "base": _beside("n", _compared("base")),
            "other_n": _beside("other_n", _compared("n", rest=True)),
            "other_base": _beside("other_n", _compared("base", rest=True)),
        },
        ("difference", "low", "high", "statistic", "p", "p_adjusted"),
    ),
    "claims": Print(_label("claim_id"), {"k": _claimed("n"), "n": _claimed("base")}, BOUNDS),
    "robustness": Print(ROW, _chosen("center"), ("needed", "tipping")),
    "reach": Print(_label("question_id"), {c: _of(f"reach {c}", "<question_id>") for c in REACHED}),
    "scales": Print(
        _label("question_id", "group"),
        {
            # A sum of hidden counts may follow from the others: they are the secret, not it.
            "n": _beside("n", _of("n", "<question_id>", "<top>")),
            "base": _beside("n", _of("known", "<question_id>")),
            "dont_know": _beside("n", _of("dont_know", "<question_id>")),
        },
        BOUNDS,
    ),
    "sizes": Print(
        _label("concern_id", "group"),
        {"n": _of("n", COMMENTS, "<concern_id>"), "base": _of("base", COMMENTS)},
        ("share",),
    ),
    "concerns": Print(_label("concern_id"), {"n_comments": _of("n", COMMENTS, "<concern_id>")}),
    "triangulation": Print(
        _label("responsibility_id", "center"),
        # Its bases are those of `rates`: a Center hidden there is hidden here (notebook 04).
        {"n_comments": _of("n", VOICES, "<responsibility_id>"), "base": _of("base", COMMENTS)},
    ),
    "gaps": Print(
        _label("responsibility_id", "center"),
        {"n_comments": _of("n", VOICES, "<responsibility_id>")},
    ),
}
