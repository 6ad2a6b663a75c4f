"""compare_waves: two waves of a survey, question by question."""

import pandas as pd
import pytest

from sopgap import InputError
from sopgap.survey.inference.differences import compare_shares
from sopgap.survey.inference.waves import compare_waves, match_questions
from sopgap.tables import WAVES

COLUMNS = ["question_id", "wording", "kind", "choices", "dont_know", "asked_if"]


def questions(*rows):
    """Questions: (id, wording) and what else differs from a plain yes-no question."""
    filled = [(*row, *("single", "Yes|No", "", "")[len(row) - 2 :]) for row in rows]
    return pd.DataFrame(filled, columns=COLUMNS)


def tallies(**counts):
    """Tallies of yes-no questions: id = {group: (yes, base)}, None for a hidden group."""
    rows = []
    for name, groups in counts.items():
        for group, pair in groups.items():
            n, base = pair or (None, None)
            for choice, k in (("Yes", n), ("No", None if pair is None else base - n)):
                rows.append([name, group, choice, k, base, pair is None])
    columns = ["question_id", "group", "choice", "n", "base", "suppressed"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "base": "Int64"})


ONE = questions(("q1", "Is there a rule?"))


def frame(staff):
    return pd.DataFrame({"center": ["a"], "position": ["x"], "staff": [staff]})


def test_the_difference_is_now_less_before():
    before, now = tallies(q1={"all": (32, 80)}), tallies(q1={"all": (14, 70)})
    row = compare_waves(before, now, ONE, ONE).iloc[0]
    assert row[["n_before", "base_before", "n", "base"]].tolist() == [32, 80, 14, 70]
    assert row["difference"] == pytest.approx(14 / 70 - 32 / 80)
    assert row["p"] == pytest.approx(0.00804508136819656, abs=1e-9)
    assert (row["choice"], row["wording"]) == ("Yes", "same")


def test_each_wave_has_its_own_finite_population():
    before, now = tallies(q1={"a": (32, 80)}), tallies(q1={"a": (14, 70)})
    row = compare_waves(before, now, ONE, ONE, frame_before=frame(90), frame=frame(200)).iloc[0]
    expected = compare_shares(
        *(pd.Series([float(x)]).to_numpy() for x in (14, 70, 32, 80)), staff=200, other_staff=90
    )
    assert row[["low", "high", "p"]].tolist() == [
        expected.low[0], expected.high[0], expected.p[0]
    ]  # fmt: skip
    partly = questions(("q1", "Is there a rule?", "single", "Yes|No", "", "q0=Yes"))
    row = compare_waves(before, now, partly, partly, frame_before=frame(90), frame=frame(200)).iloc[
        0
    ]
    assert row["p"] == pytest.approx(0.00804508136819656, abs=1e-9)


def test_the_wording_finds_a_question_under_another_id():
    old = questions(("q1", "Is there a rule?"), ("q2", "Is there a form?"))
    new = questions(("q1", "Who are you?"), ("q2", "is there a  RULE?"), ("q3", "Is there a form?"))
    pairs = match_questions(old, new)
    assert pairs[["before", "after", "wording"]].values.tolist() == [
        ["", "q1", "absent"], ["q1", "q2", "same"], ["q2", "q3", "same"]
    ]  # fmt: skip
    before = tallies(q1={"all": (1, 10)}, q2={"all": (2, 10)})
    now = tallies(q1={"all": (9, 10)}, q2={"all": (3, 10)}, q3={"all": (4, 10)})
    table = compare_waves(before, now, old, new).query("choice == 'Yes'").set_index("question_id")
    assert table.loc["q2", ["n_before", "n"]].tolist() == [1, 3]
    assert table.loc["q3", ["n_before", "n"]].tolist() == [2, 4]
    assert pd.isna(table.loc["q1", "n_before"])
    assert pd.isna(table.loc["q1", "difference"])
    assert not table.loc["q1", "suppressed"]


@pytest.mark.parametrize(
    ("now", "wording"),
    [
        (("q1", "Is there a rule?", "single", "No|Yes"), "same"),
        (("q1", "Is there a written rule?"), "wording"),
        (("q1", "Is there a rule?", "single", "Yes|No|Unsure"), "choices"),
        (("q1", "Is there a rule?", "scale", "Yes|No"), "choices"),
        (("q1", "Is there a rule?", "single", "Yes|No", "No"), "choices"),
        (("q1", "Is there a rule?", "single", "Yes|No", "", "q0=Yes"), "choices"),
        (("q1", "Is there a written rule?", "single", "Yes|Nope"), "both"),
    ],
)
def test_what_changed_is_flagged(now, wording):
    old = questions(("q0", "Sure?"), ("q1", "Is there a rule?"))
    pairs = match_questions(old, questions(("q0", "Sure?"), now))
    assert pairs.set_index("after").loc["q1", "wording"] == wording


def test_a_condition_is_the_same_under_its_new_id():
    old = questions(("q1", "A?"), ("q2", "B?", "single", "Yes|No", "", "q1=Yes"))
    new = questions(("q5", "A?"), ("q6", "B?", "single", "Yes|No", "", "q5=Yes"))
    assert match_questions(old, new)["wording"].tolist() == ["same", "same"]


def test_on_a_scale_the_order_of_choices_counts():
    old = questions(("q1", "How often?", "scale", "Never|Often|Always"))
    new = questions(("q1", "How often?", "scale", "Always|Often|Never"))
    assert match_questions(old, new)["wording"].tolist() == ["choices"]


def test_one_wording_that_stands_there_twice_is_matched_by_id_only():
    old = questions(("q1", "Rate it."), ("q2", "Rate it."))
    new = questions(("q2", "Rate it."), ("q3", "Rate it."))
    assert match_questions(old, new)[["before", "after"]].values.tolist() == [
        ["q2", "q2"], ["", "q3"], ["q1", ""]
    ]  # fmt: skip


def test_with_other_choices_nothing_is_compared_and_both_counts_stand():
    now = questions(("q1", "Is there a rule?", "single", "Yes|No|Unsure"))
    table = compare_waves(tallies(q1={"all": (32, 80)}), tallies(q1={"all": (14, 70)}), ONE, now)
    assert table["wording"].tolist() == ["choices", "choices"]
    assert table["n"].tolist() == [14, 56]
    assert table["n_before"].tolist() == [32, 48]
    assert table[["difference", "p"]].isna().all().all()


def test_a_changed_wording_is_compared_and_flagged():
    now = questions(("q1", "Is there a written rule?"))
    table = compare_waves(tallies(q1={"all": (32, 80)}), tallies(q1={"all": (14, 70)}), ONE, now)
    assert set(table["wording"]) == {"wording"}
    assert table["difference"].notna().all()


def test_what_is_hidden_in_one_wave_is_hidden():
    before = tallies(q1={"all": (32, 80), "a": None, "b": (9, 20)})
    now = tallies(q1={"all": (14, 70), "a": (5, 20), "b": None})
    table = compare_waves(before, now, ONE, ONE).set_index("group")
    assert table.groupby("group")["suppressed"].all().to_dict() == {
        "all": False, "a": True, "b": True
    }  # fmt: skip
    hidden = table.loc[["a", "b"], ["n_before", "base_before", "n", "base", "difference", "p"]]
    assert hidden.isna().all().all()


def test_a_center_of_one_wave_only_is_said_and_not_compared():
    before = tallies(q1={"all": (32, 80), "old": (9, 20)})
    now = tallies(q1={"all": (14, 70), "new": (5, 20)})
    table = compare_waves(before, now, ONE, ONE).query("choice == 'Yes'").set_index("group")
    assert table.index.tolist() == ["all", "new", "old"]
    assert table.loc["new", ["n", "base"]].tolist() == [5, 20]
    assert table.loc["old", ["n_before", "base_before"]].tolist() == [9, 20]
    assert table.loc[["new", "old"], "difference"].isna().all()
    assert not table["suppressed"].any()


def test_a_question_no_longer_asked_stands_at_the_end():
    old = questions(("q1", "Is there a rule?"), ("q2", "Is there a form?"))
    new = questions(("q2", "Is there a rule?"))
    before = tallies(q1={"all": (1, 10)}, q2={"all": (2, 10)})
    table = compare_waves(before, tallies(q2={"all": (3, 10)}), old, new)
    assert table["question_id"].tolist() == ["q2", "q2", "q2@before", "q2@before"]
    assert table["wording"].tolist() == ["same", "same", "absent", "absent"]


def test_choices_match_by_their_words_and_show_those_of_the_later_wave():
    now = tallies(q1={"all": (14, 70)}).replace({"choice": {"Yes": "YES", "No": "no"}})
    new = questions(("q1", "Is there a rule?", "single", "YES|no"))
    table = compare_waves(tallies(q1={"all": (32, 80)}), now, ONE, new)
    assert table["choice"].tolist() == ["YES", "no"]
    assert table["difference"].notna().all()


def test_all_and_the_groups_are_two_families():
    before = tallies(q1={"all": (40, 100), "a": (10, 50), "b": (30, 50)})
    now = tallies(q1={"all": (50, 100), "a": (22, 50), "b": (28, 50)})
    table = compare_waves(before, now, ONE, ONE, adjustment="bonferroni").set_index("group")
    assert table.loc["all", "p_adjusted"].tolist() == pytest.approx(
        [2 * p for p in table.loc["all", "p"]]
    )
    a = table.loc["a"]
    assert a["p_adjusted"].tolist() == pytest.approx([4 * p for p in a["p"]])


def test_rows_keep_the_order_of_the_later_wave():
    new = questions(("z", "Z?"), ("b", "B?"))
    groups = {"all": (5, 20), "south": (3, 12), "north": (2, 11)}
    now = tallies(z=groups, b=groups)
    table = compare_waves(now, now, new, new)
    key = ["question_id", "group", "choice"]
    assert table[key].values.tolist() == now[key].values.tolist()


def test_no_rows_make_an_empty_table():
    empty = tallies(q1={"all": (1, 2)}).iloc[:0]
    table = compare_waves(empty, empty, ONE, ONE)
    assert table.empty
    assert list(table.columns) == [column.name for column in WAVES.columns]


def test_wrong_options_and_unknown_questions_are_named():
    one = tallies(q1={"all": (1, 2)})
    with pytest.raises(InputError) as raised:
        compare_waves(one, one, ONE, ONE, by="team", adjustment="x", level=1)
    assert len(raised.value.problems) == 3
    with pytest.raises(InputError) as raised:
        compare_waves(one, tallies(q7={"all": (1, 2)}), ONE, ONE)
    assert "q7" in str(raised.value)
