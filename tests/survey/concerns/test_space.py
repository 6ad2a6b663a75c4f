"""Where comments stand, among their neighbours."""

import numpy as np
import pytest

from sopgap.survey.concerns.space import (
    Settings,
    _nearest,
    joined,
    neighbour_graph,
    reduce_vectors,
    settle,
)
from sopgap.survey.concerns.views import cut_into_stems
from tests.survey.concerns import given

RNG = np.random.default_rng(5)
SUBJECTS = list(given.SUBJECTS.values())[:3]
SAID = [" ".join(RNG.permutation(SUBJECTS[i % 3].split())[:4]) for i in range(45)]


@pytest.fixture(scope="module")
def space():
    return settle(SAID)


def test_places_are_of_unit_length_and_plain_numbers(space):
    assert space.places.shape[0] == 45 and space.places.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(space.places, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(space.written, axis=1), 1, atol=1e-5)


def test_moving_brings_together_what_shares_neighbours(space):
    own = np.arange(45) % 3
    same = own[:, None] == own
    before, after = space.written @ space.written.T, space.places @ space.places.T
    assert after[same].mean() > before[same].mean()
    assert after[same].mean() - after[~same].mean() > 0.5


def test_there_is_a_track_for_each_view_and_number_of_neighbours(space):
    settings = Settings()
    assert len(space.tracks) == len(settings.views) * len(settings.neighbours)
    assert all(len(track.steps) == settings.steps + 1 for track in space.tracks)


def test_a_fitted_comment_apart_from_itself_lands_near_its_place(space):
    found = space.locate(SAID, cut_into_stems(SAID), apart_from=np.arange(45))
    near = (found * space.places).sum(axis=1)
    assert near.min() > 0.8 and np.median(near) > 0.95


def test_as_written_a_fitted_comment_is_where_it_was(space):
    found = space.locate_as_written(SAID, cut_into_stems(SAID))
    np.testing.assert_allclose(found, space.written, atol=1e-4)


def test_who_is_apart_from_a_comment_does_not_count_it(space):
    places = space.tracks[0].steps[0]
    near, which = _nearest(places, places, 8, np.arange(45))
    own = which[:, :8] == np.arange(45)[:, None]
    assert not (near[:, :8][own] > 0).any()
    near, which = _nearest(places, places, 8)
    assert (near[:, 0] > 0.999).all()  # without it, it is its own nearest or as near as that


def test_other_comments_land_with_their_subject(space):
    new = ["an instruction by a teacher", "the password of the interface", "overtime and hiring"]
    near = space.locate(new, cut_into_stems(new)) @ space.places.T
    own = np.arange(45) % 3
    assert [int(own[row.argmax()]) for row in near] == [0, 1, 2]


def test_others_do_not_move_one_another(space):
    new = ["teacher of a course", "password lost", "hiring"]
    together = space.locate(new, cut_into_stems(new))
    alone = np.vstack([space.locate([t], cut_into_stems([t])) for t in new])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_unseen_words_have_a_place_without_nan(space):
    found = space.locate(["xyzzy", "", "it is"], cut_into_stems(["xyzzy", "", "it is"]))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("texts", [["a b", "c d"], ["training", "x"], ["training"] * 5, SAID[:3]])
def test_few_or_equal_comments_are_no_trouble(texts):
    space = settle(["training of people", *texts])
    assert np.isfinite(space.places).all()
    assert np.isfinite(space.locate(texts, cut_into_stems(texts))).all()


def test_among_some_the_track_keeps_their_places(space):
    some = np.array([1, 5, 8])
    track = space.tracks[0].among(some)
    assert all(
        np.array_equal(a, b[some]) for a, b in zip(track.steps, space.tracks[0].steps, strict=True)
    )


def test_the_neighbour_graph_is_symmetric_and_without_loops(space):
    graph = neighbour_graph(space).toarray()
    assert np.array_equal(graph, graph.T) and (graph >= 0).all()
    assert graph.diagonal().max() == 0
    assert ((graph > 0).sum(axis=1) >= 1).all()


def test_joined_places_have_the_mean_of_the_dot_products():
    one, other = np.random.default_rng(0).normal(size=(2, 4, 3)).astype(np.float32)
    both = joined([one, other])
    mean = (one @ one.T + other @ other.T) / 2
    np.testing.assert_allclose(both @ both.T, mean, rtol=1e-5, atol=1e-6)


def test_an_lsa_of_more_dimensions_than_words_is_cut_down():
    import scipy.sparse as sp

    rows = sp.csr_matrix(np.eye(3)[[0, 1, 2, 0]])
    reduce, places = reduce_vectors(rows, 60)
    assert places.shape == (4, 2)
    np.testing.assert_allclose(reduce(rows), places, atol=1e-5)
    _, plain = reduce_vectors(sp.csr_matrix(np.ones((3, 1))), 60)
    assert plain.tolist() == [[1.0]] * 3
