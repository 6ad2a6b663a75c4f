"""Consensus of views: groups, and how many."""

import numpy as np
import pytest

from sopgap.survey.concerns.consensus import (
    Settings,
    agree,
    choose,
    dissolve,
    judge,
    keep_groups,
    numbers_for,
    refine,
)

TEXTS = [
    f"training course lesson {w}" for w in ("one", "short", "long", "late", "rare", "dull")
] + [f"system login screen {w}" for w in ("slow", "down", "blank", "old", "ugly", "locked")]
WORDS = ["training", "course", "lesson", "teacher", "system", "login", "password", "screen"]
WORDS += ["staff", "vacancy", "overtime", "hiring", "manual", "memo", "step", "late", "slow", "old"]


def made_up(n, *, seed, longest=6):
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, rng.integers(1, longest))) for _ in range(n)]


def as_sets(labels):
    labels = np.asarray(labels)
    return {frozenset(np.flatnonzero(labels == g).tolist()) for g in set(labels.tolist())}


def test_texts_that_share_words_go_together():
    labels = agree(TEXTS, 2).labels
    assert labels.tolist() == [0] * 6 + [1] * 6


def test_agreement_is_symmetric_and_a_share():
    for texts in (TEXTS, made_up(40, seed=1, longest=3)):
        together = agree(texts, 2).together
        assert np.array_equal(together, together.T)
        assert together.min() >= 0 and together.max() <= 1
        assert (np.diag(together) == 1).all()


def test_where_the_number_is_chosen_no_group_is_too_small():
    odd = [*TEXTS, "cafeteria"]
    labels = agree(odd, None).labels
    assert np.bincount(labels).min() >= Settings().smallest


def test_nothing_is_drawn():
    one, again = agree(TEXTS, None), agree(TEXTS, None)
    assert one.labels.tolist() == again.labels.tolist()
    assert np.array_equal(one.together, again.together) and one.scores == again.scores


@pytest.mark.parametrize("seed", range(20))
def test_the_number_given_is_the_number_that_comes_out(seed):
    texts = made_up(int(np.random.default_rng(seed).integers(4, 50)), seed=seed)
    kinds = len({" ".join(sorted(text.split())) for text in texts})
    for k in {2, kinds // 2 or 1, kinds - 1 or 1, kinds}:
        found = agree(texts, k).labels
        assert sorted(set(found.tolist())) == list(range(k))


@pytest.mark.parametrize("seed", range(6))
def test_who_says_the_same_words_is_in_one_group(seed):
    texts = made_up(40, seed=seed, longest=3) + ["training course"] * 15
    kinds = len({" ".join(sorted(text.split())) for text in texts})
    for k in (None, 2, kinds // 2, kinds):
        labels = agree(texts, k).labels
        groups = {}
        for text, label in zip(texts, labels.tolist(), strict=True):
            groups.setdefault(text, set()).add(label)
        assert all(len(found) == 1 for found in groups.values())


@pytest.mark.parametrize("k", [None, 4])
def test_the_order_plays_no_part(k):
    texts = made_up(40, seed=7)
    order = np.random.default_rng(0).permutation(len(texts))
    forward = agree(texts, k).labels
    shuffled = agree([texts[i] for i in order], k).labels
    back = np.empty(len(texts), dtype=int)
    back[order] = shuffled
    assert as_sets(forward) == as_sets(back)


@pytest.mark.parametrize("n", range(2, 11))
@pytest.mark.parametrize("k", [None, 2])
def test_few_comments_are_no_trouble(n, k):
    found = agree(TEXTS[::-1][:n] if n > 6 else TEXTS[3 : 3 + n], k)
    assert len(found.labels) == n and found.labels.max() >= 1 - (k is None)
    assert np.isfinite(found.together).all() and np.isfinite(found.tree).all()


@pytest.mark.parametrize("k", [None, 3])
def test_comments_without_words_are_one_kind_and_no_nan(k):
    found = agree([*TEXTS, "it is what it is", "we were", ""], k)
    assert len(set(found.labels[-3:].tolist())) == 1
    assert np.isfinite(found.together).all() and np.isfinite(found.space.places).all()
    assert all(np.isfinite(q) for q in found.scores.values())


def test_a_group_that_all_would_leave_stays():
    assert keep_groups(np.array([1, 1, 0, 1]), np.array([0, 1, 0, 2])).tolist() == [1, 1, 0, 2]
    assert keep_groups(np.array([1, 1]), np.array([0, 1])).tolist() == [0, 1]


def test_who_stays_may_hold_another_group_in_its_place():
    nearer = keep_groups(np.array([1, 2, 2, 2]), np.array([0, 1, 2, 2]))
    assert set(nearer.tolist()) == {0, 1, 2}


def test_refining_moves_what_was_put_wrong():
    together = np.kron(np.eye(2), np.full((5, 5), 0.9)) + 0.05
    np.fill_diagonal(together, 1)
    wrong = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    assert refine(wrong, together).tolist() == [0] * 5 + [1] * 5


def test_dissolving_leaves_two_groups_at_least():
    together = np.full((4, 4), 0.5)
    assert len(set(dissolve(np.arange(4), together, 3).tolist())) == 2


def test_numbers_that_are_tried_grow_with_the_comments():
    assert numbers_for(2) == [2] and numbers_for(12) == [2, 3]
    assert numbers_for(10_000)[-1] == Settings().most


def test_the_number_is_the_nearest_to_what_people_make_on_the_flat_top():
    assert choose({2: 0.2, 7: 0.495, 12: 0.5, 20: 0.48}, 100) == 7
    assert choose({2: 0.9, 7: 0.5}, 100) == 2
    assert choose({3: 0.0}, 5) == 3
    assert choose({2: -0.1, 3: -0.2}, 9) == 2


def test_modularity_is_that_of_the_definition():
    found = agree(TEXTS, None)
    scores = judge({2: np.array([0] * 6 + [1] * 6), 1: np.zeros(12, int)}, found.space)
    assert scores[1] == pytest.approx(0, abs=1e-9) and 0.3 < scores[2] <= 0.5
