"""outcomes.py: who was still there, and what a response rate counts."""

import pandas as pd
import pytest

from sopgap.report import outcomes
from sopgap.tables import OUTCOMES, REACH
from tests.report.given import plain

STUDY = {"labels": {"center": "Center"}}
QUESTIONS = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "wording": ["A <b>?", "B?", "C?"],
                          "asked_if": ""})  # fmt: skip


@pytest.fixture
def reach():
    return REACH.check(pd.DataFrame(
        [("q1", 95, 0, 5, 0, 0, 10), ("q2", 60, 20, 10, 10, 0, 30), ("q3", 20, 5, 5, 20, 50, 0)],
        columns=["question_id", "answered", "dont_know", "skipped", "not_reached", "not_asked",
                 "stopped"],
    ))  # fmt: skip


def rule(name="any answer", *, declared=True, share=0.0, **changes):
    row = {"rule": name, "share": share, "declared": declared, "complete": 409, "partial": 135,
           "breakoff": 0, "silent": 508, "staff": 1052, "rr1": 409 / 1052, "rr2": 544 / 1052,
           "rr3": 409 / 1052, "rr4": 544 / 1052, "rr5": 409 / 1052, "rr6": 544 / 1052}  # fmt: skip
    return row | changes


def test_break_off_names_the_question_before_which_most_left(reach):
    page = plain(outcomes.break_off(reach, QUESTIONS, STUDY))
    assert "Of 100 who began, 20 were gone by the last question put to all" in page
    assert "10, left before q2" in page
    assert "90 of 100" in page
    assert "%)" not in page  # counts only: no share of these is in the ledger


def test_those_who_were_not_asked_are_not_gone(reach):
    reach.loc[2, ["not_reached", "not_asked"]] = [5, 65]
    assert "10 were gone" in plain(outcomes.break_off(reach, QUESTIONS, STUDY))


def test_a_question_put_to_some_does_not_tell_who_was_still_there(reach):
    reach.loc[1, ["not_reached", "not_asked", "answered"]] = [2, 48, 20]
    asked = QUESTIONS.assign(asked_if=["", "q1=Yes", ""])
    page = plain(outcomes.break_off(reach, asked, STUDY))
    assert "<td>–</td>" in page
    assert "98 of 100" not in page
    assert "q2 was asked only of those who answered “Yes” to q1." in page
    assert "before such a condition was asked counts as broken off" in page
    assert (
        "20 were gone by the last question put to all; the most at once, 20, left before q3" in page
    )


def test_each_question_is_told_in_words_and_wordings_stay_text(reach):
    page = plain(outcomes.break_off(reach, QUESTIONS, STUDY))
    assert "A &lt;b&gt;?" in page
    for said in ("did not know", "saw it and left it blank", "not put to them", "had broken off"):
        assert said in page


def test_a_survey_that_nobody_left_says_so(reach):
    stayed = reach.assign(not_reached=0, answered=[95, 70, 40])
    assert "All 100 who began were still there" in plain(
        outcomes.break_off(stayed, QUESTIONS, STUDY)
    )


def test_rates_name_what_they_count():
    page = plain(outcomes.response_rates(OUTCOMES.check(pd.DataFrame([rule()])), STUDY))
    assert "39 % if only complete answers count, 52 % if partial ones count too" in page
    assert "39 % (409 of 1,052)" in page
    assert "nobody's eligibility is in doubt" in page
    assert "Of 1,052 staff, 409 answered to the end, 135 enough" in page


def test_an_estimated_base_is_said_to_be_about():
    table = OUTCOMES.check(pd.DataFrame([rule(rr3=409 / 900.4, rr4=544 / 900.4, rr5=0.5,
                                              rr6=0.6)]))  # fmt: skip
    page = plain(outcomes.response_rates(table, STUDY))
    assert "(409 of about 900)" in page
    assert "nobody's eligibility" not in page


def test_the_estimate_of_who_was_eligible_is_told():
    table = pd.DataFrame([rule(eligible=0.9, rr3=409 / 1000, rr4=544 / 1000)])
    assert "a share of 0.9 for eligible" in plain(
        outcomes.response_rates(OUTCOMES.check(table), STUDY)
    )


def test_the_declared_rule_leads_and_the_others_stand_beside():
    strict = rule("half", declared=False, share=0.5, partial=35, breakoff=100, rr2=444 / 1052)
    page = plain(outcomes.response_rates(OUTCOMES.check(pd.DataFrame([strict, rule()])), STUDY))
    assert "under the rule “any answer”, which the study declares" in page
    assert "RR2 runs from 42 % to 52 %" in page
    assert "at least 50 in 100 of the questions" in page


def test_rates_that_are_the_same_are_said_once():
    full = {f"rr{i}": 1.0 for i in range(1, 7)} | {"complete": 544, "partial": 0, "staff": 544}
    table = OUTCOMES.check(pd.DataFrame([rule(**full), rule("half", declared=False, share=0.5,
                                                            **full)]))  # fmt: skip
    page = plain(outcomes.response_rates(table, STUDY))
    assert "The response rate is 100 %, whether or not partial answers count" in page
    assert "RR2 is 100 % under each rule" in page


def test_a_rule_names_the_questions_that_it_asks_for():
    strict = rule("50 % of the questions and any of q4", share=0.5)
    page = plain(outcomes.response_rates(OUTCOMES.check(pd.DataFrame([strict])), STUDY))
    assert "50 in 100 of the questions put to them, and to any of q4" in page


def test_without_a_frame_there_is_no_rate():
    table = pd.DataFrame([rule(silent=None, staff=None, **{f"rr{i}": None for i in range(1, 7)})])
    page = plain(outcomes.response_rates(OUTCOMES.check(table), STUDY))
    assert "544 people answered; how many were asked is not known" in page
    assert "%" not in page


def test_absent_tables_are_a_sentence():
    assert "class=note" in outcomes.break_off(REACH.empty(), QUESTIONS, STUDY).data
    assert "class=note" in outcomes.response_rates(OUTCOMES.empty(), STUDY).data
