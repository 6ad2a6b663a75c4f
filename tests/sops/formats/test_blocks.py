"""Lists by their enumerators, headings above, and ids that stay when a document is edited."""

import random

import pytest

from sopgap.sops.formats.blocks import Block, place_heading, table_blocks, tidy
from sopgap.sops.formats.docx import read_docx
from sopgap.sops.formats.html import read_html
from sopgap.sops.formats.lists import join_leads, read_marks
from sopgap.sops.formats.markdown import read_markdown
from sopgap.sops.formats.text import read_text
from sopgap.sops.reading.naming import name_paragraphs


def leads(*texts: str, section: str = "1") -> list[str]:
    return [block.lead_in for block in tidy([Block(text, section) for text in texts])]


def test_statutes_nest_by_the_style_of_their_marks():
    texts = [
        "(a) The Secretary shall—",
        "(1) by order—",
        "(A) close a road—",
        "(i) in winter, by signs—",
        "(I) in red; or",
        "(II) in white; or",
        "(ii) in summer;",
        "(B) fell a tree;",
        "(2) by letter, answer.",
        "(b) Rest.",
    ]
    chain = leads(*texts)
    assert chain[0] == "" and chain[1] == texts[0]
    assert chain[2] == join_leads(*texts[:2])
    assert chain[4] == chain[5] == join_leads(*texts[:4])
    assert chain[6] == chain[3] == join_leads(*texts[:3])
    assert chain[7] == join_leads(*texts[:2])
    assert chain[8] == texts[0] and chain[9] == ""


def test_what_comes_next_tells_the_letter_i_from_the_number():
    letters = ["The clerk may:", *(f"({c}) do {c};" for c in "ghijk")]
    assert set(leads(*letters)[1:]) == {letters[0]}
    nested = ["(h) The clerk may—", "(i) run;", "(ii) walk.", "(i) The chief may—", "(j) Rest."]
    assert leads(*nested) == ["", nested[0], nested[0], "", ""]
    first = ["The clerk may:", "(i) run;", "(ii) walk;", "(v) sit."]
    assert leads(*first)[1:] == [first[0]] * 3


def test_two_marks_at_once_open_two_lists():
    texts = ["(a) Use—(1) Clerks. Clerks shall—", "(A) open;", "(2) Chiefs.", "(b) Rest."]
    assert leads(*texts) == ["", texts[0], "", ""]
    assert [len(marks) for marks in map(read_marks, ["(a)(1) X", "(clerk) X", "(a) X"])] == [
        2,
        0,
        1,
    ]


def test_text_that_begins_small_behind_a_list_ends_its_sentence():
    texts = ["If the importer—", "(1) pays; or", "(2) asks,", "the clerk shall answer.", "New."]
    blocks = tidy([Block(text, "1") for text in texts])
    assert [(b.kind, b.lead_in) for b in blocks][3:] == [("paragraph", texts[0]), ("paragraph", "")]


def test_a_heading_among_the_items_leads_nothing_in():
    texts = [
        "(1) Entries",
        "An entry not liquidated within 1 year from",
        "(A) the date,",
        "(2) Claims",
    ]
    assert leads(*texts) == ["", "", texts[1], ""]


def test_an_initial_is_no_enumerator_and_a_lettered_list_is():
    assert tidy([Block("A. Smith signs.", "1")])[0].kind == "paragraph"
    blocks = tidy([Block("The clerk must:", "1"), Block("a. open", "1"), Block("b. close", "1")])
    assert [b.kind for b in blocks] == ["lead-in", "item", "item"]


def test_clauses_hang_on_the_clause_whose_number_they_carry():
    texts = ["3.1 The clerk must:", "3.1.1 open it;", "3.1.2 close it.", "3.2 The chief must sign."]
    blocks = tidy([Block(text, "3") for text in texts])
    assert [b.kind for b in blocks] == ["lead-in", "item", "item", "paragraph"]
    assert [b.lead_in for b in blocks] == ["", texts[0], texts[0], ""]


def test_lead_ins_are_bounded_and_parted_by_a_sign_of_their_own():
    block = tidy([Block("x " * 5_000 + "in File > Open:", "1"), Block("(a) go", "1")])[1]
    assert len(block.lead_in) < 2_100 and " > " not in block.lead_in
    assert join_leads(*map(str, range(20))).count(" > ") == 8


def test_headings_above_are_those_of_lower_level():
    outline: list[tuple[int, str]] = []
    found = [place_heading(outline, n, h) for n, h in [(0, "T"), (1, "A > B"), (3, "c"), (1, "D")]]
    assert found == ["", "T", "T > A › B", "T"]


def test_several_rows_of_headers_are_joined_by_column():
    rows = [["Who", "Time"], ["Who", "Days"], ["Clerk", "3"]]
    (block,) = table_blocks(rows, section="1", heads=2)
    assert (block.header, block.text) == ("Who | Time / Days", "Clerk | 3")


class Draft:
    """A document as a list of sections, each with paragraphs, items and rows that are unique."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made = 0
        count = self.random.randint(4, 8)
        self.sections = [[(kind, self.text()) for kind in "ppiiiiprrrp"] for _ in range(count)]

    def text(self) -> str:
        self.made += 1
        verb = self.random.choice(["count", "file", "open", "sign", "send"])
        return f"The clerk must {verb} form {self.made} by {self.random.choice(['noon', 'May'])}."

    def edit(self) -> set[str]:
        """Change, add and take out a few texts; return those that are new."""
        new = set()
        for _ in range(self.random.randint(1, 6)):
            section = self.random.choice(self.sections)
            at = self.random.randrange(len(section))
            act = self.random.choice(["change", "add", "drop"])
            if act == "drop" and len(section) > 4:
                del section[at]
                continue
            text = self.text()
            new.add(text)
            if act == "add":
                section.insert(at, (section[at][0], text))
            else:
                section[at] = (section[at][0], text)
        return new


def as_markdown(draft: Draft) -> str:
    lines = []
    for n, section in enumerate(draft.sections, 1):
        lines.append(f"\n## {n}. Part\n")
        before = ""
        for kind, text in section:
            if kind != before:
                lines.append("\n| Task |\n|---|" if kind == "r" else "")
            lines.append({"p": f"{text}\n", "i": f"1. {text}", "r": f"| {text} |"}[kind])
            before = kind
    return "\n".join(lines)


def as_html(draft: Draft) -> str:
    parts = []
    forms = {"p": "<p>{}</p>", "i": "<ol><li>{}</ol>", "r": "<table><tr><th>Task<tr><td>{}</table>"}
    for n, section in enumerate(draft.sections, 1):
        parts.append(f"<h2>{n}. Part</h2>")
        parts += [forms[kind].format(text) for kind, text in section]
    return "".join(parts)


def as_text(draft: Draft) -> str:
    parts = []
    for n, section in enumerate(draft.sections, 1):
        parts.append(f"{n}. Part\n-------")
        parts += [f"- {text}" if kind == "i" else text for kind, text in section]
    return "\n\n".join(parts)


def as_word(draft: Draft, path) -> None:
    import docx

    document = docx.Document()
    for n, section in enumerate(draft.sections, 1):
        document.add_heading(f"{n}. Part", 1)
        for kind, text in section:
            if kind == "r":
                table = document.add_table(2, 1)
                table.cell(0, 0).text, table.cell(1, 0).text = "Task", text
            else:
                document.add_paragraph(text, style="List Number" if kind == "i" else None)
    document.save(str(path))


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt", "a.docx"])
def test_an_edit_moves_the_ids_of_what_was_edited_alone(tmp_path, name):
    readers = {"a.md": read_markdown, "a.html": read_html, "a.txt": read_text, "a.docx": read_docx}
    writers = {"a.md": as_markdown, "a.html": as_html, "a.txt": as_text}
    file = tmp_path / name

    def ids(draft: Draft) -> dict[str, str]:
        if name == "a.docx":
            as_word(draft, file)
        else:
            file.write_text(writers[name](draft))
        blocks = readers[name](file)
        texts = [block.text.removeprefix("- ") for block in blocks]
        assert texts == [text for section in draft.sections for _, text in section]
        return dict(zip(texts, name_paragraphs("d", blocks), strict=True))

    moved = kept = 0
    for seed in range(6):
        draft = Draft(seed)
        before = ids(draft)
        edited = draft.edit()
        after = ids(draft)
        for text, where in after.items():
            if text not in edited:
                kept += 1
                moved += where != before[text]
        assert not {after[text] for text in edited} & set(before.values())
    assert (moved, kept > 150) == (0, True)


@pytest.mark.parametrize("section", ["1", "Notes"])
def test_notes_at_the_end_of_a_page_cut_no_list_off_from_its_lead_in(section):
    notes = [Block(f"{n} See the annex.", section, kind="note") for n in range(1, 6)]
    opened = [Block("The clerk must:", "1"), *notes, Block("(a) count;", "1")]
    done = tidy([*opened, *notes, Block("(b) stamp:", "1"), *notes, Block("(1) twice.", "1")])
    assert [block.kind for block in done if block.kind != "note"] == ["lead-in", *["item"] * 3]
    lead_ins = [block.lead_in for block in done if block.kind == "item"]
    assert lead_ins == ["The clerk must:", "The clerk must:", "The clerk must: > (b) stamp:"]
    assert {block.section for block in done if block.kind == "note"} == {section}


def test_a_note_that_opens_a_section_leaves_the_list_before_it_closed():
    note = Block("1 See the annex.", "2", kind="note")
    done = tidy([Block("The clerk must:", "1"), note, Block("(a) Hours.", "2")])
    assert [(block.kind, block.lead_in) for block in done] == [
        ("paragraph", ""),
        ("note", ""),
        ("item", ""),
    ]


def test_an_item_that_names_its_lead_in_finds_it_over_notes():
    notes = [Block(f"{n} See the annex.", "1", kind="note") for n in range(1, 6)]
    item = Block("count the forms.", "1", kind="item", lead_in="The clerk must:")
    done = tidy([Block("The clerk must:", "1"), *notes, item])
    assert done[0].kind == "lead-in"
