"""Models of others in the place of our clustering."""

import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans, MiniBatchKMeans
from sklearn.decomposition import LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, Normalizer

import sopgap as sg
from sopgap.survey.concerns.models import Model, fit_model, is_model

TEXTS = [f"training course lesson {w}" for w in ("one", "short", "long", "late", "rare", "dull")]
TEXTS += [f"system login screen {w}" for w in ("slow", "down", "blank", "old", "ugly", "locked")]
HALVES = [0] * 6 + [1] * 6


def dense():
    return FunctionTransformer(lambda rows: rows.toarray(), accept_sparse=True)


PIPELINES = {
    "k-means": make_pipeline(TfidfVectorizer(), KMeans(2, n_init=3, random_state=0)),
    "mini-batches": make_pipeline(TfidfVectorizer(), MiniBatchKMeans(2, random_state=0)),
    "linkage": make_pipeline(TfidfVectorizer(), dense(), AgglomerativeClustering(2)),
    "lsa": make_pipeline(
        TfidfVectorizer(), TruncatedSVD(3, random_state=0), Normalizer(), KMeans(2, random_state=0)
    ),
    "mixture": make_pipeline(
        TfidfVectorizer(), TruncatedSVD(2, random_state=0), GaussianMixture(2, random_state=0)
    ),
    "density": make_pipeline(TfidfVectorizer(), DBSCAN(eps=1.0, min_samples=3)),
    "hdbscan": make_pipeline(TfidfVectorizer(), dense(), HDBSCAN(min_cluster_size=3, copy=True)),
}


def same_groups(labels):
    return len(set(zip(labels, HALVES, strict=True))) == 2


@pytest.mark.parametrize("name", PIPELINES)
def test_pipelines_of_scikit_learn_of_all_kinds(name):
    labels = fit_model(PIPELINES[name], TEXTS)
    assert labels.dtype.kind == "i" and labels.shape == (12,)
    assert same_groups(labels)


def test_a_pipeline_that_ends_in_a_topic_model_is_told_how_to_be_wrapped():
    """It gives a share for each topic, not a label; the function that picks one is short."""
    topics = make_pipeline(CountVectorizer(), LatentDirichletAllocation(2, random_state=0))
    with pytest.raises(sg.InputError, match=r"gave \(12, 2\) labels for 12 texts; give one"):
        fit_model(topics, TEXTS)
    picked = fit_model(lambda texts: topics.fit_transform(texts).argmax(axis=1), TEXTS)
    assert picked.shape == (12,)


class Topics:
    """As BERTopic answers: topics, and their probabilities or None."""

    def __init__(self):
        self.topics_ = None

    def fit_transform(self, documents, embeddings=None, images=None, y=None):
        self.topics_ = [-1 if "rare" in text else int("system" in text) for text in documents]
        return self.topics_, None


def test_an_object_in_the_manner_of_bertopic():
    model = Topics()
    labels = fit_model(model, TEXTS)
    assert labels.tolist() == [0, 0, 0, 0, -1, 0] + [1] * 6
    assert model.topics_ is None  # a copy was fitted


class Own(ClusterMixin, BaseEstimator):
    """A clusterer over texts, whose fit_predict is scikit-learn's own."""

    def __init__(self, word="system"):
        self.word = word

    def fit(self, texts, y=None):
        self.labels_ = np.array([self.word in text for text in texts])
        return self


def test_a_clusterer_of_ones_own_keeps_its_options():
    model = Own(word="late")
    assert isinstance(model, Model)
    assert fit_model(model, TEXTS).tolist() == [0, 0, 0, 1] + [0] * 8
    assert not hasattr(model, "labels_")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["b", "a", "b"], [1, 0, 1]),
        ([0.0, -1.0, 3.0], [0, -1, 3]),
        (np.array([2, 2, 5], dtype=np.uint8), [2, 2, 5]),
        ([True, False, True], [1, 0, 1]),
        ((7, 7, -1), [7, 7, -1]),
        (pd.Series([1, 0, 1], index=[9, 8, 7]), [1, 0, 1]),
        (["late", None, "-1"], [0, -1, -1]),
        (["late", np.nan, ""], [0, -1, -1]),
        (pd.Categorical(["x", "y", "x"]), [0, 1, 0]),
    ],
)
def test_labels_of_many_kinds(given, expected):
    assert fit_model(lambda texts: given, ["a", "b", "c"]).tolist() == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([0, 1], "gave"),
        ([0, 1, 2, 3], "gave"),
        ([[0], [1], [2]], "gave"),
        (None, "gave"),
        (5, "gave"),
        ([0.5, 1, 2], "no whole numbers"),
        ([np.nan, 1, 2], "no whole numbers"),
        ([np.inf, 1, 2], "no whole numbers"),
    ],
)
def test_labels_that_are_none_are_refused(given, words):
    with pytest.raises(sg.InputError, match=words):
        fit_model(lambda texts: given, ["a", "b", "c"])


def test_ragged_labels_are_refused():
    with pytest.raises(sg.InputError, match="model"):
        fit_model(lambda texts: [[0], [1, 2], [3]], ["a", "b", "c"])


def test_what_goes_wrong_inside_a_model_is_told():
    def broken(texts):
        raise RuntimeError("no weights found")

    with pytest.raises(sg.InputError, match="model: RuntimeError: no weights found"):
        fit_model(broken, TEXTS)
    with pytest.raises(sg.InputError, match="model: ValueError"):
        fit_model(KMeans(2), TEXTS)  # without a vectoriser it cannot read texts


@pytest.mark.parametrize("model", ["kmeans", 3, {}, KMeans(2).get_params(), CountVectorizer])
def test_what_is_no_model_is_told_from_what_is(model):
    assert is_model(model) == (model is CountVectorizer)


def test_a_class_in_the_place_of_an_object_is_refused():
    for model in (Topics, KMeans, CountVectorizer):
        with pytest.raises(sg.InputError, match="model"):
            fit_model(model, TEXTS)


def test_a_model_that_cannot_be_copied_is_refused():
    model = Topics()
    model.lock = threading.Lock()
    with pytest.raises(sg.InputError, match="model: TypeError"):
        fit_model(model, TEXTS)


def test_a_model_cannot_change_the_texts():
    texts = list(TEXTS)

    def greedy(said):
        said.clear()
        return [0] * 12

    fit_model(greedy, texts)
    assert texts == TEXTS


def test_its_concerns_are_named_and_sized_as_ours():
    table = pd.DataFrame({"comment_id": [f"c{i}" for i in range(12)], "text": TEXTS})
    found = sg.cluster_concerns(table, model=Topics())
    assert found.concerns["n_comments"].tolist() == [6, 5]
    assert len(found.members) == 11 and (found.members["rank"] == 1).all()
    assert found.members["closeness"].between(0, 1).all()
