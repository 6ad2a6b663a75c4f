"""waves.py: what changed between two waves, and what cannot be compared."""

import pandas as pd

from sopgap.report import waves
from sopgap.tables import WAVES
from tests.report.given import plain

STUDY = {"min_base": 10, "labels": {"center": "Center"}}
QUESTIONS = pd.DataFrame(
    {
        "question_id": ["q1", "q11", "q2"],
        "wording": ["Is there <b> a rule?", "And eleven?", "How long?"],
        "dont_know": ["", "", "Not sure"],
    }
)


def wave(**changes):
    return {
        "question_id": "q1", "group": "all", "choice": "No", "wording": "same", "n_before": 40,
        "base_before": 100, "n": 60, "base": 100, "difference": 0.2, "low": 0.06, "high": 0.33,
        "p": 0.005, "p_adjusted": 0.01, "suppressed": False,
    } | changes  # fmt: skip


NOTHING = dict.fromkeys(["n_before", "base_before", "difference", "low", "high", "p", "p_adjusted"])


def waves_of(*rows, group="all"):
    made = WAVES.check(pd.DataFrame(list(rows)))
    return plain(waves.show_waves(made, QUESTIONS, STUDY, group=group))


def test_a_change_names_both_waves_with_their_bases():
    page = waves_of(wave())
    assert "+20 points (6 to 33)" in page
    assert "40 of 100 (40 %) before, 60 of 100 (60 %) now" in page
    assert "Of 1 answer compared with the earlier wave, 1 has changed" in page


def test_changed_wording_is_flagged_and_changed_choices_are_not_compared():
    page = waves_of(wave(wording="wording"), wave(question_id="q2", wording="choices", **NOTHING))
    assert "The wording changed between the waves" in page
    assert "Not compared: other choices were offered before." in page
    assert page.count("40 of 100") == 2  # in the figure and among all answers, of q1 only


def test_dont_know_does_not_stand_for_a_question():
    page = waves_of(wave(question_id="q2", choice="Not sure", n=90),
                    wave(question_id="q2", choice="Short"))  # fmt: skip
    assert "<b>→ Short</b>" in page
    assert "<b>→ Not sure</b>" not in page


def test_what_is_hidden_in_one_wave_shows_in_none():
    page = waves_of(wave(suppressed=True, **NOTHING, n=None, base=None))
    assert "<td>hidden</td>" in page
    assert "which is not told." in page
    assert "points (" not in page
    assert "<p class=point>No answer can be compared" in page


def test_a_question_that_was_dropped_is_named():
    page = waves_of(wave(), wave(question_id="q9@before", wording="absent", **NOTHING))
    assert "No longer asked: q9." in page
    before = pd.DataFrame({"question_id": ["q9"], "wording": ["And <b> nine?"]})
    made = WAVES.check(pd.DataFrame([wave(question_id="q9@before", wording="absent", **NOTHING)]))
    page = plain(waves.show_waves(made, QUESTIONS, STUDY, before=before))
    assert "No longer asked: q9 (“And &lt;b&gt; nine?”)." in page


def test_a_changed_wording_is_shown_as_it_was():
    before = QUESTIONS.assign(wording=["A rule, <i>perhaps?", "", ""])
    made = WAVES.check(pd.DataFrame([wave(wording="wording"),
                                     wave(question_id="q2", choice="Short")]))  # fmt: skip
    page = plain(waves.show_waves(made, QUESTIONS, STUDY, before=before))
    assert page.count("It was: <span class=wording>“A rule, &lt;i&gt;perhaps?”</span>") == 1


def test_no_wave_is_a_sentence():
    empty = waves.show_waves(WAVES.empty(), QUESTIONS, STUDY)
    assert "no earlier wave" in empty.data
    assert "all Centers together" in waves_of(wave(), group="a")
