"""response_rates: AAPOR's rates against two R packages and the published counts."""

import json
import math
from pathlib import Path

import pytest

import sopgap as sg
from sopgap.survey.answers import read_survey
from sopgap.survey.outcomes import aapor
from tests.survey.given import write_survey

REFERENCE = json.loads((Path(__file__).parents[1] / "reference/aapor.json").read_text())
BLOCKS = {block["name"]: block for block in REFERENCE["blocks"]}
FIGURES = ["q4", "q5", "q6", "q7", "q8", "q9", "q10"]  # those of Figures 3 and 4 of OIG-22-34
QUESTIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|Don't know,Don't know,
q2,Which?,multi,a|b,,q1=Yes
q3,How much?,scale,1|2|3,,
q4,How often?,scale,1|2|3,,
q5,Why?,open,,,
"""
HEADER = "respondent_id,center,position,complete,q1,q2,q3,q4,q5\n"


def survey(tmp_path, rows, frame="A,x,10\n"):
    return write_survey(tmp_path, QUESTIONS, HEADER + rows, frame)


@pytest.fixture(scope="module")
def audit(root):
    return read_survey(root / "surveys/oig-22-34")


@pytest.mark.parametrize("package", ["outcomerate", "responserates"])
@pytest.mark.parametrize("name", BLOCKS)
def test_the_rates_are_those_of_r(name, package):
    block = BLOCKS[name]
    ours = aapor(**block["counts"], e=block["e"])
    assert len(block[package]) >= 6
    for rate, expected in block[package].items():
        assert ours[rate] == pytest.approx(expected, abs=1e-12), rate


def test_each_letter_has_its_place_in_the_formulas():
    counts = dict(
        zip(("I", "P", "R", "NC", "O", "UH", "UO"), (1, 2, 4, 8, 16, 32, 64), strict=True)
    )
    ours = aapor(**counts, e=0.5)
    assert ours["RR1"] == 1 / 127
    assert ours["RR2"] == 3 / 127
    assert ours["RR3"] == 1 / (31 + 48)
    assert ours["RR4"] == 3 / (31 + 48)
    assert ours["RR5"] == 1 / 31
    assert ours["RR6"] == 3 / 31
    assert ours["COOP1"] == 1 / 23
    assert ours["COOP4"] == 3 / 7
    assert ours["REF2"] == 4 / 79
    assert ours["CON3"] == 23 / 31


def test_where_nobody_was_asked_there_is_no_rate():
    assert all(math.isnan(rate) for rate in aapor(I=0).values())


def test_the_audits_rates_come_out_under_any_answer(audit):
    row = sg.response_rates(audit).iloc[0]
    assert (row.rule, row.declared) == ("any answer", True)
    assert (row.complete, row.partial, row.breakoff, row.silent) == (409, 135, 0, 508)
    expected = BLOCKS["A_oig_as_published"]["outcomerate"]
    assert (row.rr1, row.rr2) == pytest.approx((expected["RR1"], expected["RR2"]), abs=1e-12)


def test_partials_that_answered_no_figure_can_count_as_break_offs(audit):
    table = sg.response_rates(audit, needed=FIGURES)
    row = table.iloc[0]
    assert row.rule == "any of q4, q5, q6, q7, q8, q9, q10"
    assert (row.partial, row.breakoff) == (35, 100)
    expected = BLOCKS["B_100_partials_to_breakoff"]["outcomerate"]
    assert row.rr2 == pytest.approx(expected["RR2"], abs=1e-12)
    assert table["rule"].tolist()[1:] == [
        "any answer", "50 % of the questions", "80 % of the questions", "all questions"
    ]  # fmt: skip
    assert table["declared"].tolist() == [True, False, False, False, False]


def test_the_silent_may_be_of_unknown_eligibility(audit):
    row = sg.response_rates(audit, e=0.95).iloc[0]
    expected = BLOCKS["C_508_unknown_eligibility_e0.95"]["responserates"]
    ours = {f"RR{i}": row[f"rr{i}"] for i in range(1, 7)}
    assert ours == pytest.approx(expected, abs=1e-12)
    assert (row.silent, row.unknown, row.eligible) == (508, 508, 0.95)
    some = sg.response_rates(audit, e=0.5, unknown=8).iloc[0]
    assert some.rr3 == pytest.approx(409 / (1052 - 4), abs=1e-12)
    assert some.rr5 == pytest.approx(409 / 1044, abs=1e-12)


def test_the_rule_is_a_share_of_the_closed_questions_that_were_put(tmp_path):
    rows = (
        "r1,A,x,yes,Yes,a,1,1,\n"
        "r2,A,x,no,No,,1,,\n"  # two of three: q2 was not put
        "r3,A,x,no,Yes,,1,,\n"  # two of four
        "r4,A,x,no,Don't know,,,,\n"  # one of three, and that she does not know is an answer
        "r5,A,x,no,,,,,Memos\n"  # none, but a comment
        "r6,A,x,no,No,,1,1,\n"  # all, and not finished
        "r7,A,x,no,,,,,\n"  # nothing: silent
    )
    made = survey(tmp_path, rows)

    def partial(**rule):
        row = sg.response_rates(made, **rule).iloc[0]
        assert row.complete == 1
        assert row.partial + row.breakoff == 5
        assert row.silent == 4
        return row.partial

    assert partial() == 5
    assert partial(min_share=0.01) == 4
    assert partial(min_share=1 / 3) == 4
    assert partial(min_share=0.5) == 3
    assert partial(min_share=0.6) == 2
    assert partial(min_share=1) == 1
    assert partial(needed=["q3", "q4"]) == 3
    assert partial(needed=["q5"]) == 1
    assert partial(needed=["q1"], min_share=0.5) == 3


def test_the_declared_rule_is_not_shown_twice(tmp_path):
    table = sg.response_rates(survey(tmp_path, "r1,A,x,yes,Yes,a,1,1,\n"), min_share=0.8)
    assert table["rule"].is_unique
    assert len(table) == 4
    assert table.loc[table["declared"], "rule"].tolist() == ["80 % of the questions"]


def test_without_a_frame_there_are_counts_and_no_rates(tmp_path):
    row = sg.response_rates(survey(tmp_path, "r1,A,x,yes,Yes,a,1,1,\n", frame=""), e=0.9).iloc[0]
    assert row.complete == 1
    assert row[["silent", "unknown", "staff", "rr1", "rr6"]].isna().all()


def test_a_survey_that_nobody_answered_has_rates_of_zero(tmp_path):
    row = sg.response_rates(survey(tmp_path, "")).iloc[0]
    assert (row.complete, row.partial, row.silent, row.rr2) == (0, 0, 10, 0.0)


def test_a_census_has_a_rate_of_one(tmp_path):
    row = sg.response_rates(survey(tmp_path, "r1,A,x,yes,Yes,a,1,1,\n", frame="A,x,1\n")).iloc[0]
    assert (row.silent, row.rr1) == (0, 1.0)


def test_wrong_options_are_told_at_once(audit):
    with pytest.raises(sg.InputError) as caught:
        sg.response_rates(audit, min_share=50, e=-1, unknown=-3, needed=["q44"])
    assert caught.value.problems == (
        "min_share=50 is not between 0 and 1",
        "e=-1 is not between 0 and 1",
        "unknown=-3 is less than 0",
        "needed: 'q44' is no question of the survey; did you mean 'q4'?",
    )
    with pytest.raises(sg.InputError, match="unknown=509: only 508 people"):
        sg.response_rates(audit, unknown=509)
