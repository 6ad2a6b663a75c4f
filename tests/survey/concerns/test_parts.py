"""What comments raise besides their first concern."""

import numpy as np
import pytest

from sopgap.survey.concerns.consensus import agree
from sopgap.survey.concerns.parts import LEAST, MOST, NEAR, NEARER, besides, split_parts
from tests.survey.concerns import given

SUBJECTS = list(given.SUBJECTS.values())[:4]
RNG = np.random.default_rng(2)
SAID = [" ".join(RNG.permutation(SUBJECTS[i % 4].split())[:4]) for i in range(60)]


def raised(text):
    """What a comment raises besides its own, as subjects, and its own."""
    found = agree([*SAID, text], 4)
    subject = {int(label): i % 4 for i, label in enumerate(found.labels[:60])}
    more = besides([*SAID, text], found.labels, found.space)
    assert [row for row, _, _ in more if row != 60] == []  # who writes one sentence raises one
    return subject[int(found.labels[60])], [subject[group] for _, group, _ in more], more


@pytest.mark.parametrize(
    "text",
    [
        "The training course has no teacher. The login screen of the system crashes.",
        "Training course and teacher; login screen, password, interface",
        "Training course, teacher - login screen, password, interface",
        "training course teacher\nlogin screen password interface",
        "• training course teacher • login screen password interface",
    ],
)
def test_two_subjects_are_two_concerns(text):
    own, more, _ = raised(text)
    assert {own, *more} == {0, 1} and len(more) == 1


def test_three_subjects_are_three_and_four_are_three():
    three = "Training course teacher. Login screen password. Hiring staff, overtime vacancy."
    assert {raised(three)[0], *raised(three)[1]} == {0, 1, 2}
    own, more, found = raised(f"{three} Written manual, a memo on each step.")
    assert len(more) == MOST and own not in more
    assert [near for _, _, near in found] == sorted((n for _, _, n in found), reverse=True)


def test_two_sentences_on_one_subject_are_one_concern():
    assert raised("The training course has no teacher. A lesson in a classroom, please.")[1] == []


def test_a_part_of_a_word_or_two_raises_nothing():
    assert LEAST == 3
    assert raised("The training course has no teacher. Login, password!")[1] == []


def test_parts_that_say_nothing_known_raise_nothing():
    assert raised("The training course has no teacher. Zyx wvut qrsp onm lkj.")[1] == []


def test_closeness_is_a_share_above_the_least():
    _, _, more = raised("The training course has no teacher. The login screen crashes, password.")
    assert all(NEAR <= near <= 1 for _, _, near in more) and 0 < NEARER < NEAR


def test_one_group_has_no_other():
    found = agree(SAID, 2)
    assert besides(SAID, np.zeros(60, dtype=int), found.space) == []


def test_parts_of_a_comment():
    assert split_parts("") == [] and split_parts(" ; ") == []
    assert split_parts("One. Two; three - four") == ["One.", "Two", "three", "four"]
    assert split_parts("One\ntwo\n• three") == ["One", "two", "three"]
    assert split_parts("well-known, e.g. 5-6 days") == ["well-known, e.g. 5-6 days"]


def test_a_comment_of_a_thousand_sentences_is_no_trouble():
    assert len(raised("The training course has no teacher. " * 1000)[1]) == 0
