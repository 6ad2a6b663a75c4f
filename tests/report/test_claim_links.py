"""The figures of a page lead to their claims: by their numbers, and the words around them."""

import pandas as pd
import pytest

from sopgap.report.claim_links import link_claims
from sopgap.report.claim_lookup import cited, claim_id_of

CLAIM = {"kind": "share", "claim_id": "k00000000000a", "k": 33, "n": 46, "group": "a",
         "choice": "No", "staff": 104, "share": 33 / 46, "low": 0.58, "high": 0.83,
         "wording": "Is there a <rule>?", "base_rule": "who answered", "weight": "none",
         "method": "Wilson", "source": "tables/tallies.csv"}  # fmt: skip
STATE = {**CLAIM, "kind": "state", "claim_id": "k00000000000c", "k": 3, "n": 38, "choice": "",
         "wording": "not found", "staff": None, "low": None, "high": None,
         "source": "tables/gaps.csv"}  # fmt: skip
OTHER = "k00000000000b"
NAMES = {"a": "Assays", "b": "Boilers"}


def page(body: str, *claims: dict, group: str = "a") -> str:
    return link_claims(body, pd.DataFrame(claims), group=group, names=NAMES)


def test_a_figure_leads_to_its_claim_with_base_staff_interval_and_method() -> None:
    got = page("<p>33 of 46 (72 %) said so.</p>", CLAIM)
    assert "<a class=num href=#k00000000000a>33 of 46 (72 %)</a>" in got
    assert got.count("id=k00000000000a>") == 1
    for told in ("33 of 46", "104", "58–83", "Wilson", "who answered", "tables/tallies.csv"):
        assert told in got.partition("<details")[2], told
    assert "&lt;rule&gt;" in got and "<rule>" not in got


@pytest.mark.parametrize("body", [
    "<p>3 of 4 (75 %) said so.</p>",
    "<p>−33 points, and 33 points</p>",
    "<h3>33 of 46</h3>",
    "<blockquote>33 of 46</blockquote>",
    "<p class=passage>33 of 46</p>",
    "<p>§33 of the rule, 3.33 and 33-46</p>",
    "<svg><text>33 of 46</text></svg>",
    "<p><a href=x>33 of 46</a></p>",
])  # fmt: skip
def test_what_is_no_figure_of_ours_or_held_by_no_claim_stays(body: str) -> None:
    assert page(body, CLAIM) == body


def test_the_claims_of_the_page_s_own_group_come_before_those_of_others() -> None:
    got = page("<p>33 of 46 (72 %)</p>", {**CLAIM, "claim_id": OTHER, "group": "all"}, CLAIM)
    assert CLAIM["claim_id"] in got and OTHER not in got


def test_of_equal_pairs_the_one_is_taken_whose_question_stands_in_the_row() -> None:
    other = {**CLAIM, "claim_id": OTHER, "wording": "Who waters?", "choice": "Tom"}
    rows = "<table><tr><th>Who waters?<td>Tom<td>33 of 46</tr></table>"
    got = page(rows.replace("<td>", "</td><td>"), CLAIM, other)
    assert f"href=#{OTHER}" in got and f"href=#{CLAIM['claim_id']}" not in got


def test_of_equal_pairs_the_one_is_taken_whose_center_heads_the_column() -> None:
    other = {**CLAIM, "claim_id": OTHER, "group": "b"}
    got = page(
        "<table><thead><tr><th>Question</th><th>Assays</th><th>Boilers</th></tr></thead>"
        "<tbody><tr><th>Is there a &lt;rule&gt;?</th><td>n</td><td>33/46</td></tr></tbody></table>",
        CLAIM, other, group="all",
    )  # fmt: skip
    assert f"<a class=num href=#{OTHER}>33/46</a>" in got


def test_a_count_before_the_word_of_its_state_leads_to_it() -> None:
    got = page("<p>7 stale, 3 not found, 3 more</p>", STATE)
    assert got.startswith("<p>7 stale, <a class=num href=#k00000000000c>3</a> not found, 3 more")


def test_a_choice_that_is_a_number_is_no_count() -> None:
    one = {**CLAIM, "choice": "33 to 46"}
    assert page("<p>Is there a &lt;rule&gt;? 33 to 46</p>", one).count("<a") == 0


def test_a_figure_that_names_its_claim_leads_there_or_nowhere() -> None:
    named = claim_id_of("tables/gaps.csv", "state", "center=a")
    body = f"<p>{cited('eleven', 'gaps', 'state', 'center=a')}</p>"
    assert "eleven</a>" in page(body, {**STATE, "claim_id": named})
    assert page(body, STATE) == "<p>eleven</p>"


def test_a_row_has_one_link_to_a_claim() -> None:
    got = page("<table><tr><td>33 of 46 (72 %)</td><td>58–83 %</td></tr></table>", CLAIM)
    assert got.partition("<details")[0].count("<a ") == 1
