"""Markdown as handbooks write it: numbers, nesting, notes, boxes, HTML, and speed."""

import json
import random
import time

import pytest

from sopgap.sops.formats.markdown import read_markdown, read_whole_markdown
from sopgap.sops.formats.stanzas import cut_stanzas


def read(folder, content: str):
    file = folder / "a.md"
    file.write_text(content)
    return read_markdown(file)


def rows(blocks):
    return [(b.kind, b.number, b.text, b.lead_in) for b in blocks]


def test_numbers_stand_beside_the_text_and_lists_nest(tmp_path):
    blocks = read(
        tmp_path,
        "The clerk must:\n\n3. open *it*:\n   - the door\n   - the window\n\n   Use a knife.\n"
        "3. close it\n\n* [ ] wait\n* [x] go\n",
    )
    assert rows(blocks) == [
        ("lead-in", "", "The clerk must:", ""),
        ("item", "3.", "open it:", "The clerk must:"),
        ("item", "•", "the door", "The clerk must: > open it:"),
        ("item", "•", "the window", "The clerk must: > open it:"),
        ("item", "", "Use a knife.", "The clerk must:"),
        ("item", "4.", "close it", "The clerk must:"),
        ("item", "☐", "wait", "The clerk must:"),
        ("item", "☑", "go", "The clerk must:"),
    ]


def test_lists_that_are_simple_are_read_as_the_parser_reads_them(tmp_path):
    simple = read(tmp_path, "It must:\n\n2. open **it**\n3. close\n\nEnd.\n")
    parsed = read(tmp_path, "It must:\n\n2. open **it**\n\n3. close\n\nEnd.\n")
    assert rows(simple) == rows(parsed)
    assert [kind for _, kind in cut_stanzas("- a\n- b\n\nx\n\n- a\n\n  b\n")] == [
        "list",
        "plain",
        "parser",
    ]


def test_headings_are_set_or_underlined_and_have_those_above(tmp_path):
    blocks = read(
        tmp_path,
        "---\ntitle: 'Manual'\n---\nPreface.\n\nUse\n===\n\nOne.\n\n##Keys\n\nTwo.\n\n"
        "### (a) X\n\nY.",
    )
    assert [(b.above, b.section) for b in blocks] == [
        ("", "Manual"),
        ("Manual", "Use"),
        ("Manual > Use", "Keys"),
        ("Manual > Use > Keys", "(a) X"),
    ]


def test_lettered_headings_take_the_number_of_the_heading_above_at_each_depth(tmp_path):
    blocks = read(tmp_path, "# § 5. Use\n\n## (a) Keys\n\n### (1) Lost\n\nX.\n\n## (b) End\n\nY.\n")
    assert [b.section for b in blocks] == ["§ 5(a)(1) Lost", "§ 5(b) End"]


def test_links_keep_their_text_and_notes_follow_what_cites_them(tmp_path):
    blocks = read(
        tmp_path,
        "See [the form][f], [a page](http://x.y/9 'z') & `F_1`.[^1] ![Map](m.png)\n\nNext.\n\n"
        "[f]: http://x.y/8\n[^1]: By hand,\n    not by mail.\n[^2]: Uncited.\n",
    )
    assert rows(blocks) == [
        ("paragraph", "", "See the form, a page & F_1. Map", ""),
        ("note", "1", "By hand, not by mail.", ""),
        ("paragraph", "", "Next.", ""),
        ("note", "2", "Uncited.", ""),
    ]
    assert "http" not in read_whole_markdown(tmp_path / "a.md").raw


def test_code_is_a_note_and_an_indented_sentence_is_none(tmp_path):
    blocks = read(
        tmp_path, "Run:\n\n```sh\nrm x\n\n# y\n```\n\nThen:\n\n    1. Open it.\n    2. Go.\n"
    )
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "Run:"),
        ("note", "rm x # y"),
        ("lead-in", "Then:"),
        ("item", "1. Open it."),
        ("item", "2. Go."),
    ]


def test_boxes_quotations_and_html_are_read(tmp_path):
    blocks = read(
        tmp_path,
        '> [!WARNING]\n> Never open it.\n\n!!! note "Keys"\n    Keep them.\n\n'
        "<!-- a\n\n- b -->\n<table><tr><th>Who<th>Task</tr><tr><td>Clerk<td>counts</tr></table>\n\n"
        "A<br>b.\n\n<div markdown='1'>\nIn a box.\n</div>\n\n"
        '{: .wide}\n{% include x.html %}\n\nAsk in {% chat "keys" %}.\n',
    )
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "Never open it."),
        ("paragraph", "Keys"),
        ("paragraph", "Keep them."),
        ("row", "Clerk | counts"),
        ("paragraph", "A b."),
        ("paragraph", "In a box."),
        ("paragraph", "Ask in keys."),
    ]


@pytest.mark.parametrize("row", ["| Clerk | counts |", "| Clerk | `counts` |"])
def test_tables_are_read_alike_at_once_and_by_the_parser(tmp_path, row):
    (block,) = read(tmp_path, f"| **Who** | Task |\n|:--|---|\n{row}\n")
    assert (block.text, block.header) == ("Clerk | counts", "Who | Task")


def test_marked_lines_of_a_paragraph_are_items(tmp_path):
    blocks = read(tmp_path, "The clerk must:\na) open it;\nb) close it,\nand wait.\n")
    assert [b.text for b in blocks] == ["The clerk must:", "a) open it;", "b) close it, and wait."]


@pytest.mark.parametrize(
    "source",
    [
        "> " * 20_000 + "x",
        "- " * 5_000 + "x",
        "<!--" * 100_000,
        "```\n" * 50_001,
        "[^1]: x\n" * 50_000,
    ],
)
def test_hostile_marks_are_read_in_time(tmp_path, source):
    start = time.perf_counter()
    read(tmp_path, "Text.\n\n" + source)
    assert time.perf_counter() - start < 20


def test_real_pages_lose_no_words(tmp_path, shared):
    """246 pages of a handbook; what is left out are targets of links, code marks and templates."""
    lost = total = 0
    for line in (shared / "data/handbooks/18f_pages.jsonl").read_text().splitlines()[::4]:
        text = json.loads(line)["text"]
        if not text.strip():
            continue
        blocks = read(tmp_path, text)
        have = " ".join(f"{b.section} {b.header} {b.text}" for b in blocks)
        raw = read_whole_markdown(tmp_path / "a.md").raw
        words = {w for w in raw.split() if w.isalpha() and len(w) > 3}
        missing = {w for w in words if w not in have}
        lost, total = lost + len(missing), total + len(words)
    assert lost < 0.01 * total


def test_five_megabytes_take_seconds(tmp_path):
    pick = random.Random(1)
    words = [
        "the",
        "clerk",
        "must",
        "count",
        "entries",
        "of",
        "each",
        "day",
        "and",
        "file",
        "them",
        "within",
        "five",
        "days",
    ]
    text = "".join(
        f"## {n}. Part\n\n{' '.join(pick.choices(words, k=600))}\n\n- {' '.join(words)}\n\n"
        for n in range(1_500)
    )
    start = time.perf_counter()
    assert len(read(tmp_path, text)) == 3_000
    assert len(text) / 1e6 / (time.perf_counter() - start) > 1  # on a busy machine
