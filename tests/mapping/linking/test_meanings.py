"""Likeness of meaning: words that keep the same company stand together."""

import numpy as np
import pandas as pd

from sopgap.mapping.linking.meanings import FEWEST, Meanings
from sopgap.mapping.linking.vocabularies import Vocabulary

MONEY = ["refund voucher cashier", "voucher cashier receipt", "cashier receipt refund"]
GARDEN = ["hedge lawn mower", "lawn mower rake", "rake hedge lawn"]


def read(texts):
    return Vocabulary(pd.DataFrame({"text": texts}), {"text": 1.0})


def test_a_passage_without_the_word_is_near_by_its_company(monkeypatch):
    monkeypatch.setattr("sopgap.mapping.linking.meanings.DIRECTIONS", 2)
    texts = (MONEY + GARDEN) * 8
    likeness = Meanings(read(texts), [{"refund": 1.0}]).block(0, len(texts)).ravel()
    assert likeness[1] > 0.3 > likeness[4]


def test_the_same_passages_give_the_same_likeness():
    texts = (MONEY + GARDEN) * 8
    first, again = (Meanings(read(texts), [{"refund": 1.0}]).block(0, len(texts)) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_few_passages_teach_nothing():
    texts = (MONEY + GARDEN)[: FEWEST - 1]
    assert not Meanings(read(texts), [{"refund": 1.0}]).block(0, len(texts)).any()


def test_passages_of_one_word_or_none_are_no_trouble():
    for texts in (["refund"] * 40, [""] * 40):
        assert Meanings(read(texts), [{"refund": 1.0}]).block(0, 40).shape == (40, 1)
