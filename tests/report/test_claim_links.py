"""The figures of the first sentences lead to their claims; one list holds what can be searched."""

import pandas as pd

from sopgap.report.claim_links import link_claims

CLAIM = {"kind": "share",
         "claim_id": "k0001", "k": 33, "n": 46, "group": "a", "choice": "No", "staff": 104,
         "low": 0.58, "high": 0.83, "wording": "Is there a <rule>?", "base_rule": "who answered",
         "method": "Wilson", "source": "tables/tallies.csv"}  # fmt: skip


def page(sentence: str, *claims: dict, group: str = "a") -> str:
    return link_claims(f"<ol class=minute><li>{sentence}</li></ol>", pd.DataFrame(claims),
                       group=group)  # fmt: skip


def test_a_figure_leads_to_its_claim() -> None:
    got = page("33 of 46 (72 %) said so.", CLAIM)
    assert "<a class=num href='#claim-33-46'>33 of 46 (72 %)</a>" in got
    assert got.count("id='claim-33-46'") == 1 and "k0001" in got and "58–83" in got
    assert "&lt;rule&gt;" in got and "<rule>" not in got


def test_a_figure_that_no_claim_holds_stays_text() -> None:
    assert "<a " not in page("3 of 4 (75 %) said so.", CLAIM)


def test_the_claims_of_the_page_s_own_group_come_before_those_of_others() -> None:
    got = page("33 of 46 (72 %)", {**CLAIM, "claim_id": "k0009", "group": "b"}, CLAIM)
    assert "k0001" in got and "k0009" not in got
