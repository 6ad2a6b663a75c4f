"""Comments: parted from who wrote them, with ids that tell nothing of the file."""

import pandas as pd

from sopgap.survey.comments import has_content, part_comments


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
