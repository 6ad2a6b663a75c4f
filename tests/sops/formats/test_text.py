"""Plain text: wraps, indents, clauses, headings, pages, tables of signs."""

import pytest

from sopgap.sops.formats.columns import read_table
from sopgap.sops.formats.text import read_text
from tests.sops.in_time import within


def read(folder, content: str):
    file = folder / "a.txt"
    file.write_text(content)
    return read_text(file)


def test_indents_nest_lists_and_keep_further_paragraphs_with_their_item(tmp_path):
    blocks = read(
        tmp_path,
        "The clerk shall:\n\n  1. open the file, under paragraph\n     (b) of this section;\n"
        "     a) read it\n     b) sign it:\n        - once\n\n     Mind the date.\n\n"
        "  2. close it.\n",
    )
    one = "1. open the file, under paragraph (b) of this section;"
    assert [(b.kind, b.text, b.lead_in) for b in blocks] == [
        ("lead-in", "The clerk shall:", ""),
        ("item", one, "The clerk shall:"),
        ("item", "a) read it", f"The clerk shall: > {one}"),
        ("item", "b) sign it:", f"The clerk shall: > {one}"),
        ("item", "- once", f"The clerk shall: > {one} > b) sign it:"),
        ("item", "Mind the date.", "The clerk shall:"),
        ("item", "2. close it.", "The clerk shall:"),
    ]


def test_headings_are_ruled_capitals_numbered_or_named(tmp_path):
    blocks = read(
        tmp_path,
        "MANUAL\n======\n\n1. Use\n\nA.\n\n1.1 Keys\n\nB.\n\nArticle 5. Doors\n\nC.\n\n"
        "****\nEnd\n****\n\nD.\n",
    )
    assert [(b.above, b.section) for b in blocks] == [
        ("MANUAL", "1. Use"),
        ("MANUAL > 1. Use", "1.1 Keys"),
        ("MANUAL", "Article 5. Doors"),
        ("MANUAL > Article 5. Doors", "End"),
    ]


def test_numbered_lines_that_follow_one_another_are_steps_and_no_headings(tmp_path):
    blocks = read(tmp_path, "1. Open it\n\n2. Close it\n\n3. Go\n\n4. Keys\n\nKeep them.\n")
    assert [(b.section, b.text) for b in blocks][:3] == [
        ("", "1. Open it"),
        ("", "2. Close it"),
        ("", "3. Go"),
    ]


def test_a_page_break_parts_no_sentence_and_furniture_is_dropped(tmp_path):
    pages = ["ACME SOP 7\n\nThe clerk\n\nPage 1 of 3\n", "ACME SOP 7\n\ncounts it.\n\n- 2 -\n"]
    blocks = read(tmp_path, "\f".join([*pages, "ACME SOP 7\n\nThe end.\n\nSOP 7    Page 3 of 3\n"]))
    assert [(b.page, b.text) for b in blocks] == [("1", "The clerk counts it."), ("3", "The end.")]


def test_hyphens_of_wrapped_words_go_and_those_of_compounds_stay(tmp_path):
    (block,) = read(tmp_path, "The proce-\ndure asks for self-\ninspection on FP&F-\nForms.\n")
    assert block.text == "The procedure asks for self-inspection on FP&F- Forms."


@pytest.mark.parametrize(
    "lines",
    [
        ["| Who | Task |", "|-----|------|", "| Clerk | counts it |"],
        ["+----+----+", "| Who | Task |", "+----+----+", "| Clerk | counts it |", "+----+----+"],
        ["+--+--+", "|Who|Task|", "+--+--+", "|Clerk|counts|", "|     |it|", "+--+--+", "+--+--+"],
        ["Who      Task", "-------  ------", "Clerk    counts", "         it"],
        ["Who\tTask", "Clerk\tcounts it"],
    ],
)
def test_tables_of_signs_are_tables(lines):
    assert read_table(lines) == [["Who", "Task"], ["Clerk", "counts it"]]


def test_blanks_alone_make_a_table_where_every_line_keeps_the_columns():
    table = ["Who      Task     Due", "Clerk    counts   May", "Chief    signs    June"]
    assert read_table(table)[1] == ["Clerk", "counts", "May"]
    assert read_table(["One  two three", "and then four", "   more"]) == []
    assert read_table(["Office of Trade    Effective: May", "Manual"]) == []


@pytest.mark.parametrize(
    "text", ["x " * 5_000_000, "1.\n" * 500_000, "\f" * 500_000 + "x", "| a\n" * 200_000]
)
def test_hostile_text_is_read_in_time(tmp_path, text):
    with within(20):
        read(tmp_path, text)


def test_a_list_whose_marks_stand_apart_is_no_table(tmp_path):
    lines = ["The clerk shall:", "", "   a)  count the drawer;", "   b)  lock", "       it; and"]
    lines += ["   c)  ring.", "", "1.\tFirst.", "2.\tSecond.", ""]
    kinds = [(block.kind, block.text) for block in read(tmp_path, "\n".join(lines))]
    assert kinds[1:] == [
        ("item", "a) count the drawer;"),
        ("item", "b) lock it; and"),
        ("item", "c) ring."),
        ("item", "1. First."),
        ("item", "2. Second."),
    ]


def test_a_numbered_list_with_wrapped_lines_loses_no_item(tmp_path):
    lines = ["   (i)   The clerk counts the keys at the start and end", "         of each day."]
    lines += [
        "   (ii)  He signs.",
        "   (iii) A missing key is told to the office, which",
        "         mends it.",
    ]
    texts = [block.text for block in read(tmp_path, "\n".join([*lines, ""]))]
    assert texts == [
        "(i) The clerk counts the keys at the start and end of each day.",
        "(ii) He signs.",
        "(iii) A missing key is told to the office, which mends it.",
    ]
