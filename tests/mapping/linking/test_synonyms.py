"""Words that stand for a row's words: defined by the corpus, learned from its best passages."""

import re

import numpy as np
import pandas as pd
import pytest

from sopgap.mapping.linking.synonyms import (
    LEARNED,
    MOST,
    defined_words,
    kin_words,
    learned_words,
)
from sopgap.mapping.linking.vocabularies import Vocabulary
from sopgap.text import data_rows

FIELDS = {"text": 1.0, "title": 0.2}


def known(*texts, **more):
    return Vocabulary(pd.DataFrame({"text": list(texts), **more}), FIELDS)


@pytest.mark.parametrize("row", data_rows("definitions.csv"), ids=lambda row: row["term"])
def test_each_pattern_reads_its_example(row):
    hit = re.search(row["pattern"], row["example"])
    assert (hit["term"], hit["meaning"]) == (row["term"], row["meaning"])
    assert row["kind"] in ("meaning", "alias")
    assert any(cue in row["example"] for cue in row["cues"].split(";"))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ('"Refund" means money given back.', {"money", "given", "back"}),
        ("A clawback, also known as a refund, is due.", {"clawback"}),
        ("Refunds are paid by the desk.", set()),
        ("The permit (if any) is checked.", set()),
        ('"Refund clerk" means the person at the desk.', set()),
    ],
)
def test_only_what_is_set_beside_a_name_of_the_row_is_defined(sentence, words):
    assert set(defined_words(pd.DataFrame({"name": ["Refunds"]}), [sentence])[0]) == words


def test_an_abbreviation_stands_for_its_name():
    matrix = pd.DataFrame({"name": ["Yearly safety check"]})
    found = defined_words(matrix, ["The yearly safety check (YSCX) is in May."])
    assert set(found[0]) == {"yscx"}


REST = ["permit desk", "hearing desk", "tea desk"] * 8


def test_words_of_the_best_passages_are_learned_and_common_ones_are_not():
    own = [{"refund": 1.0}]
    words = known("refund voucher desk", "refund voucher desk", *REST)
    found = learned_words([[(0, 0.9), (1, 0.8)]], own, words)[0]
    assert set(found) == {"voucher"}
    assert sum(found.values()) == pytest.approx(LEARNED)


def test_one_passage_or_a_title_teaches_nothing():
    titles = ["Old", "Old", *["New"] * len(REST)]
    words = known("refund voucher", "refund", *REST, title=titles)
    assert learned_words([[(0, 0.9)]], [{"refund": 1.0}], words) == [{}]
    assert learned_words([[(0, 0.9), (1, 0.8)]], [{"refund": 1.0}], words) == [{}]


def test_no_more_words_are_learned_than_stated():
    many = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrst")
    words = known(f"refund {many}", f"refund {many}", *REST)
    assert len(learned_words([[(0, 0.9), (1, 0.9)]], [{"refund": 1.0}], words)[0]) == MOST


def test_few_passages_teach_nothing():
    words = known("refund voucher", "refund voucher", "tea")
    assert learned_words([[(0, 0.9), (1, 0.8)]], [{"refund": 1.0}], words) == [{}]


def test_kin_are_words_that_the_passages_hold_and_the_row_does_not():
    words = known("the papers", "the documents")
    own = [{"document": 1.0}, {"document": 1.0, "paper": 1.0}]
    rows = kin_words(pd.DataFrame({"name": ["Documents", "Documents"]}), own, words)
    assert [set(row) for row in rows] == [{"paper"}, set()]


def test_a_repeated_word_counts_less_each_time():
    held = known("bill", "bill bill", "bill bill bill").held.toarray().ravel()
    assert np.all(np.diff(held) > 0) and np.all(np.diff(held, 2) < 0)
