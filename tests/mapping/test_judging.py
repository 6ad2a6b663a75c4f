"""Links get a probability and a verdict from what score and slots say."""

import json

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.judging import coefficients, judge_links, thresholds, weigh_traits
from sopgap.mapping.links import link
from sopgap.text import data_rows
from sopgap.vocabulary import VERDICTS

MATRIX = pd.DataFrame(
    [
        ("R1", "Refunds", "responsibility", "center", "pay", "refunds"),
        ("R2", "Permits", "responsibility", "port", "issue", "permits"),
    ],
    columns=["responsibility_id", "name", "kind", "ownership", "action", "object"],
)


def duty(n, text, action, thing, unit="center", modality="obligation"):
    return {
        "duty_id": f"a#{n}.s1", "paragraph_id": f"a#{n}", "document_id": "a", "text": text,
        "actor": "desk", "actor_text": "The desk", "unit": unit, "modality": modality,
        "action": action, "object": thing, "via": "modal",
    }  # fmt: skip


DUTIES = pd.DataFrame(
    [
        duty(1, "The desk must pay refunds.", "pay", "refunds"),
        duty(2, "The desk must file refunds and permits.", "sort", "refunds and permits"),
        duty(3, "The importer may ask for refunds.", "ask", "refunds", "other", "permission"),
    ]
)


def judged(**options):
    links = link(DUTIES, MATRIX, passage="duty", threshold=0.01)
    found = judge_links(links, DUTIES, MATRIX, **options)
    return found.set_index(["passage_id", "responsibility_id"])


def test_who_does_the_act_on_the_object_is_surer_than_who_only_speaks_of_it():
    sure = judged()["probability"]
    assert sure["a#1.s1", "R1"] > sure["a#2.s1", "R1"] > sure["a#2.s1", "R2"] - 1
    assert sure["a#1.s1", "R1"] > sure["a#3.s1", "R1"]
    assert judged().loc[("a#1.s1", "R1"), "verdict"] == "accept"


def test_the_wrong_owner_is_judged_as_the_right_one():
    links = link(DUTIES, MATRIX, passage="duty")
    right = judge_links(links, DUTIES, MATRIX)["probability"]
    wrong = judge_links(links, DUTIES.assign(unit="port"), MATRIX)["probability"]
    assert right.iloc[0] == wrong.iloc[0]


def test_all_else_equal_more_of_a_trait_never_makes_a_link_less_sure():
    told = coefficients()
    assert min(value for name, value in told.items() if name != "intercept") >= 0
    links = link(DUTIES, MATRIX, passage="duty")
    assert {"intercept", *weigh_traits(links, DUTIES, MATRIX)} == set(told)


def test_each_coefficient_has_its_meaning_and_source():
    assert all(row["meaning"] and row["source"] for row in data_rows("link_model.csv"))


def test_a_higher_recall_rejects_less_and_a_higher_precision_accepts_less():
    assert thresholds(recall=0.99)[0] <= thresholds(recall=0.8)[0]
    assert thresholds(precision=0.8)[1] <= thresholds(precision=0.97)[1]
    counts = [judged(recall=r)["verdict"].value_counts() for r in (0.999, 0.3)]
    assert counts[0].get("reject", 0) <= counts[1].get("reject", 0)
    assert set(judged()["verdict"]) <= set(VERDICTS)


def test_the_curve_of_recall_never_rises():
    recall = [float(row["recall"]) for row in data_rows("link_curve.csv")]
    assert recall[0] == 1.0 and np.all(np.diff(recall) <= 0)


def test_no_links_and_no_headings_are_no_trouble():
    none = link(DUTIES, MATRIX, passage="duty").iloc[:0]
    assert judge_links(none, DUTIES, MATRIX).empty
    assert judge_links(none, DUTIES.assign(section=None, title=None), MATRIX).empty


def test_wrong_shares_and_strange_ids_are_told():
    links = link(DUTIES, MATRIX, passage="duty")
    with pytest.raises(InputError, match="recall=1.5 is no share"):
        judge_links(links, DUTIES, MATRIX, recall=1.5)
    with pytest.raises(InputError, match="not in duties, as 'a#1.s1'"):
        judge_links(links, DUTIES.iloc[1:], MATRIX)
    with pytest.raises(InputError, match="not in matrix, as 'R1'"):
        judge_links(links, DUTIES, MATRIX.iloc[1:])


def test_the_package_holds_what_the_labels_gave(shared):
    """Few true links of the study `customs-dev` are rejected, and most accepted ones are true."""
    import sopgap as sg

    folder = shared / "studies/customs-dev"
    study = sg.read_study(folder / "study.toml")
    corpus = sg.read_corpus(study.sops)
    duties = sg.find_duties(corpus.paragraphs, sg.read_actors(study.actors))
    duties = sg.add_headings(duties, corpus)
    matrix = sg.read_responsibilities(study.responsibilities)
    links = judge_links(link(duties, matrix, passage="duty"), duties, matrix)
    lines = (folder / "expected/duties.jsonl").read_text(encoding="utf-8").splitlines()
    labels = {row["sentence"]: row["responsibility_id"] for row in map(json.loads, lines)}
    said = links["passage_id"].map(duties.set_index("duty_id")["text"])
    known = links[said.isin(labels.keys())]
    true = said[known.index].map(labels) == known["responsibility_id"]
    rejected, accepted = (known["verdict"] == name for name in ("reject", "accept"))
    assert true[rejected].sum() <= 0.05 * true.sum()
    assert true[accepted].mean() >= 0.85
