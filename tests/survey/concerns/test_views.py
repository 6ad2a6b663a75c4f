"""Comments as vectors."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from sopgap.survey.concerns.families import known_families
from sopgap.survey.concerns.views import _spans, cut_into_stems, fit_views

SAID = [
    "more training courses please",
    "the training is too short",
    "slow system and old screens",
    "the system is down again",
    "waiting for weeks in the queue",
    "we wait for an answer",
    "",
    "it is what it is",
]


def fitted(texts=SAID, **options):
    cut = cut_into_stems(texts)
    return fit_views(cut, **options), cut


def test_the_columns_do_not_hang_on_the_order():
    forward, cut = fitted()
    backward, _ = fitted(SAID[::-1])
    for name in ("words", "groups", "letters"):
        one, other = getattr(forward, name), getattr(backward, name)
        assert one.places == other.places
        np.testing.assert_array_equal(one.rarity, other.rarity)
    for name, vectors in forward.vectors(cut).items():
        again = backward.vectors(cut)[name]
        np.testing.assert_allclose(vectors.toarray(), again.toarray(), atol=1e-12)


def test_rows_of_words_have_unit_length_or_none():
    views, cut = fitted()
    lengths = np.linalg.norm(views.vectors(cut)["words"].toarray(), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 1, 1, 1, 0, 0])


def test_unseen_words_of_known_families_count():
    views, cut = fitted()
    (new,) = views.vectors(cut_into_stems(["delays"]))["words"].toarray()
    assert set(known_families()["delay"]) & set(views.groups.places)
    assert "delay" not in views.words.places and new.any()
    old = views.vectors(cut)["words"].toarray()
    assert (old @ new).argmax() in (4, 5)


def test_unseen_words_of_no_family_are_no_trouble():
    views, _ = fitted()
    rows = views.vectors(cut_into_stems(["xyzzy qwrtp", ""]))
    assert all(np.isfinite(vectors.data).all() for vectors in rows.values())
    assert rows["words"].nnz == 0 and rows["all"].shape[0] == 2


@pytest.mark.parametrize("word", ["a", "at", "bond", "entri", "fp&f", "1,200", "zuständig"])
def test_strings_of_letters_are_those_of_scikit_learn(word):
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), token_pattern=None)
    counted = theirs.fit([word]).transform([word]).toarray()[0]
    names = theirs.get_feature_names_out()
    assert dict(_spans(word)) == dict(zip(names, counted, strict=True))


def test_letters_of_whole_comments_count_as_in_scikit_learn():
    """Without the weights: a column is kept where two comments hold it and not too many."""
    views, cut = fitted()
    joined = [" ".join(words) for words in cut]
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False)
    in_texts = (theirs.fit_transform(joined) > 0).sum(axis=0).A1
    names = theirs.get_feature_names_out()
    kept = {n for n, c in zip(names, in_texts, strict=True) if 2 <= c <= 0.4 * len(SAID)}
    # A word of fewer letters than a string, with its blanks, is cut by both in the same way.
    assert set(views.letters.places) == kept


def test_one_word_in_all_is_enough():
    views, cut = fitted(["", "training", ""])
    assert views.vectors(cut)["words"].toarray().any(axis=1).tolist() == [False, True, False]


def test_a_word_of_many_families_counts_less_in_each():
    families = {"bank": ("money", "river"), "cash": ("money",), "shore": ("river",)}
    views, _ = fitted(["bank", "cash", "shore", "bank", "cash", "shore"], families=families)
    row = views.vectors([["bank"]])["words"].toarray()[0]
    whole = views.vectors([["cash"]])["words"].toarray()[0]
    money = len(views.words.places) + views.groups.places["money"]
    assert 0 < row[money] < whole[money]


def test_redactions_are_no_words():
    assert cut_into_stems(["Ask [name] soon"]) == cut_into_stems(["Ask soon"])
