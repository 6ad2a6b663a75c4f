"""What of a page goes on paper, and how: controls out, folded parts open, pictures with words."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources

from lxml import etree, html

# Nothing on paper is pressed, and a figure drawn for narrow screens is the same figure again.
# Of a figure its numbers are the alternative text, and stand beside its marks.
SCREEN_ONLY = (
    "//script|//noscript|//*[contains(concat(' ',@class,' '),' skip ')]"
    "|//*[contains(concat(' ',@class,' '),' tools ')]"
    "|//*[contains(concat(' ',@class,' '),' edge ')]"
    "|//*[contains(concat(' ',@class,' '),' slim ')]"
    "|//details[contains(concat(' ',@class,' '),' data ')]"
    "|//button|//input|//select|//header//nav|//meta[@http-equiv]"
)
LONGEST = 250  # rows or points of a folded list that go on paper
BROAD = 14  # columns of a map from which on it has a sheet across
SHAPES = ("lane", "track", "held-lane", "years")  # small marks that stand beside their numbers
ELSEWHERE = " (on the page {}, and not on paper)"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NAMED = re.compile(r"var\(--([a-z0-9-]+)\)")
LIGHT = re.compile(r":root\{([^}]*)\}")
ACROSS = re.compile(r"^(-?[\d.]+)%$")


def fit_for_paper(page: bytes, *, name: str) -> str:
    """Return a page's HTML as it goes on paper.

    Parameters
    ----------
    page : bytes
        HTML of a page, in UTF-8.
    name : str
        The page's file: where what is too long for paper can be read.

    Returns
    -------
    str
        HTML without scripts and controls. Folded parts are open, but for lists of more than
        `LONGEST` rows; links lead to places on the same paper, or are words.

    Examples
    --------
    >>> short = fit_for_paper(b"<html><head></head><body><details><summary>More</summary>"
    ...                       b"<p>Words</p></details><script>1</script></body></html>", name="a")
    >>> "Words" in short, "script" in short, "details" in short
    (True, False, False)
    """
    tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    rules = _rules_of(tree)
    for one in tree.xpath(SCREEN_ONLY):
        _drop(one)
    for number, picture in enumerate(list(tree.iter("svg"))):
        if picture.get("aria-hidden") == "true":
            _as_ground(picture, rules)
        else:
            _speak(picture, number)
    _unfold(tree, name)
    _settle_links(tree)
    for table in tree.xpath("//table[contains(concat(' ',@class,' '),' map ')]"):
        columns = max((len(row) for row in table.iter("tr")), default=0)
        _add_class(table, "broad" if columns > BROAD else "")
        # Heads that stand upright need no width: columns are of one width only there.
        _add_class(table, "turned" if table.xpath(".//th[@class='up']") else "")
    style = etree.SubElement(tree.find("head"), "style")
    style.text = _paper_style()
    return "<!doctype html>\n" + html.tostring(tree, encoding="unicode")


def _drop(one: html.HtmlElement) -> None:
    if one.getparent() is not None:
        one.drop_tree()


def _add_class(one: html.HtmlElement, name: str) -> None:
    if name:
        one.set("class", f"{one.get('class', '')} {name}".strip())


def _speak(picture: html.HtmlElement, number: int) -> None:
    """Let a figure's title hold all that its alternative text says: a PDF takes the title alone."""
    title, told = picture.find("title"), picture.find("desc")
    if title is not None and told is not None:
        title.text = f"{title.text_content()}: {told.text_content()}"
        picture.remove(told)


def _as_ground(picture: html.HtmlElement, rules: str) -> None:
    """Turn a small picture that repeats the numbers beside it into the ground of an empty box.

    So it is no figure without words for who hears the paper read.
    """
    kinds = picture.get("class", "").split()
    for part in picture.iter():
        for name in ("x", "x1", "x2", "cx"):  # marks at the ends would be cut in half
            found = ACROSS.match(part.get(name, ""))
            if found:
                part.set(name, f"{3 + 0.94 * float(found[1]):.2f}%")
    tail, picture.tail = picture.tail, None
    drawn = etree.tostring(picture, encoding="unicode")
    drawn = re.sub(r"<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', drawn, count=1)
    drawn = drawn.replace(">", f"><style>{rules}</style>", 1) if ">" in drawn else drawn
    if picture.get("viewbox"):
        drawn = drawn.replace("viewbox=", "viewBox=", 1)
    data = base64.b64encode(drawn.encode("utf-8")).decode("ascii")
    box = html.Element("span", {"class": " ".join(["drawn", *kinds])})
    box.set("style", f"background-image:url(data:image/svg+xml;base64,{data})")
    box.tail = tail
    picture.getparent().replace(picture, box)


def _unfold(tree: html.HtmlElement, name: str) -> None:
    """Open every folded part; a list too long for paper says where it stands."""
    for fold in reversed(list(tree.iter("details"))):
        head = fold.find("summary")
        rows = len(fold.xpath(".//li|.//tr"))
        searched = {"group", "each"} & set(fold.get("class", "").split())
        if "all" in fold.get("class", "").split() and (rows > LONGEST or searched):
            for part in list(fold):
                if part is not head:
                    fold.remove(part)
            if head is not None and not searched:
                note = etree.SubElement(head, "span")
                note.text = ELSEWHERE.format(name)
        fold.tag = "div"
        _add_class(fold, "unfolded")
        if head is not None:
            head.tag = "p"
            _add_class(head, "fold")


def _settle_links(tree: html.HtmlElement) -> None:
    """Take the address off links that lead off this paper."""
    known = {one.get("id") for one in tree.xpath("//*[@id]")}
    for link in tree.iter("a"):
        target = link.get("href", "")
        if not target.startswith("#") or target[1:] not in known:
            link.attrib.pop("href", None)
            link.tag = "span"


def _rules_of(tree: html.HtmlElement) -> str:
    """Return the page's own rules for small pictures, with light colours in the names' place."""
    style = "".join(one.text or "" for one in tree.iter("style"))
    light = LIGHT.search(style)
    pairs = (one.partition(":") for one in light[1].split(";")) if light else ()
    colours = {name.removeprefix("--"): value for name, _, value in pairs}
    found = []
    for wanted, said in RULE.findall(style.partition("@media print")[0]):
        named = wanted.strip()
        if named.startswith(tuple(f".{shape} " for shape in SHAPES)):
            found.append(f"{named}{{{NAMED.sub(lambda x: colours.get(x[1], 'black'), said)}}}")
    return "".join(found)


@cache
def _paper_style() -> str:
    return (resources.files("sopgap.report") / "page" / "paper.css").read_text(encoding="utf-8")
