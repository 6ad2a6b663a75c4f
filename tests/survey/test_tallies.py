"""tally: counts, bases, intervals and worst cases, against R and the published figures."""

import json

import numpy as np
import pandas as pd
import pytest

import sopgap as sg
from sopgap.survey.answers import read_survey
from sopgap.survey.tallies import interval
from tests.survey.given import write_survey

QUESTIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|Don't know,Don't know,
q2,Which?,multi,a|b,,
q3,How much?,scale,low|middle|high,,q1=Yes
"""
HEADER = "respondent_id,center,position,complete,q1,q2,q3\n"


@pytest.fixture(scope="module")
def reference(root):
    return json.loads((root / "tests" / "reference" / "intervals.json").read_text())


def survey(tmp_path, rows, frame=None):
    return write_survey(tmp_path, QUESTIONS, HEADER + rows, frame)


def counts(table, question):
    own = table[table["question_id"] == question].set_index("choice")
    return own["n"].to_dict(), own["base"].iloc[0]


def test_each_question_has_its_own_base(tmp_path):
    rows = "r1,A,,yes,Yes,a|b,high\nr2,A,,no,Don't know,none,\nr3,A,,no,No,,\nr4,A,,no,,,\n"
    table = sg.tally(survey(tmp_path, rows), min_base=0)
    assert counts(table, "q1") == ({"Yes": 1, "No": 1, "Don't know": 1}, 3)
    assert counts(table, "q2") == ({"a": 1, "b": 1}, 2)
    assert counts(table, "q3") == ({"low": 0, "middle": 0, "high": 1}, 1)


def test_choices_stand_in_the_order_of_the_questionnaire(tmp_path):
    table = sg.tally(survey(tmp_path, "r1,A,,yes,Yes,a,high\n"))
    assert table[table["question_id"] == "q3"]["choice"].tolist() == ["low", "middle", "high"]


def test_by_center_gives_the_centers_only(tmp_path):
    rows = "r1,B,x,yes,Yes,a,high\nr2,A,x,yes,No,a,\n"
    table = sg.tally(survey(tmp_path, rows, "B,x,5\nA,x,4\nC,x,3\n"), by="center", min_base=0)
    assert table["group"].unique().tolist() == ["B", "A", "C"]
    own = table[(table["question_id"] == "q1") & (table["choice"] == "Yes")].set_index("group")
    assert own["n"].to_dict() == {"B": 1, "A": 0, "C": 0}
    assert own.loc["B", ["worst_low", "worst_high"]].tolist() == [0.2, 1.0]
    assert np.isnan(own.loc["C", "share"])


def test_a_base_under_the_minimum_blanks_every_figure(tmp_path):
    rows = "".join(f"r{i},A,,yes,Yes,a,low\n" for i in range(9))
    table = sg.tally(survey(tmp_path, rows))
    assert table["suppressed"].all()
    assert table[["n", "base", "share", "low", "high"]].isna().all(axis=None)


def halves(groups, row):
    """Rows in which every other person says Yes; `row` sets group, number and answer."""
    return "".join(
        row.format(g=g, i=i, said="Yes" if i % 2 else "No") for g, n in groups for i in range(n)
    )


def test_one_hidden_center_hides_a_second(tmp_path):
    rows = halves((("A", 4), ("B", 30), ("C", 20)), "{g}{i},{g},,yes,{said},a,low\n")
    table = sg.tally(survey(tmp_path, rows), by="center").query("question_id == 'q1'")
    hidden = table[table["base"].isna()]["group"].unique().tolist()
    assert hidden == ["A", "C"]
    assert table[table["group"] == "A"][["n", "base", "share"]].isna().all(axis=None)
    assert table[table["group"] == "B"]["base"].tolist() == [30] * 3
    assert table[(table["group"] == "B") & (table["choice"] == "Yes")]["n"].tolist() == [15]


def test_one_or_two_and_all_but_one_or_two_are_hidden(tmp_path):
    rows = halves((("A", 30), ("B", 30)), "{g}{i},{g},,yes,{said},a,low\n")
    rows += "".join(f"C{i},C,,yes,{'Yes' if i < 2 else 'No'},a,low\n" for i in range(20))
    table = sg.tally(survey(tmp_path, rows), by="center").query("question_id == 'q1'")
    own = table[table["group"] == "C"].set_index("choice")
    assert own.loc[["Yes", "No"], ["n", "share", "low", "worst_low"]].isna().all(axis=None)
    assert own["base"].tolist() == [20] * len(own)
    shown = sg.tally(survey(tmp_path, rows), by="center", min_base=0)
    assert shown["n"].notna().all()


def test_what_everybody_said_is_hidden(tmp_path):
    rows = "".join(f"r{i},A,,yes,Yes,a,low\n" for i in range(30))
    table = sg.tally(survey(tmp_path, rows)).query("question_id == 'q1' and choice == 'Yes'")
    assert table["n"].isna().all()


def test_without_a_frame_the_worst_case_is_blank_and_the_population_endless(tmp_path):
    rows = "".join(f"r{i},A,,yes,{'Yes' if i < 5 else 'No'},a,\n" for i in range(20))
    first = sg.tally(survey(tmp_path, rows), min_base=0).iloc[0]
    low, high = interval(np.array([5.0]), np.array([20.0]), np.array([np.nan]))
    assert (first["low"], first["high"]) == (low[0], high[0])
    assert np.isnan(first["worst_low"])


def test_a_question_that_was_not_put_to_all_has_no_worst_case(tmp_path):
    rows = "".join(f"r{i},A,x,yes,Yes,a,low\n" for i in range(12))
    table = sg.tally(survey(tmp_path, rows, "A,x,40\n"), min_base=0)
    own = table[table["question_id"] == "q3"]
    assert own["worst_high"].isna().all() and own["share"].notna().all()


def test_a_census_has_no_interval():
    low, high = interval(np.array([4.0]), np.array([12.0]), np.array([12.0]))
    assert np.isnan(low[0]) and np.isnan(high[0])


def test_nobody_and_everybody_get_the_exact_one_sided_bound():
    k, n = np.array([0.0, 30.0]), np.array([30.0, 30.0])
    low, high = interval(k, n, np.array([np.nan, np.nan]))
    bound = 1 - 0.05 ** (1 / 29)
    assert low.tolist() == [0, pytest.approx(1 - bound, abs=1e-12)]
    assert high.tolist() == [pytest.approx(bound, abs=1e-12), 1]


def test_one_answer_has_no_interval():
    assert np.isnan(interval(np.array([1.0]), np.array([1.0]), np.array([9.0]))[0][0])


def test_the_published_items_have_the_intervals_of_r(reference):
    items = pd.DataFrame(reference["items"])
    low, high = interval(*(items[c].to_numpy(dtype=float) for c in ("k", "n", "N")))
    assert np.abs(low - items["low"]).max() < 1e-9
    assert np.abs(high - items["high"]).max() < 1e-9
    # For none of the seven does the worst case leave one half on one side.
    assert (items["k"] / items["N"] < 0.5).all()
    assert ((items["k"] + items["N"] - items["n"]) / items["N"] > 0.5).all()


def test_the_made_up_frame_gives_the_figures_of_r(reference, shared):
    table = sg.tally(read_survey(shared / "data/statistics/survey"), by="center", min_base=0)
    ours = table[(table["question_id"] == "q1") & (table["choice"] == "1")].set_index("group")
    for center, expected in reference["by_center"].items():
        assert ours.loc[center, ["low", "high"]].tolist() == pytest.approx(expected, abs=1e-9)


def test_by_position_gives_the_positions_behind_all(tmp_path):
    rows = (
        "r1,A,x,yes,Yes,a,high\nr2,B,x,yes,No,a,\nr3,B,y,no,Yes,,\n"
        "r4,A,,yes,No,none,\n"  # without a position: in `all` only
    )
    table = sg.tally(
        survey(tmp_path, rows, "A,y,5\nA,x,4\nB,x,3\nB,y,2\n"), by="position", min_base=0
    )
    assert table["group"].unique().tolist() == ["all", "y", "x"]
    own = table[(table["question_id"] == "q1") & (table["choice"] == "Yes")].set_index("group")
    assert own[["n", "base"]].to_dict("index") == {
        "all": {"n": 2, "base": 4},
        "y": {"n": 1, "base": 1},
        "x": {"n": 1, "base": 2},
    }
    assert own["worst_high"].tolist() == [(2 + 10) / 14, 1.0, (1 + 5) / 7]


def test_all_beside_the_positions_is_all_alone(root):
    made = read_survey(root / "surveys/oig-22-34")
    by_position = sg.tally(made, by="position")
    whole = by_position[by_position["group"] == "all"].reset_index(drop=True)
    pd.testing.assert_frame_equal(whole, sg.tally(made))


def test_one_hidden_position_hides_a_second(tmp_path):
    rows = halves((("u", 4), ("v", 30), ("w", 20)), "{g}{i},A,{g},yes,{said},a,low\n")
    table = sg.tally(survey(tmp_path, rows), by="position").query("question_id == 'q1'")
    assert table[table["base"].isna()]["group"].unique().tolist() == ["u", "w"]


def test_wrong_options_are_told(tmp_path):
    made = survey(tmp_path, "r1,A,,yes,Yes,a,high\n")
    with pytest.raises(sg.InputError, match="use by='center'"):
        sg.tally(made, by="centre")
    with pytest.raises(sg.InputError, match="level"):
        sg.tally(made, level=95)
    with pytest.raises(sg.InputError, match="by='respondent_id' is not known"):
        sg.count_choices(made, by="respondent_id")
