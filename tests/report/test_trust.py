"""How far the map can be trusted: figures worked out by hand, and intervals that cover."""

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.reviewing.sampling import draw_sample
from sopgap.report.trust import agree_reviews, ratio_range, weigh_trust


def world(**sizes: int) -> pd.DataFrame:
    kinds = [kind.replace("_", "-") for kind, n in sizes.items() for _ in range(n)]
    ids = [f"R{i:04}" for i in range(len(kinds))]
    return pd.DataFrame({"responsibility_id": ids, "center": "north", "status": kinds})


def checked(coverage: pd.DataFrame, n: int, truth: dict, seed: int = 0) -> pd.DataFrame:
    """Draw a sample and judge it by the truth."""
    sample = draw_sample(coverage, n, seed=seed)
    kinds = dict(zip(coverage["responsibility_id"], coverage["status"], strict=True))
    rows = []
    for one, center in sample.cells:
        same = (kinds[one] == "assigned") == (truth[one] == "assigned")
        rows.append({
            "when": "2024-03-01", "reviewer": "A", "responsibility_id": one, "center": center,
            "decision": "confirmed" if same else "rejected", "kind": kinds[one],
            "judged": truth[one], "sample": sample.name,
        })  # fmt: skip
    return pd.DataFrame(rows)


def measured(table: pd.DataFrame, measure: str, of: str = "all") -> pd.Series:
    return table[(table["measure"] == measure) & (table["of"] == of)].iloc[0]


def test_a_map_checked_whole_has_its_own_figures_and_no_interval() -> None:
    coverage = world(missing=10, stale=10, assigned=20)
    truth = dict(zip(coverage["responsibility_id"], coverage["status"], strict=True))
    ids = list(truth)
    truth |= {ids[0]: "assigned", ids[1]: "assigned", ids[2]: "stale", ids[39]: "missing"}
    table = weigh_trust(checked(coverage, 40, truth), coverage)
    precision, recall = measured(table, "precision"), measured(table, "recall")
    assert (precision["share"], precision["low"], precision["high"]) == (0.9, 0.9, 0.9)
    assert recall["share"] == pytest.approx(18 / 19)
    assert recall["low"] == pytest.approx(recall["high"]) == pytest.approx(18 / 19)
    assert measured(table, "kind")["share"] == pytest.approx(17 / 18)
    assert measured(table, "state")["share"] == pytest.approx(37 / 40)
    assert measured(table, "precision", "missing")["share"] == 0.8


def test_a_cell_stands_for_as_many_as_its_kind_has() -> None:
    coverage = world(missing=30, stale=2, assigned=8)
    truth = dict.fromkeys(coverage["responsibility_id"], "missing")
    truth |= dict.fromkeys(coverage.loc[coverage["status"] != "missing", "responsibility_id"],
                           "assigned")  # fmt: skip
    table = weigh_trust(checked(coverage, 8, truth), coverage)
    assert measured(table, "precision")["share"] == pytest.approx(30 / 32)
    assert measured(table, "recall")["share"] == 1.0
    assert measured(table, "recall")["low"] < 1


def test_what_weakens_a_figure_is_told() -> None:
    coverage = world(missing=20, assigned=20)
    truth = dict(zip(coverage["responsibility_id"], coverage["status"], strict=True))
    reviews = checked(coverage, 10, truth)
    other = reviews.iloc[[1]].assign(reviewer="B", judged="stale", when="2024-03-02")
    moved = coverage.copy()
    moved.loc[moved["responsibility_id"] == reviews["responsibility_id"].iloc[2], "status"] = (
        "stale"
    )
    note = measured(weigh_trust(pd.concat([reviews.iloc[:6], other]), moved), "state")["note"]
    assert "4 of 10 cells drawn were not checked" in note
    assert "on 1 the checkers contradict each other" in note
    assert "1 have another kind now: the map has changed" in note
    assert "fewer than 10 cells" in note


def test_one_cell_of_a_kind_has_no_interval() -> None:
    coverage = world(missing=20, stale=1, ambiguous=2, assigned=20)
    truth = dict(zip(coverage["responsibility_id"], coverage["status"], strict=True))
    table = weigh_trust(checked(coverage, 4, truth), coverage)
    assert np.isnan(measured(table, "precision", "ambiguous")["low"])
    assert measured(table, "precision", "ambiguous")["share"] == 1


def test_nothing_checked_gives_no_figure() -> None:
    coverage = world(missing=2, assigned=2)
    assert weigh_trust(pd.DataFrame(columns=["when", "reviewer", "responsibility_id", "center",
                                             "duty_id", "decision"]), coverage).empty  # fmt: skip


def test_without_any_gap_seen_recall_is_undefined() -> None:
    coverage = world(missing=4, assigned=4)
    truth = dict.fromkeys(coverage["responsibility_id"], "assigned")
    row = measured(weigh_trust(checked(coverage, 8, truth), coverage), "recall")
    assert np.isnan(row["share"])
    assert "undefined: no gap was seen" in row["note"]


def test_the_ratio_s_interval_holds_at_its_borders() -> None:
    low, high = ratio_range(0, (0, 3), 10, (8, 12))
    assert low == 0
    assert high == pytest.approx(3 / np.sqrt(8 * 12))
    assert ratio_range(2, (1, 4), 0, (0, 2))[1] == np.inf
    assert ratio_range(2, (2, 2), 4, (4, 4)) == pytest.approx((0.5, 0.5))
    wide, narrow = ratio_range(2, (0, 9), 10, (1, 30)), ratio_range(2, (1, 4), 10, (8, 12))
    assert wide[0] < narrow[0] < 0.2 < narrow[1] < wide[1]


@pytest.mark.parametrize(("right", "missed"), [(0.9, 0.05), (0.7, 0.2)])
def test_intervals_cover_what_is_true_about_as_often_as_they_say(right, missed) -> None:
    coverage = world(missing=60, stale=30, ambiguous=30, assigned=180)
    draw = np.random.default_rng(5)
    truth = {
        row.responsibility_id: ("assigned" if draw.random() > right else row.status)
        if row.status != "assigned"
        else ("missing" if draw.random() < missed else "assigned")
        for row in coverage.itertuples()
    }
    is_gap = coverage["status"] != "assigned"
    was_gap = coverage["responsibility_id"].map(truth) != "assigned"
    true = {"precision": (is_gap & was_gap).sum() / is_gap.sum(),
            "recall": (is_gap & was_gap).sum() / was_gap.sum(),
            "state": (is_gap == was_gap).mean()}  # fmt: skip
    held = dict.fromkeys(true, 0)
    shares = {name: [] for name in true}
    for seed in range(120):
        table = weigh_trust(checked(coverage, 60, truth, seed), coverage)
        for name, value in true.items():
            row = measured(table, name)
            held[name] += row["low"] <= value <= row["high"]
            shares[name].append(row["share"])
    assert min(held.values()) >= 120 * 0.9, held
    for name, value in true.items():
        assert np.mean(shares[name]) == pytest.approx(value, abs=0.03)


def test_each_kind_is_drawn_and_half_is_in_order() -> None:
    coverage = world(missing=50, stale=2, ambiguous=1, assigned=100, undefined=9)
    sample = draw_sample(coverage, 20, seed=3)
    assert sample.drawn == {"ambiguous": 1, "assigned": 10, "missing": 7, "stale": 2}
    assert draw_sample(coverage, 500).drawn == {
        "ambiguous": 1, "assigned": 100, "missing": 50, "stale": 2}  # fmt: skip
    assert draw_sample(coverage, 110).drawn["assigned"] == 57
    few = draw_sample(world(missing=3, assigned=2), 5)
    assert few.drawn == {"assigned": 2, "missing": 3}
    with pytest.raises(InputError, match="draw 2 cells or more"):
        draw_sample(coverage, 1)
    with pytest.raises(InputError, match="no cell that could be checked"):
        draw_sample(world(undefined=3), 5)


def test_agreement_is_of_first_decisions_on_cells_that_both_saw() -> None:
    rows = [("A", "R1", "confirmed", 1), ("B", "R1", "rejected", 2), ("B", "R1", "confirmed", 3),
            ("A", "R2", "confirmed", 1), ("B", "R2", "confirmed", 2), ("A", "R3", "rejected", 1),
            ("B", "R3", "rejected", 1), ("A", "R4", "confirmed", 1)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["reviewer", "responsibility_id", "decision", "day"])
    table = table.assign(when=[f"2024-03-0{d}" for d in table.pop("day")], center="n", kind="stale")
    found = agree_reviews(table, draws=0).iloc[0]
    assert (found["units"], round(found["percent"], 3)) == (3, 0.667)
    assert agree_reviews(table[table["reviewer"] == "A"]).empty
    with pytest.raises(InputError, match="did you mean 'judged'"):
        agree_reviews(table, on="judge")
