"""withstand: what silence, weighting and time could do, and that it tells of nobody hidden."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import InputError
from sopgap.survey.answers import Survey, read_survey
from sopgap.survey.inference.designs import estimate
from sopgap.survey.inference.indicators import indicators
from sopgap.survey.inference.robustness import withstand
from sopgap.tables import ANSWERS, COMMENTS, FRAME, QUESTIONS, RESPONDENTS

# Question and choice of the seven published items, in the order of the reference.
ITEMS = [
    ("q4", "No"),
    ("q8", "Never"),
    ("q5", "No"),
    ("q6", "Not aware"),
    ("q7", "I understand them"),
    ("q9", "No"),
    ("q10", "Not involved"),
]


def plain(sentence):
    return sentence.replace("\u00a0", " ")


def survey(rows, frame=None, *, kind="single", asked_if=""):
    """A survey of one question q1: rows of (center, choice) or (center, choice, more columns)."""
    people = pd.DataFrame(rows, columns=["center", "choice", "date", "weight"][: len(rows[0])])
    people = people.assign(
        respondent_id=[f"r{i}" for i in range(len(people))], position="x", complete=True
    )
    questions = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["?"], "kind": [kind], "choices": ["Yes|No|Maybe"],
         "asked_if": [asked_if]}
    )  # fmt: skip
    staff = pd.DataFrame(frame or [], columns=["center", "staff"]).assign(position="x")
    return Survey(
        QUESTIONS.check(questions),
        FRAME.check(staff),
        RESPONDENTS.check(people.drop(columns="choice")),
        ANSWERS.check(
            people[["respondent_id", "center", "position", "choice"]].assign(
                question_id="q1", state="answered"
            )
        ),
        COMMENTS.empty(),
    )


def counted(of, hidden=(), groups=None):
    """Tallies of `all` and the Centers, by hand: those of `hidden` are blank."""
    answers, out = of.answers, []
    for group in groups or ["all", *dict.fromkeys(answers["center"])]:
        own = answers if group == "all" else answers[answers["center"] == group]
        for choice in ("Yes", "No", "Maybe"):
            out.append(("q1", group, choice, (own["choice"] == choice).sum(), len(own)))
    made = pd.DataFrame(out, columns=["question_id", "group", "choice", "n", "base"])
    made = made.astype({"n": "Int64", "base": "Int64"})
    made["suppressed"] = made["group"].isin(hidden)
    made[["n", "base"]] = made[["n", "base"]].mask(made["suppressed"])
    return made


def row(table, group="all", choice="Yes"):
    return table[(table["group"] == group) & (table["choice"] == choice)].iloc[0]


def answers(yes, no, center="a", *more):
    return [(center, "Yes", *more)] * yes + [(center, "No", *more)] * no


@pytest.fixture(scope="module")
def oig(root):
    return read_survey(root / "surveys" / "oig-22-34")


@pytest.fixture(scope="module")
def oig_tallies(oig):
    return pd.concat([sg.tally(oig), sg.tally(oig, by="center")])


@pytest.fixture(scope="module")
def oig_table(oig, oig_tallies):
    return withstand(oig, oig_tallies)


@pytest.fixture(scope="module")
def published(root):
    path = root / "tests" / "reference" / "published_items.json"
    return json.loads(path.read_text())["items"]


def test_no_published_majority_survives_the_worst_case_and_the_sentence_says_so(
    oig_table, published
):
    for (question, choice), item in zip(ITEMS, published, strict=True):
        own = row(oig_table[oig_table["question_id"] == question], choice=choice)
        assert (own["n"], own["base"], own["staff"]) == (item["k"], item["n"], item["N"])
        assert own["survives"] == "open"
        assert own["tipping"] * 100 == pytest.approx(item["tip_pct_of_missing_for_50"], abs=1e-9)
        low, high = item["k"], item["k"] + item["N"] - item["n"]
        assert [low / item["N"], high / item["N"]] == pytest.approx(item["worst_case"], abs=1e-9)
        assert f"{low:,} to {high:,} of 1,052 staff" in own["sentence"]
        assert "on both sides of one half: the silent decide" in own["sentence"]


def test_the_needed_make_a_majority_and_one_less_does_not(oig_table):
    known = oig_table[oig_table["needed"].notna() & (oig_table["needed"] > 0)]
    made = known["n"] + known["needed"]
    assert (2 * made > known["staff"]).all() and (2 * (made - 1) <= known["staff"]).all()
    assert len(known) > 500


def test_every_visible_row_has_a_row_and_no_hidden_one(oig_tallies, oig_table):
    seen = oig_tallies[~oig_tallies["suppressed"]]
    key = ["question_id", "group", "choice"]
    assert oig_table[key].values.tolist() == seen[key].values.tolist()


def test_weighting_to_visible_centers_alone_is_post_stratification(oig):
    """With every Center shown, the figure is that of the researcher's verb."""
    rows = indicators(oig.answers, "q4")
    tallies = []
    for group in ["all", *dict.fromkeys(oig.frame["center"])]:
        own = rows if group == "all" else rows[rows["center"] == group]
        tallies.append(("q4", group, "No", own["No"].sum(), len(own), False))
    columns = ["question_id", "group", "choice", "n", "base", "suppressed"]
    table = withstand(oig, pd.DataFrame(tallies, columns=columns).convert_dtypes())
    found = estimate(rows, ["No"], design="poststratified", frame=oig.frame)
    assert row(table, choice="No")["weighted"] == pytest.approx(found.loc[0, "share"], abs=1e-12)
    assert row(table, choice="No")["shift"] == pytest.approx(
        found.loc[0, "share"] - 303 / 444, abs=1e-12
    )


def test_a_majority_that_silence_cannot_turn():
    own = row(withstand(*with_tallies(answers(60, 20), [("a", 100)])))
    assert (own["survives"], own["needed"]) == ("majority", 0)
    assert own["tipping"] == pytest.approx(-0.5)
    assert plain(own["sentence"]).startswith(
        "It is 60 to 80 of 100 staff (60 % to 80 %): a majority, whatever the silent (20) think"
    )


def test_a_minority_that_silence_cannot_turn():
    own = row(withstand(*with_tallies(answers(30, 50), [("a", 100)])))
    assert own["survives"] == "minority"  # 50 of 100 are not over half
    assert own["tipping"] == 1 and own["needed"] == 21
    assert "no majority, whatever the silent (20) think" in own["sentence"]
    more = row(withstand(*with_tallies(answers(31, 49), [("a", 100)])))
    assert (more["survives"], more["needed"]) == ("open", 20)


def with_tallies(rows, frame=None, **more):
    made = survey(rows, frame, **more)
    return made, counted(made)


def test_half_of_an_odd_staff_is_no_majority():
    own = row(withstand(*with_tallies(answers(10, 10), [("a", 21)])))
    assert own["needed"] == 1 and own["survives"] == "open"
    assert row(withstand(*with_tallies(answers(11, 9), [("a", 21)])))["survives"] == "majority"
    assert row(withstand(*with_tallies(answers(10, 5), [("a", 20)])))["survives"] == "open"
    assert row(withstand(*with_tallies(answers(10, 10), [("a", 20)])))["survives"] == "minority"


def test_a_census_leaves_nobody_silent():
    own = row(withstand(*with_tallies(answers(30, 20), [("a", 50)])))
    assert own["survives"] == "majority"
    assert own[["needed", "tipping"]].isna().all()
    assert "nobody was silent" in own["sentence"]


def test_without_a_frame_nothing_is_known_of_the_silent():
    table = withstand(*with_tallies(answers(30, 20)))
    assert (table["survives"] == "unknown").all()
    assert table[["staff", "needed", "tipping", "weighted", "shift"]].isna().all(axis=None)
    assert plain(row(table)["sentence"]) == (
        "It is 30 of 50 who answered (60 %); how many were asked is not known, so what the silent"
        " could make of it is not known."
    )


def test_a_question_not_put_to_all_has_no_worst_case():
    table = withstand(*with_tallies(answers(30, 20), [("a", 90)], asked_if="q0=Yes"))
    assert (table["survives"] == "unknown").all() and table["weighted"].isna().all()
    assert "was not put to all" in row(table)["sentence"]


def test_hidden_and_empty_rows_have_no_row():
    made = survey(answers(30, 20) + answers(3, 2, "b"), [("a", 60), ("b", 9), ("c", 9)])
    tallies = counted(made, hidden=("b",), groups=["all", "a", "b", "c"])
    assert set(withstand(made, tallies)["group"]) == {"all", "a"}


FOUR = answers(30, 10) + answers(5, 25, "b") + answers(4, 4, "c") + answers(1, 6, "d")
STAFF = [("a", 50), ("b", 200), ("c", 20), ("d", 30)]


def test_hidden_centers_are_one_stratum():
    made = survey(FOUR, STAFF)
    own = row(withstand(made, counted(made, hidden=("c", "d"))))
    meant = (50 * 30 / 40 + 200 * 5 / 30 + 50 * 5 / 15) / 300
    assert own["weighted"] == pytest.approx(meant)
    assert own["shift"] == pytest.approx(meant - 40 / 85)
    assert (
        "weighted to the staff of each Center (Centers with hidden counts taken together) it moves"
        f" down by {abs(meant - 40 / 85) * 100:.0f} points" in own["sentence"]
    )


def test_the_weighted_share_follows_from_published_counts_alone():
    """Whatever the people of the hidden Centers said among themselves, no figure moves."""
    made = survey(FOUR, STAFF)
    tallies = counted(made, hidden=("c", "d"))
    other = survey(
        answers(30, 10) + answers(5, 25, "b") + answers(0, 8, "c") + answers(5, 2, "d"), STAFF
    )
    assert counted(other, hidden=("c", "d")).equals(tallies)
    pd.testing.assert_frame_equal(withstand(made, tallies), withstand(other, tallies))


def test_centers_nobody_answered_at_are_left_to_the_others():
    made = survey(answers(30, 10) + answers(5, 15, "b"), [("a", 60), ("b", 40), ("c", 99)])
    own = row(withstand(made, counted(made)))
    assert own["weighted"] == pytest.approx((60 * 0.75 + 40 * 0.25) / 100)


def test_without_centers_there_is_nothing_to_weight():
    made = survey(FOUR, STAFF)
    assert withstand(made, counted(made, groups=["all"]))["weighted"].isna().all()
    only = withstand(made, counted(made, groups=["a"]))
    assert only["weighted"].isna().all() and set(only["group"]) == {"a"}


def test_a_shift_over_one_half_is_said():
    made = survey(answers(30, 10) + answers(5, 15, "b"), [("a", 50), ("b", 500)])
    own = row(withstand(made, counted(made)))
    assert own["weighted"] < 0.5 < own["n"] / own["base"]
    assert "points, across one half." in own["sentence"]


def test_centers_are_said_to_be_taken_together_only_where_one_is_hidden():
    made = survey(FOUR, STAFF)
    together = "(Centers with hidden counts taken together)"
    assert together not in row(withstand(made, counted(made)))["sentence"]
    assert together in row(withstand(made, counted(made, hidden=("c", "d"))))["sentence"]


def test_weights_of_respondents_go_before_the_frame():
    rows = answers(6, 4, "a", "", 3.0) + answers(4, 6, "b", "", 1.0)
    made = survey(rows, [("a", 100), ("b", 100)])
    table = withstand(made, counted(made))
    assert row(table)["weighted"] == 0.55  # 22 of 40
    assert row(table, "a")["weighted"] == 0.6
    assert "by the survey's weights it moves up by 5 points" in row(table)["sentence"]


def test_weights_are_not_shown_where_they_could_tell_of_a_hidden_center():
    rows = answers(6, 4, "a", "", 3.0) + answers(4, 6, "b", "", 1.0) + answers(9, 2, "c", "", 2.0)
    made = survey(rows, [("a", 100), ("b", 100), ("c", 30)])
    table = withstand(made, counted(made, hidden=("b", "c")))
    assert np.isnan(row(table)["weighted"]) and row(table, "a")["weighted"] == 0.6
    few = survey(answers(8, 2, "a", "", 1.5))
    assert withstand(few, counted(few))["weighted"].isna().all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_weight_that_is_none_is_an_error(bad):
    made = survey([*answers(6, 4, "a", "", 3.0), ("a", "Yes", "", bad)])
    with pytest.raises(InputError, match="column weight: 1 of 11"):
        withstand(made, counted(made))


def test_weights_and_days_are_read_from_the_file(tmp_path):
    (tmp_path / "questions.csv").write_text(
        "question_id,wording,kind,choices\nq1,Rules?,single,Yes|No\n"
    )
    lines = ["respondent_id,center,position,complete,date,weight,q1"]
    for i in range(60):
        lines.append(f"r{i},a,x,yes,2021-02-{1 + i // 30:02d},{1 + i % 2},{'YN'[i % 3 == 0]}")
    text = "\n".join(lines).replace(",Y", ",Yes").replace(",N", ",No")
    (tmp_path / "responses.csv").write_text(text + "\n")
    read = read_survey(tmp_path)
    own = row(withstand(read, pd.concat([sg.tally(read), sg.tally(read, by="center")])))
    yes = [1 + i % 2 for i in range(60) if i % 3]
    assert own["weighted"] == round(sum(yes) / 90, 2)
    assert own[["early", "late"]].tolist() == [0.67, 0.67]
    rows = indicators(read.answers, "q1", read.respondents)
    found = estimate(rows, ["Yes"], design="weighted")
    assert found.loc[0, "share"] == pytest.approx(sum(yes) / 90)


def test_weights_of_zero_alone_leave_it_blank():
    made = survey(answers(6, 4, "a", "", 0.0))
    assert withstand(made, counted(made))["weighted"].isna().all()


def test_early_and_late_answers_stand_beside_each_other():
    rows = answers(15, 5, "a", "2021-02-01") + answers(8, 12, "a", "2021-02-09")
    own = row(withstand(*with_tallies(rows, [("a", 80)])))
    assert own[["early", "late", "drift"]].tolist() == [0.75, 0.4, -0.35]
    assert (
        "early and late answers differ by 35 points, more than chance explains."
        in (own["sentence"])
    )
    same = answers(10, 10, "a", "2021-02-01") + answers(11, 9, "a", "2021-02-09")
    own = row(withstand(*with_tallies(same, [("a", 80)])))
    assert "differ by 5 points, no more than chance explains" in own["sentence"]
    none = answers(10, 10, "a", "2021-02-01") + answers(10, 10, "a", "2021-02-09")
    own = row(withstand(*with_tallies(none, [("a", 80)])))
    assert own["sentence"].endswith("early and late answers differ by less than 1 point.")


def test_one_point_and_tenths_of_points_are_written_so():
    made = survey(answers(300, 200) + answers(297, 203, "b"), [("a", 501), ("b", 599)])
    sentence = row(withstand(made, counted(made)))["sentence"]
    assert "; weighted to the staff of each Center it moves by less than 0.1 points" in sentence
    rows = answers(50, 50, "a", "2021-02-01") + answers(51, 49, "a", "2021-02-02")
    sentence = row(withstand(*with_tallies(rows)))["sentence"]
    assert "differ by 1 point, no more" in sentence


def test_tallies_of_another_survey_are_refused():
    made, tallies = with_tallies(answers(30, 20), [("a", 90)])
    strange = pd.concat([tallies.assign(group="z"), tallies.assign(question_id="q9")])
    with pytest.raises(InputError) as error:
        withstand(made, strange)
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="30 of 50 .* of 40 staff"):
        withstand(survey(answers(30, 20), [("a", 40)]), tallies)


def test_centers_that_add_up_to_more_than_all_are_refused():
    made = survey(FOUR, STAFF)
    tallies = counted(made)
    tallies.loc[tallies["group"] == "all", "base"] = 60
    with pytest.raises(InputError, match="add up to more than all"):
        withstand(made, tallies)


def test_no_tallies_make_an_empty_table():
    made, tallies = with_tallies(answers(30, 20), [("a", 90)])
    assert withstand(made, tallies.iloc[:0]).empty
    assert withstand(made, counted(made, hidden=("all", "a"))).empty


def test_no_input_is_changed_and_the_order_is_kept():
    made, tallies = with_tallies(FOUR, STAFF)
    before = tallies.copy()
    mixed = tallies.sample(frac=1, random_state=1)
    table = withstand(made, mixed)
    pd.testing.assert_frame_equal(tallies, before)
    assert table["choice"].tolist() == mixed["choice"].tolist()
    again = withstand(made, tallies).set_index(["group", "choice"]).sort_index()
    pd.testing.assert_frame_equal(table.set_index(["group", "choice"]).sort_index(), again)


def test_respondents_without_the_optional_columns_are_taken():
    made, tallies = with_tallies(answers(30, 20), [("a", 90)])
    bare = replace(made, respondents=made.respondents.drop(columns=["date", "weight"]))
    pd.testing.assert_frame_equal(withstand(bare, tallies), withstand(made, tallies))


def test_no_percentage_stands_without_its_counts(oig_table):
    for sentence in oig_table["sentence"]:
        said = plain(sentence)
        assert said.startswith("It ") and said.endswith(".") and "nan" not in said
        assert said.count("%") in (1, 2)
        assert " of " in said.split("%")[0]
