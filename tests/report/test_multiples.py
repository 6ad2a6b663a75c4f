"""multiples.py: one panel a question, one line a Center, in the order of the study's list."""

import re

import pandas as pd
import pytest

from sopgap.report import multiples
from sopgap.tables import TALLIES

STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center"}}
CENTERS = pd.DataFrame({"center": ["b", "a", "c"], "name": ["Beta", "Alpha", "Gamma"]})
QUESTIONS = pd.DataFrame({
    "question_id": ["q1"], "wording": ["How <b>often?"], "kind": ["scale"],
    "choices": ["Never|Rarely|Often|Don't know"], "dont_know": ["Don't know"], "asked_if": [""],
})  # fmt: skip


def plain(page):
    return page.data.replace("\u00a0", " ")


def tallies_of(**counts):
    rows = []
    for group, ns in counts.items():
        base = sum(n or 0 for n in ns)
        for choice, n in zip(QUESTIONS["choices"][0].split("|"), ns, strict=True):
            share = None if n is None else n / base
            rows.append(("q1", group, choice, n, None if set(ns) == {None} else base, share,
                         share, None if share is None else min(1, share + 0.1),
                         n is None))  # fmt: skip
    columns = ["question_id", "group", "choice", "n", "base", "share", "low", "high", "suppressed"]
    return TALLIES.check(pd.DataFrame(rows, columns=columns))


def no_backtest():
    return pd.DataFrame({"question_id": [], "choice": []})


@pytest.fixture
def panels():
    table = tallies_of(all=[20, 60, 10, 10], a=[2, 12, 3, 3], b=[8, 6, 3, 3], c=[None] * 4)
    return plain(multiples.center_multiples(table, QUESTIONS, no_backtest(), CENTERS, STUDY))


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
    assert "<small>too few</small>" in row
    assert "<circle" not in row


def test_the_title_counts_what_it_says(panels):
    # No count of overlapping intervals: that would be read as a test.
    assert "1 question at 3 Centers, one answer each, beside all Centers" in panels
    assert "inside" not in panels


def test_one_note_says_why_something_is_hidden(panels):
    assert panels.count("give a smaller figure away") == 1


def test_markup_in_a_wording_stays_text(panels):
    assert "<b>often" not in panels


def test_without_tallies_panels_are_a_sentence():
    page = multiples.center_multiples(TALLIES.empty(), QUESTIONS, no_backtest(), CENTERS, STUDY)
    assert "holds no survey" in page.data
