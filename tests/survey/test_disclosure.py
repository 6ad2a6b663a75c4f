"""Redaction of comments, and suppression of small counts."""

import time

import pandas as pd
import pytest

from sopgap.survey.disclosure import hide_complements, redact, redaction_rows, suppress


def redacted(text):
    return redact(pd.Series([text]))[0]


@pytest.mark.parametrize("row", redaction_rows(), ids=lambda row: row[2])
def test_each_pattern_redacts_its_own_example(row):
    assert redacted(row[3]) == row[4]


@pytest.mark.parametrize(
    "text",
    [
        "See 19 U.S.C. 1592 and 19 CFR 113.62(a)(1).",
        "Form CF-28 and CBP Form 7501, HTS 8471.30.0100",
        "It cost $1,250,000 in 2019, or $2500000.",
        "From 2016-2019 we had 250000 entries, 103.8 million in all",
        "The Center Director must decide within 314 days.",
        "The director Monday said no. My supervisor FP&F",
        "Import Specialist Training is short; the Director Field Operations knows",
        "call 19 times",
    ],
)
def test_what_names_nobody_stays(text):
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("My supervisor John Smith said no", "Smith"),
        ("Director Jane Doe never came", "Doe"),
        ("Dr. O'Neil knows", "Neil"),
        ("mail me: a.b+c@x.co.uk!", "a.b"),
        ("(555) 010-9999", "9999"),
        ("+1 555 010 9999", "9999"),
        ("SSN 123-45-6789", "6789"),
        ("case number 2020-44", "2020-44"),
        ("employee 00417731", "417731"),
    ],
)
def test_what_names_a_person_goes(text, secret):
    assert secret not in redacted(text)


def test_who_is_named_once_is_known_by_the_surname_too():
    text = "Ask Officer Ann Doe. She is out, and nobody but Doe knows. Doe's list is good."
    assert (
        redacted(text)
        == "Ask Officer [name]. She is out, and nobody but [name] knows. [name] list is good."
    )


def test_redacting_twice_changes_nothing_more():
    once = redact(pd.Series([row[3] for row in redaction_rows()]))
    assert redact(once).tolist() == once.tolist()


@pytest.mark.parametrize("text", ["A-" * 50_000, "a.b" * 30_000, "1 " * 50_000, "my " * 30_000])
def test_a_hostile_text_takes_no_long_time(text):
    start = time.perf_counter()
    redacted(text)
    assert time.perf_counter() - start < 5


def test_a_small_base_is_hidden_and_one_more_with_it():
    table = pd.DataFrame(
        {"q": "q1", "group": ["all", "A", "B", "C"], "base": [75, 5, 40, 30], "n": [9, 1, 5, 3]}
    )
    out = suppress(table, within="q", figures=("n",))
    assert out["suppressed"].tolist() == [False, True, False, True]
    assert out["n"].isna().tolist() == [False, True, False, True]
    assert out["base"].isna().tolist() == [False, True, False, True]
    assert table["n"].tolist() == [9, 1, 5, 3]


def test_two_small_bases_need_no_third():
    table = pd.DataFrame({"group": ["all", "A", "B", "C"], "base": [49, 5, 4, 40]})
    assert suppress(table)["suppressed"].tolist() == [False, True, True, False]


def test_a_small_total_is_hidden_too():
    table = pd.DataFrame({"group": ["all", "A"], "base": [5, 5]})
    assert suppress(table)["suppressed"].tolist() == [True, True]


def test_no_hidden_cell_stands_alone_in_row_or_column():
    sizes = pd.DataFrame([[2, 9, 8], [7, 6, 9], [5, 5, 5]])
    hidden = hide_complements(sizes < 3, sizes, both_ways=True)
    assert hidden.loc[0, 0]
    assert not (hidden.sum(axis=0) == 1).any()
    assert not (hidden.sum(axis=1) == 1).any()


def test_complements_fall_on_columns_that_have_hidden_cells_already():
    sizes = pd.DataFrame([[2, 8, 9], [1, 9, 9]], columns=["C", "B", "A"])
    hidden = hide_complements(sizes < 3, sizes, both_ways=True)
    assert hidden["A"].tolist() == [False, False]
    assert hidden["B"].tolist() == [True, True]
