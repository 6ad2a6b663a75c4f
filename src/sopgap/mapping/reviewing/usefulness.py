"""In which order cells and links are put before a reviewer: by stated keys, no hidden score.

First what must be looked at again (flagged, or contested), then what nobody has decided. Among
these, the doubtful before the certain, and of one doubt the weighty first.

Doubt goes by the margin of a link, 0 to 1: how far its probability is from one half (twice that),
or, where no probability was worked out, how far the fit of the object is above the least that
counts. A cell has the margin of the strongest link that decided it; where none did, that of the
nearest that was refused: one minus its probability or score. Under a third it is `high`, under two
thirds `some`, else `little`; a cell that rests on several passages is one step surer.

Weight is the number of Centers at which the responsibility is open, times the comments that raise
it there as far as they are published (at least 1); of a link, the cells it decides (at least 1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.fits import OBJECT_FITS
from sopgap.mapping.reviewing.mapped import Mapped
from sopgap.mapping.reviewing.settling import settle
from sopgap.tables import join, split

DOUBTS = ("high", "some", "little")
SETTLED = ("confirmed", "rejected", "disputed", "remediated")
ASKED = 3  # of each responsibility, the nearest links that were refused

Row = dict[str, Any]
Pair = tuple[str, str]


def order_cells(mapped: Mapped, flags: pd.DataFrame) -> list[Row]:
    """Return the cells, those alike in one row, the most useful to decide first.

    Cells of one responsibility are alike where kind, labels, reasons, deciding duties and decision
    are the same: what holds at the one Center holds at the other.

    Parameters
    ----------
    mapped : Mapped
    flags : table `review_flags`

    Returns
    -------
    list of dict
        responsibility_id, centers, kind, why, state, flagged, doubt, weight, link_ids.
    """
    decided = {
        (row["responsibility_id"], row["center"]): row
        for row in settle(mapped.reviews, mapped.coverage).to_dict("records")
        if not row["duty_id"]
    }
    flagged = _flagged(flags)
    margins, refused = _margins(mapped)
    open_at = Counter(mapped.gaps["responsibility_id"])
    raised: Counter[str] = Counter()
    for one, n in zip(mapped.gaps["responsibility_id"], mapped.gaps["n_comments"], strict=True):
        raised[one] += 0 if pd.isna(n) else int(n)
    groups: dict[tuple[str, ...], Row] = {}
    for cell in mapped.coverage.to_dict("records"):
        one, center = cell["responsibility_id"], cell["center"]
        state = decided[one, center]["state"] if (one, center) in decided else "proposed"
        told = flagged.get((one, center, ""), "")
        key = (one, cell["status"], cell["labels"], cell["reasons"], cell["duty_ids"], state, told)
        if key in groups:
            groups[key]["centers"].append(center)
            continue
        ids = split(cell["duty_ids"])
        groups[key] = {
            "responsibility_id": one, "centers": [center], "kind": cell["status"],
            "why": cell["reasons"], "state": state, "flagged": told,
            "doubt": _doubt([margins.get((one, d), 0.0) for d in ids], refused.get(one, 1.0)),
            "link_ids": join(ids),
        }  # fmt: skip
    rows = list(groups.values())
    for row in rows:
        one = row["responsibility_id"]
        n = open_at[one] if row["kind"] != "assigned" else len(row["centers"])
        row["weight"] = n * max(1, raised[one])
    return sorted(rows, key=lambda row: (row["kind"] == "undefined", *_key(row)))


def order_links(mapped: Mapped, flags: pd.DataFrame) -> list[Row]:
    """Return the links that decide a cell or come near one, the most useful to decide first.

    Parameters
    ----------
    mapped : Mapped
    flags : table `review_flags`

    Returns
    -------
    list of dict
        responsibility_id, duty_id, used, state, flagged, doubt, weight, and of the link score,
        probability and matched.
    """
    decided: dict[Pair, Row] = {}
    for row in settle(mapped.reviews).to_dict("records"):
        if row["duty_id"]:
            decided[row["responsibility_id"], row["duty_id"]] = row
    flagged = {(key[0], key[2]): said for key, said in _flagged(flags).items() if key[2]}
    margins, _ = _margins(mapped)
    held: Counter[Pair] = Counter()
    for row in mapped.coverage.to_dict("records"):
        held.update((row["responsibility_id"], duty) for duty in split(row["duty_ids"]))
    used = set(zip(mapped.matches["responsibility_id"], mapped.matches["duty_id"], strict=True))
    links = {
        (row["responsibility_id"], row["passage_id"]): row
        for row in mapped.links[mapped.links["passage"] == "duty"].to_dict("records")
    }
    pairs = {*held, *used, *decided, *_near(links, used)}
    rows = []
    for one, duty in sorted(pairs):
        if one not in mapped.matrix or duty not in mapped.known_duties:
            continue
        link = links.get((one, duty), {})
        rows.append(
            {
                "responsibility_id": one, "duty_id": duty,
                "used": "yes" if (one, duty) in used else "no",
                "state": decided.get((one, duty), {}).get("state", "proposed"),
                "flagged": flagged.get((one, duty), ""),
                "doubt": _doubt([margins.get((one, duty), 0.0)], 1.0),
                "weight": max(1, held[one, duty]),
                "score": link.get("score"), "probability": link.get("probability"),
                "matched": link.get("matched", ""),
            }
        )  # fmt: skip
    return sorted(rows, key=_key)


def _key(row: Row) -> tuple[Any, ...]:
    again = bool(row["flagged"]) or row["state"] == "contested"
    done = row["state"] in SETTLED
    return (not again, done, DOUBTS.index(row["doubt"]), -row["weight"], row["responsibility_id"])


def _doubt(margins: list[float], refused: float) -> str:
    margin = max(margins, default=refused)
    step = sum(margin >= third for third in (1 / 3, 2 / 3))
    return DOUBTS[min(2, step + (len(margins) > 1))]


def _margins(mapped: Mapped) -> tuple[dict[Pair, float], dict[str, float]]:
    """Return the margin of each linked pair, and of each responsibility its nearest refused."""
    fits = {
        (row["responsibility_id"], row["duty_id"]): row["object_fit"]
        for row in mapped.matches.to_dict("records")
    }
    margins: dict[Pair, float] = {}
    nearest: dict[str, float] = defaultdict(float)
    for link in mapped.links[mapped.links["passage"] == "duty"].to_dict("records"):
        pair = link["responsibility_id"], link["passage_id"]
        known = not pd.isna(link["probability"])
        likely = float(link["probability"] if known else link["score"])
        if known:
            margins[pair] = abs(2 * likely - 1)
        elif pair in fits:
            margins[pair] = (float(fits[pair]) - OBJECT_FITS) / (1 - OBJECT_FITS)
        else:
            margins[pair] = 1 - likely
        if pair not in fits:
            nearest[pair[0]] = max(nearest[pair[0]], likely)
    for pair, fit in fits.items():  # of what headings or a person proposed there is no link
        margins.setdefault(pair, max(0.0, (float(fit) - OBJECT_FITS) / (1 - OBJECT_FITS)))
    return margins, {one: 1 - likely for one, likely in nearest.items()}


def _near(links: dict[Pair, Row], used: set[Pair]) -> set[Pair]:
    """Return the refused links that a person is asked about, or of each row the nearest."""
    refused: dict[str, list[tuple[float, str]]] = defaultdict(list)
    asked = set()
    for pair, link in links.items():
        if pair in used:
            continue
        if link["verdict"] == "ask":
            asked.add(pair)
        likely = link["score"] if pd.isna(link["probability"]) else link["probability"]
        refused[pair[0]].append((-float(likely), pair[1]))
    for one, found in refused.items():
        asked |= {(one, duty) for _, duty in sorted(found)[:ASKED]}
    return asked


def _flagged(flags: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    said: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in flags.to_dict("records"):
        said[row["responsibility_id"], row["center"], row["duty_id"]].append(row["said"])
    return {key: "; ".join(dict.fromkeys(sentences)) for key, sentences in said.items()}
