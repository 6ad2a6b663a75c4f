"""The PDF reader on pages drawn for one point each."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import pdf_pages
from sopgap.sops.formats.blocks import Block
from sopgap.sops.formats.pdf import read_pdf, read_whole_pdf

from .. import hostile

canvas = pytest.importorskip("reportlab.pdfgen.canvas")
TEXT = (
    "The clerk opens the file and counts the coins in the presence of a witness. The director "
    "signs the sheet within five days, and the office keeps a copy of it for the auditor."
)


def draw(pen, x, y, text, *, width=40, font="Times-Roman", size=10, lead=12):
    """Draw a text in lines of so many letters; give the height below it."""
    words, line = text.split(), ""
    for word in [*words, ""]:
        if line and (not word or len(line) + len(word) + 1 > width):
            pen.setFont(font, size)
            pen.drawString(x, y, line)
            y, line = y - lead, ""
        line = f"{line} {word}".strip()
    return y


def written(tmp_path: Path, *pages) -> list[Block]:
    """Read the pages that functions draw."""
    return read_pdf(made(tmp_path, *pages))


def made(tmp_path: Path, *pages) -> Path:
    file = tmp_path / "drawn.pdf"
    pen = canvas.Canvas(str(file), pagesize=(595, 842), invariant=1)
    for page in pages:
        page(pen)
        pen.showPage()
    pen.save()
    return file


def test_three_columns_under_a_title_are_read_one_after_the_other(tmp_path):
    def page(pen):
        draw(pen, 60, 780, "Bulletin of the Whole Office on Many Things", size=18, width=90)
        for n, x in enumerate((60, 230, 400)):
            draw(pen, x, 740, f"In part {n} " + TEXT[0].lower() + TEXT[1:], width=32)

    texts = [block.text for block in written(tmp_path, page)]
    assert [text[:9] for text in texts] == ["In part 0", "In part 1", "In part 2"]
    assert all(text.endswith("for the auditor.") for text in texts)


def test_running_lines_that_change_are_dropped_and_the_text_beside_them_kept(tmp_path):
    def page(n):
        def draw_it(pen):
            draw(
                pen, 60 if n % 2 else 300, 815, ["Part I: Aim", "Office of Trade", "Part II"][n % 3]
            )
            draw(pen, 60, 780, f"{n}{n} {TEXT}", width=80)
            draw(pen, 60, 30, f"Printed 2012-0{n + 1}-01")
            draw(pen, 480, 30, f"page {n + 1} of 6")

        return draw_it

    blocks = written(tmp_path, *(page(n) for n in range(6)))
    assert [block.text for block in blocks] == [f"{n}{n} {TEXT}" for n in range(6)]


def test_a_paragraph_over_two_pages_is_one_and_begins_on_the_first(tmp_path):
    def first(pen):
        draw(
            pen,
            60,
            90,
            "Where the seal of the container is broken, the officer at the gate",
            width=99,
        )

    def second(pen):
        draw(pen, 60, 780, "shall call the guard. The guard takes a picture of it.", width=99)

    (block,) = written(tmp_path, first, second)
    assert block.page == "1"
    assert "the officer at the gate shall call the guard." in block.text


def test_words_that_a_line_parts_are_joined_and_compounds_kept(tmp_path):
    def page(pen):
        lines = ["The procedure of an entry-summary is old.", "A clerk follows the proce-",
                 "dure and files the entry-", "summary."]  # fmt: skip
        for n, line in enumerate(lines):
            draw(pen, 60, 780 - 12 * n, line, width=99)

    (block,) = written(tmp_path, page)
    assert block.text.endswith("A clerk follows the procedure and files the entry-summary.")


def test_the_marker_of_a_note_leaves_its_word_and_goes_to_the_note(tmp_path):
    def page(pen):
        draw(pen, 60, 780, TEXT, width=99)
        pen.drawString(60, 740, "Follow the procedure")
        end = 60 + pen.stringWidth("Follow the procedure", "Times-Roman", 10)
        pen.setFont("Times-Roman", 6)
        pen.drawString(end, 744, "3")
        pen.setFont("Times-Roman", 10)
        pen.drawString(end + 4, 740, "each day.")
        draw(pen, 60, 80, "3 The old one of 2012.", size=8, width=99)

    blocks = written(tmp_path, page)
    assert blocks[-2].text == "Follow the procedure each day."
    assert (blocks[-1].kind, blocks[-1].number) == ("note", "3")
    assert blocks[-1].text == "The old one of 2012."


def test_headings_are_known_by_size_and_weight_and_stand_above_one_another(tmp_path):
    def page(pen):
        draw(pen, 60, 780, "Manual", size=18)
        draw(pen, 60, 750, "2. Files", size=13, font="Times-Bold")
        draw(pen, 60, 730, "2.1 Opening", font="Times-Bold")
        draw(pen, 60, 712, TEXT, width=99)

    (block,) = written(tmp_path, page)
    assert (block.section, block.above) == ("2.1 Opening", "Manual > 2. Files")


def cells(pen, y, rows, *, ruled):
    """Draw rows of cells; give the height below them."""
    for row in rows:
        for x, wide, text in zip((60, 110, 330), (50, 220, 150), row, strict=True):
            if ruled:
                pen.rect(x, y - 28, wide, 28)
            draw(pen, x + 4, y - 11, text, width=42, size=9, lead=11)
        y -= 28
    return y


HEAD = ("No.", "Task", "Who")
ROWS = [
    ("1", "Count the coins", "clerk"),
    ("2", "Write the letter of decision and send it by mail", "head"),
]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_over_two_pages_gives_its_header_once(tmp_path, ruled):
    def first(pen):
        draw(pen, 60, 780, TEXT, width=99)
        cells(pen, 160, [HEAD, *ROWS], ruled=ruled)

    def second(pen):
        cells(pen, 790, [HEAD, *[(str(int(a) + 2), b, c) for a, b, c in ROWS]], ruled=ruled)
        draw(pen, 60, 600, TEXT, width=99)

    rows = [block for block in written(tmp_path, first, second) if block.kind == "row"]
    assert [row.text for row in rows] == [
        "1 | Count the coins | clerk",
        "2 | Write the letter of decision and send it by mail | head",
        "3 | Count the coins | clerk",
        "4 | Write the letter of decision and send it by mail | head",
    ]
    assert {row.header for row in rows} == {"No. | Task | Who"}
    assert [row.page for row in rows] == ["1", "1", "2", "2"]


def test_a_form_gives_each_label_with_its_text(tmp_path):
    def page(pen):
        for n, (label, text) in enumerate([("Reason", "The clerk is ill"), ("Office", "Laredo"),
                                           ("Decision by", "Port director")]):  # fmt: skip
            draw(pen, 60, 780 - 20 * n, label, font="Helvetica-Bold")
            draw(pen, 200, 780 - 20 * n, text, font="Helvetica")
        draw(pen, 60, 600, TEXT, width=99)

    rows = [(b.text, b.header) for b in written(tmp_path, page) if b.kind == "row"]
    assert rows == [("Reason | The clerk is ill", ""), ("Office | Laredo", ""),
                    ("Decision by | Port director", "")]  # fmt: skip


def test_turned_pages_are_read_and_watermarks_are_not(tmp_path):
    def page(pen):
        pen.saveState()
        pen.translate(300, 400)
        pen.rotate(50)
        draw(pen, 0, 0, "DRAFT", size=90)
        pen.restoreState()
        pen.rotate(90)
        draw(pen, 60, -60, TEXT, width=120)

    assert [block.text for block in written(tmp_path, page)] == [TEXT]


def test_overprinted_and_invisible_copies_are_read_once(tmp_path):
    def page(pen):
        draw(pen, 60, 780, TEXT, width=120)
        draw(pen, 60.4, 780, TEXT, width=120)
        hidden = pen.beginText(60, 780)
        hidden.setTextRenderMode(3)
        hidden.textLine(TEXT[:60])
        pen.drawText(hidden)

    assert [block.text for block in written(tmp_path, page)] == [TEXT]


def test_an_invisible_layer_over_a_picture_is_read(tmp_path):
    def page(pen):
        hidden = pen.beginText(60, 780)
        hidden.setTextRenderMode(3)
        hidden.textLine("The clerk must count.")
        pen.drawText(hidden)

    assert [block.text for block in written(tmp_path, page)] == ["The clerk must count."]


def test_a_box_beside_the_text_is_a_note(tmp_path):
    def page(pen):
        draw(pen, 60, 780, f"{TEXT} {TEXT}", width=60)
        pen.rect(400, 650, 140, 150)
        draw(pen, 408, 780, "Call the desk first. It knows the way.", width=25, size=8)

    blocks = written(tmp_path, page)
    assert [block.kind for block in blocks] == ["paragraph", "note"]
    assert blocks[1].text == "Call the desk first. It knows the way."


def test_pages_that_are_pictures_are_named(tmp_path):
    from reportlab.lib.utils import ImageReader

    pytest.importorskip("PIL")
    from PIL import Image

    def scan(pen):
        pen.drawImage(ImageReader(Image.new("L", (60, 80), 128)), 0, 0, 595, 842)

    def page(pen):
        draw(pen, 60, 780, TEXT, width=99)

    file = made(tmp_path, page, scan, scan, page)
    whole = read_whole_pdf(file)
    assert "2 pages are pictures and were not read (2, 3); add their text: ocr" in whole.remark
    assert {block.page for block in whole.blocks} == {"1", "4"}


def test_letters_that_cannot_be_decoded_are_said(tmp_path):
    file = tmp_path / "garbled.pdf"
    text = b"BT /F1 12 Tf 72 700 Td (\\001\\002\\003\\004 \\005\\006\\007 \\016\\017\\020) Tj ET"
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    hostile.pdf(file, [hostile.CATALOG, kids, hostile.PAGE, hostile.stream(text), hostile.FONT])
    with pytest.raises(InputError, match=r"garbled.pdf: its text cannot be decoded.*--force-ocr"):
        read_pdf(file)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page_loop.pdf", "more than 5,000 pages"),
        ("same_page.pdf", "more than 5,000 pages"),
        ("pdf_bomb.pdf", "refused as unsafe"),
        ("password.pdf", "is protected by a password; save a copy without one"),
        ("scanned.pdf", "ocrmypdf"),
        ("word_as_pdf.pdf", "cannot be read as PDF"),
    ],
)
def test_what_harms_is_refused_by_name(tmp_path, name, said):
    hostile.FILES[name][0](tmp_path / name)
    with pytest.raises(InputError) as caught:
        read_pdf(tmp_path / name)
    assert str(caught.value).startswith(f"{name}: ")
    assert said in str(caught.value)


def test_a_page_of_too_many_letters_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_pages, "MAX_LETTERS", 50)
    with pytest.raises(InputError, match="page 1 has more than 50 letters"):
        written(tmp_path, lambda pen: draw(pen, 60, 780, TEXT))


@pytest.mark.parametrize("place", ["1e30", "-99999999", "nan"])
def test_places_beyond_the_page_do_no_harm(tmp_path, place):
    file = tmp_path / "far.pdf"
    text = f"BT /F1 12 Tf {place} {place} Td (Far) Tj ET {hostile.TEXT.decode()}".encode()
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    hostile.pdf(file, [hostile.CATALOG, kids, hostile.PAGE, hostile.stream(text), hostile.FONT])
    assert "The clerk must count." in [block.text for block in read_pdf(file)]


def test_sifting_gives_all_text(tmp_path):
    file = made(tmp_path, lambda pen: draw(pen, 9, 780, TEXT))
    assert "for the auditor." in read_whole_pdf(file).raw
