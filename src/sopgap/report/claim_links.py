"""Each figure of a page leads to its claim: count, base, staff, interval, method."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from markupsafe import Markup

from sopgap.report.claim_lookup import ALL, Around, Claim, Lookup, plain
from sopgap.report.effects import points
from sopgap.report.ledger import COUNT, FOREIGN, FOREIGN_CLASSES, SETTING
from sopgap.report.markup import blank, count, fill, interval, join, opened, percent
from sopgap.tables.rows import list_rows

NONE = "none"
TITLE = "What these numbers rest on"
TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)
CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
ASIDE = re.compile(r"""\baria-hidden=["']?true""")
CITED = re.compile(r"<a class=num href=#(k[0-9a-f]{12})>(.*?)</a>", re.S)
# Not ours, or no place for a link: what stands in a link, a button, a heading, a picture.
SILENT = frozenset({*FOREIGN, "a", "button", "caption", "code", "desc", "h1", "h2", "h3", "h4",
                    "option", "script", "select", "style", "summary", "svg", "thead",
                    "title"})  # fmt: skip
SILENT_CLASSES = frozenset({*FOREIGN_CLASSES, "base", "box", "date", "legend", "why"})
BLOCKS = frozenset({"tr", "p", "li", "dd", "dt", "figcaption", "article"})
HEADINGS = frozenset({"h2", "h3", "h4", "caption"})
FIGURE = re.compile(
    rf"(?<![\w.,§#/–−+-])(?:"
    rf"(?P<k>{COUNT}) of (?:(?:all|the|these|those|their|its) )?(?P<n>{COUNT})"
    rf"(?:(?P<between>[^\d%()]*)\((?P<share>\d+)\s?%\))?"
    rf"|(?P<top>{COUNT})/(?P<base>{COUNT})"
    rf"|(?P<low>\d+)\s?[–-]\s?(?P<high>\d+)\s?%"
    rf"|(?P<percent>\d+)\s?%"
    rf"|(?P<lone>{COUNT})"
    rf")(?![\w/]|[.,]\d|[–-]\d|\s?%|\spoints?\b)"
)

DIGIT = re.compile(r"\d")
Row = dict[str, Any]


@dataclass
class Block:
    """A row or a sentence: its text, and the head of the column that a text stands in."""

    name: str
    above: str
    heads: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    column: int = -1
    led: set[str] = field(default_factory=set)  # claims to which it has a link already

    @cached_property
    def row(self) -> str:
        """All that it says; asked for when the page is read to its end."""
        return plain(Markup("").join(map(Markup, self.texts)).unescape())


@dataclass
class Piece:
    """A text of the page between two marks, and where it stands."""

    start: int
    end: int
    block: Block
    head: str


def link_claims(
    body: str, claims: pd.DataFrame, *, group: str = ALL, names: Mapping[str, str] | None = None
) -> str:
    """Link every figure of a page that a claim holds, and list these claims at its end.

    A figure leads to the claim with its numbers for which the words around it speak most: the
    question, the choice, the Center. What is quoted is left as it is.

    Parameters
    ----------
    body : str
        A page's body.
    claims : table `claims`
        Without rows the body stays as it is.
    group : str
        The page's Center: its claims are taken before those of all.
    names : mapping, optional
        What each Center's code is called.

    Returns
    -------
    str
        The body; behind it stands a closed table of the claims, each with an id.

    Examples
    --------
    >>> none = pd.DataFrame({"k": [], "n": [], "group": [], "kind": []})
    >>> link_claims("<ol class=minute><li>3 of 4 (75 %)</li></ol>", none)
    '<ol class=minute><li>3 of 4 (75 %)</li></ol>'
    """
    if claims.empty:
        return body
    lookup = Lookup(claims, names or {}, group)
    used: set[str] = set()
    parts: list[str] = []
    done = 0
    for piece in _pieces(body):
        said = body[piece.start : piece.end]
        if not DIGIT.search(said):
            continue
        linked = _link(said, piece, lookup, used)
        parts += [body[done : piece.start], linked]
        done = piece.end
    made = CITED.sub(lambda found: _keep(found, lookup, used), "".join([*parts, body[done:]]))
    if not used:
        return made
    return made + str(_list(claims[claims["claim_id"].isin(used)], names or {}))


def _keep(found: re.Match[str], lookup: Lookup, used: set[str]) -> str:
    """Leave the link on a figure whose claim there is."""
    if found[1] not in lookup.known:
        return found[2]
    used.add(found[1])
    return found[0]


def _link(said: str, piece: Piece, lookup: Lookup, used: set[str]) -> str:
    around: Around | None = None

    def link(found: re.Match[str]) -> str:
        nonlocal around
        around = around or Around(piece.block.row, plain(piece.head), plain(piece.block.above))
        one = _claim(found, said, around, lookup)
        # One link in a row or sentence is enough: each is a stop for who reads by keyboard.
        if one is None or one.claim_id in piece.block.led:
            return found[0]
        piece.block.led.add(one.claim_id)
        used.add(one.claim_id)
        return f"<a class=num href=#{one.claim_id}>{found[0]}</a>"

    named = lookup.names_with_digits
    settings = [match.span() for match in SETTING.finditer(said)]
    settings += [match.span() for match in named.finditer(said)] if named else []
    return FIGURE.sub(
        lambda found: (
            found[0]
            if any(start <= found.start() < end for start, end in settings)
            else link(found)
        ),
        said,
    )


def _claim(found: re.Match[str], said: str, around: Around, lookup: Lookup) -> Claim | None:
    def number(name: str) -> int:
        return int(found[name].replace(",", ""))

    if found["k"]:
        return lookup.pair(number("k"), number("n"), around)
    if found["top"]:
        return lookup.pair(number("top"), number("base"), around)
    if found["low"]:
        return lookup.span(number("low"), number("high"), around)
    if found["percent"]:
        return lookup.percentage(number("percent"), around)
    behind = plain(said[found.end() : found.end() + 80])
    return lookup.lone(number("lone"), around, behind) or lookup.staff(number("lone"), around)


def _pieces(body: str) -> list[Piece]:
    """Give each text in which a figure may lead on, with its row or sentence known whole."""
    reader, done = _Reader(), 0
    for tag in TAG.finditer(body):
        reader.read(body[done : tag.start()], done)
        done = tag.end()
        name = (tag[2] or "").lower()
        if not name or tag[3].endswith("/"):
            continue
        if tag[1]:
            reader.close(name)
        else:
            reader.open(name, tag[3])
    return reader.found


class _Reader:
    """Goes through a page from mark to mark, and keeps what stands around each text."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self.stack = [Block("main", "")]
        self.silent, self.depth = "", 0  # the mark within which nothing is linked, and how deep
        self.above = {"heading": "", "caption": ""}
        self.heads: list[str] = []
        self.heading: list[str] | None = None

    def read(self, text: str, start: int) -> None:
        if not text.strip():
            return
        block = self.stack[-1]
        if self.heading is not None:
            self.heading.append(text)
        if self.silent in ("", "a", "button", *FOREIGN):
            block.texts.append(text)
        if not self.silent:
            at = block.column
            head = block.heads[at] if 0 <= at < len(block.heads) else ""
            self.found.append(Piece(start, start + len(text), block, head))

    def open(self, name: str, attributes: str) -> None:
        if name == self.silent:
            self.depth += 1
        elif not self.silent and (name in SILENT or _is_silent(attributes)):
            self.silent, self.depth = name, 1
        if name == "table":
            self.heads = []
        if name in HEADINGS or (name == "th" and self.silent == "thead"):
            self.heading = []
        if name in BLOCKS:
            above = f"{self.above['heading']} {self.above['caption']} {_outer(self.stack)}"
            self.stack.append(Block(name, above, self.heads))
        if name in ("td", "th"):
            self.stack[-1].column += 1
            self.stack[-1].texts.append(" ")

    def close(self, name: str) -> None:
        if name == self.silent:
            self.depth -= 1
            self.silent = self.silent if self.depth else ""
        if self.heading is not None and (name in HEADINGS or name == "th"):
            told = " ".join("".join(self.heading).split())
            if name == "th":
                self.heads.append(told)
            else:
                self.above["caption" if name == "caption" else "heading"] = told
            self.heading = None
        if name in BLOCKS and any(one.name == name for one in self.stack[1:]):
            while self.stack.pop().name != name:
                pass


def _outer(stack: list[Block]) -> str:
    """What was said so far of the article or row around: a figure's question, a sheet's gap."""
    return " ".join(" ".join(block.texts[:12]) for block in stack[1:])


def _is_silent(attributes: str) -> bool:
    found = CLASSES.search(attributes)
    classes = (found[1] or found[2] or found[3] or "").split() if found else []
    return not SILENT_CLASSES.isdisjoint(classes) or bool(ASIDE.search(attributes))


def _list(rows: pd.DataFrame, names: Mapping[str, str]) -> Markup:
    """Build the ledger of the page: each question or count once, its claims below it."""
    parts = []
    by = ("source", "kind", "base_rule", "method", "weight")
    for key, held in _grouped(list_rows(rows), *by):
        source, kind, base_rule, method, weight = key
        parts.append(fill(
            "<tbody><tr><th colspan=5 scope=rowgroup>{}: counted are {}. <small>Interval: {}.{} {}"
            "</small></th></tr>{}</tbody>",
            kind, base_rule, method, "" if weight == NONE else f" Weight: {weight}.", source,
            join(_lines(held, names)),
        ))  # fmt: skip
    table = fill(
        "<div class=scroll role=region tabindex=0 aria-label='Claims'><table class=claims>"
        "<caption>The claims behind the numbers of this page</caption><thead><tr>"
        "<th scope=col>Of what</th><th scope=col>Figure</th><th scope=col>Staff</th>"
        "<th scope=col>Interval</th><th scope=col>Link to this claim</th></tr></thead>{}"
        "</table></div>", join(parts),
    )  # fmt: skip
    return opened(TITLE, table, classes="data")


def _grouped(rows: list[Row], *by: str) -> Iterable[tuple[tuple[Any, ...], list[Row]]]:
    """Return rows by what they have in common, in the order of their first."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in by), []).append(row)
    return found.items()


def _lines(held: list[Row], names: Mapping[str, str]) -> Iterator[Markup]:
    """Give the rows of a kind of claim: what is said of several stands once, above them."""
    for (wording,), rows in _grouped(held, "wording"):
        once = len(rows) > 1
        if once:
            yield fill("<tr><th colspan=5 class=wording>{}</th></tr>", wording)
        for one in rows:
            yield _row(one, "" if once else wording, names)


def _row(one: dict[Any, Any], wording: object, names: Mapping[str, str]) -> Markup:
    group = "" if one["group"] == ALL else names.get(one["group"], one["group"])
    what = " · ".join(str(part) for part in (wording, one["choice"], group) if not blank(part))
    return fill(
        "<tr id={0}><td class=wording>{1}</td><td>{2}</td><td>{3}</td><td>{4}</td>"
        "<td><a href=#{0}>{0}</a></td></tr>",
        one["claim_id"], what or "all", _figure(one),
        "" if blank(one["staff"]) else count(one["staff"]),
        _interval(one),
    )  # fmt: skip


def _interval(one: dict[Any, Any]) -> str:
    """A difference lies between points, not between shares."""
    low, high = one["low"], one["high"]
    if one["kind"] != "difference":
        return interval(low, high)
    return "" if blank(low) or blank(high) else f"{points(low)} to {points(high)} points"


def _figure(one: dict[Any, Any]) -> str:
    if blank(one["k"]):
        return "" if blank(one["share"]) else percent(one["share"])
    if blank(one["n"]):
        return count(one["k"])
    return f"{count(one['k'])} of {count(one['n'])}"
