"""sentences.py: each number with its base, nothing hidden let out, nothing unknown called zero."""

import pandas as pd
import pytest

from sopgap.report import gap_sentences, sentences
from sopgap.report.headlines import headline_choices, spread_of_gaps
from sopgap.report.markup import WHY_HIDDEN
from tests.report.given import no_backtest

STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center", "port": "Port"}}
NA = float("nan")


def plain(sentence):
    return sentence.replace("\u00a0", " ")


@pytest.fixture
def rates():
    return pd.DataFrame(
        {
            "group": ["all", "el", "small"],
            "staff": pd.array([1052, 104, 20], dtype="Int64"),
            "answered": pd.array([544, 58, None], dtype="Int64"),
            "complete": pd.array([409, 44, None], dtype="Int64"),
            "suppressed": [False, False, True],
        }
    )


@pytest.fixture
def questions():
    return pd.DataFrame(
        {
            "question_id": ["q1", "q2"],
            "wording": ["Do you know a rule?", "How long?"],
            "kind": ["single", "single"],
            "choices": ["Yes|No|Not sure", "Short|Long"],
            "dont_know": ["Not sure", ""],
            "asked_if": ["", ""],
        }
    )


@pytest.fixture
def tallies():
    rows = [
        ("q1", "all", "Yes", 100, 444), ("q1", "all", "No", 144, 444),
        ("q1", "all", "Not sure", 200, 444), ("q2", "all", "Short", 40, 100),
        ("q1", "el", "Yes", 6, 46), ("q1", "el", "No", 33, 46), ("q2", "el", "Short", 4, 40),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["question_id", "group", "choice", "n", "base"])
    table = table.astype({"n": "Int64", "base": "Int64"})
    staff = table["group"].map({"all": 1052, "el": 104})
    return table.assign(
        share=table["n"] / table["base"], low=0.61, high=0.81, suppressed=False,
        worst_low=table["n"] / staff, worst_high=(table["n"] + staff - table["base"]) / staff,
    )  # fmt: skip


def test_who_answered_names_of_whom(rates):
    said = plain(sentences.say_who(rates, STUDY | {"staff_all": 1443}))
    assert "544 of 1,052 staff who were sent the survey answered (52 %)" in said
    assert "It was sent to 1,052 of 1,443 staff (73 %)" in said


def test_a_suppressed_center_is_said_to_be_hidden(rates):
    said = sentences.say_who(rates, STUDY, group="small")
    assert said == f"Who answered is not shown: it is {WHY_HIDDEN}."


def test_an_unknown_frame_is_not_a_rate(rates):
    said = sentences.say_who(rates.assign(staff=pd.NA), STUDY)
    assert "how many were asked is not known" in said
    assert "%" not in said


def test_dont_know_never_stands_for_a_question(tallies, questions):
    rows = headline_choices(tallies, questions, no_backtest())
    assert list(rows["choice"]) == ["No", "Short"]


def test_the_published_choice_goes_first_even_where_fewer_chose_it(tallies, questions):
    published = pd.DataFrame({"question_id": ["q1"], "choice": ["Yes"]})
    assert headline_choices(tallies, questions, published)["choice"].iloc[0] == "Yes"


def test_the_same_question_speaks_for_every_center(tallies, questions, rates):
    every, here = (
        sentences.say_answer(tallies, questions, no_backtest(), rates, STUDY, group=group)
        for group in ("all", "el")
    )
    assert "How long?" in every
    assert "How long?" in here


def test_a_majority_of_respondents_that_the_silent_decide_is_said_so(tallies, questions, rates):
    published = pd.DataFrame({"question_id": ["q1"], "choice": ["No"]})
    said = plain(sentences.say_answer(tallies, questions, published, rates, STUDY, group="el"))
    assert "33 of 46 (72 %) answered “No” to “Do you know a rule?” (95 % interval 61–81 %)" in said
    assert "all Centers: 144 of 444 (32 %)" in said
    assert (
        "It holds for most of the 104 staff asked if at least 20 of the 58 who did not answer it"
        " would say the same." in said
    )


def test_of_what_a_figure_withstands_only_doubts_are_said_at_first(tallies, questions, rates):
    published = pd.DataFrame({"question_id": ["q1"], "choice": ["No"]})
    table = pd.DataFrame(
        {
            "question_id": ["q1", "q1"],
            "group": ["el", "all"],
            "choice": ["No", "No"],
            "sentence": [
                "Open here; early and late answers differ by 9 points, more than chance explains.",
                "Of all; early and late answers differ by 2 points, no more than chance explains.",
            ],
        }
    )
    said = sentences.say_answer(tallies, questions, published, rates, STUDY, group="el",
                                robustness=table)  # fmt: skip
    assert said.endswith("Early and late answers to it differ by more than chance explains.")
    assert "Open here" not in said
    of_all = sentences.say_answer(tallies, questions, published, rates, STUDY, robustness=table)
    assert "chance" not in of_all


def test_what_survives_is_not_said_of_a_hidden_answer(tallies, questions, rates):
    mine = tallies["group"] == "el"
    tallies.loc[mine, "suppressed"] = True
    tallies.loc[mine, ["n", "base"]] = pd.NA
    table = pd.DataFrame({"question_id": ["q2"], "group": ["el"], "choice": ["Short"],
                          "sentence": ["It may be 4 to 68."]})  # fmt: skip
    said = sentences.say_answer(tallies, questions, no_backtest(), rates, STUDY, group="el",
                                robustness=table)  # fmt: skip
    assert "4 to 68" not in said


def test_a_hidden_answer_shows_neither_count_nor_share(tallies, questions, rates):
    mine = tallies["group"] == "el"
    tallies.loc[mine, "suppressed"] = True
    tallies.loc[mine, ["n", "base"]] = pd.NA
    said = plain(sentences.say_answer(tallies, questions, no_backtest(), rates, STUDY, group="el"))
    assert f"is not shown here: it is {WHY_HIDDEN}; all Centers" in said
    assert "4 of 40" not in said


def test_a_complement_reads_as_a_small_figure_does(tallies, questions, rates):
    # With its base shown or not: who could tell the two apart would know which one is small.
    mine = tallies["group"] == "el"
    tallies.loc[mine, "suppressed"], tallies.loc[mine, "n"] = True, pd.NA
    said = [sentences.say_answer(table, questions, no_backtest(), rates, STUDY, group="el")
            for table in (tallies, tallies.assign(base=tallies["base"].mask(mine)))]  # fmt: skip
    assert said[0] == said[1]


def test_a_census_says_all_and_nothing_twice(rates):
    everybody = rates[rates["group"] == "all"].assign(staff=544)
    said = sentences.say_who(everybody, STUDY | {"staff_all": 544})
    assert said.startswith("All 544 staff who were sent the survey answered")
    assert "It was sent" not in said


def test_the_word_of_the_study_stands_in_the_sentences_of_a_table(tallies, questions, rates):
    wards = STUDY | {"labels": {"center": "Ward", "port": "Pharmacy"}}
    table = pd.DataFrame({"question_id": ["q2"], "group": ["el"], "choice": ["Short"],
                          "sentence": ["Weighted to the staff of each Center it moves, across"
                                       " one half."]})  # fmt: skip
    said = sentences.say_answer(tallies, questions, no_backtest(), rates, wards, group="el",
                                robustness=table)  # fmt: skip
    assert "Center" not in said
    assert "of each Ward it lies" in said


def sizes_of(*counts, base=20):
    ids = [f"C{i}" for i in range(len(counts))]
    sizes = pd.DataFrame({"concern_id": ids, "group": "all", "n": counts, "base": base})
    sizes = sizes.astype({"n": "Int64"}).assign(suppressed=[n is None for n in counts])
    return pd.DataFrame({"concern_id": ids, "label": [f"l{i}" for i in range(len(counts))]}), sizes


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((5, 4, 0), "Most raised: “l0”, 5 of 20 comments (25 %)."),
        # A comment may raise several concerns: all twenty may raise the hidden one too.
        ((11, None, 4), "that can be shown here, most comments raise “l0”: 11 of 20"),
        ((19, None, 4), "that can be shown here, most"),
        ((7, None, 4), "Of the concerns that can be shown here, most comments raise “l0”: 7 of"),
        ((5, 5, None), "most comments raise “l0” and “l1”: each 5 of 20 comments"),
        ((0, None, 0), "cannot be shown: none that is shown is raised by 3 comments or more."),
        ((None, None), "cannot be shown"),
    ],
)
def test_a_concern_is_the_most_raised_only_where_no_hidden_one_can_be(counts, said):
    told = plain(sentences.say_concern(*sizes_of(*counts), STUDY))
    assert said in told
    assert "0 of 20" not in told


def test_no_shown_concern_is_said_not_invented():
    concerns = pd.DataFrame({"concern_id": ["C01"], "label": ["x"]})
    sizes = pd.DataFrame({"concern_id": ["C01"], "group": ["el"], "n": [pd.NA], "base": [8],
                          "suppressed": [True]})  # fmt: skip
    assert "cannot be shown: none" in sentences.say_concern(concerns, sizes, STUDY, group="el")


@pytest.fixture
def coverage():
    return pd.DataFrame(
        [("R1", "a", "missing"), ("R1", "b", "missing"), ("R2", "a", "undefined"),
         ("R2", "b", "undefined"), ("R3", "a", "assigned"), ("R3", "b", "stale")],
        columns=["responsibility_id", "center", "status"],
    )  # fmt: skip


def gaps_of(coverage, **reviews):
    rows = coverage[coverage["status"] != "assigned"].rename(columns={"status": "kind"})
    key = rows["responsibility_id"] + "_" + rows["center"]
    return rows.assign(review=[reviews.get(one, "proposed") for one in key])


def test_what_nobody_is_assigned_is_no_gap_of_the_procedures(coverage):
    said = plain(gap_sentences.say_gaps(coverage, gaps_of(coverage), STUDY, center="a"))
    assert "leave 1 of 3 responsibilities open here: 1 not found" in said
    assert "no authority assigns 1 more to anyone" in said


def test_missing_reads_not_found_until_a_person_has_looked(coverage):
    reviewed = gaps_of(coverage, R1_a="confirmed")
    assert "1 missing" in plain(gap_sentences.say_gaps(coverage, reviewed, STUDY, center="a"))
    assert "not found" in gap_sentences.say_gaps(coverage, reviewed, STUDY, center="b")


def test_a_rejected_gap_is_no_longer_open(coverage):
    rejected = gaps_of(coverage, R1_a="rejected")
    assert "leave 0 of 3" in gap_sentences.say_gaps(coverage, rejected, STUDY, center="a")


def test_the_overview_tells_common_from_local(coverage):
    said = plain(gap_sentences.say_gaps(coverage, gaps_of(coverage), STUDY))
    assert "leave 1 open at all 2 Centers, 1 at some, and 0 at none" in said
    assert "3 of 6 cells are open: 2 not found and 1 stale" in said
    at = spread_of_gaps(gaps_of(coverage).query("kind != 'undefined'"), coverage)
    assert at.to_dict() == {"R1": 2, "R3": 1}


def test_the_first_sentences_say_whether_the_procedures_say_who_does_what(coverage):
    said = plain(gap_sentences.say_coverage(coverage, gaps_of(coverage), STUDY))
    assert said.startswith(
        "For 0 of 3 responsibilities (0 %) the procedures in force say, as required, who does what"
        " at all 2 Centers; for 1 at some only; for 1 at none. No authority assigns 1 of the 3 to"
        " anyone. 3 of 6 cells of the map (50 %) are gaps: a cell is one responsibility at one"
        " Center. They are 2 not found and 1 stale."
    )
    here = plain(gap_sentences.say_coverage(coverage, gaps_of(coverage), STUDY, center="b"))
    assert "For 2 of 3 responsibilities (67 %) the procedures in force do not say here" in here
    many = pd.DataFrame([(f"R{i}", "a", kind) for i, kind in enumerate(
        ["stale", "stale", "missing", "missing", "conflicting", "ambiguous", "assigned"])],
        columns=["responsibility_id", "center", "status"])  # fmt: skip
    said = plain(gap_sentences.say_coverage(many, gaps_of(many), STUDY))
    assert "For 1 of 7 responsibilities (14 %)" in said and "; for 6 they do not." in said
    assert "Among them are 2 not found, 2 stale and 1 conflicting." in said


def test_where_both_meet_shows_no_hidden_count(coverage):
    names = pd.DataFrame({"responsibility_id": ["R1", "R2", "R3"], "name": ["Protests", "x", "y"]})
    met = coverage.assign(meeting=["corroborated", "hidden", "latent", "latent", "quiet", "latent"],
                          n_comments=[4, pd.NA, 0, 0, 0, 0], base=52,
                          suppressed=[False, True, False, False, False, False])  # fmt: skip
    said = gap_sentences.say_meeting(met, gaps_of(coverage), names, STUDY, center="a")
    assert said.startswith("Protests: staff raise it (4 of 52 comments), and no document in force")
    assert "gaps too few" not in said
    met["suppressed"], met["n_comments"] = True, pd.NA
    assert "of 52" not in gap_sentences.say_meeting(
        met, gaps_of(coverage), names, STUDY, center="a"
    )


def test_the_words_of_an_auditor_s_conclusion_are_not_used(coverage):
    said = plain(gap_sentences.say_gaps(coverage, gaps_of(coverage), STUDY).lower())
    assert not any(word in said for word in ("finding", "failed", "violated"))
