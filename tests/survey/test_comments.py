"""Comments: parted from who wrote them, with ids that tell nothing of the file."""

from pathlib import Path

import pandas as pd
import pytest

from sopgap.survey.comments import has_content, part_comments
from sopgap.text import data_lines


def responses(texts, centers=None):
    return pd.DataFrame({"center": centers or ["A"] * len(texts), "q": texts})


def test_ids_do_not_depend_on_the_order_of_the_file():
    texts, centers = ["b", "a", "same", "same", ""], ["A", "B", "A", "B", "A"]
    forward = part_comments(responses(texts, centers), ["q"])
    backward = part_comments(responses(texts[::-1], centers[::-1]), ["q"])
    pd.testing.assert_frame_equal(forward, backward)
    assert forward["comment_id"].tolist() == ["c0001", "c0002", "c0003", "c0004"]


def test_no_column_leads_back_to_a_respondent():
    rows = responses(["Ask Mr. Smith"]).assign(respondent_id="r1")
    comments = part_comments(rows, ["q"])
    assert list(comments) == ["comment_id", "question_id", "center", "text"]
    assert comments["text"].tolist() == ["Ask Mr. [name]"]


def test_who_stands_on_the_roster_is_redacted_before_the_parting():
    rows = responses(["When Okonedo is out nothing moves"])
    (text,) = part_comments(rows, ["q"], roster=["Ada Okonedo"])["text"]
    assert text == "When [name] is out nothing moves"


def test_a_blank_cell_is_no_comment():
    assert part_comments(responses(["", " ", "\u200b"]), ["q"]).empty
    assert part_comments(responses(["x"]), []).empty


def test_what_says_nothing_has_no_content():
    empty = [
        "none",
        "N/A",
        "No comment.",
        "-",
        "...",
        "",
        "Nothing",
        "nothing to add, sorry",
        "???",
    ]
    full = ["No training", "None of the rules", "Nothing is written down", "thank you", "не знаю"]
    said = has_content(pd.Series(empty + full))
    assert said.tolist() == [False] * len(empty) + [True] * len(full)


@pytest.mark.parametrize("name", ["says_nothing", "says_something"])
def test_each_phrase_of_two_lists_is_told_rightly(name):
    """Written before the rules were mended; of those that say nothing 65 % were told at first."""
    file = Path(__file__).parents[1] / "reference/no_content" / f"{name}.txt"
    phrases = file.read_text(encoding="utf-8").splitlines()
    assert len(phrases) >= 80
    said = has_content(pd.Series(phrases))
    assert [p for p, s in zip(phrases, said, strict=True) if s == (name == "says_nothing")] == []


def test_a_phrase_in_the_list_stands_there_once():
    rows = [line.split("\t") for line in data_lines("no_content.txt")]
    assert all(len(row) == 2 and all(row) for row in rows)
    assert len({phrase for phrase, _ in rows}) == len(rows)


def test_case_points_and_invisible_signs_play_no_part():
    for phrase in ("n/a", "N / A", "n\u200b/a", "NONE!!!", "«none»", "No\u00a0comment"):
        assert not has_content(pd.Series([phrase]))[0], phrase


def test_a_phrase_of_politeness_alone_is_kept():
    assert has_content(pd.Series(["thank you", "thanks", "sorry", "please"])).all()
