"""What is told to whom a figure cannot be shown: no placeholder, nothing empty, always a number."""

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from sopgap.report.concern_figures import tell_numbers, tell_tree
from sopgap.report.figures import tell_shares
from sopgap.report.handoff_figures import tell_handoffs
from tests.report.large_tables import concern_tree, handoff_pairs, number_rows, share_rows

PLACEHOLDER = re.compile(
    r"^\W*(an? |the )?(image|picture|figure|chart|graph|plot|diagram|photo|alt(ernative)? text|"
    r"todo|tbd|fixme|lorem ipsum|untitled|placeholder|none|nan|null|x+)\b[\s\W\d]*$",
    re.I,
)


def faults(html: str) -> list[str]:
    """Return what is wrong with the words of a page's pictures."""
    found = []
    for tag, inside in re.findall(r"<svg\b([^>]*)>(.*?)</svg>", html, re.S):
        if "aria-hidden=true" in tag:
            continue  # its number stands beside it
        title = unescape("".join(re.findall(r"<title\b[^>]*>(.*?)</title>", inside, re.S))).strip()
        told = unescape("".join(re.findall(r"<desc\b[^>]*>(.*?)</desc>", inside, re.S))).strip()
        for name, said in (("title", title), ("alternative", told)):
            if not said or PLACEHOLDER.match(said):
                found.append(f"{name} {said!r} says nothing")
        if not re.search(r"\d", told):
            found.append(f"alternative {told!r} holds no number")
        if title == told:
            found.append(f"alternative {told!r} repeats the title")
    for tag in re.findall(r"<img\b[^>]*>", html):
        alt = re.search(r"alt=(?:'([^']*)'|\"([^\"]*)\"|(\S+))", tag)
        said = next((one for one in alt.groups() if one), "") if alt else ""
        if not said or PLACEHOLDER.match(said) or not re.search(r"\d", said):
            found.append(f"{tag} says nothing")
    return found


def svg(title: str, told: str) -> str:
    return f"<svg role=img><title>{title}</title><desc>{told}</desc></svg>"


@pytest.mark.parametrize("told", ["", " ", "Figure 1", "a chart.", "TODO", "alt text", "nan",
                                  "A dot for each question."])  # fmt: skip
def test_a_placeholder_is_refused(told: str) -> None:
    assert faults(svg("Half answered", told))


def test_a_title_that_says_nothing_is_refused() -> None:
    assert faults(svg("Chart", "asked: 10"))
    assert faults(svg("", "asked: 10"))
    assert not faults(svg("Half answered", "asked: 10; answered: 5 of 10"))


def test_every_picture_of_every_page_tells_its_numbers(tiny_run: Path) -> None:
    pages = [*tiny_run.glob("*.html"), *tiny_run.glob("reports/*.html")]
    assert pages
    pictures = 0
    for page in pages:
        html = page.read_text(encoding="utf-8")
        pictures += len(re.findall(r"<svg[^>]* role=img", html))
        assert faults(html) == [], page.name
    assert pictures


@pytest.mark.parametrize("told, n", [
    (tell_shares(share_rows(6, 60)), 6), (tell_handoffs(handoff_pairs(5, 60)), 5),
    (tell_numbers(number_rows(7)), 6), (tell_tree(*concern_tree(5, 60)), 4),
], ids=["shares", "handoffs", "numbers", "tree"])  # fmt: skip
def test_each_row_of_the_table_is_told(told: str, n: int) -> None:
    assert len(told.removesuffix(".").split("; ")) == n
    assert not re.search(r"\bnan\b|<NA>|None", told)
    assert all(re.search(r"\d", part) for part in told.split("; "))


def test_a_hidden_row_is_told_as_hidden_and_without_its_number() -> None:
    rows = share_rows(1, 60).assign(n=pd.NA, share=pd.NA)
    assert tell_shares(rows).endswith(": too few answers to show (under 10).")
