"""trees.py: up and down from the concerns that were found."""

from dataclasses import replace

import pandas as pd
import pytest

import sopgap as sg
from tests.survey.concerns.given import SUBJECTS, comments_on_four


@pytest.fixture(scope="module")
def comments():
    return comments_on_four(80, seed=7)


@pytest.fixture(scope="module")
def found(comments):
    return sg.cluster_concerns(comments, 6)


@pytest.fixture(scope="module")
def merges(comments, found):
    return sg.grow_tree(comments, found)


def test_each_concern_and_each_merge_but_the_last_is_joined_once(found, merges):
    joined = [*merges["left"], *merges["right"]]
    assert sorted(joined) == sorted([*found.concerns["concern_id"], *merges["merge_id"][:-1]])


def test_the_larger_side_stands_left_and_sizes_grow(found, merges):
    sizes = dict(zip(found.concerns["concern_id"], found.concerns["n_comments"], strict=True))
    for merge in merges.itertuples():
        assert sizes[merge.left] >= sizes[merge.right]
        assert sizes[merge.left] <= merge.n_comments <= sizes[merge.left] + sizes[merge.right]
        sizes[merge.merge_id] = merge.n_comments


def test_the_last_merge_holds_all_comments_that_are_placed(found, merges):
    last = merges.iloc[-1]
    assert last["label"] == "all comments"
    assert last["n_comments"] == found.members["comment_id"].nunique()


def test_concerns_of_one_subject_meet_before_those_of_two(comments):
    said = comments["text"].str.split().str[0]
    subject = {word: name for name, words in SUBJECTS.items() for word in words.split()}
    half = pd.Series(range(len(said))) % 2
    group = (said.map(subject) + half.astype(str)).tolist()  # each subject cut in two at random
    halves = sg.cluster_concerns(comments, model=lambda texts: group)
    first = halves.members.set_index("comment_id")["concern_id"]
    of = dict(zip(first.reindex(comments["comment_id"]), said.map(subject), strict=True))
    merges = sg.grow_tree(comments, halves)
    assert [of[m.left] == of[m.right] for m in merges.head(4).itertuples()] == [True] * 4


def test_nearness_is_the_mean_over_pairs_of_comments(comments, found, merges):
    from sopgap.survey.concerns.space import settle

    together = settle(comments["text"].tolist()).places
    first = found.members[found.members["rank"] == 1].set_index("comment_id")["concern_id"]
    own = first.reindex(comments["comment_id"]).to_numpy()
    merge = merges.iloc[0]
    near = together[own == merge["left"]] @ together[own == merge["right"]].T
    assert merge["nearness"] == pytest.approx(near.mean(), abs=1e-4)


def test_the_order_of_the_rows_plays_no_part(comments, found, merges):
    again = sg.grow_tree(comments.sample(frac=1, random_state=1), found)
    pd.testing.assert_frame_equal(again, merges)


def test_the_labels_that_people_gave_name_the_merges(comments, found, merges):
    renamed = found.concerns.assign(label=[f"given {i}" for i in range(len(found.concerns))])
    given = sg.grow_tree(comments, replace(found, concerns=renamed))
    old = {label.split("; ")[0] for label in found.concerns["label"]}
    both = merges["label"].str.contains("; ")
    assert both.any()
    parts = {part for label in given.loc[both, "label"] for part in label.split("; ")}
    assert any(part.startswith("given ") for part in parts)
    assert not parts & old


@pytest.mark.parametrize("n", range(1, 7))
def test_climbing_leaves_as_many_as_asked_and_loses_no_concern(found, merges, n):
    up = sg.climb_tree(found, merges, n)
    assert len(up) == n
    below = [code for row in up["concerns"] for code in row.split(";")]
    assert sorted(below) == sorted(found.concerns["concern_id"])


def test_climbing_beyond_the_tree_is_an_error(found, merges):
    for n in (0, 7):
        with pytest.raises(sg.InputError, match="give 1 to 6"):
            sg.climb_tree(found, merges, n)


def test_one_concern_has_no_tree(comments):
    found = sg.cluster_concerns(comments, 1)
    merges = sg.grow_tree(comments, found)
    assert merges.empty
    assert sg.climb_tree(found, merges, 1)["node"].tolist() == ["C01"]


def test_no_comments_have_no_tree():
    assert sg.grow_tree(pd.DataFrame({"comment_id": [], "text": []})).empty


def test_comments_of_another_survey_are_an_error(comments, found):
    with pytest.raises(sg.InputError, match="10 of its comments are not among"):
        sg.grow_tree(comments.iloc[10:], found)


def test_a_number_beside_what_was_found_is_an_error(comments, found):
    with pytest.raises(sg.InputError, match="leave one of them out"):
        sg.grow_tree(comments, found, 3)


@pytest.mark.parametrize("parts", [2, 3, 50])
def test_no_part_of_a_split_is_under_three(comments, found, parts):
    split = sg.split_concern(comments, found, "C01", parts)
    assert split["n_comments"].min() >= 3
    assert len(split) <= parts
    assert split["label"].is_unique


def test_a_split_parts_the_comments_of_the_concern_alone(comments):
    found = sg.cluster_concerns(comments, 2)
    parts = sg.split_concern(comments, found, "C01", parts=2)
    first = found.members[(found.members["rank"] == 1) & (found.members["concern_id"] == "C01")]
    assert parts["n_comments"].sum() == len(first)
    with pytest.raises(sg.InputError, match="C99"):
        sg.split_concern(comments, found, "C99")


def test_a_concern_too_small_to_split_stays_whole():
    said = ["slow system", "system crash", "old system", "training course", "no training"]
    comments = pd.DataFrame({"comment_id": list("abcde"), "text": said})
    found = sg.cluster_concerns(comments, 2)
    split = sg.split_concern(comments, found, "C01")
    assert split["part"].tolist() == ["C01"]
    small = sg.split_concern(comments, found, "C02")
    assert small["n_comments"].isna().all()


def test_more_than_can_be_compared_are_sampled(comments, monkeypatch):
    from sopgap.survey.concerns import trees

    found = sg.cluster_concerns(comments, 4)
    monkeypatch.setattr(trees, "LARGEST", 40)
    one, again = (sg.grow_tree(comments, found, seed=2) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    assert len(one) == 3
    assert one["n_comments"].max() == found.members["comment_id"].nunique()
