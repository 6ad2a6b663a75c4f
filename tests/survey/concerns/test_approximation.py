"""More comments than are compared pair by pair."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from sopgap.survey.concerns.approximation import group_many
from sopgap.survey.concerns.consensus import agree
from sopgap.text import normalise
from tests.survey.concerns import given

SUBJECTS = list(given.SUBJECTS.values())
OTHERS = [
    "old",
    "new",
    "late",
    "good",
    "bad",
    "every",
    "other",
    "many",
    "week",
    "year",
    "port",
    "center",
]


def made_up(n, *, seed=0):
    """Four words of a subject and three of any."""
    rng = np.random.default_rng(seed)
    own = rng.integers(0, 5, n)
    texts = [
        " ".join(
            rng.permutation([*rng.permutation(SUBJECTS[s].split())[:4], *rng.choice(OTHERS, 3)])
        )
        for s in own
    ]
    return texts, own


@pytest.fixture(scope="module")
def real(shared):
    """1,200 comments of all nine sets."""
    texts = []
    for path in sorted((shared / "data/concerns").glob("*.csv")):
        texts += pd.read_csv(path, keep_default_na=False, dtype=str)["text"].tolist()
    chosen = np.random.default_rng(1).choice(len(texts), 1200, replace=False)
    return [normalise(texts[i]) for i in np.sort(chosen)]


@pytest.mark.parametrize("k", [5, None])
def test_it_stays_near_the_full_run_on_made_up_comments(k):
    texts, own = made_up(600)
    full = agree(texts, k).labels
    many = group_many(texts, k, pairwise=300)
    assert adjusted_rand_score(full, many.labels) >= 0.7
    assert k is None or adjusted_rand_score(own, many.labels) > 0.9


def test_it_stays_near_the_full_run_on_real_comments(real):
    """Heaps of about four comments, and the same number of groups."""
    full = agree(real, 12).labels
    assert adjusted_rand_score(full, group_many(real, 12, pairwise=900).labels) >= 0.7


def test_beyond_the_sample_every_comment_is_placed():
    texts, own = made_up(900)
    found = group_many(texts, 5, pairwise=300, sample=300)
    assert len(found.sample) == 300 and len(found.labels) == 900
    assert set(found.labels.tolist()) == set(range(5))
    assert ((found.closeness >= 0) & (found.closeness <= 1)).all()
    rest = np.setdiff1d(np.arange(900), found.sample)
    assert adjusted_rand_score(own[rest], found.labels[rest]) > 0.9


def test_the_same_seed_gives_the_same_groups_and_another_nearly():
    texts, _ = made_up(700)
    one, again, other = (group_many(texts, 5, seed=s, pairwise=300, sample=400) for s in (3, 3, 4))
    assert np.array_equal(one.labels, again.labels)
    assert np.array_equal(one.closeness, again.closeness) and one.besides == again.besides
    assert not np.array_equal(one.sample, other.sample)
    assert adjusted_rand_score(one.labels, other.labels) > 0.8


@pytest.mark.parametrize("k", [2, 7, 19])
def test_the_number_given_is_the_number_that_comes_out(k):
    texts, _ = made_up(300)
    found = group_many(texts, k, pairwise=150, sample=200)
    assert set(found.labels[found.sample].tolist()) == set(range(k))


def test_a_number_that_is_chosen_is_one_of_those_judged():
    found = group_many(made_up(400)[0], pairwise=150)
    assert int(found.labels.max()) + 1 in found.scores
    assert np.bincount(found.labels).min() >= 3


def test_comments_without_words_and_unseen_words_are_placed_too():
    texts, _ = made_up(300)
    odd = ["", "it is what it is", "zyx wvut", "12"] * 10
    found = group_many(texts + odd, 5, pairwise=150, sample=200)
    assert np.isfinite(found.closeness).all() and (found.labels >= 0).all()


def test_many_equal_comments_are_no_trouble():
    texts = ["more training", "slow system", "no staff"] * 120
    labels = group_many(texts, 3, pairwise=100, sample=200).labels
    assert labels.reshape(-1, 3).std(axis=0).tolist() == [0, 0, 0]
    assert len(set(labels[:3].tolist())) == 3
