import csv
from pathlib import Path

import pytest

from sopgap.mapping.fitting.slots import is_definite
from sopgap.sops.slots.due import normalise_due, parse_due
from sopgap.text import data_rows

LABELS = Path(__file__).parents[1] / "reference" / "slots" / "sentences.csv"


def test_the_labelled_deadlines_have_their_normal_form():
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert normalise_due(row["deadline"]) == row["due"], row["id"]


def test_the_normal_form_of_a_normal_form_is_itself():
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert normalise_due(row["due"]) == row["due"]
            assert is_definite(row["due"]) == is_definite(row["deadline"])


@pytest.mark.parametrize("name", ["due_words.csv", "due_frequencies.csv"])
def test_the_example_of_every_row_has_the_form_of_the_row(name):
    for row in data_rows(name):
        assert normalise_due(row["example"]) == row["due"], row


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("within a fortnight", "2 weeks"),
        ("for half an hour", "30 minutes"),
        ("in 5 to 10 days", "5-10 days"),
        ("not less than ten days before the hearing", "10 days before hearing"),
        ("the day before the meeting", "1 day before meeting"),
        ("with 30 days' written notice", "30 days before"),
        ("within 10 days after the end of each month", "10 days"),
        ("not later than January 31 of each year", "31 January"),
        ("by noon", "12:00"),
        ("from 8 am", "from 08:00"),
        ("on the first and third Tuesday of every month", "1st and 3rd Tuesday of each month"),
        ("on or before the 314th day", "day 314"),
        ("no earlier than one week and no later than four weeks", "4 weeks"),
        ("promptly after a change", "promptly"),
        ("T+2", "2 working days"),
        ("at any time before the sale", "before sale"),
        ("inside 72 h", "72 hours"),
        ("within 6 months after notice of the sale", "6 months"),
        ("during the 30-day period following the notice", "30 days"),
        ("beyond five years from the sale", "5 years"),
        ("not later than one year after the sale, and annually thereafter", "1 year"),
        ("", ""),
    ],
)
def test_a_deadline_has_one_normal_form(words, due):
    assert normalise_due(words) == due


def test_the_parts_of_a_deadline_can_be_had():
    due = parse_due("within 3 business days of the request")
    assert (due.kind, due.amount, due.unit, due.event) == ("span", 3, "working day", "request")
    assert parse_due("before release").relation == "before"


@pytest.mark.parametrize(
    "words",
    [
        "by close of business",
        "by COB",
        "upon receipt of notice",
        "by the end of the meeting",
        "no later than the date of sale",
    ],
)
def test_the_map_takes_words_and_normal_form_for_as_definite(words):
    assert is_definite(words) and is_definite(normalise_due(words))
