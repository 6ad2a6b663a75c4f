"""No percentage is printed that the ledger of claims does not hold."""

import pandas as pd
import pytest

from sopgap.report.ledger import find_unaccounted, find_uncounted, round_half_up

CLAIMS = pd.DataFrame(
    {
        "k": [303, 1, None],
        "n": [444, 1000, None],
        "share": [303 / 444, 0.001, 0.389],
        "low": [0.6485, None, None],
        "high": [0.7145, None, None],
    }
)


@pytest.mark.parametrize(
    "said",
    [
        "303 of 444 (68 %)",
        "303 of 444 who answered (68\u00a0%)",
        "303 of 444 (68 %; 65–71 %)",
        "1 of 1,000 (0 %)",
        "RR1 is 39 %",
        "the 95 % interval",
        "95\u202f% interval 65–71 %",
        "0 to 100 %",
        "303 of 444 people",
    ],
)
def test_a_claim_is_accounted_for(said) -> None:
    assert find_unaccounted(f"<p>{said}</p>", CLAIMS) == []


@pytest.mark.parametrize(
    "said",
    [
        "304 of 444 (68 %)",
        "303 of 444 (69 %)",
        "303 of 445 (68 %)",
        "Most, 80 %, agree",
        "303 of 444 (68 %; 65–72 %)",
        "1 of 100 (1 %)",
        "12.5 %",
    ],
)
def test_what_stands_nowhere_is_told(said) -> None:
    assert find_unaccounted(f"<p>{said}</p>", CLAIMS)


WORDS = ["Under 5 % of my time", "26–50 %", "Do 33 % (8 of 24 hours) suffice?"]


@pytest.mark.parametrize(
    "said",
    [
        "Do 33 % (8 of 24 hours) suffice? → 26–50 %",
        "Under 5 % of my time: 303 of 444 (68 %)",
        "“26–50 %” and “Under 5 % of my time” together: hidden",
        "q1. 26–50 %: 303 of 444 (68 %)",
        "26–50 %",
    ],
)
def test_a_percentage_in_a_question_or_choice_is_no_figure_of_ours(said) -> None:
    assert find_unaccounted(f"<p>{said}</p>", CLAIMS, foreign=WORDS) == []
    assert find_unaccounted(f"<p>{said}</p>", CLAIMS)


@pytest.mark.parametrize("said", ["Most, 26–50 % of them, agree", "33 % agree", "12 of 24 (50 %)"])
def test_a_choice_does_not_account_for_a_figure_like_it(said) -> None:
    assert find_unaccounted(f"<p>{said}</p>", CLAIMS, foreign=WORDS)


def test_other_peoples_words_are_left_out() -> None:
    page = (
        "<p>303 of 444 (68 %)</p><blockquote>We lose 90 % of our time.</blockquote>"
        "<div class=passage><p>At least 77 % of cases</p></div>"
    )
    assert find_unaccounted(page, CLAIMS) == []


def test_the_words_behind_a_quotation_are_ours_again() -> None:
    page = "<p>They say <mark>90 %</mark>, and we say 77 %.</p>"
    (wrong,) = find_unaccounted(page, CLAIMS)
    assert "77 %" in wrong


def test_the_text_alternative_of_a_picture_is_read() -> None:
    page = "<svg><title>Most</title><desc>12 of 13 (92 %)</desc><text>50 %</text></svg>"
    assert find_unaccounted(page, CLAIMS) == ["12 of 13 (92 %)"]


def test_cells_side_by_side_do_not_run_together() -> None:
    page = "<table><tr><td>303 of 444 (68 %)</td><td>65–71 %</td></tr></table>"
    assert find_unaccounted(page, CLAIMS) == []


@pytest.mark.parametrize(("value", "printed"), [(0.5, 1), (12.5, 13), (0.4999, 0), (68.24, 68)])
def test_a_half_goes_up_as_in_print(value, printed) -> None:
    assert round_half_up(value) == printed


@pytest.mark.parametrize("said", ["303 of 444 people", "1 of all 1,000", "1 of these 1,000 cells."])
def test_a_count_of_a_count_stands_in_the_ledger(said) -> None:
    assert find_uncounted(f"<p>{said}</p>", CLAIMS) == []


@pytest.mark.parametrize("said", ["304 of 444 people", "1 of the 10", "at 8 of 10 Centers"])
def test_a_count_that_stands_nowhere_is_told(said) -> None:
    assert find_uncounted(f"<p>{said}</p>", CLAIMS)


@pytest.mark.parametrize("said", ["2 of 10.5", "page 3 of 12 %", "of 4 of"])
def test_what_is_no_count_of_a_count_is_let_be(said) -> None:
    assert find_uncounted(f"<p>{said}</p>", CLAIMS) == []


def test_counts_in_passages_and_in_words_of_the_study_are_not_ours() -> None:
    page = "<blockquote>7 of 9</blockquote><td class=passage>7 of 9</td><p>Part 7 of 9: keys</p>"
    assert find_uncounted(page, CLAIMS, foreign=["Part 7 of 9: keys"]) == []
