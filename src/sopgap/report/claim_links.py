"""Each figure of the first sentences leads to its claims: count, base, staff, interval, method."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from markupsafe import Markup

from sopgap.report.ledger import SHARE
from sopgap.report.markup import blank, count, fill, grid, interval, opened

MINUTE = re.compile(r"<ol class=minute>.*?</ol>", re.S)
APART = ("difference",)
MOST = 4  # claims of one pair of numbers: an equal pair may stand in several


def link_claims(body: str, claims: pd.DataFrame, *, group: str = "all") -> str:
    """Link every count and base of the first sentences to the claims that hold this pair.

    Parameters
    ----------
    body : str
        A page's body.
    claims : table `claims`
        Without rows the body stays as it is.
    group : str
        The page's Center: its claims are taken before those of all.

    Returns
    -------
    str
        The body; behind the sentences stands a closed table of the claims, each with an id.

    Examples
    --------
    >>> none = pd.DataFrame({"k": [], "n": [], "group": [], "kind": []})
    >>> link_claims("<ol class=minute><li>3 of 4 (75 %)</li></ol>", none)
    '<ol class=minute><li>3 of 4 (75 %)</li></ol>'
    """
    found = MINUTE.search(body)
    if not found or claims.empty:
        return body
    # The interval of a difference is none of this pair.
    shares = claims[~claims["kind"].isin(APART)].dropna(subset=["k", "n"])
    known = set(zip(shares["k"], shares["n"], strict=True))
    used: dict[tuple[int, int], pd.DataFrame] = {}

    def link(share: re.Match[str]) -> str:
        pair = (int(share[1].replace(",", "")), int(share[2].replace(",", "")))
        if pair not in known:
            return share[0]
        if pair not in used:
            used[pair] = _of_page(shares[shares["k"].eq(pair[0]) & shares["n"].eq(pair[1])], group)
        return f"<a class=num href='#claim-{pair[0]}-{pair[1]}'>{share[0]}</a>"

    said = SHARE.sub(link, found[0])
    if not used:
        return body
    rows = [_row(pair, i, one) for pair, held in used.items()
            for i, one in enumerate(held.to_dict("records"))]  # fmt: skip
    table = grid(
        ["Figure", "Of what", "Staff", "95\u00a0% interval", "Who is counted", "Method", "Claim"],
        rows, caption="The claims behind these sentences",
    )  # fmt: skip
    data = opened("What these numbers rest on", table, classes="data")
    return body[: found.start()] + said + str(data) + body[found.end() :]


def _of_page(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """Keep the claims of the page's group; where it has none, those of all; then any."""
    for wanted in dict.fromkeys((group, "all")):
        mine = rows[rows["group"] == wanted]
        if len(mine):
            return mine.head(MOST)
    return rows.head(MOST)


def _row(pair: tuple[int, int], number: int, claim: dict[Any, Any]) -> list[object]:
    figure = f"{count(pair[0])} of {count(pair[1])}"
    place = fill("<span id='claim-{}-{}'>{}</span>", *pair, figure) if number == 0 else figure
    what = " · ".join(str(claim[c]) for c in ("wording", "choice") if not blank(claim[c]))
    low, high = (claim[end] for end in ("low", "high"))
    return [
        place,
        fill("{}: <span class=wording>{}</span>", claim["kind"], what),
        "" if blank(claim["staff"]) else count(claim["staff"]),
        interval(low, high) or "none",
        claim["base_rule"],
        claim["method"],
        Markup("<code>{}</code> <small>{}</small>").format(claim["claim_id"], claim["source"]),
    ]
