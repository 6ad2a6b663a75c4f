"""Links rank responsibilities by what a passage shares with them, on one scale."""

import json

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.links import THRESHOLDS, link
from sopgap.mapping.responsibilities import read_responsibilities

MATRIX = pd.DataFrame(
    [
        ("R1", "Refunds", "pay", "refunds", "repayment;money back"),
        ("R2", "Permits", "issue", "building permits", "construction permit"),
        ("R3", "Formal hearing", "hold", "formal hearing", "formal hearing;oral argument"),
    ],
    columns=["responsibility_id", "name", "action", "object", "keywords"],
)


def duties(*texts, **more):
    ids = [f"d#{n}.s1" for n in range(len(texts))]
    return pd.DataFrame({"duty_id": ids, "text": list(texts), **more})


def best(links):
    return links[links["rank"] == 1].set_index("passage_id")["responsibility_id"].to_dict()


def test_the_responsibility_that_fits_best_has_rank_one():
    passages = duties("The office must pay refunds.", "Permits are issued for each building.")
    assert best(link(passages, MATRIX, passage="duty")) == {"d#0.s1": "R1", "d#1.s1": "R2"}


def test_threshold_zero_scores_every_pair_and_ranks_them():
    links = link(duties("Nothing of it.", "Refunds."), MATRIX, passage="duty", threshold=0.0)
    assert len(links) == 6
    assert links.groupby("passage_id")["rank"].agg(list).tolist() == [[1, 2, 3]] * 2
    assert links["score"].between(0, 1).all()


def test_a_passage_without_shared_words_has_no_link():
    assert link(duties("Tea is served at noon."), MATRIX, passage="duty").empty
    assert link(duties(), MATRIX, passage="duty").empty


def test_top_keeps_so_many_a_passage():
    passages = duties("Pay refunds, issue permits, hold the formal hearing.")
    assert len(link(passages, MATRIX, passage="duty", top=2)) == 2


def test_a_whole_phrase_counts_more_than_its_words_apart():
    passages = duties("A formal hearing is held.", "A hearing on the formal request is held.")
    links = link(passages, MATRIX, passage="duty", threshold=0.0)
    score = links[links["responsibility_id"] == "R3"].set_index("passage_id")["score"]
    assert score["d#0.s1"] > score["d#1.s1"]


def test_the_heading_speaks_for_the_text_under_it():
    bare = link(duties("They are paid within a week."), MATRIX, passage="duty", threshold=0.0)
    headed = link(
        duties("They are paid within a week.", section="4. Refunds"),
        MATRIX,
        passage="duty",
        threshold=0.0,
    )
    assert headed["score"].max() > bare["score"].max()
    assert best(headed) == {"d#0.s1": "R1"}


def test_a_misspelt_word_still_finds_its_row():
    comments = pd.DataFrame({"comment_id": ["c"], "text": ["Who does the biulding permitts here?"]})
    links = link(comments, MATRIX, passage="comment", threshold=0.0)
    assert links.loc[links["rank"] == 1, "responsibility_id"].tolist() == ["R2"]


def test_the_center_of_a_comment_is_carried_through():
    comments = pd.DataFrame(
        {"comment_id": ["c1", "c2"], "text": ["refunds refunds", "permits"], "center": ["a", "b"]}
    )
    links = link(comments, MATRIX, passage="comment", top=1)
    assert links[["passage_id", "center"]].to_numpy().tolist() == [["c1", "a"], ["c2", "b"]]
    assert (links["score"] >= THRESHOLDS["comment"]).all()


def test_the_same_input_gives_the_same_links_and_stays_unchanged():
    passages = duties("Pay refunds.", "Issue permits.", section=["", None])
    before = passages.copy()
    first = link(passages, MATRIX, passage="duty")
    pd.testing.assert_frame_equal(first, link(passages, MATRIX, passage="duty"))
    pd.testing.assert_frame_equal(before, passages)


def test_many_passages_score_as_few_do(monkeypatch):
    passages = duties(*["Pay refunds.", "Issue permits.", "Hold hearings."] * 3)
    whole = link(passages, MATRIX, passage="duty", threshold=0.0)
    monkeypatch.setattr("sopgap.mapping.links.CELLS", 6)
    pd.testing.assert_frame_equal(whole, link(passages, MATRIX, passage="duty", threshold=0.0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"passage": "sentence"}, "'duty' or 'comment'"),
        ({"threshold": 2}, "between 0 and 1"),
        ({"top": 0}, "whole number"),
    ],
)
def test_a_wrong_option_is_told(change, words):
    with pytest.raises(InputError, match=words):
        link(duties("x"), MATRIX, **({"passage": "duty"} | change))


def test_an_absent_column_or_a_repeated_id_is_told():
    with pytest.raises(InputError, match="comment_id is absent"):
        link(duties("x"), MATRIX, passage="comment")
    twice = pd.DataFrame({"duty_id": ["a", "a"], "text": ["x", "y"]})
    with pytest.raises(InputError, match="'a' stands there twice"):
        link(twice, MATRIX, passage="duty")


def test_labelled_sentences_are_ranked_better_than_a_written_floor(shared):
    """19 CFR sentences by subject: mean average precision was 0.76 when this was written."""
    area = {
        "entry_summary": "R01", "protests": "R03", "protest": "R03", "liquidation": "R04",
        "fta_preference": "R05", "origin_marking": "R06", "informal_entry": "R07",
        "classification": "R08", "appraisement_valuation": "R09", "bonds": "R10",
        "docs_acceptance": "R11", "payments": "R12", "formal_entry": "R13", "labeling": "R02",
    }  # fmt: skip
    lines = (shared / "data/customs/gold_dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    passages = duties(*[g["text"] for g in gold], section=[g["heading"] for g in gold])
    matrix = read_responsibilities(shared / "studies/customs-cfr/responsibilities.csv")
    links = link(passages, matrix, passage="duty", threshold=0.0)
    wanted = dict(zip(passages["duty_id"], [area.get(g["area"]) for g in gold], strict=True))
    precisions = []
    for responsibility in {row for row in wanted.values() if row}:
        mine = links[links["responsibility_id"] == responsibility]
        order = mine.sort_values(["score", "passage_id"], ascending=[False, True])["passage_id"]
        hits = [n for n, i in enumerate(order, 1) if wanted[i] == responsibility]
        precisions.append(sum(k / n for k, n in enumerate(hits, 1)) / len(hits))
    assert sum(precisions) / len(precisions) >= 0.74


def test_a_duty_tells_which_of_its_words_made_the_link_and_which_of_its_heading():
    passages = duties("They pay when refunds fall due.", section="4. Money back")
    links = link(passages, MATRIX, passage="duty", top=1)
    assert links["matched"].item() == "pay;refunds;money;back"


def test_a_word_that_names_a_position_is_no_sentence_on_its_seat():
    seat = {"responsibility_id": "P1", "name": "Permit clerks", "kind": "role", "action": ""}
    rows = pd.concat([MATRIX, pd.DataFrame([seat])], ignore_index=True).fillna("")
    passages = duties("Permit clerks issue the building permits.")
    assert best(link(passages, rows, passage="duty")) == {"d#0.s1": "R2"}


def test_what_speaks_for_another_row_speaks_against_this_one():
    passages = duties("The refund is paid at the hearing.", "The hearing is held.")
    alone = link(passages, MATRIX.iloc[2:], passage="duty", threshold=0.0)
    beside = link(passages, MATRIX, passage="duty", threshold=0.0)
    beside = beside[beside["responsibility_id"] == "R3"]
    assert beside["score"].iloc[0] < alone["score"].iloc[0]


def test_a_model_finds_a_duty_without_a_common_word():
    passages = duties("A voucher goes to those who overpaid.", "Tea is served at noon.")
    subjects = (("refund", "voucher"), ("permit",), ("hearing",), ("tea",))

    def embed(texts):
        said = [[any(w in t.lower() for w in words) for words in subjects] for t in texts]
        return [[float(is_said) for is_said in row] for row in said]

    assert link(passages, MATRIX, passage="duty").empty
    assert best(link(passages, MATRIX, passage="duty", embed=embed)) == {"d#0.s1": "R1"}


def test_a_model_and_passages_to_learn_from_are_for_duties():
    comments = pd.DataFrame({"comment_id": ["c"], "text": ["refunds"]})
    with pytest.raises(InputError, match="for duties"):
        link(comments, MATRIX, passage="comment", learn_from=comments)


def test_what_the_corpus_defines_is_looked_for():
    passages = duties("Every clawback is entered.", "Tea is served.")
    paragraphs = pd.DataFrame({"text": ["A repayment, also called clawback, is due in a week."]})
    assert link(passages, MATRIX, passage="duty").empty
    links = link(passages, MATRIX, passage="duty", learn_from=paragraphs)
    assert best(links) == {"d#0.s1": "R1"}
    assert links["matched"].tolist() == ["clawback"]


def test_columns_of_the_matrix_that_hold_numbers_are_not_read():
    rows = pd.DataFrame({"responsibility_id": ["R1"], "name": ["Refunds"], "n": [pd.NA]})
    found = pd.DataFrame({"duty_id": ["d"], "text": ["Pay the refund."]})
    assert len(link(found, rows.astype({"n": "Int64"}), passage="duty")) == 1
