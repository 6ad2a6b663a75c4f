"""Gaps carry what staff say and people decided, and hide counts that could name a person."""

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.gaps import find_gaps, triangulate

COVERAGE = pd.DataFrame(
    [
        ("R1", "a", "missing", "missing;uneven", ""),
        ("R1", "b", "assigned", "assigned", "d#1.s1"),
        ("R2", "a", "conflicting", "conflicting", "d#1.s1;d#2.s1"),
        ("R2", "b", "undefined", "undefined", ""),
    ],
    columns=["responsibility_id", "center", "status", "labels", "duty_ids"],
)


def voices(**counts):
    rows = [
        (f"{cell}{n}", cell[:2], cell[2:]) for cell, count in counts.items() for n in range(count)
    ]
    return pd.DataFrame(rows, columns=["passage_id", "responsibility_id", "center"])


def reviews(*rows):
    columns = ["when", "reviewer", "responsibility_id", "center", "duty_id", "decision", "reason"]
    return pd.DataFrame(rows, columns=columns)


def test_every_cell_that_is_not_assigned_is_a_gap():
    gaps = find_gaps(COVERAGE)
    assert gaps[["responsibility_id", "center", "kind"]].to_numpy().tolist() == [
        ["R1", "a", "missing"],
        ["R2", "a", "conflicting"],
        ["R2", "b", "undefined"],
    ]
    assert gaps["n_comments"].isna().all()
    assert (gaps["review"] == "proposed").all()
    assert gaps.loc[1, "duty_ids"] == "d#1.s1;d#2.s1"


def test_a_small_count_is_blank_and_so_are_its_comments():
    gaps = find_gaps(COVERAGE, voices=voices(R1a=3, R2a=2))
    assert gaps["n_comments"].tolist() == [3, pd.NA, 0]
    assert gaps["comment_ids"].tolist() == ["R1a0;R1a1;R1a2", "", ""]


def test_a_comment_counts_once_and_only_at_its_center():
    said = pd.concat([voices(R1a=3, R1b=5), voices(R1a=3)])
    assert find_gaps(COVERAGE, voices=said)["n_comments"].tolist() == [3, 0, 0]


def test_without_centers_the_counts_are_blank():
    gaps = find_gaps(COVERAGE, voices=voices(R1a=9).drop(columns="center"))
    assert gaps["n_comments"].isna().all()


def test_the_latest_decision_sets_the_review_and_never_the_kind():
    decided = reviews(
        ("2024-03-02", "x", "R1", "a", "", "rejected", "found it"),
        ("2024-03-01", "x", "R1", "a", "", "confirmed", "looked"),
        ("2024-03-01", "y", "R2", "a", "", "confirmed", "first"),
        ("2024-03-01", "y", "R2", "a", "", "disputed", "same day, later row"),
    )
    gaps = find_gaps(COVERAGE, reviews=decided)
    assert gaps["review"].tolist() == ["rejected", "disputed", "proposed"]
    assert gaps["kind"].tolist() == ["missing", "conflicting", "undefined"]


def test_reviews_of_nothing_are_refused_all_at_once():
    wrong = reviews(
        ("2024-03-01", "x", "R9", "a", "", "confirmed", ""),
        ("2024-03-01", "x", "R1", "a", "", "confirm", ""),
    )
    with pytest.raises(InputError) as raised:
        find_gaps(COVERAGE, reviews=wrong)
    assert "row 2: there is no cell 'R9 + a'" in str(raised.value)
    assert "row 3, column decision: 'confirm' is not allowed; did you mean" in str(raised.value)
    with pytest.raises(InputError, match="column decision is absent"):
        find_gaps(COVERAGE, reviews=wrong.drop(columns="decision"))


def comments(**counts):
    rows = [(f"R1{c}{n}", c, "text") for c, count in counts.items() for n in range(count)]
    return pd.DataFrame(rows, columns=["comment_id", "center", "text"])


def test_documents_and_staff_meet_in_four_ways_and_one_is_hidden():
    said = voices(R1a=4, R1b=3)
    met = triangulate(COVERAGE, said, comments(a=12, b=12))
    assert met["meeting"].tolist() == ["corroborated", "raised", "latent", "latent"]
    assert met["n_comments"].tolist() == [4, 3, 0, 0]
    assert met["base"].tolist() == [12] * 4
    met = triangulate(COVERAGE, voices(R1a=2), comments(a=12, b=9))
    assert met["meeting"].tolist() == ["hidden", "hidden", "latent", "hidden"]
    assert met["suppressed"].tolist() == [True, True, False, True]
    assert met["n_comments"].tolist() == [pd.NA, pd.NA, 0, pd.NA]
    assert met["base"].tolist() == [12, pd.NA, 12, pd.NA]


def test_a_covered_cell_that_nobody_raises_is_quiet():
    met = triangulate(COVERAGE, voices(), comments(a=10, b=10))
    assert met["meeting"].tolist() == ["latent", "quiet", "latent", "latent"]


def test_a_blank_comment_is_not_in_the_base():
    blank = comments(a=10, b=10).assign(text=[""] + ["text"] * 19)
    assert triangulate(COVERAGE, voices(), blank)["base"].tolist() == [pd.NA, 10, pd.NA, 10]
