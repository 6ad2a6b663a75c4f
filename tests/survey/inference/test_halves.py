"""split_halves: early against late answers, and what may not be worked back from them."""

import numpy as np
import pandas as pd
import pytest

from sopgap.survey.answers import Survey
from sopgap.survey.inference.halves import split_halves
from sopgap.tables import ANSWERS, COMMENTS, FRAME, QUESTIONS, RESPONDENTS

KEY = ["question_id", "group", "choice"]
CHOICES = ("Yes", "No", "Maybe")
EARLY, LATE = "2021-02-01", "2021-02-09"


def survey(people, kind="single"):
    """A survey of one question q1 from rows of (center, choice, date)."""
    rows = pd.DataFrame(people, columns=["center", "choice", "date"])
    rows = rows.assign(respondent_id=[f"r{i}" for i in range(len(rows))], complete=True)
    questions = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["?"], "kind": [kind], "choices": ["|".join(CHOICES)]}
    )
    answers = rows[["respondent_id", "center", "choice"]].assign(question_id="q1", state="answered")
    return Survey(
        QUESTIONS.check(questions),
        FRAME.empty(),
        RESPONDENTS.check(rows.drop(columns="choice")),
        ANSWERS.check(answers),
        COMMENTS.empty(),
    )


def rows_of(of, hidden=()):
    answers = of.answers
    groups = ["all", *sorted(set(answers["center"]) - set(hidden))]
    made = pd.DataFrame([("q1", g, c) for g in groups for c in CHOICES], columns=KEY)
    own = [answers if g == "all" else answers[answers["center"] == g] for g in made["group"]]
    made["n"] = [(o["choice"] == c).sum() for o, c in zip(own, made["choice"], strict=True)]
    return made


def shares(people, hidden=(), **options):
    of = survey(people, options.pop("kind", "single"))
    table = rows_of(of, hidden)
    found = split_halves(of, table, **options)
    return table.join(found).set_index(["group", "choice"])[["early", "late"]]


def said(yes, no, date, center="a", maybe=0):
    counts = {"Yes": yes, "No": no, "Maybe": maybe}
    return [(center, choice, date) for choice, n in counts.items() for _ in range(n)]


def test_the_median_day_belongs_to_the_early_half():
    people = said(6, 6, "2021-01-01") + said(9, 3, "2021-01-02") + said(4, 8, "2021-01-03")
    assert shares(people).loc[("all", "Yes")].tolist() == [15 / 24, 4 / 12]


def test_answers_all_of_one_day_have_no_halves():
    assert shares(said(20, 20, EARLY)).isna().all(axis=None)


def test_without_dates_there_are_no_halves():
    assert shares(said(20, 20, "")).isna().all(axis=None)


def test_who_has_no_date_is_in_neither_half():
    people = said(6, 6, EARLY) + said(4, 8, LATE) + said(50, 0, "")
    assert shares(people).loc[("all", "Yes")].tolist() == [6 / 12, 4 / 12]


def test_a_half_under_the_minimum_base_is_not_shown():
    assert shares(said(6, 6, EARLY) + said(4, 5, LATE)).isna().all(axis=None)
    assert shares(said(6, 6, EARLY) + said(4, 5, LATE), min_base=9).notna().all(axis=1).sum() == 4


@pytest.mark.parametrize("few", [(2, 10), (10, 2)])
def test_a_small_count_or_complement_in_a_half_is_not_shown(few):
    found = shares(said(6, 6, EARLY) + said(*few, LATE))
    assert found.isna().all(axis=None)
    assert shares(said(6, 6, EARLY) + said(*few, LATE), kind="multi").isna().all(axis=None)


def test_a_choice_that_is_hidden_does_not_follow_from_the_others():
    # 2 late Maybe are hidden; all shares add up to one, so one more choice must go.
    people = said(20, 12, EARLY, maybe=8) + said(20, 10, LATE, maybe=2)
    found = shares(people).loc["all"]
    assert found.loc["Yes"].notna().all()
    assert found.loc[["No", "Maybe"]].isna().all(axis=None)


def test_choices_that_nobody_made_hide_nothing():
    found = shares(said(20, 12, EARLY) + said(20, 10, LATE)).loc["all"]
    assert found.loc[["Yes", "No"]].notna().all(axis=None)


def test_the_options_of_a_multi_select_do_not_add_up_to_one():
    people = said(20, 12, EARLY, maybe=8) + said(20, 10, LATE, maybe=2)
    found = shares(people, kind="multi").loc["all"]
    assert found.loc[["Yes", "No"]].notna().all(axis=None)


def test_a_center_that_is_hidden_does_not_follow_from_all_less_the_others():
    people = [*said(20, 20, EARLY), *said(15, 25, LATE), *said(2, 5, EARLY, "b"),
              *said(1, 4, LATE, "b")]  # fmt: skip
    found = shares(people, hidden=("b",))
    assert found.loc["all"].loc[["Yes", "No"]].notna().all(axis=None)
    assert found.loc["a"].isna().all(axis=None)


def test_hidden_centers_that_are_many_enough_hide_no_other():
    people = [*said(20, 20, EARLY), *said(15, 25, LATE), *said(4, 5, EARLY, "b"),
              *said(3, 4, LATE, "b")]  # fmt: skip
    assert shares(people, hidden=("b",)).loc["a"].loc[["Yes", "No"]].notna().all(axis=None)


@pytest.mark.parametrize("seed", range(12))
def test_nothing_small_is_left_by_any_subtraction(seed):
    random = np.random.default_rng(seed)
    n = 160
    people = list(
        zip(
            random.choice(["a", "b", "c", "d"], n, p=[0.4, 0.3, 0.2, 0.1]),
            random.choice(CHOICES, n, p=[0.6, 0.33, 0.07]),
            random.choice([EARLY, LATE], n),
            strict=True,
        )
    )
    hidden = ("c", "d") if seed % 2 else ()
    found = shares(people, hidden=hidden)
    raw = pd.DataFrame(people, columns=["center", "choice", "date"])
    shown = found.dropna().index
    for date in (EARLY, LATE):
        half = raw[raw["date"] == date]
        for group in {g for g, _ in shown}:
            own = half if group == "all" else half[half["center"] == group]
            rest = (~own["choice"].isin([c for g, c in shown if g == group])).sum()
            both = raw if group == "all" else raw[raw["center"] == group]
            left = (~both["choice"].isin([c for g, c in shown if g == group])).sum()
            assert rest >= 3 or left == 0
        for choice in CHOICES:
            centers = [g for g, c in shown if c == choice and g != "all"]
            if ("all", choice) in shown and centers:
                others = half[~half["center"].isin(centers)]
                if (~raw["center"].isin(centers)).any():
                    assert (others["choice"] == choice).sum() >= 3
                    assert (others["choice"] != choice).sum() >= 3


def test_an_empty_table_has_no_halves():
    of = survey(said(6, 6, EARLY) + said(6, 6, LATE))
    assert split_halves(of, rows_of(of).iloc[:0]).empty
