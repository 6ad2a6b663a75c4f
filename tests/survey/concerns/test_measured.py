"""Floors: how well the codes that people gave are found on nine sets, and on small ones."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.preprocessing import normalize

from sopgap.survey.comments import has_content
from sopgap.survey.concerns.consensus import agree
from sopgap.text import normalise


@pytest.fixture(scope="module")
def sets(shared):
    """Return the nine sets: texts that say something, and their codes."""
    found = {}
    for path in sorted((shared / "data/concerns").glob("*.csv")):
        table = pd.read_csv(path, keep_default_na=False, dtype=str)
        table = table[has_content(table["text"])]
        found[path.stem] = table["text"].map(normalise).tolist(), table["label"].to_numpy()
    assert len(found) == 9
    return found


@pytest.fixture(scope="module")
def small(sets):
    """Return samples of 70 of each set, and the smallest set as it is."""
    found = {}
    for name, (texts, codes) in sets.items():
        chosen = np.arange(len(texts))
        if len(texts) > 75:
            chosen = np.sort(np.random.default_rng(0).choice(len(texts), 70, replace=False))
        found[name] = [texts[i] for i in chosen], codes[chosen]
    return found


def lsa_kmeans(texts, k):
    """Return groups of the usual short script."""
    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    lsa = TruncatedSVD(min(100, min(vectors.shape) - 1), random_state=0)
    return KMeans(k, n_init=10, random_state=0).fit_predict(normalize(lsa.fit_transform(vectors)))


def test_codes_are_found_where_their_number_is_given(sets):
    scores = [
        adjusted_mutual_info_score(codes, agree(texts, len(set(codes))).labels)
        for texts, codes in sets.values()
    ]
    assert np.mean(scores) >= 0.36 and min(scores) > 0.1


def test_codes_are_found_where_their_number_is_chosen(sets):
    scores, errors = [], []
    for texts, codes in sets.values():
        labels, k = agree(texts).labels, len(set(codes))
        scores.append(adjusted_mutual_info_score(codes, labels))
        errors.append(abs(len(set(labels)) - k) / k)
    assert np.mean(scores) >= 0.35 and np.mean(errors) <= 0.4


def test_small_sets_do_not_collapse(small):
    """Seventy comments are where graph and density methods see one cluster."""
    ours, theirs = [], []
    for texts, codes in small.values():
        k = len(set(codes))
        chosen = np.bincount(agree(texts).labels)
        assert len(chosen) > 2 and chosen.max() < 0.6 * len(texts)
        ours.append(adjusted_rand_score(codes, agree(texts, k).labels))
        theirs.append(adjusted_rand_score(codes, lsa_kmeans(texts, k)))
    assert np.mean(ours) >= 2 * np.mean(theirs) and np.mean(ours) > 0.1
