"""multiples.py: one panel a question, one line a Center, in the order of the study's list."""

import re

import pandas as pd
import pytest

from sopgap.report import multiples
from sopgap.tables import TALLIES
from tests.report.given import no_backtest, plain

STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center"}}
CENTERS = pd.DataFrame({"center": ["b", "a", "c"], "name": ["Beta", "Alpha", "Gamma"]})


@pytest.fixture
def panels(tallies_of, scale_questions):
    table = tallies_of(all=[20, 60, 10, 10], a=[2, 12, 3, 3], b=[8, 6, 3, 3], c=[None] * 4)
    return plain(multiples.center_multiples(table, scale_questions, no_backtest(), CENTERS, STUDY))


def test_the_centers_stand_in_the_study_s_order_whatever_their_shares(panels):
    names = re.findall(r"<th scope=row>([^<]+)</th>", panels.split("The numbers of")[0])
    assert names == ["Beta", "Alpha", "Gamma"]


def test_a_panel_gives_counts_and_the_value_of_all_centers(panels):
    assert "12 of 20 (60 %)" in panels
    assert "60 of 100 (60 %)" in panels
    assert "class=tick x1='60.0%'" in panels


def test_a_hidden_center_is_hatched_and_has_words(panels):
    row = panels.split("<th scope=row>Gamma</th>")[1].split("</tr>")[0]
    assert "s-suppressed" in row
    assert "<small>hidden</small>" in row
    assert "<circle" not in row


def test_the_title_counts_what_it_says(panels):
    # No count of overlapping intervals: that would be read as a test.
    assert "1 question at 3 Centers, one answer each, beside all Centers" in panels
    assert "inside" not in panels


def test_one_note_says_why_something_is_hidden(panels):
    assert panels.count("give such a figure away; which is not told.") == 1


def test_markup_in_a_wording_stays_text(panels):
    assert "<b>often" not in panels


def test_without_tallies_panels_are_a_sentence(scale_questions):
    page = multiples.center_multiples(
        TALLIES.empty(), scale_questions, no_backtest(), CENTERS, STUDY
    )
    assert "holds no survey" in page.data
