"""markup.py: text of unknown origin changes neither the page nor the place of its numbers."""

import pytest

from sopgap.report.markup import clean, fill, framed, join

HEBREW = "\u05d3\u05d5\u05de\u05d4 \u05d1\u05e8\u05d5\u05d1\u05d5"


def test_words_from_the_right_do_not_move_the_count_beside_them() -> None:
    said = str(fill("<li>{}: 82 of 402</li>", HEBREW))
    assert said == f"<li>\u2068{HEBREW}\u2069: 82 of 402</li>"


@pytest.mark.parametrize("text", ["plain", "\u202eturned", "Übung 3 (b)", ""])
def test_other_words_are_left_as_they_are(text) -> None:
    assert "\u2068" not in clean(text)


def test_an_isolate_of_a_stranger_is_dropped_and_ours_is_whole() -> None:
    said = str(clean(f"a \u2068{HEBREW} (\u05d7) b"))
    assert said == f"a \u2068{HEBREW} (\u05d7)\u2069 b"


def test_cleaning_twice_changes_nothing() -> None:
    once = str(clean(f"x {HEBREW} y"))
    assert str(clean(once)) == once


def test_key_and_notes_stand_around_the_figure_and_are_escaped() -> None:
    page = framed(join([fill("<b>x</b>")]), title="t", key=["a <i>", ""], notes=["z"])
    assert page.index("<li>a &lt;i&gt;</li>") < page.index("<b>x</b>") < page.index("<li>z</li>")
    assert "<li></li>" not in page
    assert "reading" not in framed(fill("<b>x</b>"), title="t")
