"""The words behind a label, and how much commoner they are than elsewhere."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.survey.concerns.clusters import Concerns

SAID = ["The system is slow"] * 4 + ["A system of Dolores"] * 2 + ["Training is short"] * 6


@pytest.fixture
def found():
    ids = [f"c{i:02d}" for i in range(12)]
    members = pd.DataFrame({"comment_id": ids, "concern_id": ["C01"] * 6 + ["C02"] * 6})
    members = members.assign(rank=1, closeness=0.5)
    names = pd.DataFrame({"concern_id": ["C01", "C02"], "label": "x", "exemplar_id": ""})
    return Concerns(names, members), pd.DataFrame({"comment_id": ids, "text": SAID})


def test_a_term_has_its_count_and_its_lift(found):
    terms = sg.weigh_terms(*found).set_index("term")
    assert terms.loc["system", "n_comments"] == 6
    assert terms.loc["system", "place"] == 1
    assert terms.loc["system", "lift"] == pytest.approx((6.5 / 7) / (0.5 / 7))


def test_what_fewer_than_three_comments_hold_is_no_term(found):
    assert "Dolores" not in sg.weigh_terms(*found, min_count=1)["term"].tolist()


def test_a_small_count_is_blank_and_its_lift_too(found):
    terms = sg.weigh_terms(*found, min_count=5).set_index("term")
    assert pd.isna(terms.loc["slow", "n_comments"]) and pd.isna(terms.loc["slow", "lift"])
    assert terms.loc["system", "n_comments"] == 6


def test_a_comment_counts_for_its_first_concern_only(found):
    concerns, comments = found
    second = concerns.members.head(6).assign(concern_id="C02", rank=2)
    members = pd.concat([concerns.members, second], ignore_index=True)
    again = sg.weigh_terms(Concerns(concerns.concerns, members), comments)
    pd.testing.assert_frame_equal(again, sg.weigh_terms(*found))


def test_counts_of_a_sample_are_blank(found):
    concerns, _ = found
    members = pd.concat([concerns.members] * 60, ignore_index=True)
    members["comment_id"] = [f"c{i:04d}" for i in range(720)]
    comments = pd.DataFrame({"comment_id": members["comment_id"], "text": SAID * 60})
    terms = sg.weigh_terms(Concerns(concerns.concerns, members), comments, most=500)
    assert terms["n_comments"].isna().all()
    assert terms["lift"].notna().any()


def test_no_comments_have_no_terms(found):
    concerns, comments = found
    assert sg.weigh_terms(concerns, comments.head(0)).empty
