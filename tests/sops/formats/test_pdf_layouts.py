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
