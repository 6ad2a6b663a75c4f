"""docs/gallery.md: it names every function that draws, and its pictures are of today's hand."""

import ast
import importlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

REPORT = Path(importlib.import_module("sopgap.report").__file__ or "").parent
DOCS = Path(__file__).parents[2] / "docs"
MAPS = {"maps.gap_map", "shares.concern_map", "shares.answer_map", "multiples.center_multiples",
        "dots.dot_grid"}  # fmt: skip
# They set what another draws, or are a page.
HELPERS = {"figures.draw_both", "figures.draw_svg", "drawing.draw_marks",
           "compare_page.draw_comparison"}  # fmt: skip
PICTURES = sorted((DOCS / "gallery").glob("*.svg"))


def drawing_functions() -> set[str]:
    found = set()
    for path in REPORT.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and re.match("(plot|draw)_", node.name):
                found.add(f"{path.stem}.{node.name}")
    return (found | MAPS) - HELPERS


def test_the_gallery_names_every_function_that_draws_and_no_other() -> None:
    named = set(re.findall(r"`(\w+\.\w+)`", (DOCS / "gallery.md").read_text(encoding="utf-8")))
    assert named == drawing_functions()


def test_the_gallery_says_that_it_is_synthetic_and_shows_each_picture() -> None:
    text = (DOCS / "gallery.md").read_text(encoding="utf-8")
    assert "SYNTHETIC" in text
    shown = re.findall(r"!\[([^\]]+)\]\(gallery/(\w+\.svg)\)", text)
    assert sorted(name for _, name in shown) == [path.name for path in PICTURES]
    assert all(len(alt) > 15 for alt, _ in shown)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_stands_by_itself_and_is_drawn_as_figures_are_now(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert {child.tag.removeprefix(space) for child in root} == {"title", "desc", "rect", "g"}
    assert re.search(r"\d", root.findtext(f"{space}desc") or "")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "<defs" not in text and "clip-path" not in text
    assert len(text) < 40_000
