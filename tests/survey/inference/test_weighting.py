"""Weights: against R, and on frames that no weights can meet."""

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.inference.weighting import collapse_cells, kish, poststratify, rake


def table(text, columns):
    rows = [line.split() for line in text.strip().splitlines()]
    return pd.DataFrame(rows, columns=columns.split())


def small_frame(text):
    return table(text, "center position staff").astype({"staff": "int64"})


def expected(designs, people, column):
    cells = pd.DataFrame(designs["weights"]).set_index(["center", "position"])[column]
    return cells.reindex(pd.MultiIndex.from_frame(people[["center", "position"]])).to_numpy()


def test_raked_weights_are_those_of_r(designs, people, frame):
    weights = rake(people, frame)["weight"]
    assert np.abs(weights - expected(designs, people, "w_rake")).max() < 1e-6
    assert len(weights) == 443


def test_post_stratified_weights_are_those_of_r(designs, people, frame):
    weights = poststratify(people, frame)["weight"]
    assert np.abs(weights - expected(designs, people, "w_center")).max() < 1e-9


def test_the_weights_of_every_person_are_those_of_r(shared):
    folder = shared / "data" / "statistics"
    ours = pd.read_csv(folder / "sim_weights_ref.csv").rename(columns={"title": "position"})
    staff = pd.read_csv(folder / "sim_frame.csv").rename(columns={"title": "position"})
    frame = staff.groupby(["center", "position"]).size().rename("staff").reset_index()
    assert np.abs(rake(ours, frame)["weight"] - ours["w_rake"]).max() < 1e-6


def test_kish_is_that_of_r(designs, people, frame):
    deff, effective = kish(rake(people, frame)["weight"])
    assert deff == pytest.approx(designs["raked"]["kish_deff"], abs=1e-9)
    assert effective == pytest.approx(designs["raked"]["kish_neff"], abs=1e-6)


def test_raking_meets_both_margins(people, frame):
    weights = rake(people, frame)
    for column in ("center", "position"):
        met = weights.groupby(column)["weight"].sum() - frame.groupby(column)["staff"].sum()
        assert met.abs().max() < 1e-8


def test_the_order_of_margins_and_people_makes_no_difference(people, frame):
    one = rake(people, frame)["weight"]
    other = rake(people.iloc[::-1], frame, margins=["position", "center"])["weight"]
    assert (one - other).abs().max() < 1e-9


def test_raking_by_one_margin_is_post_stratification(people, frame):
    raked = rake(people, frame, margins=["position"])["weight"]
    assert (raked - poststratify(people, frame, by=["position"])["weight"]).abs().max() < 1e-9


def test_raking_by_a_margin_of_cells_is_post_stratification_by_them():
    frame = small_frame("a x 10\na y 20\nb x 30\nb y 40")
    rows = table("a x\na y\nb x\nb y\nb y", "center position")
    raked = rake(rows, frame, margins=[("center", "position")])["weight"]
    assert raked.tolist() == pytest.approx([10, 20, 30, 20, 20])


def test_weights_to_begin_with_are_kept_in_proportion():
    frame = small_frame("a x 30\nb x 12")
    rows = table("a x\na x\nb x", "center position").assign(w=[1.0, 2.0, 5.0])
    assert poststratify(rows, frame, weight="w")["weight"].tolist() == [10, 20, 12]
    raked = rake(rows, frame, weight="w")["weight"].tolist()
    assert raked == pytest.approx([10, 20, 12])


def test_a_cell_without_an_answer_is_named_with_what_to_do():
    frame = small_frame("a x 30\nb x 12\nc x 4")
    rows = table("a x\na x", "center position")
    with pytest.raises(InputError) as error:
        poststratify(rows, frame)
    assert len(error.value.problems) == 2
    assert "'b' answered, who are 12 of the frame's staff" in str(error.value)
    assert "collapse=True" in str(error.value)


def test_collapsed_cells_keep_the_total_of_the_frame():
    frame = small_frame("a x 30\nb x 12\nc x 4")
    rows = table("a x\na x\nb x", "center position")
    weights = poststratify(rows, frame, collapse=True)["weight"]
    assert weights.tolist() == [15, 15, 16]  # c is put to b, the smaller
    assert rake(rows, frame, collapse=True)["weight"].sum() == pytest.approx(46)


def test_people_in_no_cell_of_the_frame_are_an_error_each():
    frame = small_frame("a x 30\nb x 0")
    rows = table("a x\nz x\nz x\nb x", "center position")
    with pytest.raises(InputError) as error:
        poststratify(rows, frame)
    assert "2 people at center 'z'" in str(error.value)
    assert "1 person at center 'b'" in str(error.value)


def test_raking_names_the_problems_of_all_margins_at_once():
    frame = small_frame("a x 30\nb y 12")
    rows = table("a z\na x\nq x", "center position")
    with pytest.raises(InputError) as error:
        rake(rows, frame)
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="position"):
        rake(rows.drop(columns="position"), frame)


def test_a_blank_center_is_an_error_and_not_left_out():
    rows = pd.DataFrame({"center": ["a", None, ""]})
    with pytest.raises(InputError) as error:
        poststratify(rows, small_frame("a x 30"))
    assert len(error.value.problems) == 2


def test_margins_that_no_weights_meet_are_said_to_be_so():
    # At a all are x, at b all are y: the frame has as many x as there are people at b.
    frame = small_frame("a x 10\na y 20\nb x 30\nb y 40")
    rows = table("a x\nb y", "center position")
    with pytest.raises(InputError, match="no weights of these answers meet all"):
        rake(rows, frame, max_rounds=50)


def test_an_empty_frame_and_no_margin_are_errors():
    rows = table("a x", "center position")
    with pytest.raises(InputError, match=r"add frame\.csv"):
        poststratify(rows, small_frame("a x 1").iloc[:0])
    for weigh, no in (
        (rake, {"margins": []}),
        (rake, {"margins": [()]}),
        (poststratify, {"by": []}),
    ):
        with pytest.raises(InputError, match="no column to weight by"):
            weigh(rows, small_frame("a x 1"), **no)


def test_nobody_answered():
    rows = table("a x", "center position").iloc[:0]
    with pytest.raises(InputError, match="nobody at center 'a' answered"):
        poststratify(rows, small_frame("a x 30"))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_a_weight_that_is_none_is_an_error(bad):
    rows = table("a x\na x", "center position").assign(w=[1.0, bad])
    with pytest.raises(InputError, match="1 of 2"):
        poststratify(rows, small_frame("a x 30"), weight="w")
    with pytest.raises(InputError, match="1 of 2"):
        kish([1.0, bad])
    with pytest.raises(InputError, match="no column v"):
        poststratify(rows, small_frame("a x 30"), weight="v")


def test_people_of_weight_zero_stand_for_nobody():
    rows = table("a x\na x\nb x", "center position").assign(w=[0.0, 2.0, 1.0])
    weights = poststratify(rows, small_frame("a x 30\nb x 9"), weight="w")["weight"]
    assert weights.tolist() == [0, 30, 9]
    with pytest.raises(InputError, match="nobody at center 'b'"):
        poststratify(rows.assign(w=[1.0, 1.0, 0.0]), small_frame("a x 30\nb x 9"), weight="w")


def test_raking_leaves_people_of_weight_zero_at_zero():
    frame = small_frame("a x 30\na y 10\nb x 20\nb y 40")
    rows = table("a x\na y\nb x\nb y", "center position").assign(w=[1.0, 0.0, 1.0, 1.0])
    weights = rake(rows, frame, weight="w")["weight"].tolist()
    assert weights == pytest.approx([40, 0, 10, 50])


def test_kish_of_equal_none_and_huge_weights():
    assert kish([3, 3, 3]) == (1, 3)
    assert all(np.isnan(kish([])))
    assert all(np.isnan(kish([0, 0])))
    assert kish([1e308, 1e308]) == (1, 2)
    assert kish([1, 0, 1]) == (1, 2)


def test_cells_that_answered_enough_stand_alone():
    answers, staff = pd.Series({"a": 3, "b": 2}), pd.Series({"a": 9, "b": 9})
    assert collapse_cells(answers, staff, least=2) == ({"a": "a", "b": "b"}, [])


def test_weak_cells_go_together_before_a_strong_one_joins():
    staff = pd.Series({"a": 20, "b": 5, "c": 8, "d": 9})
    one_each = pd.Series({"a": 6, "b": 1, "c": 1, "d": 4})
    assert collapse_cells(one_each, staff, least=2)[1] == ["b + c"]
    none = pd.Series({"a": 6, "d": 4})
    assert collapse_cells(none, staff, least=2)[1] == ["d + b + c"]


def test_a_cell_in_which_all_answered_stands_alone():
    answers, staff = pd.Series({"a": 6, "b": 1}), pd.Series({"a": 20, "b": 1})
    assert collapse_cells(answers, staff, least=2)[1] == []


def test_a_center_named_like_cells_put_together_is_not_mixed_up():
    answers = pd.Series({"a": 1, "b": 1, "a + b": 7})
    staff = pd.Series({"a": 2, "b": 2, "a + b": 9})
    into, _ = collapse_cells(answers, staff, least=2)
    assert into["a"] == into["b"] != into["a + b"]


def test_rows_keep_their_columns_and_are_not_changed(people, frame):
    before = people.copy()
    out = poststratify(people, frame)
    pd.testing.assert_frame_equal(people, before)
    assert out.columns.tolist() == [*people.columns, "weight"]


def test_many_people_are_raked_by_their_cells(people, frame):
    many = pd.concat([people] * 400, ignore_index=True)
    weights = rake(many, frame)["weight"]
    assert weights.sum() == pytest.approx(1052)
    assert weights.iloc[0] * 400 == pytest.approx(rake(people, frame)["weight"].iloc[0])
