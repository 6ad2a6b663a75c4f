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


def counts(table):
    return [None if blank else int(n) for n, blank in zip(table, table.isna(), strict=True)]


def test_a_small_count_is_blank_so_are_its_comments_and_so_is_none():
    gaps = find_gaps(COVERAGE, voices=voices(R1a=3, R2a=2))
    assert counts(gaps["n_comments"]) == [3, None, None]
    assert gaps["comment_ids"].tolist() == ["R1a0;R1a1;R1a2", "", ""]


def test_nothing_is_counted_where_a_center_wrote_few_comments():
    said = voices(R1a=3, R2a=4)
    written = pd.DataFrame({"comment_id": said["passage_id"], "center": "a", "text": "x"})
    few = find_gaps(COVERAGE, voices=said, comments=written, min_base=8)
    assert counts(few["n_comments"]) == [None, None, None]
    assert (few["comment_ids"] == "").all()
    enough = find_gaps(COVERAGE, voices=said, comments=written, min_base=7)
    assert counts(enough["n_comments"]) == [3, 4, None]


def test_published_bases_go_before_counted_ones():
    said = voices(R1a=3, R1b=4)
    written = pd.DataFrame({"comment_id": said["passage_id"], "center": "a", "text": "x"})
    bases = pd.Series({"a": 40, "b": pd.NA}, dtype="Int64")
    gaps = find_gaps(COVERAGE, voices=said, bases=bases)
    assert counts(gaps["n_comments"]) == [3, None, None]
    beside = triangulate(COVERAGE, said, written, bases=bases)
    assert beside.loc[beside["center"] == "b", "meeting"].tolist() == ["hidden"] * 2
    assert set(beside.loc[beside["center"] == "a", "base"]) == {40}


def test_a_comment_counts_once_and_only_at_its_center():
    said = pd.concat([voices(R1a=3, R1b=5), voices(R1a=3)])
    assert counts(find_gaps(COVERAGE, voices=said)["n_comments"]) == [3, None, None]


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


def test_documents_and_staff_meet_in_four_ways():
    said = voices(R1a=4, R1b=3)
    met = triangulate(COVERAGE, said, comments(a=12, b=12))
    assert met["meeting"].tolist() == ["corroborated", "raised", "latent", "latent"]
    assert counts(met["n_comments"]) == [4, 3, None, None]
    assert met["base"].tolist() == [12] * 4


def test_one_two_and_no_comment_cannot_be_told_apart():
    none = triangulate(COVERAGE, voices(), comments(a=12, b=12))
    two = triangulate(COVERAGE, voices(R1a=2, R1b=1), comments(a=12, b=12))
    pd.testing.assert_frame_equal(none, two)
    assert two["suppressed"].all()


def test_a_center_with_few_comments_is_hidden():
    met = triangulate(COVERAGE, voices(R1a=4, R1b=4), comments(a=12, b=9))
    assert met["meeting"].tolist() == ["corroborated", "hidden", "latent", "hidden"]
    assert counts(met["base"]) == [12, None, 12, None]


def test_a_covered_cell_that_nobody_raises_is_quiet():
    met = triangulate(COVERAGE, voices(), comments(a=10, b=10))
    assert met["meeting"].tolist() == ["latent", "quiet", "latent", "latent"]


def test_a_blank_comment_is_not_in_the_base():
    blank = comments(a=10, b=10).assign(text=[""] + ["text"] * 19)
    assert triangulate(COVERAGE, voices(), blank)["meeting"].tolist() == [
        "hidden",
        "quiet",
        "hidden",
        "latent",
    ]


def test_comments_are_met_whether_their_ids_are_numbers_or_text():
    cells = COVERAGE.iloc[:1]
    comments = pd.DataFrame({"comment_id": range(12), "center": "a", "text": "who does it?"})
    said = pd.DataFrame({"passage_id": ["0", "1", "2"], "responsibility_id": "R1"})
    assert triangulate(cells, said, comments)["meeting"].tolist() == ["corroborated"]


def test_a_missing_comment_does_not_count_in_the_base():
    texts = ["who does it?"] * 10 + [float("nan"), " "]
    comments = pd.DataFrame({"comment_id": range(12), "center": "a", "text": texts})
    said = pd.DataFrame({"passage_id": ["0", "1", "2"], "responsibility_id": "R1"})
    assert triangulate(COVERAGE.iloc[:1], said, comments)["base"].tolist() == [10]


def test_a_count_that_is_shown_has_its_share_and_interval_and_a_hidden_one_has_none():
    def third(k, n, staff):
        assert all(pd.isna(staff))  # how many comments could have been written is not known
        return k / n - 0.1, k / n + 0.1

    said = voices(R1a=6, R2a=2)
    written = pd.DataFrame({"comment_id": [f"c{i}" for i in range(24)], "center": "a", "text": "x"})
    written = pd.concat([written, said.rename(columns={"passage_id": "comment_id"})[
        ["comment_id", "center"]].assign(text="x")])  # fmt: skip
    table = triangulate(COVERAGE, said, written, interval=third)
    figures = table.set_index(["responsibility_id", "center"])[["share", "low", "high"]]
    assert figures.loc[("R1", "a")].round(4).tolist() == [0.1875, 0.0875, 0.2875]
    hidden = table["n_comments"].isna().to_numpy()
    assert hidden.tolist() == [False, True, True, True]
    assert figures[hidden].isna().all(axis=None)
    without = triangulate(COVERAGE, said, written)
    assert without.loc[0, "share"] == 0.1875 and without[["low", "high"]].isna().all(axis=None)
