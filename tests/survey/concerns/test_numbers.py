"""The number of concerns as a choice, the tree of concerns, and two models side by side."""

import numpy as np
import pandas as pd
import pytest

import sopgap as sg

SUBJECTS = {
    "training": "training course lesson teacher classroom",
    "systems": "system login password screen crash",
    "staffing": "staff vacancy overtime hiring people",
    "procedures": "procedure manual memo written version",
}


@pytest.fixture(scope="module")
def comments():
    rng = np.random.default_rng(3)
    truth = rng.choice(list(SUBJECTS), 90)
    texts = ["We want " + " ".join(rng.permutation(SUBJECTS[s].split())[:4]) for s in truth]
    ids = [f"c{i:03d}" for i in range(len(texts))]
    return pd.DataFrame({"comment_id": ids, "text": texts, "truth": truth})


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


def test_the_tree_joins_all_concerns_into_one(comments):
    found = sg.cluster_concerns(comments, 5)
    merges = sg.grow_tree(comments, found)
    assert len(merges) == len(found.concerns) - 1
    joined = set(merges["left"]) | set(merges["right"])
    assert set(found.concerns["concern_id"]) <= joined
    assert merges["n_comments"].max() <= len(comments)


def test_a_split_parts_the_comments_of_the_concern_alone(comments):
    found = sg.cluster_concerns(comments, 2)
    parts = sg.split_concern(comments, found, "C01", parts=2)
    first = found.members[(found.members["rank"] == 1) & (found.members["concern_id"] == "C01")]
    assert parts["n_comments"].sum() == len(first)
    with pytest.raises(sg.InputError, match="C99"):
        sg.split_concern(comments, found, "C99")


def test_a_model_agrees_wholly_with_itself(comments):
    found = sg.cluster_concerns(comments, 4)
    compared = sg.compare_models(found, found)
    assert compared.agreement.loc[0, "ari"] == 1
    assert compared.moved.empty
    assert compared.matches["overlap"].tolist() == [1.0] * 4


def test_what_moved_is_named_and_small_counts_are_blank(comments):
    truth = dict(zip(comments["text"], comments["truth"], strict=True))
    ours = sg.cluster_concerns(comments, 4)
    other = sg.cluster_concerns(comments, model=lambda texts: [truth[t] for t in texts])
    compared = sg.compare_models(ours, other)
    assert compared.agreement.loc[0, "ari"] > 0.8
    counts = compared.cross["n"].dropna()
    assert (counts >= 3).all()
    wrong = compared.moved["comment_id"]
    assert set(wrong) <= set(comments["comment_id"])


def test_stability_clusters_again_without_some(comments):
    table = sg.weigh_stability(comments, lambda some: sg.cluster_concerns(some, 4), draws=2)
    assert len(table) == 2
    assert (table["comments"] < len(comments)).all()
    assert table["ari"].min() > 0.8
