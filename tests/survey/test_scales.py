"""summarise_scales: the two choices at one end, never a mean."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sopgap import InputError, read_survey
from sopgap.survey.inference.intervals import interval
from sopgap.survey.scales import summarise_scales
from sopgap.survey.tallies import tally
from sopgap.tables import SCALES

CHOICES = ("Always", "Often", "Rarely", "Never", "Unsure")


def asked(
    choices="Always|Often|Rarely|Never|Unsure", dont_know="Unsure", kind="scale", asked_if=""
):
    return pd.DataFrame(
        {"question_id": ["q1"], "wording": ["How often?"], "kind": [kind], "choices": [choices],
         "dont_know": [dont_know], "asked_if": [asked_if]}
    )  # fmt: skip


def counted(*rows, choices=CHOICES):
    """Tallies: (group, counts of the choices); None is a hidden cell."""
    out = []
    for group, counts in rows:
        base = sum(n for n in counts if n is not None)
        for choice, n in zip(choices, counts, strict=True):
            out.append(["q1", group, choice, n, None if n is None else base, n is None])
    columns = ["question_id", "group", "choice", "n", "base", "suppressed"]
    return pd.DataFrame(out, columns=columns).astype({"n": "Int64", "base": "Int64"})


def test_the_upper_end_is_counted_without_those_who_do_not_know():
    row = summarise_scales(counted(("all", (5, 15, 12, 8, 10))), asked()).iloc[0]
    assert row[["top", "n", "base", "dont_know"]].tolist() == ["Always|Often", 20, 40, 10]
    assert row["share"] == 0.5
    low, high = interval(20.0, 40.0, np.nan)
    assert (row["low"], row["high"]) == (float(low), float(high))


def test_the_other_end_is_counted_where_it_is_asked_for():
    row = summarise_scales(counted(("all", (5, 15, 12, 8, 10))), asked(), top="last").iloc[0]
    assert row[["top", "n", "base"]].tolist() == ["Rarely|Never", 20, 40]


def test_the_order_is_that_of_the_questionnaire():
    questions = asked("Unsure|Never|Rarely|Often|Always")
    row = summarise_scales(counted(("all", (5, 15, 12, 8, 10))), questions).iloc[0]
    assert row[["top", "n"]].tolist() == ["Never|Rarely", 20]


def test_the_finite_population_makes_the_interval_narrower():
    frame = pd.DataFrame({"center": ["a"], "position": ["x"], "staff": [60]})
    tallies = counted(("all", (5, 15, 12, 8, 10)), ("a", (5, 15, 12, 8, 10)))
    endless = summarise_scales(tallies, asked())
    finite = summarise_scales(tallies, asked(), frame=frame)
    assert (finite["low"] > endless["low"]).all()
    # 50 of 60 answered, so 40 stand for 48 who know.
    assert finite.loc[1, "low"] == pytest.approx(float(interval(20.0, 40.0, 48.0)[0]))
    conditional = summarise_scales(tallies, asked(asked_if="q0=Yes"), frame=frame)
    assert conditional["low"].tolist() == endless["low"].tolist()


@pytest.mark.parametrize("gone", [0, 1, 4])
def test_a_hidden_cell_that_is_needed_hides_the_row(gone):
    counts = [5, 15, 12, 8, 10]
    counts[gone] = None
    table = summarise_scales(counted(("all", counts)), asked())
    assert table["suppressed"].tolist() == [True]
    assert table[["n", "base", "dont_know", "share", "low", "high"]].isna().all().all()


def test_a_hidden_cell_that_is_not_needed_hides_nothing():
    tallies = counted(("all", (5, 15, 12, 8, 10)))
    tallies.loc[2, ["n", "base"]] = pd.NA
    tallies.loc[2, "suppressed"] = True
    assert summarise_scales(tallies, asked()).loc[0, "n"] == 20


def test_a_scale_without_dont_know_counts_none_of_them():
    choices = CHOICES[:4]
    table = summarise_scales(
        counted(("all", (5, 15, 12, 8)), choices=choices), asked("|".join(choices), "")
    )
    assert table.loc[0, ["base", "dont_know"]].tolist() == [40, 0]


def test_nobody_who_knows_is_no_share():
    row = summarise_scales(counted(("all", (0, 0, 0, 0, 7))), asked()).iloc[0]
    assert (row["n"], row["base"], row["dont_know"]) == (0, 0, 7)
    assert np.isnan(row["share"])
    assert not row["suppressed"]


def test_only_scales_with_an_end_of_two_have_rows():
    tallies = counted(("all", (5, 15, 12, 8, 10)))
    assert summarise_scales(tallies, asked(kind="single")).empty
    two = counted(("all", (5, 15)), choices=("Yes", "No"))
    assert summarise_scales(two, asked("Yes|No", "")).empty
    assert summarise_scales(tallies.iloc[:0], asked()).empty
    assert list(summarise_scales(tallies.iloc[:0], asked())) == [c.name for c in SCALES.columns]


def test_a_scale_whose_choices_are_not_listed_keeps_the_order_of_the_tallies():
    numbers = ("1", "2", "3", "4", "10")
    table = summarise_scales(
        counted(("all", (1, 2, 3, 4, 5)), choices=numbers), asked("", ""), top="last"
    )
    assert table.loc[0, ["top", "n"]].tolist() == ["4|10", 9]


def test_wrong_options_are_named():
    with pytest.raises(InputError) as raised:
        summarise_scales(counted(("all", (1, 1, 1, 1, 1))), asked(), top="upper", level=0)
    assert len(raised.value.problems) == 2


def test_the_made_up_frame_gives_the_counts_of_r(shared):
    folder = shared / "data/statistics"
    survey = read_survey(folder / "survey")
    counts = json.loads(Path(folder / "sim_reference.json").read_text())["F_likert"]["table"]
    for top, places in (("first", "12"), ("last", "45")):
        table = summarise_scales(tally(survey), survey.questions, frame=survey.frame, top=top)
        assert table.loc[0, "n"] == sum(counts[place] for place in places)
        assert table.loc[0, "base"] == 416


def test_the_interval_is_the_one_asked_for():
    tallies = counted(("all", (5, 15, 12, 8, 10)))
    frame = pd.DataFrame({"center": ["a"], "position": ["x"], "staff": [70]})
    ends = {
        method: summarise_scales(tallies, asked(), frame=frame, method=method).loc[0, "low"]
        for method in ("wilson", "korn-graubard", "hypergeometric")
    }
    assert len(set(ends.values())) == 3
    with pytest.raises(InputError, match="method='normal'"):
        summarise_scales(tallies, asked(), method="normal")
