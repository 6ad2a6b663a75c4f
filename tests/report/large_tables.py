"""Tables as large as a study may be: 60 Centers and names of 60 characters, some cells hidden.

Made by counting, so the same each time; nothing of it stands for any organisation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.report import site
from sopgap.report.palette import css

NA = float("nan")
HIDDEN = "too few answers to show (under 10)"
WORDS = (
    "receipt",
    "examination",
    "classification",
    "notification",
    "reconciliation",
    "review",
    "determination",
    "documentation",
    "authorisation",
    "transmission",
    "assessment",
)
STATUSES = (
    "assigned",
    "missing",
    "stale",
    "conflicting",
    "ambiguous",
    "no-deadline",
    "incomplete",
    "one-sided",
    "mention-only",
    "misassigned",
    "undefined",
)


def name(first: str, i: int, letters: int = 60) -> str:
    """Return a name of exactly so many characters, of words as long as offices have them."""
    words, said = 0, f"{first} {i} of"
    while len(said) < letters:
        said += " " + WORDS[(i + words) % len(WORDS)]
        words += 1
    return said[:letters].rstrip().ljust(letters, "x")


def funnel_steps(rows: int, letters: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": [name("Answered question", i, letters) for i in range(rows)],
            "n": [99_999 - 1_000 * i for i in range(rows)],
            "of": [pd.NA, *[99_999] * (rows - 1)],
            "aside": [i > 2 for i in range(rows)],
        }
    )


def share_rows(rows: int, letters: int) -> pd.DataFrame:
    """Return the rows of `plot_shares`: each third is hidden, the others lie at both ends."""
    return pd.DataFrame(
        [
            {
                "label": f"{name('Do you know question', i, letters)}?\n→ {name('Answer', i, 30)}",
                "n": 88_888,
                "base": 99_999,
                "share": (i % 5) / 4,
                "low": max(0, (i % 5) / 4 - 0.2),
                "high": min(1, (i % 5) / 4 + 0.2),
                "worst_low": 0.0,
                "worst_high": 1.0,
                "all_share": (i % 4) / 3,
                "weighted": (i % 3) / 2,
                "said": "" if i % 3 else HIDDEN,
            }
            for i in range(rows)
        ]
    )


def handoff_pairs(actors: int, letters: int) -> pd.DataFrame:
    rows = [
        {
            "giver": name("Desk", i, letters),
            "giver_group": name("Group", i * 2 // actors),
            "taker": name("Clerk", (i * 7) % actors, letters),
            "taker_group": name("Office", ((i * 7) % actors) * 2 // actors),
            "n": i + 1,
            "look": ("across", "nobody", "other")[i % 3],
        }
        for i in range(actors)
    ]
    return pd.DataFrame(rows)


def number_rows(most: int) -> pd.DataFrame:
    """Return `numbers` whose three lines end together."""
    at = list(range(2, most + 1))
    return pd.DataFrame(
        {
            "n_concerns": at,
            "modularity": 0.4,
            "stability": 0.41,
            "separation": 0.39,
            "base": 99,
            "chosen": [n == at[-1] for n in at],
        }
    )


def concern_tree(k: int, letters: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    codes = [f"C{i:02d}" for i in range(1, k + 1)]
    joints = [f"M{i:02d}" for i in range(1, k)]
    concerns = pd.DataFrame(
        {
            "concern_id": codes,
            "terms": "x",
            "n_comments": 99_999,
            "label": [name("concern", i, letters) for i in range(k)],
        }
    )
    merges = pd.DataFrame(
        {
            "merge_id": joints,
            "left": ["C01", *joints[:-1]],
            "right": codes[1:],
            "label": [name("joint", i, letters) for i in range(k - 1)],
            "n_comments": 99_999,
            "nearness": 0.5,
        }
    )
    return merges, concerns


def cut_rows(ends: float) -> pd.DataFrame:
    """Return `link_cuts` whose three lines end together, at one height."""
    at = [i / 10 for i in range(10)]
    return pd.DataFrame(
        {
            "probability": at,
            "recall": ends,
            "precision": ends,
            "n_moved": [round(40 * 60 * ends)] * 10,
            "n_links": 999,
            "n_matches": 99,
            "n_gaps": 99,
            "n_orphans": 9,
        }
    )


@dataclass
class Large:
    """The tables of a run of so many Centers and responsibilities, as a Run gives them."""

    n_centers: int = 60
    n_responsibilities: int = 40
    letters: int = 60
    study: dict[str, Any] = field(default_factory=dict)

    def table(self, called: str) -> pd.DataFrame:
        return getattr(self, called)()

    def centers(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {"center": f"c{i:02d}", "name": name("Center", i, self.letters), "location": ""}
                for i in range(self.n_centers)
            ]
        )

    def responsibilities(self) -> pd.DataFrame:
        rows = range(self.n_responsibilities)
        return pd.DataFrame(
            [
                {"responsibility_id": f"R{i:02d}", "name": name("Responsibility", i, self.letters)}
                for i in rows
            ]
        )

    def coverage(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "responsibility_id": f"R{i:02d}",
                    "center": f"c{j:02d}",
                    "status": STATUSES[(i * 3 + j) % 10] if i % 10 else "undefined",
                }
                for i in range(self.n_responsibilities)
                for j in range(self.n_centers)
                if (i + j) % 13  # a cell in thirteen is not mapped
            ]
        )

    def gaps(self) -> pd.DataFrame:
        gaps = self.coverage().rename(columns={"status": "kind"})
        gaps = gaps[gaps["kind"] != "assigned"]
        reviews = ("proposed", "confirmed", "rejected", "disputed", "remediated")
        return gaps.assign(labels="", review=[reviews[i % 5] for i in range(len(gaps))])

    def triangulation(self) -> pd.DataFrame:
        return self.coverage().assign(meeting="corroborated").iloc[::4]

    def concerns(self) -> pd.DataFrame:
        return concern_tree(12, self.letters)[1]

    def sizes(self) -> pd.DataFrame:
        groups = ["all", *(f"c{j:02d}" for j in range(self.n_centers))]
        return pd.DataFrame(
            [
                {
                    "concern_id": code,
                    "group": group,
                    "n": pd.NA if (i + j) % 3 == 1 else 888,
                    "base": 999,
                    "share": 0.89,
                    "suppressed": (i + j) % 3 == 1,
                }
                for i, code in enumerate(self.concerns()["concern_id"])
                for j, group in enumerate(groups)
            ]
        )


def own_page(body: str) -> str:
    """Return a page that holds nothing but this, in the style of the report."""
    style = (Path(site.__file__).parent / "page" / "page.css").read_text(encoding="utf-8")
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>Map</title>"
    return f"<!doctype html><html lang=en>{head}<style>{css()}{style}</style><body>{body}"
