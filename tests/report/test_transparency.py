"""transparency.py: what AAPOR asks is stated, or said not to be; nothing is silently left out."""

import pandas as pd
import pytest

from sopgap.report import method, transparency
from sopgap.report.folder import read_run, save_tables
from sopgap.study import Plan, Study
from sopgap.tables import AUDIT
from tests.report.given import plain

ITEMS = ("Sponsor", "Conducted by", "Questions", "Languages", "Population", "Staff list",
         "Sampling", "Invitation", "Reminders", "Incentives", "Mode", "Dates", "Sizes",
         "Response rate", "Precision", "Weighting", "Partial answers", "Processing",
         "Limits")  # fmt: skip


def tables():
    return {
        "rates": pd.DataFrame({"group": ["all"], "staff": [100], "answered": [60],
                               "complete": [50], "suppressed": [False]}),
        "questions": pd.DataFrame({
            "question_id": ["q1", "q2", "q3"], "wording": ["Is <b> there?", "Which?", "Say more."],
            "kind": ["single", "multi", "open"], "choices": ["Yes|No|Not sure", "A|B", ""],
            "dont_know": ["Not sure", "", ""], "asked_if": ["", "q1=Yes", ""]}),
        "frame": pd.DataFrame({"center": ["a", "b"], "position": ["Analyst", "Analyst"],
                               "staff": [60, 40]}),
        "tallies": pd.DataFrame({"question_id": ["q1", "q2"], "group": "all",
                                 "choice": ["Yes", "A"], "n": [30, 10], "base": [58, 30],
                                 "suppressed": False}),
        "reach": pd.DataFrame({"question_id": ["q1", "q2", "q3"], "answered": [50, 30, 21],
                               "dont_know": [8, 0, 0], "skipped": [1, 1, 30],
                               "not_reached": [1, 4, 9], "not_asked": [0, 25, 0],
                               "stopped": [3, 5, 0]}),
    }  # fmt: skip


def run_of(tmp_path, facts=None, **more):
    centers = pd.DataFrame({"center": ["a", "b"], "name": ["Alpha", "Beta"], "location": ""})
    study = Study(path=tmp_path / "study.toml", name="s", title="T", synthetic=False,
                  labels={"center": "Center", "port": "Port"}, centers=centers)  # fmt: skip
    save_tables(tmp_path / "run", study, **(tables() | more))
    run = read_run(tmp_path / "run")
    run.study["survey"] = facts
    return run


def test_every_item_is_there_and_what_is_absent_is_said_so(tmp_path):
    page = plain(transparency.how_asked(run_of(tmp_path)))
    for item in ITEMS:
        assert f"<dt>{item}</dt>" in page
    assert page.count(transparency.NOT_STATED) >= 9


def test_what_the_study_states_is_printed_as_text(tmp_path):
    facts = {"sponsor": "The <i>IG", "fielded_from": "2021-01-28", "fielded_to": "2021-02-19"}
    page = plain(transparency.how_asked(run_of(tmp_path, facts)))
    assert "The &lt;i&gt;IG" in page
    assert "from 2021-01-28 to 2021-02-19" in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"fielded_from": "2021-01-28"}, "from 2021-01-28; the last day is not stated"),
        ({"fielded_to": "2021-02-19"}, "to 2021-02-19; the first day is not stated"),
        ({"interval": "hypergeometric"}, "interval of the hypergeometric distribution, for a"),
    ],
)
def test_half_a_statement_reads_as_one(tmp_path, facts, said):
    assert said in plain(transparency.how_asked(run_of(tmp_path, facts)))


def test_a_hidden_size_is_not_said_to_be_unknown(tmp_path):
    rates = tables()["rates"].assign(complete=pd.NA)
    page = plain(transparency.how_asked(run_of(tmp_path, rates=rates)))
    assert "60 answered, a hidden number of them to the end" in page


def test_a_survey_without_list_and_open_questions_reads_as_one(tmp_path):
    rates = tables()["rates"].assign(staff=pd.NA)
    closed = tables()["questions"].query("kind != 'open'")
    page = plain(transparency.how_asked(run_of(tmp_path, rates=rates, questions=closed)))
    assert "to how many it was sent is not known; 60 answered, 50 of them to the end" in page
    assert "2 closed questions and no open one" in page


def test_what_is_declared_to_be_compared_reaches_the_run(tmp_path):
    centers = pd.DataFrame({"center": ["a"], "name": ["Alpha"], "location": ""})
    plan = Plan(compare=(("q1", "Yes"),), pairs=((("q1", "Yes"), ("q2", "No")),))
    study = Study(path=tmp_path / "study.toml", name="s", title="T", synthetic=False, plan=plan,
                  labels={"center": "Center", "port": "Port"}, centers=centers)  # fmt: skip
    save_tables(tmp_path / "run", study)
    assert read_run(tmp_path / "run").study["declared"] == {
        "compare": [["q1", "Yes"]], "pairs": [[["q1", "Yes"], ["q2", "No"]]],
    }  # fmt: skip


def test_each_question_stands_with_choices_base_and_who_was_asked(tmp_path):
    page = plain(transparency.how_asked(run_of(tmp_path)))
    assert "Is &lt;b&gt; there?" in page
    assert "<li>Not sure <small>(don&#39;t know)</small></li>" in page.replace("don't", "don&#39;t")
    assert "<span class=wording>those who answered “Yes” to q1</span>" in page
    assert "<td>who saw it</td>" in page
    assert "<td class=n>58</td>" in page  # q1: those who answered and those who did not know
    assert "100 staff of 2 Centers: 100 analysts" in page


def test_the_rule_for_partials_is_the_declared_one_where_the_study_states_none(tmp_path):
    row = {"rule": "half", "share": 0.5, "declared": True, "complete": 50, "partial": 6,
           "breakoff": 4, "silent": 40, "staff": 100, "rr1": 0.5, "rr2": 0.56}  # fmt: skip
    page = plain(transparency.how_asked(run_of(tmp_path, outcomes=pd.DataFrame([row]))))
    assert "rule “half”: a partial answer holds answers to at least 50 in 100" in page
    assert "RR1 50 % (50 complete answers), RR2 56 % (with 6 partial ones), of 100 staff" in page


def test_a_survey_without_a_frame_claims_no_rate(tmp_path):
    bare = {"frame": tables()["frame"].iloc[:0]}
    page = plain(transparency.how_asked(run_of(tmp_path, **bare)))
    assert "none: how many were asked, and who they were, is not known" in page
    assert "<dt>Response rate</dt><dd>not known</dd>" in page


def test_a_synthetic_study_says_whose_facts_these_are(tmp_path):
    run = run_of(tmp_path)
    assert "SYNTHETIC" not in transparency.how_asked(run).data
    run.study["synthetic"] = True
    page = transparency.how_asked(run).data
    assert page.startswith("<p class=note>SYNTHETIC: what follows describes the survey that")


def test_the_bases_part_the_questions_put_to_some(tmp_path):
    page = plain(transparency.how_asked(run_of(tmp_path)))
    assert "Bases: all 58 people for questions put to everybody; 30 for q2, put to some" in page
    assert "<td>who wrote something</td>" in page


def test_the_attack_is_told_with_what_it_left(tmp_path):
    audit = pd.DataFrame({"table": ["tallies", "rates"], "cells": [800, 14], "hidden": [96, 0],
                          "recovered": [0, 0], "narrowest": [4.5, None]})  # fmt: skip
    run = run_of(tmp_path, audit=audit)
    said = "814 counts in 2 tables, 96 of them hidden, recovered none; the narrowest range left"
    assert said in plain(transparency.how_asked(run))
    assert "is 4.5 people wide" in plain(transparency.how_asked(run))
    assert "from 10 answers on" in plain(method.how_made(run))


def test_a_leak_is_not_glossed_over():
    audit = pd.DataFrame({"table": ["tallies"], "cells": [800], "hidden": [96], "recovered": [2],
                          "narrowest": [0.0]})  # fmt: skip
    assert "recovered 2: this release gives hidden counts away" in transparency.say_audit(audit)


def test_no_audit_and_nothing_hidden_are_two_things():
    assert "not attacked" in transparency.say_audit(AUDIT.empty())
    audit = pd.DataFrame({"table": ["t"], "cells": [8], "hidden": [0], "recovered": [0],
                          "narrowest": [None]})  # fmt: skip
    assert "nothing to recover" in transparency.say_audit(audit)


def test_a_study_without_a_survey_has_a_sentence(tmp_path):
    run = run_of(tmp_path)
    (run.folder / "tables" / "rates.csv").unlink()
    assert "holds no survey" in transparency.how_asked(run).data


def test_the_limits_no_longer_say_that_nothing_is_tested_or_audited():
    said = " ".join(method.LIMITS["survey"])
    assert "no difference between two rows is tested here" not in said
    assert "not yet audited" not in said
    assert "Overlapping intervals are not a test" in said


@pytest.mark.parametrize("width", [None, 3])
def test_the_rules_are_told_with_and_without_a_width(width):
    said = transparency.say_rules({"min_base": 12, "min_count": 4} | ({"width": width} if width
                                                                      else {}))  # fmt: skip
    assert "from 12 answers on" in said
    assert ("3 people" in said) == bool(width)
