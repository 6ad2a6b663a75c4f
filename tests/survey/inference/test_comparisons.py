"""compare_groups: do Centers differ, by the published counts alone."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sopgap import InputError
from sopgap.survey.inference.comparisons import compare_groups
from sopgap.survey.tallies import tally
from sopgap.tables import COMPARISONS

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference/comparisons.json").read_text(encoding="utf-8")
)


def published(groups: dict, *, hidden: tuple = (), question: str = "q1", extra: tuple = (0, 0)):
    """Tallies of one yes-no question: {group: (n, base)}; `extra` are people of no group."""
    total = [sum(g[i] for g in groups.values()) + extra[i] for i in (0, 1)]
    rows = []
    for group, (n, base) in {"all": tuple(total), **groups}.items():
        gone = group in hidden
        for choice, k in (("Yes", n), ("No", base - n)):
            shown = [pd.NA, pd.NA] if gone else [k, base]
            rows.append([question, group, choice, *shown, gone])
    columns = ["question_id", "group", "choice", "n", "base", "suppressed"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "base": "Int64"})


def frame(**staff: int) -> pd.DataFrame:
    rows = [(center, "x", n) for center, n in staff.items()]
    return pd.DataFrame(rows, columns=["center", "position", "staff"])


def reference_counts() -> dict:
    cells = pd.DataFrame(REFERENCE["cells"])
    counts = np.array(cells["n"].tolist())
    by = pd.DataFrame(counts, columns=["no", "yes"]).groupby(cells["center"]).sum()
    return {c: (int(r.yes), int(r.yes + r.no)) for c, r in by.iterrows()}


YES = {"choices": {"q1": "Yes"}}


def test_each_center_against_the_rest_agrees_with_r():
    table = compare_groups(published(reference_counts()), **YES)
    rest = table[table["kind"] == "center-rest"].set_index("group")
    assert len(rest) == 10
    for center, expected in REFERENCE["center_vs_rest"].items():
        assert rest.loc[center, "p"] == pytest.approx(expected["p_chisq"], abs=1e-9)
        assert rest.loc[center, "p_adjusted"] == pytest.approx(expected["BH"], abs=1e-9)
    assert rest.index[rest["differs"]].tolist() == ["BAS"]


@pytest.mark.parametrize(
    ("method", "name"),
    [("bonferroni", "bonf"), ("holm", "holm"), ("benjamini-yekutieli", "BY")],
)
def test_the_other_adjustments_agree_with_r(method, name):
    table = compare_groups(published(reference_counts()), adjustment=method, **YES)
    rest = table[table["kind"] == "center-rest"].set_index("group")["p_adjusted"]
    for center, expected in REFERENCE["center_vs_rest"].items():
        assert rest[center] == pytest.approx(expected[name], abs=1e-9)


def test_fishers_test_agrees_with_r():
    table = compare_groups(published(reference_counts()), test="fisher", **YES)
    rest = table[table["kind"] == "center-rest"].set_index("group")
    for center, expected in REFERENCE["center_vs_rest"].items():
        assert rest.loc[center, "p"] == pytest.approx(expected["p_fisher"], abs=1e-9)
        assert rest.loc[center, "p_adjusted"] == pytest.approx(expected["BH_fisher"], abs=1e-9)
    assert rest["statistic"].isna().all()
    assert set(rest["method"]) == {"Fisher's exact test"}


def test_all_centers_at_once_are_the_stratified_test_of_r():
    table = compare_groups(published(reference_counts()), frame=frame(**REFERENCE["staff"]), **YES)
    row = table.iloc[0]
    assert (row["kind"], row["group"], row["choice"]) == ("centers", "", "Yes")
    assert row[["statistic", "df", "df2", "p"]].tolist() == pytest.approx(
        REFERENCE["stratified_center"]["F"], rel=1e-9
    )
    assert row["method"] == "Rao-Scott second-order F, finite population"
    assert (row["n"], row["base"]) == (268, 443)


def test_without_a_frame_the_population_is_endless():
    table = compare_groups(published(reference_counts()), **YES)
    # F of a simple sample: the plain chi-square over its degrees of freedom, less 1/n.
    assert table.loc[0, "statistic"] == pytest.approx(
        REFERENCE["plain"]["statistic"] / 9 * 442 / 443, rel=1e-12
    )
    assert table.loc[0, "df2"] == 9 * 442
    assert table.loc[0, "method"] == "Rao-Scott second-order F"


def test_the_finite_population_makes_a_difference_surer():
    tallies = published({"a": (30, 50), "b": (20, 50)})
    endless = compare_groups(tallies, **YES).loc[1]
    finite = compare_groups(tallies, frame=frame(a=75, b=75), **YES).loc[1]
    assert endless["difference"] == finite["difference"] == pytest.approx(0.2)
    assert finite["p"] < endless["p"]
    assert endless["low"] < finite["low"] < 0.2 < finite["high"] < endless["high"]
    assert finite["method"] == "score test, finite population"


def test_a_question_that_was_not_put_to_all_has_no_finite_population():
    questions = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["?"], "kind": ["single"], "choices": ["Yes|No"],
         "dont_know": [""], "asked_if": ["q0=Yes"]}
    )  # fmt: skip
    tallies = published({"a": (30, 50), "b": (20, 50)})
    table = compare_groups(tallies, questions=questions, frame=frame(a=75, b=75), **YES)
    assert table["method"].tolist() == ["Rao-Scott second-order F", "score test", "score test"]


def test_hidden_centers_are_one_group_and_have_no_figures():
    groups = {"a": (30, 50), "b": (20, 40), "c": (2, 4), "d": (5, 9)}
    table = compare_groups(published(groups, hidden=("c", "d")), **YES)
    rows = table.set_index("group")
    assert (rows.loc["", "n"], rows.loc["", "base"], rows.loc["", "df"]) == (57, 103, 2)
    assert (rows.loc["a", "other_n"], rows.loc["a", "other_base"]) == (27, 53)
    for center in "cd":
        assert rows.loc[center, "suppressed"]
        assert rows.loc[center, ["n", "base", "other_n", "other_base"]].isna().all()
        assert rows.loc[center, ["difference", "low", "high", "statistic", "p"]].isna().all()
        assert not rows.loc[center, "differs"]
        assert rows.loc[center, "method"].startswith("none: the counts are hidden")


def test_what_is_hidden_changes_nothing_that_is_shown():
    """Two surveys that differ only in how hidden people spread over hidden Centers look alike."""
    shown = {"a": (30, 50), "b": (20, 40)}
    one = published({**shown, "c": (2, 4), "d": (5, 9)}, hidden=("c", "d"))
    other = published({**shown, "c": (7, 7), "d": (0, 6)}, hidden=("c", "d"))
    sizes = frame(a=90, b=60, c=20, d=20)
    first, second = (compare_groups(t, frame=sizes, **YES) for t in (one, other))
    pd.testing.assert_frame_equal(first, second)


def test_where_all_is_hidden_with_some_centers_there_is_no_rest():
    tallies = published({"a": (30, 50), "b": (20, 40), "c": (2, 4)}, hidden=("all", "c"))
    table = compare_groups(tallies, **YES)
    assert table["suppressed"].tolist() == [False, True, True, True]
    assert table.loc[0, "base"] == 90


def test_where_everything_is_hidden_every_row_is():
    tallies = published({"a": (3, 5), "b": (2, 4)}, hidden=("all", "a", "b"))
    table = compare_groups(tallies, **YES)
    assert table["suppressed"].all()
    assert table[["n", "base", "p"]].isna().all().all()


def test_people_of_no_center_are_no_group_where_nothing_is_hidden():
    table = compare_groups(published({"a": (30, 50), "b": (20, 40)}, extra=(3, 6)), **YES)
    assert (table.loc[0, "base"], table.loc[1, "other_base"]) == (90, 40)


def test_a_share_of_zero_or_one_has_an_interval_that_holds():
    row = compare_groups(published({"a": (0, 12), "b": (60, 120)}), **YES).loc[1]
    assert row["difference"] == -0.5
    assert -0.6 < row["low"] < -0.5 < row["high"] < -0.2
    row = compare_groups(published({"a": (12, 12), "b": (60, 120)}), **YES).loc[1]
    assert 0.2 < row["low"] < 0.5 < row["high"] < 0.6


def test_where_all_chose_alike_there_is_no_test():
    table = compare_groups(published({"a": (0, 12), "b": (0, 20)}), **YES)
    assert table["p"].isna().all()
    assert set(table["method"]) == {"none: all chose alike"}
    assert not table["differs"].any()
    assert not table["suppressed"].any()


def test_a_census_needs_no_test():
    table = compare_groups(published({"a": (9, 12), "b": (6, 20)}), frame=frame(a=12, b=20), **YES)
    assert table["p"].isna().all()
    assert table.loc[1, "difference"] == pytest.approx(0.45)
    assert table.loc[1, ["low", "high"]].isna().all()
    assert table.loc[1, "method"] == "none: everybody answered, the difference is exact"


def test_one_center_alone_is_not_compared():
    table = compare_groups(published({"a": (9, 12)}), **YES)
    assert table["method"].tolist() == [
        "none: one group answered", "none: one side did not answer"
    ]  # fmt: skip
    assert table["p"].isna().all()


def test_a_center_where_nobody_answered_is_left_out_of_the_test_of_all():
    table = compare_groups(published({"a": (30, 50), "b": (20, 40), "c": (0, 0)}), **YES)
    assert table.loc[0, "df"] == 1
    assert pd.isna(table.loc[3, "difference"])
    assert table.loc[3, "method"] == "none: one side did not answer"


def test_few_expected_bring_the_score_test():
    groups = {c: (k, 20) for c, k in zip("abcdef", (0, 1, 2, 1, 0, 6), strict=True)}
    row = compare_groups(published(groups), **YES).loc[0]
    assert row["method"] == "score test"
    counts = np.array([[k, n - k] for k, n in groups.values()])
    expected = counts.sum(0) * 20 / 120
    assert row["statistic"] == pytest.approx(((counts - expected) ** 2 / expected).sum())
    assert row["df"] == 5
    assert pd.isna(row["df2"])


def test_the_family_is_all_questions_or_one():
    tallies = pd.concat(
        [
            published({"a": (30, 50), "b": (16, 50)}),
            published({"a": (25, 50), "b": (25, 50)}, question="q2"),
        ]
    )
    choices = {"q1": "Yes", "q2": "Yes"}
    whole = compare_groups(tallies, choices=choices)
    apart = compare_groups(tallies, choices=choices, family="question")
    assert whole["family"].unique().tolist() == ["centers", "center-rest"]
    assert apart["family"].unique().tolist() == ["centers", "center-rest q1", "center-rest q2"]
    rest = whole["kind"] == "center-rest"
    p = whole.loc[rest, "p"].tolist()
    assert p[0] == p[1] < p[2] == p[3] == 1
    assert whole.loc[rest, "p_adjusted"].tolist() == pytest.approx([p[0] * 2] * 2 + [1, 1])
    assert apart.loc[rest, "p_adjusted"].tolist() == pytest.approx([p[0]] * 2 + [1, 1])


def test_the_level_decides_what_differs():
    tallies = published({"a": (30, 50), "b": (20, 50)})
    assert compare_groups(tallies, level=0.05, **YES)["differs"].tolist() == [True] * 3
    assert compare_groups(tallies, level=0.01, **YES)["differs"].tolist() == [False] * 3


def test_by_default_the_most_chosen_answer_is_compared_and_never_dont_know():
    rows = [
        ["q1", group, choice, n, 100, False]
        for group in ("all", "a", "b")
        for choice, n in (("Yes", 20), ("No", 30), ("Unsure", 50))
    ]
    columns = ["question_id", "group", "choice", "n", "base", "suppressed"]
    tallies = pd.DataFrame(rows, columns=columns)
    tallies.loc[tallies["group"] == "all", ["n", "base"]] *= 2
    questions = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["?"], "kind": ["single"],
         "choices": ["Yes|No|Unsure"], "dont_know": ["Unsure"], "asked_if": [""]}
    )  # fmt: skip
    assert set(compare_groups(tallies, questions=questions)["choice"]) == {"No"}
    assert set(compare_groups(tallies)["choice"]) == {"Unsure"}


def test_positions_are_compared_by_their_staff():
    sizes = pd.DataFrame(
        {"center": ["c", "c", "d"], "position": ["a", "b", "b"], "staff": [75, 25, 50]}
    )
    tallies = published({"a": (30, 50), "b": (20, 50)})
    positions = compare_groups(tallies, frame=sizes, by="position", **YES)
    centers = compare_groups(tallies, frame=frame(a=75, b=75), **YES)
    assert positions["kind"].tolist() == ["positions", "position-rest", "position-rest"]
    figures = ["difference", "low", "high", "statistic", "df2", "p"]
    pd.testing.assert_frame_equal(positions[figures], centers[figures])
    assert positions["comparison_id"].tolist() == [
        "positions:q1", "position-rest:q1:a", "position-rest:q1:b"
    ]  # fmt: skip


def test_wrong_options_are_all_named():
    with pytest.raises(InputError) as raised:
        compare_groups(
            published({"a": (1, 2)}), by="team", family="x", adjustment="y", level=5, test="z"
        )
    assert len(raised.value.problems) == 5


def test_a_choice_that_is_not_there_is_named_with_its_neighbour():
    with pytest.raises(InputError) as raised:
        compare_groups(published({"a": (1, 2)}), choices={"q1": "Yess", "q9": "No"})
    assert len(raised.value.problems) == 2
    assert "did you mean" in raised.value.problems[0]
    assert "q9" in raised.value.problems[1]


def test_tables_that_contradict_each_other_are_refused():
    tallies = published({"a": (30, 50), "b": (20, 50)})
    tallies.loc[tallies["group"] == "all", "base"] = 70
    with pytest.raises(InputError, match="add up to more than that of 'all'"):
        compare_groups(tallies, **YES)


def test_a_count_over_its_base_is_refused():
    tallies = published({"a": (30, 50), "b": (20, 50)})
    tallies.loc[(tallies["group"] == "a") & (tallies["choice"] == "Yes"), "base"] = 29
    with pytest.raises(InputError, match="n 30 is more than its base 29"):
        compare_groups(tallies, **YES)


def test_no_rows_make_an_empty_table():
    empty = published({}).iloc[:0]
    assert compare_groups(empty).empty
    assert list(compare_groups(empty).columns) == [c.name for c in COMPARISONS.columns]
    assert compare_groups(published({})).empty


def test_a_thousand_centers_take_seconds():
    rng = np.random.default_rng(0)
    base = rng.integers(10, 90, 1000)
    parts = []
    for q in range(8):
        groups = {f"c{i}": (int(rng.integers(0, n + 1)), int(n)) for i, n in enumerate(base)}
        parts.append(published(groups, question=f"q{q}"))
    table = compare_groups(pd.concat(parts), frame=frame(**{f"c{i}": 100 for i in range(1000)}))
    assert len(table) == 8 * 1001
    assert table["p"].notna().all()


def test_the_made_up_frame_is_compared_from_its_survey(shared):
    from sopgap import read_survey

    survey = read_survey(shared / "data/statistics/survey")
    tallies = pd.concat([tally(survey, min_base=0), tally(survey, by="center", min_base=0)])
    table = compare_groups(tallies, frame=survey.frame, choices={"q1": "1"})
    row = table[table["comparison_id"] == "centers:q1"].iloc[0]
    assert row[["statistic", "df", "df2", "p"]].tolist() == pytest.approx(
        REFERENCE["stratified_center"]["F"], rel=1e-9
    )
