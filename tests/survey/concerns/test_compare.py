"""compare.py: what two clusterings share, and what moved."""

import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

import sopgap as sg
from sopgap.survey.concerns.clusters import Concerns
from tests.survey.concerns.given import comments_on_four


def placed(**groups):
    """Concerns by name: the comments of each."""
    rows = [(comment, name, 1, 0.5) for name, own in groups.items() for comment in own]
    members = pd.DataFrame(rows, columns=["comment_id", "concern_id", "rank", "closeness"])
    concerns = pd.DataFrame({"concern_id": list(groups), "label": [f"of {g}" for g in groups]})
    return Concerns(concerns, members)


@pytest.fixture(scope="module")
def comments():
    return comments_on_four(90, seed=3)


ONE = placed(C01="abcdefgh", C02="ijklm", C03="nop")
OTHER = placed(C01="ijklmh", C02="abcdefg", C03="no", C04="p")


def test_concerns_are_matched_by_what_they_share_not_by_their_codes():
    matches = sg.compare_models(ONE, OTHER, least=1).matches.set_index("one")
    assert matches["other"].to_dict() == {"C01": "C02", "C02": "C01", "C03": "C03"}
    assert matches.loc["C01", ["n", "overlap"]].tolist() == [7, 7 / 8]
    assert matches.loc["C02", "other_label"] == "of C01"


def test_what_left_its_match_has_moved():
    moved = sg.compare_models(ONE, OTHER).moved
    assert moved.to_numpy().tolist() == [["h", "C01", "C01"], ["p", "C03", "C04"]]


def test_figures_under_three_are_blank_and_none_tells_them():
    compared = sg.compare_models(ONE, OTHER)
    cross = compared.cross.set_index(["one", "other"])
    assert cross.loc[("C01", "C01"), ["n", "one_share", "other_share"]].isna().all()
    assert cross.loc[("C01", "C02"), "one_share"] == 7 / 8
    assert pd.isna(compared.matches.set_index("one").loc["C03", "overlap"])
    assert compared.agreement[["moved", "moved_share"]].isna().all(axis=None)


def test_agreement_is_that_of_the_comments_that_both_place():
    part = placed(C01="abcdijkl", C02="efgh")
    row = sg.compare_models(ONE, part).agreement.iloc[0]
    labels = [0] * 8 + [1] * 4
    others = [0] * 4 + [1] * 4 + [0] * 4
    assert row["comments"] == 12
    assert row["one_only"] == 4
    assert row["ari"] == pytest.approx(adjusted_rand_score(labels, others), abs=1e-6)
    assert row["ami"] == pytest.approx(adjusted_mutual_info_score(labels, others), abs=1e-6)


def test_what_one_of_them_does_not_place_has_moved_to_none():
    moved = sg.compare_models(ONE, placed(C01="abcdefgh", C02="ijklm")).moved
    assert moved.to_numpy().tolist() == [[c, "C03", ""] for c in "nop"]


def test_a_concern_that_nothing_stands_for_has_no_match():
    matches = sg.compare_models(placed(C01="abcd", C02="efg"), placed(C01="abcdefg")).matches
    assert matches["other"].tolist() == ["C01", ""]
    assert matches["other_label"].tolist() == ["of C01", ""]


def test_second_concerns_play_no_part():
    more = pd.DataFrame(
        {"comment_id": ["a"], "concern_id": ["C02"], "rank": [2], "closeness": [0.4]}
    )
    twice = Concerns(ONE.concerns, pd.concat([ONE.members, more], ignore_index=True))
    assert sg.compare_models(twice, ONE).moved.empty


def test_clusterings_of_other_comments_are_an_error():
    with pytest.raises(sg.InputError, match="no comment in common"):
        sg.compare_models(ONE, placed(C01="xyz"))


def test_a_model_that_draws_lots_is_not_stable():
    said = [f"{word} number {i}" for i in range(30) for word in ("training", "system")]
    ids = [f"c{i:02d}" for i in range(60)]
    comments = pd.DataFrame({"comment_id": ids, "text": said})

    def by_place(some):
        return sg.cluster_concerns(some, model=lambda texts: [i % 2 for i in range(len(texts))])

    def by_word(some):
        return sg.cluster_concerns(some, model=lambda texts: [t[:5] for t in texts])

    how = {"draws": 3, "seed": 1}
    assert sg.weigh_stability(comments, by_word, **how)["ari"].tolist() == [1, 1, 1]
    assert sg.weigh_stability(comments, by_place, **how)["ari"].mean() < 0.5


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"share": 0}, {"share": 1}])
def test_draws_that_cannot_be_are_an_error(wrong):
    with pytest.raises(sg.InputError, match=next(iter(wrong))):
        sg.weigh_stability(pd.DataFrame(), sg.cluster_concerns, **wrong)


def test_a_model_agrees_wholly_with_itself(comments):
    found = sg.cluster_concerns(comments, 4)
    compared = sg.compare_models(found, found)
    assert compared.agreement.loc[0, "ari"] == 1
    assert compared.moved.empty
    assert compared.matches["overlap"].tolist() == [1.0] * 4


def test_what_moved_is_named_and_small_counts_are_blank(comments):
    truth = dict(zip(comments["text"], comments["truth"], strict=True))
    ours = sg.cluster_concerns(comments, 4)
    other = sg.cluster_concerns(comments, model=lambda texts: [truth[t] for t in texts])
    compared = sg.compare_models(ours, other)
    assert compared.agreement.loc[0, "ari"] > 0.8
    counts = compared.cross["n"].dropna()
    assert (counts >= 3).all()
    wrong = compared.moved["comment_id"]
    assert set(wrong) <= set(comments["comment_id"])


def test_stability_clusters_again_without_some(comments):
    table = sg.weigh_stability(comments, lambda some: sg.cluster_concerns(some, 4), draws=2)
    assert len(table) == 2
    assert (table["comments"] < len(comments)).all()
    assert table["ari"].min() > 0.8
