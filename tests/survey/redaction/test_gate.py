"""The gate for quotations, on sentences that do or do not give their writer away."""

import time

import pandas as pd
import pytest

from sopgap.survey.redaction.doubts import find_doubts
from tests.survey.redaction.given import rows_of


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("self_dev", 1.0, 0.0),
        ("self_dev2", 0.95, 0.07),
        ("self_dev3", 0.95, 0.07),
        ("self_dev4", 0.92, 0.05),
        ("self_dev5", 0.92, 0.05),
        ("self_dev5_aside", 0.92, 0.05),
        ("self_dev6", 0.95, 0.05),
        ("self_dev8", 0.95, 0.05),
    ],
)
def test_the_gate_stops_who_gives_himself_away_and_few_others(name, least, most):
    rows = pd.DataFrame(rows_of(f"{name}.jsonl"))
    comments = pd.DataFrame({"comment_id": rows["id"], "text": rows["text"]})
    doubted = find_doubts(comments)["reasons"] != ""
    assert doubted[rows["reveals"]].mean() >= least
    assert doubted[~rows["reveals"]].mean() <= most


@pytest.mark.parametrize("text", ["I " * 5_000, "I was on the " * 2_000, "my years here " * 2_000])
def test_a_hostile_comment_takes_the_gate_no_long_time(text):
    start = time.perf_counter()
    find_doubts(pd.DataFrame({"comment_id": ["a"], "text": [text]}))
    assert time.perf_counter() - start < 5


def test_a_comment_too_long_to_judge_is_doubted_for_that_and_soon():
    texts = ["I " * 50_000, "word " * 1_999, "word " * 2_001]
    start = time.perf_counter()
    doubts = find_doubts(pd.DataFrame({"comment_id": list("abc"), "text": texts}))
    assert time.perf_counter() - start < 4
    assert ["length" in told for told in doubts["reasons"]] == [True, False, True]
