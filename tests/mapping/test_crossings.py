"""Concerns and responsibilities are crossed without a count, and from enough comments alone."""

import pandas as pd

from sopgap.mapping.crossings import cross_concerns


def voices(*pairs):
    return pd.DataFrame(pairs, columns=["passage_id", "responsibility_id"])


def members(*pairs):
    return pd.DataFrame(pairs, columns=["comment_id", "concern_id"])


def pairs(table):
    return table.to_numpy().tolist()


def test_only_pairs_that_three_distinct_comments_share_are_listed_and_no_count():
    heard = voices(*((c, "R2") for c in "abc"), *((c, "R1") for c in "defg"))
    raised = members(*((c, "C02") for c in "abcdef"), *((c, "C01") for c in "ab"))
    table = cross_concerns(heard, raised)
    assert list(table.columns) == ["responsibility_id", "concern_id"]
    assert pairs(table) == [["R1", "C02"], ["R2", "C02"]]
    assert pairs(cross_concerns(heard, raised, min_count=2)) == [
        ["R1", "C02"], ["R2", "C01"], ["R2", "C02"],
    ]  # fmt: skip


def test_a_comment_that_is_listed_twice_counts_once():
    heard = voices(("a", "R1"), ("a", "R1"), ("b", "R1"))
    assert cross_concerns(heard, members(("a", "C01"), ("b", "C01"))).empty


def test_what_is_hidden_altogether_is_crossed_with_nothing():
    heard = voices(*((c, "R1") for c in "abc"), *((c, "R2") for c in "abc"))
    raised = members(*((c, "C01") for c in "abc"), *((c, "C02") for c in "abc"))
    concerns = pd.DataFrame({"concern_id": ["C01", "C02"], "n_comments": [3, None]})
    beside = pd.DataFrame({
        "responsibility_id": ["R1", "R1", "R2"], "center": ["a", "b", "a"],
        "n_comments": [None, 3, None],
    })  # fmt: skip
    assert pairs(cross_concerns(heard, raised, concerns=concerns, beside=beside)) == [["R1", "C01"]]


def test_without_comments_nothing_is_crossed():
    assert cross_concerns(voices(), members()).empty
