"""What a callable gives is checked before it is believed."""

import numpy as np
import pytest
import scipy.sparse as sp

from sopgap.embedding import check_vectors, embed_texts, fit_embedding, unit_rows
from sopgap.errors import InputError


def lengths(texts):
    return np.array([[len(t), t.count("e"), 1.0] for t in texts])


def refused(embed, texts=("one", "two words", "three")):
    with pytest.raises(InputError) as error:
        embed_texts(texts, embed)
    return "\n".join(error.value.problems)


def test_rows_have_unit_length_and_follow_the_texts():
    rows = embed_texts(["bee", "a", "bee"], lengths)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert (rows[0] == rows[2]).all() and not (rows[0] == rows[1]).all()


def test_order_and_repeats_of_texts_change_no_row():
    def batchwise(texts):  # hangs on what stands in the call, as centring does
        return lengths(texts) - lengths(texts).mean(axis=0)

    texts = ["bee", "a", "sea", "seed", "antelope"]
    there = embed_texts(texts, batchwise)
    back = embed_texts(texts[::-1] + texts, batchwise)
    assert (back[:5][::-1] == there).all() and (back[5:] == there).all()


def test_no_texts_give_no_rows():
    assert embed_texts([], lengths).shape[0] == 0


def test_a_list_of_lists_and_a_sparse_array_are_taken():
    texts = ["bee", "a"]
    plain = embed_texts(texts, lengths)
    assert (embed_texts(texts, lambda t: lengths(t).tolist()) == plain).all()
    assert (embed_texts(texts, lambda t: sp.csr_matrix(lengths(t))) == plain).all()


def test_a_sparse_array_too_wide_is_refused_before_it_is_unpacked():
    wide = sp.csr_matrix((3, 2_000_000_000))
    assert "fewer dimensions" in refused(lambda t: wide)


def test_rows_that_know_nothing_stay_zero():
    embed = lambda t: [[float("e" in s), 0] for s in t]  # noqa: E731
    assert embed_texts(["bee", "xyz"], embed).tolist() == [[1, 0], [0, 0]]
    place, rows = fit_embedding(["bee", "xyz"], embed)
    assert rows.tolist() == [[0, 0], [0, 0]]
    assert place(["xyz"]).tolist() == [[0, 0]] and place([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("embed", "told"),
    [
        ("minilm", "is a str, no callable"),
        (None, "is None, no callable"),
        (lambda t: None, "no array of numbers"),
        (lambda t: [["x"]] * len(t), "no array of numbers"),
        (lambda t: [[1, 2], [3]] + [[1, 2]] * (len(t) - 2), "all of one width"),
        (lambda t: np.ones((len(t), 2), dtype=complex), "complex"),
        (lambda t: np.ones((len(t) - 1, 2)), r"(2, 2) for 3 texts"),
        (lambda t: np.ones(len(t)), "(3,) for 3 texts"),
        (lambda t: np.ones((len(t), 2, 2)), "give one row each"),
        (lambda t: np.ones((len(t), 0)), "1 to 10,000 numbers"),
        (lambda t: np.ones((len(t), 10_001)), "fewer dimensions"),
        (lambda t: np.full((len(t), 2), np.nan), "3 of 3 rows"),
        (lambda t: np.full((len(t), 2), 1e300), "no finite numbers"),
        (lambda t: np.zeros((len(t), 2)), "every row is zero"),
        (lambda t: 1 / 0, "failed with ZeroDivisionError"),
        (list.clear, "no array of numbers"),
        (lambda: 0, "failed with TypeError"),
    ],
)
def test_what_is_no_array_of_a_row_each_is_refused(embed, told):
    assert told in refused(embed)


def test_a_callable_that_runs_out_of_memory_is_told_to_work_in_batches():
    def hungry(texts):
        raise MemoryError

    assert "batches" in refused(hungry)


def test_a_callable_that_draws_anew_is_refused():
    rng = np.random.default_rng(0)
    assert "fix its seed" in refused(lambda t: rng.normal(size=(len(t), 8)))


def test_a_callable_that_sorts_its_rows_is_refused():
    assert "order" in refused(lambda t: lengths(sorted(t)))


def test_a_callable_whose_width_changes_is_refused():
    texts = [f"text {i}" for i in range(20)]
    embed = lambda t: np.ones((len(t), len(t)))  # noqa: E731
    assert "width must not change" in refused(embed, texts)


def test_the_callable_cannot_change_the_texts():
    texts = ["bee", "a", "sea"]

    def greedy(given):
        rows = lengths(given)
        given.clear()
        return rows

    assert (embed_texts(texts, greedy) == embed_texts(texts, lengths)).all()
    assert texts == ["bee", "a", "sea"]


def test_an_input_error_of_the_callable_comes_through():
    def told(texts):
        raise InputError("file.vec, row 3: wrong")

    assert refused(told) == "file.vec, row 3: wrong"


def test_rows_beyond_float32_in_their_squares_are_made_units():
    rows = unit_rows(np.array([[1e30, 1e30], [1e-30, 0], [0, 0]]))
    assert np.allclose(rows, [[0.5**0.5, 0.5**0.5], [1, 0], [0, 0]])


def test_the_direction_that_texts_share_is_taken_out():
    drawn = np.random.default_rng(1).normal([9, 0, 0, 0, 0], size=(200, 5))
    texts = [f"text {i:03d}" for i in range(200)]
    embed = lambda t: drawn[[int(s[-3:]) for s in t]]  # noqa: E731
    rows, (_, moved) = embed_texts(texts, embed), fit_embedding(texts, embed)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-6)
    assert np.linalg.norm(moved.mean(axis=0)) < 0.1 < np.linalg.norm(rows.mean(axis=0))


def test_other_texts_are_placed_by_what_was_learnt_of_the_first():
    texts = ["bee", "a", "sea", "seed", "antelope"]
    place, rows = fit_embedding(texts, lengths)
    assert np.allclose(place(["sea"]), rows[[2]], atol=1e-6)
    assert np.allclose(place(["zzz", "bee"])[1], rows[0], atol=1e-6)


def test_other_texts_of_another_width_are_refused():
    place, _ = fit_embedding(["one", "two"], lambda t: np.ones((len(t), max(2, len(t)))))
    with pytest.raises(InputError, match="width must not change"):
        place(["one", "two", "three"])


def test_check_vectors_counts_wrong_rows_and_names_the_first():
    rows = np.ones((9, 2))
    rows[[4, 7], 1] = np.inf
    with pytest.raises(InputError, match="2 of 9 rows .* the first of them row 5"):
        check_vectors(rows, 9)
