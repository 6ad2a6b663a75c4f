"""The maps in a browser, at 10 and at 60 Centers with names of 60 characters.

No text lies on another, none is cut, and the first column stays where it is when the rest scrolls.
"""

from __future__ import annotations

from typing import Any

import pytest

from sopgap.report.maps import gap_map
from sopgap.report.shares import concern_map
from tests.report.large_tables import Large, own_page

# The boxes of all pieces of text in the map, of each its words and the nearest cell.
BOXES = """() => {
  const found = [], table = document.querySelector('table.map');
  const walk = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, said = node.textContent.trim();
    if (!said || node.parentElement.closest('caption, td i')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const cell = node.parentElement.closest('td, th').getBoundingClientRect();
    // A box a line: what is wrapped begins in the middle of one.
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      found.push([said, box.left, box.top, box.right, box.bottom,
                  cell.left, cell.top, cell.right, cell.bottom]);
    }
  }
  return found;
}"""
SLACK = 1.0  # pixels


def page(kind: str, centers: int) -> str:
    large = Large(n_centers=centers)
    if kind == "gaps":
        made = gap_map(large)
    else:
        made = concern_map(large.concerns(), large.sizes(), large.centers(), large.study)
    return own_page(made.data)


@pytest.fixture
def opened(browser: Any, request: pytest.FixtureRequest) -> Any:
    kind, centers, width, scheme = request.param
    sheet = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sheet.set_content(page(kind, centers))
    yield sheet
    sheet.close()


CASES = [(kind, centers, width, scheme) for kind in ("gaps", "concerns") for centers in (10, 60)
         for width, scheme in ((1280, "light"), (390, "dark"))]  # fmt: skip


@pytest.mark.parametrize("opened", CASES, indirect=True, ids=str)
def test_no_text_of_a_map_meets_another_or_leaves_its_cell(opened: Any) -> None:
    boxes = opened.evaluate(BOXES)
    assert len(boxes) > 200
    for said, *box in boxes:
        left, top, right, bottom, *cell = box
        assert left >= cell[0] - SLACK and right <= cell[2] + SLACK, (
            f"{said!r} is wider than it may be"
        )
        assert top >= cell[1] - SLACK and bottom <= cell[3] + SLACK, (
            f"{said!r} is higher than it may be"
        )
    names = [b for b in boxes if len(b[0]) == 60]
    assert names
    rows = sorted(boxes, key=_upper)
    for i, one in enumerate(rows):
        for two in rows[i + 1 :]:
            if two[2] > one[4] - SLACK:
                break
            wide = min(one[3], two[3]) - max(one[1], two[1])
            high = min(one[4], two[4]) - max(one[2], two[2])
            assert wide <= SLACK or high <= SLACK, f"{one[0]!r} lies on {two[0]!r}"


@pytest.mark.parametrize("opened", CASES, indirect=True, ids=str)
def test_the_first_column_stays_when_the_map_scrolls(opened: Any) -> None:
    before, after, page_wide = opened.evaluate("""() => {
      const area = document.querySelector('.scroll'), cell = area.querySelector('tbody th');
      const before = cell.getBoundingClientRect().left;
      area.scrollLeft = 9999;
      const root = document.documentElement;
      return [before, cell.getBoundingClientRect().left, root.scrollWidth - root.clientWidth];
    }""")
    assert abs(before - after) <= SLACK
    assert page_wide <= 0, "the page itself scrolls sideways"


def _upper(box: list[Any]) -> float:
    return box[2]
