"""cluster_concerns: what comments raise."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.pipeline import make_pipeline

import sopgap as sg
from tests.survey.concerns.given import FOUR, SUBJECTS


def comments(n, *, seed=1, centers=("A", "B", "C")):
    """Comments on four subjects, each of five words of its subject, shuffled."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(FOUR, n)
    texts = ["We want " + " ".join(rng.permutation(SUBJECTS[s].split())[:5]) for s in truth]
    return pd.DataFrame(
        {
            "comment_id": [f"c{i:04d}" for i in range(n)],
            "center": rng.choice(list(centers), n),
            "text": texts,
            "truth": truth,
        }
    )


def frame(*texts):
    return pd.DataFrame({"comment_id": [f"c{i}" for i in range(len(texts))], "text": list(texts)})


def test_plain_subjects_are_found_without_being_told_their_number():
    table = comments(80)
    found = sg.cluster_concerns(table)
    both = table.merge(found.members, on="comment_id")
    assert adjusted_mutual_info_score(both["truth"], both["concern_id"]) > 0.8


def test_the_number_asked_for_is_the_number_given():
    found = sg.cluster_concerns(comments(60), n_concerns=6)
    assert found.concerns["concern_id"].tolist() == ["C01", "C02", "C03", "C04", "C05", "C06"]
    assert found.concerns["n_comments"].is_monotonic_decreasing
    assert found.concerns["n_comments"].sum() == len(found.members)
    assert (found.members["rank"] == 1).sum() == 60


def test_the_order_of_rows_plays_no_part():
    table = comments(50)
    forward = sg.cluster_concerns(table, seed=3)
    backward = sg.cluster_concerns(table.iloc[::-1], seed=3)
    pd.testing.assert_frame_equal(forward.concerns, backward.concerns)
    pd.testing.assert_frame_equal(forward.members, backward.members)


def test_the_input_is_left_as_it_was():
    table = comments(20)
    before = table.copy()
    sg.cluster_concerns(table)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 20])
@pytest.mark.parametrize("k", [None, 1, 4, 50])
def test_few_comments_are_no_trouble(n, k):
    found = sg.cluster_concerns(comments(n), n_concerns=k)
    assert len(found.members) == n
    assert (len(found.concerns) > 0) == (n > 0)
    assert len(sg.size_concerns(found, comments(n), min_base=1)) >= len(found.concerns)
    said = comments(n).drop(columns="center")  # a quotation of nowhere gives no Center away
    assert len(sg.choose_quotations(found, said)) >= len(found.concerns)


@pytest.mark.parametrize("k", [None, 3])
def test_identical_comments_are_one_concern(k):
    found = sg.cluster_concerns(frame(*["No training at all"] * 30), n_concerns=k)
    assert len(found.concerns) == 1
    assert found.members["closeness"].tolist() == [1.0] * 30
    assert "training" in found.concerns.loc[0, "label"]


@pytest.mark.parametrize("k", [None, 2])
def test_comments_of_function_words_only_are_no_trouble(k):
    found = sg.cluster_concerns(frame("it is what it is", "as we were", "why", "42"), n_concerns=k)
    assert len(found.members) == 4


def test_comments_without_content_belong_to_no_concern():
    found = sg.cluster_concerns(frame("n/a", "No training", "-", "", "Nothing to add."))
    assert found.members["comment_id"].tolist() == ["c1"]


def test_beyond_the_largest_number_a_sample_decides():
    table = comments(400)
    found = sg.cluster_concerns(table, n_concerns=4, largest=100)
    both = table.merge(found.members, on="comment_id")
    assert len(found.members) == 400
    assert adjusted_mutual_info_score(both["truth"], both["concern_id"]) > 0.8


def test_labels_are_words_of_the_comments_and_differ():
    table = comments(60)
    concerns = sg.cluster_concerns(table, n_concerns=8).concerns
    assert concerns["label"].is_unique
    said = set(" ".join(table["text"]).lower().split())
    for label in concerns["label"]:
        words = label.lower().replace(",", "").split()
        assert set(words) <= said and len(set(words)) == len(words), label
    assert concerns["terms"].str.split(";").str.len().between(5, 8).all()


def test_the_exemplar_is_a_member_of_its_concern():
    found = sg.cluster_concerns(comments(40))
    pairs = set(zip(found.members["comment_id"], found.members["concern_id"], strict=True))
    exemplars = zip(found.concerns["exemplar_id"], found.concerns["concern_id"], strict=True)
    assert set(exemplars) <= pairs


def test_a_model_of_ones_own_takes_the_place_of_ours():
    model = make_pipeline(TfidfVectorizer(), KMeans(3, n_init=3, random_state=0))
    found = sg.cluster_concerns(comments(40), model=model)
    assert len(found.concerns) == 3
    assert not hasattr(model[-1], "labels_")


def test_what_a_model_leaves_out_belongs_to_no_concern():
    class Half:
        def get_params(self, deep=False):
            return {}

        def fit_predict(self, texts):
            return [-1, 0] * (len(texts) // 2)

    assert len(sg.cluster_concerns(comments(20), model=Half()).members) == 10


def test_wrong_options_are_named_together():
    table = pd.DataFrame({"comment_id": ["a", "a"], "text": ["x", "y"]})
    with pytest.raises(sg.InputError) as caught:
        sg.cluster_concerns(table, n_concerns=0, model="kmeans")
    assert len(caught.value.problems) == 4
    with pytest.raises(sg.InputError, match="no function"):
        sg.cluster_concerns(frame("x"), model="kmeans")
    with pytest.raises(sg.InputError, match="embed: a model"):
        sg.cluster_concerns(frame("x"), model=list, embed=list)
    with pytest.raises(sg.InputError, match="column text is absent"):
        sg.cluster_concerns(table[["comment_id"]])


def test_real_comments_give_readable_concerns(shared):
    survey = sg.read_survey(shared / "studies/customs-dev/surveys/main")
    found = sg.cluster_concerns(survey.comments)
    assert 2 <= len(found.concerns) <= 12
    assert found.concerns["label"].str.len().between(3, 60).all()
    first = found.members[found.members["rank"] == 1]
    assert len(first) == len(survey.comments) - 9  # nine say nothing
    assert found.marks["mark"].tolist() == ["none"] * 9


@pytest.mark.parametrize("k", [None, 2, 9])
def test_members_keep_their_contract(k):
    said = "We want training course lessons. The login screen of the system crashes again."
    table = pd.concat([comments(60), frame(said).replace("c0", "d1")])
    found = sg.cluster_concerns(table, n_concerns=k)
    members = found.members
    assert not members.duplicated(["comment_id", "concern_id"]).any()
    assert (members["rank"] == 1).groupby(members["comment_id"]).sum().eq(1).all()
    ranks = members.groupby("comment_id")["rank"].agg(["max", "size"])
    assert (ranks["max"] == ranks["size"]).all() and ranks["max"].max() <= 3
    assert members["closeness"].between(0, 1).all() and members["closeness"].notna().all()
    sizes = members["concern_id"].value_counts()
    told = found.concerns.set_index("concern_id")["n_comments"]
    assert sizes.reindex(told.index).tolist() == told.tolist()


def test_a_comment_of_two_subjects_raises_two_concerns():
    both = "We want training course lessons. The login screen of the system crashes again."
    table = pd.concat([comments(80), frame(both).replace("c0", "d1")])
    found = sg.cluster_concerns(table, n_concerns=4)
    assert (found.members["comment_id"] == "d1").sum() == 2


def test_identical_comments_share_a_concern_whatever_the_number():
    rng = np.random.default_rng(0)
    for _ in range(12):
        table = comments(40, seed=int(rng.integers(99)))
        table["text"] = table["text"].str.split().str[:4].str.join(" ")  # many repeat
        kinds = table["text"].map(lambda t: " ".join(sorted(t.split()))).nunique()
        k = int(rng.integers(2, 40))
        found = sg.cluster_concerns(table, n_concerns=k)
        first = found.members[found.members["rank"] == 1].merge(table, on="comment_id")
        assert first.groupby("text")["concern_id"].nunique().max() == 1
        assert len(found.concerns) == min(k, kinds)


def test_marks_tell_what_says_nothing_and_what_is_in_another_language():
    said = ["We need a manual"] * 9 + ["n/a", "", "No hay personal para el trabajo", "42"]
    marks = sg.cluster_concerns(frame(*said)).marks
    assert dict(zip(marks["comment_id"], marks["mark"], strict=True)) == {
        "c9": "none",
        "c10": "none",
        "c11": "language",
    }


def test_what_is_not_text_is_no_trouble():
    odd = [None, float("nan"), 5, "training", "\ud800 training", "\x00", "a" * 20_000, "🙂", "=1+1"]
    found = sg.cluster_concerns(frame(*odd), n_concerns=2)
    assert found.members["closeness"].notna().all()
    assert set(found.marks["comment_id"]) == {"c0", "c1", "c5", "c7"}


def test_columns_that_are_absent_and_missing_ids():
    with pytest.raises(sg.InputError) as caught:
        sg.cluster_concerns(pd.DataFrame())
    assert len(caught.value.problems) == 2


def test_families_of_the_study_bring_words_together(tmp_path):
    own = tmp_path / "families.txt"
    own.write_text("zz\tqafoo qabar\n")
    texts = ["qafoo late", "qafoo slow", "qabar good", "qabar nice"] * 3
    texts += ["login screen", "login blank", "password screen", "password lost"] * 3
    found = sg.cluster_concerns(frame(*texts), n_concerns=2, families=own)
    first = found.members.set_index("comment_id")["concern_id"]
    assert first[["c0", "c1", "c2", "c3"]].nunique() == 1 and first["c12"] != first["c0"]


def test_beyond_the_largest_number_the_seed_decides_alone():
    table = comments(300)
    one, again, other = (
        sg.cluster_concerns(table, n_concerns=4, largest=100, seed=s) for s in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one.members, again.members)
    first = [t.members.query("rank == 1")["concern_id"].tolist() for t in (one, other)]
    assert adjusted_mutual_info_score(*first) > 0.8
