"""The PDF reader on ten layouts of which the truth is known: floors, not to be lowered."""

import pytest

from sopgap.sops.formats.blocks import Block
from sopgap.sops.formats.pdf import read_pdf
from sopgap.text import normalise

pytest.importorskip("reportlab")
from tests.sops.formats.layouts import Truth
from tests.sops.formats.layouts.pages import LAYOUTS
from tests.sops.formats.layouts.score import score


def even(truth: Truth) -> Truth:
    """Fold the quotes of the truth as the reader folds them."""
    for block in truth.blocks:
        block.sentences = list(map(normalise, block.sentences))
        if block.table:
            block.table.header = list(map(normalise, block.table.header))
            block.table.rows = [list(map(normalise, row)) for row in block.table.rows]
    return truth


def texts_of(blocks: list[Block]) -> list[str]:
    """Return the texts of blocks, with the header before the rows of each table."""
    texts, header = [], ""
    for block in blocks:
        if block.header and block.header != header:
            texts.append(block.header)
        header = block.header
        texts.append(block.text)
    return texts


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_whole_and_in_order(name, tmp_path):
    truth = even(LAYOUTS[name](tmp_path / "a.pdf"))
    blocks = read_pdf(tmp_path / "a.pdf")
    found = score(truth, texts_of(blocks))
    assert found.recall >= 0.98, found.missed
    assert found.order >= 0.98
    assert found.leaked == []
    assert found.joins >= 0.98, found.wrong_joins
    assert found.rows is None or found.rows >= 0.98
    headings = {block.section for block in blocks}
    headings |= {part for block in blocks for part in block.above.split(" > ")}
    assert set(map(normalise, truth.headings)) <= headings


@pytest.mark.parametrize("name", LAYOUTS)
def test_sentences_stand_under_their_heading_and_on_their_page(name, tmp_path):
    truth = even(LAYOUTS[name](tmp_path / "a.pdf"))
    blocks = read_pdf(tmp_path / "a.pdf")
    texts = [block.text for block in blocks]
    found = score(truth, texts, [b.section for b in blocks], [int(b.page) for b in blocks])
    assert found.sections >= 0.98
    assert found.pages >= 0.98


WORDS = (
    "the clerk at the second desk must count each of the forms that came in during the night and "
    "enter the sum in the book of the office before the mail of the morning is opened by the lead "
)
LEFTS = (54, 226, 398)  # of three columns, each 160 points wide


def draw_columns(path, *pages: list[list[str]]) -> None:
    """Write pages of columns, each a list of lines that stand as deep as they need."""
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(path), pagesize=(612, 792), invariant=1)
    for columns in pages:
        page.setFont("Helvetica", 9)
        for left, column in zip(LEFTS, columns, strict=True):
            y = 720.0
            for line in column:
                # A blank line is less deep than a full one, so that columns drift apart.
                y -= 11 if line else 5
                page.drawString(left, y, line)
        page.showPage()
    page.save()


def set_prose(n_paragraphs: int, first: int) -> tuple[list[str], list[str]]:
    """Return paragraphs, each named by its number, and the lines that they are set in."""
    from reportlab.lib.utils import simpleSplit

    texts, lines = [], []
    for at in range(first, first + n_paragraphs):
        text = f"In case {at} {WORDS * (1 + at % 2)}".strip() + "."
        texts.append(text)
        lines += [*simpleSplit(text, "Helvetica", 9, 160), ""]
    return texts, lines


@pytest.mark.parametrize("drops", [(0, 0, 0), (0, 1, 0), (0, 1, 2), (1, 0, 0), (2, 1, 0)])
@pytest.mark.parametrize("counts", [(5, 5, 1), (5, 2, 2), (5, 3, 3), (3, 1, 1), (4, 3, 2)])
def test_three_columns_that_end_apart_are_no_table(counts, drops, tmp_path):
    told, columns = [], []
    for n, drop in zip(counts, drops, strict=True):
        texts, lines = set_prose(n, len(told))
        told += texts
        columns.append([""] * drop + lines)
    draw_columns(tmp_path / "a.pdf", columns)
    assert [block.text for block in read_pdf(tmp_path / "a.pdf")] == told


def test_the_columns_of_earlier_pages_hold_for_the_few_lines_of_a_last_one(tmp_path):
    told, pages = [], []
    for counts in [(4, 4, 4), (4, 4, 3)]:
        made = [set_prose(n, len(told) + 10 * i) for i, n in enumerate(counts)]
        told += [text for texts, _ in made for text in texts]
        pages.append([lines for _, lines in made])
    # The ends of three sentences: no paragraph begins in these lines.
    last = ["counts the forms and then", "enters the sum in the book of", "the office by noon"]
    pages.append([[line, *last] for line in ("the clerk", "the lead", "the head")])
    draw_columns(tmp_path / "a.pdf", *pages)
    blocks = read_pdf(tmp_path / "a.pdf")
    assert [block.kind for block in blocks if block.kind == "row"] == []
    whole = " ".join(block.text for block in blocks)
    ends = [f"{who} {' '.join(last)}" for who in ("the clerk", "the lead", "the head")]
    assert " ".join(ends) in whole


def test_three_columns_of_wrapped_cells_are_a_table_still(tmp_path):
    said = ["the clerk counts each of the", "forms that came in at night"]
    by = ["the lead of the second", "desk, by the close of day", "and before the mail"]
    columns: list[list[str]] = [["Step", ""], ["What is done", ""], ["Who does it", ""]]
    for at in range(1, 7):
        columns[0] += [f"Step {at}", " ", " ", ""]
        columns[1] += [*said, " ", ""]
        columns[2] += [*by, ""]
    draw_columns(tmp_path / "a.pdf", columns)
    blocks = read_pdf(tmp_path / "a.pdf")
    assert {block.kind for block in blocks} == {"row"}
    first = f"Step 1 | {' '.join(said)} | {' '.join(by)}"
    assert first in [block.text for block in blocks]
