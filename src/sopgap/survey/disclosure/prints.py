"""prints: which column of which table prints which count of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.keys import COMMENTS, KEY, PEOPLE, POOLED, VOICES
from sopgap.survey.groups import ALL, POSITION

Keys = Callable[[pd.DataFrame], pd.DataFrame]  # of each row its key; `what` is blank without one


@dataclass(frozen=True)
class Print:
    """How one table prints counts.

    Attributes
    ----------
    label : tuple of str
        The columns by which the audit names a row.
    figures : mapping of function
        The column of each count, and what gives the keys of a table's rows: columns of `KEY`.
    shares : tuple of str
        Columns from which the first count can be worked out, and which go where it goes.
    others : mapping of tuple of str
        The same of further counts.
    """

    label: tuple[str, ...]
    figures: Mapping[str, Keys]
    shares: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shares_of(self, column: str) -> tuple[str, ...]:
        """Return the columns that give a count away."""
        return self.shares if column == next(iter(self.figures)) else self.others.get(column, ())


def _of(what: str, question: str = "", choice: str = "", by: str = "center") -> Keys:
    """Keys by the names of columns in <>, or by fixed words."""

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        group = _group(table)
        return _keys(
            table,
            what=what,
            question_id=_named(table, question),
            by=np.where(group == ALL, "", by),
            group=group,
            choice=_named(table, choice),
        )

    return keys


def _keys(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({name: columns[name] for name in KEY}, index=table.index, dtype=object)


def _named(table: pd.DataFrame, name: str) -> object:
    return table[name[1:-1]].astype(str).to_numpy(object) if name[:1] == "<" else name


def _group(table: pd.DataFrame) -> np.ndarray:
    """The group of each row, else its Center, else `all`."""
    group = np.full(len(table), "", dtype=object)
    for name in ("group", "center"):
        if name in table:
            of = table[name].astype(str).to_numpy(object)
            group = np.where(group == "", of, group)
    group[group == ""] = ALL
    return group


def _chosen(by: str) -> Mapping[str, Keys]:
    return {
        "n": _of("n", "<question_id>", "<choice>", by),
        "base": _of("base", "<question_id>", by=by),
    }


def _compared(what: str, *, rest: bool = False) -> Keys:
    """A group, or all others, of a comparison with the rest; others print no new count."""

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        kind = table["kind"].astype(str)
        by, against = (kind.str.partition("-")[part] for part in (0, 2))
        is_one = (against == "rest") & (table["group"].astype(str) != "")
        return _keys(
            table,
            what=np.where(is_one, what, ""),
            question_id=_named(table, "<question_id>"),
            by=(by + " rest" if rest else by).to_numpy(object),
            group=_named(table, "<group>"),
            choice=_named(table, "<choice>") if what == "n" else "",
        )

    return keys


def _beside(count: str, keys: Keys) -> Keys:
    """A figure that is left out wherever its count is, without being a secret itself."""

    def beside(table: pd.DataFrame) -> pd.DataFrame:
        found = keys(table)
        if count in table:
            found["what"] = found["what"].where(table[count].notna(), "")
        return found

    return beside


# A claim names the file that its row was taken from.
CLAIMED = {"tables/tallies.csv": "center", "tables/tallies_position.csv": "position"}


def _claimed(what: str) -> Keys:
    """A claim that repeats a row of the tallies."""

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        by = table["source"].astype(str).map(CLAIMED)
        group = table["group"].astype(str).to_numpy(object)
        is_one = by.notna().to_numpy() & (group != "")
        return _keys(
            table,
            what=np.where(is_one, what, ""),
            question_id=_named(table, "<question_id>"),
            by=np.where(group == ALL, "", by.fillna("").to_numpy(object)),
            group=group,
            choice=_named(table, "<choice>") if what == "n" else "",
        )

    return keys


def _raised(what: str) -> Keys:
    """Comments, or people, that raise a concern at a group; only people are told by position."""
    choice = "<concern_id>" if what in ("n", "people") else ""
    of_comments = _of(what, PEOPLE if what == "commented" else COMMENTS, choice)

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        found = of_comments(table)
        by_position = found["group"].astype(str).str.startswith(POSITION)
        if what in ("n", "base"):
            return found.assign(what=found["what"].mask(by_position, ""))
        if table.get("people_base", pd.Series(dtype=float)).isna().all():
            return found.assign(what="")  # of comments without writers nobody counted people
        return found.assign(by=found["by"].mask(by_position, POOLED))

    return keys


def _other(what: str) -> Keys:
    """All others than a Center, of those who wrote; people as in `sizes`."""
    of_group = _raised(what)

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        return of_group(table.assign(people_base=0)).assign(by="center rest")

    return keys


BOUNDS = ("share", "low", "high")
WORST = (*BOUNDS, "worst_low", "worst_high")
ROW = ("question_id", "group", "choice")
REACHED = ("answered", "dont_know", "skipped", "not_reached", "not_asked")
PRINTS = {
    "rates": Print(
        ("group",),
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
        ("comparison_id",),
        {
            # All of it is made from the tallies: what is hidden there is the secret.
            "n": _beside("n", _compared("n")),
            "base": _beside("n", _compared("base")),
            "other_n": _beside("other_n", _compared("n", rest=True)),
            "other_base": _beside("other_n", _compared("base", rest=True)),
        },
        ("difference", "low", "high", "statistic", "p", "p_adjusted"),
    ),
    "claims": Print(("claim_id",), {"k": _claimed("n"), "n": _claimed("base")}, BOUNDS),
    "robustness": Print(ROW, _chosen("center"), ("needed", "tipping")),
    "reach": Print(("question_id",), {c: _of(f"reach {c}", "<question_id>") for c in REACHED}),
    "scales": Print(
        ("question_id", "group"),
        {
            # A sum of hidden counts may follow from the others: they are the secret, not it.
            "n": _beside("n", _of("n", "<question_id>", "<top>")),
            "base": _beside("n", _of("known", "<question_id>")),
            "dont_know": _beside("n", _of("dont_know", "<question_id>")),
        },
        BOUNDS,
    ),
    "sizes": Print(
        ("concern_id", "group"),
        {
            "n": _raised("n"),
            "base": _raised("base"),
            "people": _raised("people"),
            "people_base": _raised("commented"),
        },
        ("share",),
        {"people": ("people_share", "low", "high")},
    ),
    "concern_contrasts": Print(
        ("concern_id", "group"),
        {
            # All of it is made from `sizes`: what is hidden there is the secret.
            "people": _beside("people", _raised("people")),
            "people_base": _beside("people", _raised("commented")),
            "other_people": _beside("other_people", _other("people")),
            "other_base": _beside("other_people", _other("commented")),
        },
        ("share", "p", "p_adjusted"),
        {"other_people": ("other_share",)},
    ),
    "concerns": Print(("concern_id",), {"n_comments": _of("n", COMMENTS, "<concern_id>")}),
    "triangulation": Print(
        ("responsibility_id", "center"),
        # Its bases are those of `rates`: a Center hidden there is hidden here (notebook 04).
        {"n_comments": _of("n", VOICES, "<responsibility_id>"), "base": _of("base", COMMENTS)},
        BOUNDS,
    ),
    "gaps": Print(
        ("responsibility_id", "center"),
        {"n_comments": _of("n", VOICES, "<responsibility_id>")},
    ),
}
