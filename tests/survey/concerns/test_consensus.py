"""Consensus of clusterings."""

import numpy as np

from sopgap.survey.concerns.consensus import Settings, agree

TEXTS = [
    f"training course lesson {w}" for w in ("one", "short", "long", "late", "rare", "dull")
] + [f"system login screen {w}" for w in ("slow", "down", "blank", "old", "ugly", "locked")]


def test_texts_that_share_words_go_together():
    labels = agree(TEXTS, 2).labels
    assert labels.tolist() == [0] * 6 + [1] * 6


def test_agreement_is_symmetric_and_a_share():
    together = agree(TEXTS, 2, settings=Settings(repeats=1)).together
    assert np.array_equal(together, together.T)
    assert together.min() >= 0 and together.max() <= 1


def test_where_the_number_is_chosen_no_group_is_too_small():
    odd = [*TEXTS, "cafeteria"]
    labels = agree(odd, None).labels
    assert np.bincount(labels).min() >= Settings().smallest


def test_the_same_seed_gives_the_same_groups():
    assert agree(TEXTS, None, seed=5).labels.tolist() == agree(TEXTS, None, seed=5).labels.tolist()
