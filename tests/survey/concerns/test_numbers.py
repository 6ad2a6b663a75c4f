"""numbers.py: what each number of concerns is worth, and which is chosen."""

import pandas as pd
import pytest

import sopgap as sg
from tests.survey.concerns.given import comments_on_four


@pytest.fixture(scope="module")
def comments():
    return comments_on_four(90, seed=3)


@pytest.fixture(scope="module")
def numbers(comments):
    return sg.weigh_numbers(comments, draws=2)


def test_the_number_marked_is_the_one_that_is_chosen(comments, numbers):
    chosen = numbers.loc[numbers["chosen"], "n_concerns"].tolist()
    assert chosen == [len(sg.cluster_concerns(comments).concerns)]


def test_plain_subjects_are_separate_and_stable_at_their_number(numbers):
    at = numbers.set_index("n_concerns")
    assert at.loc[4, "stability"] > 0.9
    assert at.loc[4, "modularity"] > at.loc[2, "modularity"]
    assert numbers["separation"].between(-1, 1).all()


def test_the_same_seed_weighs_the_same(comments):
    one, again = (sg.weigh_numbers(comments, [3, 4], draws=2, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
