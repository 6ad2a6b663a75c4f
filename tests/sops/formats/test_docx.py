"""Word: numbers as printed, merged tables, notes, fields and tracked changes, from small files."""

import io
import zipfile
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats.docx import read_docx, read_whole_docx
from sopgap.sops.formats.numerals import format_number, read_symbol

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, **parts: str) -> bytes:
    """Return a package with the least that a Word file needs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        main = f"<Relationship Id='r' Type='{RELATION}/officeDocument' Target='word/document.xml'/>"
        file.writestr("_rels/.rels", relations(main))
        file.writestr(
            "word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
        )
        others = "".join(
            f"<Relationship Id='{name}' Type='{RELATION}/{name}' Target='{name}.xml'/>"
            for name in parts
        )
        file.writestr("word/_rels/document.xml.rels", relations(others))
        for name, content in parts.items():
            file.writestr(f"word/{name}.xml", f"<w:{name} {NAMES}>{content}</w:{name}>")
    return buffer.getvalue()


def relations(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f"<Relationships xmlns='{space}'>{rows}</Relationships>"


def read(folder: Path, body: str, changes: str = "accepted", **parts: str):
    file = folder / "a.docx"
    file.write_bytes(package(body, **parts))
    return read_docx(file, changes)


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def num(num_id: int, ilvl: int = 0) -> str:
    return f"<w:numPr><w:ilvl w:val='{ilvl}'/><w:numId w:val='{num_id}'/></w:numPr>"


def level(ilvl: int, form: str, text: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{ilvl}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


def lists(
    levels: str, nums: str = "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
) -> str:
    return f"<w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum>{nums}"


THREE = (
    level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "(%3)")
)


def numbers(blocks) -> list[str]:
    return [block.number for block in blocks]


def test_numbers_count_nest_and_restart_below_a_higher_level(tmp_path):
    body = "".join(p(f"t{n}", num(1, lv)) for n, lv in enumerate([0, 1, 1, 2, 0, 1, 2, 2]))
    blocks = read(tmp_path, body, numbering=lists(THREE))
    assert numbers(blocks) == ["1.", "(a)", "(b)", "(i)", "2.", "(a)", "(i)", "(ii)"]
    assert blocks[3].lead_in == "t0 > t2"


def test_lists_over_one_abstract_list_count_on_unless_they_have_a_start(tmp_path):
    nums = (
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
        "<w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    )
    body = "".join(p(f"t{n}", num(i)) for n, i in enumerate([1, 1, 2, 3, 3]))
    assert numbers(read(tmp_path, body, numbering=lists(THREE, nums))) == [
        "1.",
        "2.",
        "3.",
        "5.",
        "6.",
    ]


def test_numbers_come_from_styles_that_are_based_on_others_and_can_be_taken_off(tmp_path):
    styles = (
        "<w:style w:type='paragraph' w:styleId='Base'><w:name w:val='clause'/>"
        f"<w:pPr>{num(1)}</w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Own'><w:name w:val='own'/>"
        "<w:basedOn w:val='Base'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Sub'><w:name w:val='sub'/>"
        "<w:basedOn w:val='Base'/></w:style>"
    )
    more = "<w:pStyle w:val='Sub'/><w:isLgl/>"
    levels = level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", more)
    body = (
        p("a", "<w:pStyle w:val='Own'/>")
        + p("b", "<w:pStyle w:val='Sub'/>")
        + p("c", "<w:pStyle w:val='Own'/>" + num(0))
        + p("d", "<w:pStyle w:val='Own'/>")
    )
    blocks = read(tmp_path, body, numbering=lists(levels), styles=styles)
    assert numbers(blocks) == ["I", "1.1", "", "II"]
    assert blocks[2].kind != "item"


def test_a_level_restarts_as_it_says(tmp_path):
    never = level(0, "decimal", "%1") + level(1, "decimal", "%2)", "<w:lvlRestart w:val='0'/>")
    body = "".join(p(f"t{n}", num(1, lv)) for n, lv in enumerate([0, 1, 1, 0, 1]))
    assert numbers(read(tmp_path, body, numbering=lists(never)))[-1] == "3)"
    first = (
        level(0, "decimal", "%1")
        + level(1, "decimal", "%1.%2")
        + level(2, "decimal", "%3)", "<w:lvlRestart w:val='1'/>")
    )
    body = "".join(p(f"t{n}", num(1, lv)) for n, lv in enumerate([0, 1, 2, 1, 2, 0, 2]))
    assert numbers(read(tmp_path, body, numbering=lists(first)))[4:] == ["2)", "2", "1)"]


def test_a_list_may_take_its_levels_from_the_list_of_a_style(tmp_path):
    numbering = (
        "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='House'/></w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='1'><w:styleLink w:val='House'/>{THREE}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    assert numbers(read(tmp_path, p("a", num(1)), numbering=numbering)) == ["1."]


def test_numbers_of_headings_stand_in_the_section_and_headings_above_in_above(tmp_path):
    styles = "".join(
        f"<w:style w:type='paragraph' w:styleId='T{n}'><w:name w:val='Titre{n}x'/>"
        f"<w:pPr>{num(1, n)}<w:outlineLvl w:val='{n}'/></w:pPr></w:style>"
        for n in (0, 1)
    )
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    body = (
        p("Use", "<w:pStyle w:val='T0'/>")
        + p("Meetings", "<w:pStyle w:val='T1'/>")
        + p("The board meets.")
    )
    (block,) = read(tmp_path, body, numbering=lists(levels), styles=styles)
    assert (block.section, block.above) == ("1.1 Meetings", "1 Use")


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("decimalZero", 7, "07"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("ordinal", 22, "22nd"),
        ("ordinalText", 21, "Twenty-first"),
        ("cardinalText", 115, "One hundred fifteen"),
        ("hex", 255, "FF"),
        ("none", 3, ""),
        ("decimalEnclosedCircle", 2, "②"),
        ("chicago", 5, "**"),
        ("unheardOf", 4, "4"),
    ],
)
def test_numbers_are_printed_in_their_form(form, number, printed):
    assert format_number(number, form) == printed


def test_bullets_and_signs_are_shown_as_characters(tmp_path):
    bullet = (
        "<w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF0B7;'/>"
        "<w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr></w:lvl>"
    )
    sign = "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"
    body = p("a", num(1)) + f"<w:p>{r('x')}{sign}</w:p>"
    blocks = read(tmp_path, body, numbering=lists(bullet))
    assert (blocks[0].number, blocks[1].text) == ("•", "x✓")
    assert read_symbol("Unknown", 0xF0AA) == ""


def test_inserted_items_move_the_numbers_of_others_and_not_their_texts(tmp_path):
    before = read(tmp_path, p("a", num(1)) + p("b", num(1)), numbering=lists(THREE))
    after = read(tmp_path, p("a", num(1)) + p("x", num(1)) + p("b", num(1)), numbering=lists(THREE))
    assert (before[1].text, before[1].number) == ("b", "2.")
    assert (after[2].text, after[2].number) == ("b", "3.")


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def test_merged_cells_are_repeated_so_that_each_row_reads_by_itself(tmp_path):
    top, on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    table = (
        "<w:tbl>"
        + tr(cell("Who"), cell("Time", "<w:gridSpan w:val='2'/>"), properties="<w:tblHeader/>")
        + tr(cell(""), cell("Days"), cell("From"), properties="<w:tblHeader/>")
        + tr(cell("Clerk", top), cell("3"), cell("receipt"))
        + tr(cell("", on), cell("5"), cell("entry"))
        + tr(cell("All", "<w:gridSpan w:val='2'/>"), cell("now"))
        + "</w:tbl>"
    )
    blocks = read(tmp_path, table)
    assert [block.text for block in blocks] == [
        "Clerk | 3 | receipt",
        "Clerk | 5 | entry",
        "All | | now",
    ]
    assert {block.header for block in blocks} == {"Who | Time / Days | Time / From"}


def test_inner_tables_follow_the_row_that_holds_them_and_a_lone_cell_is_a_frame(tmp_path):
    inner = "<w:tbl>" + tr(cell("In"), cell("Out")) + tr(cell("1"), cell("2")) + "</w:tbl>"
    table = (
        "<w:tbl>"
        + tr(cell("A"), cell("B"))
        + tr(f"<w:tc>{p('a')}{inner}{p('more')}</w:tc>", cell("b"))
        + "</w:tbl>"
    )
    blocks = read(tmp_path, table + "<w:tbl>" + tr(cell("Boxed.")) + "</w:tbl>")
    assert [(b.kind, b.text, b.header) for b in blocks] == [
        ("row", "a more | b", "A | B"),
        ("row", "1 | 2", "In | Out"),
        ("paragraph", "Boxed.", ""),
    ]


def test_a_number_in_a_row_stands_beside_its_text(tmp_path):
    table = (
        "<w:tbl>"
        + tr(cell("No"), cell("Step"))
        + tr(f"<w:tc><w:p><w:pPr>{num(1)}</w:pPr></w:p></w:tc>", cell("Count"))
        + "</w:tbl>"
    )
    (block,) = read(tmp_path, table, numbering=lists(THREE))
    assert (block.number, block.text) == ("1.", "| Count")


STRUCK = "<w:rPr><w:del/></w:rPr>"
TRACKED = (
    f"<w:p>{r('The clerk ')}<w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
    f"<w:ins>{r('must')}</w:ins>{r(' count.')}</w:p>"
    + p("One ", STRUCK)
    + p("paragraph.")
    + f"<w:p><w:pPr>{STRUCK}</w:pPr><w:del><w:r><w:delText>Gone. </w:delText></w:r></w:del></w:p>"
    + f"<w:p><w:moveFrom>{r('Moved.')}</w:moveFrom></w:p>"
    + f"<w:p><w:moveTo>{r('Moved.')}</w:moveTo></w:p>"
)


def test_tracked_changes_are_read_as_accepted(tmp_path):
    blocks = read(tmp_path, TRACKED)
    assert [b.text for b in blocks] == ["The clerk must count.", "One paragraph.", "Moved."]
    assert "may" not in read_whole_docx(tmp_path / "a.docx").raw


def test_both_forms_of_a_change_are_shown_and_the_accepted_texts_stay(tmp_path):
    blocks = read(tmp_path, TRACKED, "both")
    assert [b.text for b in blocks if b.kind != "note"] == [
        "The clerk must count.",
        "One paragraph.",
        "Moved.",
    ]
    notes = [b.text for b in blocks if b.kind == "note"]
    assert "Before the change: The clerk may count." in notes
    assert "Struck out: Gone. Moved." in notes
    with pytest.raises(InputError, match="accepted, both"):
        read(tmp_path, TRACKED, "none")


def test_notes_follow_what_cites_them_and_boxes_come_once(tmp_path):
    notes = "<w:footnote w:id='2'><w:p><w:r><w:t>See &amp; file.</w:t></w:r></w:p></w:footnote>"
    box = "<w:txbxContent><w:p><w:r><w:t>Box.</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Count</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>.</w:t></w:r></w:p>" + p("Next.")
    )
    blocks = read(tmp_path, body, footnotes=notes)
    assert [(b.kind, b.text, b.number) for b in blocks] == [
        ("paragraph", "Count.", ""),
        ("note", "See & file.", "1"),
        ("note", "Box.", ""),
        ("paragraph", "Next.", ""),
    ]


def field(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def test_fields_give_their_results_and_never_their_instructions(tmp_path):
    body = (
        "<w:p>"
        + field("begin")
        + "<w:r><w:instrText>REF x</w:instrText></w:r>"
        + field("begin")
        + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        + field("separate")
        + r("hidden")
        + field("end")
        + field("separate")
        + r("Section 5")
        + field("end")
        + r(" applies")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + r("now")
        + "<w:fldSimple w:instr='PAGE'><w:r><w:t>.</w:t></w:r></w:fldSimple>"
        + r("secret", "<w:vanish/>")
        + "</w:p>"
        + "<w:p>"
        + field("begin")
        + "<w:r><w:instrText>BROKEN</w:instrText></w:r></w:p>"
        + p("Still here.")
    )
    assert [b.text for b in read(tmp_path, body)] == ["Section 5 applies-now.", "Still here."]


def test_a_table_of_contents_is_no_text(tmp_path):
    styles = "<w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"
    body = p("1 Purpose 3", "<w:pStyle w:val='TOC1'/>") + p("Text.")
    assert [b.text for b in read(tmp_path, body, styles=styles)] == ["Text."]


def test_short_bold_paragraphs_are_headings_where_no_style_is(tmp_path):
    bold = "<w:b/>"
    body = (
        f"<w:p>{r('1.2 Keys', bold)}</w:p>"
        + p("Clerks keep them.")
        + f"<w:p>{r('Never lend a key.', bold)}</w:p>"
    )
    blocks = read(tmp_path, body)
    assert [(b.section, b.text) for b in blocks] == [
        ("1.2 Keys", "Clerks keep them."),
        ("1.2 Keys", "Never lend a key."),
    ]


def test_a_further_paragraph_belongs_to_its_item_and_a_closed_one_between_breaks_no_list(tmp_path):
    indent = "<w:ind w:left='720'/>"
    levels = (
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/>"
        "<w:pPr><w:ind w:left='720'/></w:pPr></w:lvl>"
    )
    body = (
        p("The clerk must:")
        + p("open it;", num(1))
        + p("Use a knife.", indent)
        + p("This is explained elsewhere.")
        + p("close it.", num(1))
    )
    blocks = read(tmp_path, body, numbering=lists(levels))
    assert [(b.kind, b.number, b.lead_in) for b in blocks] == [
        ("lead-in", "", ""),
        ("item", "1.", "The clerk must:"),
        ("item", "", "The clerk must:"),
        ("paragraph", "", ""),
        ("item", "2.", "The clerk must:"),
    ]


def test_content_controls_links_and_strict_files_are_read(tmp_path):
    body = f"<w:sdt><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>" + (
        "<w:p><w:hyperlink><w:r><w:t>Linked</w:t></w:r></w:hyperlink>"
        "<w:smartTag><w:r><w:t xml:space='preserve'> words</w:t></w:r></w:smartTag></w:p>"
    )
    file = tmp_path / "a.docx"
    file.write_bytes(package(body))
    assert [b.text for b in read_docx(file)] == ["In a control.", "Linked words"]
    strict = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace(
                    W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
                ),
            )
    file.write_bytes(strict.getvalue())
    assert len(read_docx(file)) == 2


def test_what_is_no_word_document_or_nests_without_end_is_refused(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(package("<w:sdt><w:sdtContent>" * 5_000))
    with pytest.raises(InputError, match=r"a\.docx: cannot be read as a Word document"):
        read_docx(file)
    bomb = package(p("&b;"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bomb)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = b'<!DOCTYPE d [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + data
            new.writestr(name, data)
    file.write_bytes(buffer.getvalue())
    assert read_docx(file) == []
