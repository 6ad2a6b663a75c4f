"""Fit the model behind `judge_links` to duties that people labelled, and say what it is worth.

By hand: `python benchmarks/link_model.py [FOLDER_OR_GOLD ...] [--write] [--test FOLDER ...]`. A
folder is a study with `expected/duties.jsonl` and `nonduties.jsonl` (document_id, sentence,
responsibility_id); a gold file holds single sentences with an `area`, a row of Appendix C, Table 2.
By default the default study, `customs-dev`, and 78 sentences of 19 CFR.

The program reads the documents, finds and links the duties; a link is true where the person who
labelled the sentence gave it that responsibility. Each study is left out once, and judged by a
model fitted to the others; a study weighs by the root of the number of its links. With `--write`
the coefficients of all, and the curve of recall and precision over the probabilities given by the
models that had not seen the study, go to the package's data.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

import sopgap as sg
from sopgap.mapping.judging import PRECISION, RECALL, thresholds, weigh_traits
from sopgap.text import normalise

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CFR = SHARED / "studies" / "customs-cfr"
SOURCES = (ROOT, SHARED / "studies" / "customs-dev", SHARED / "data" / "customs" / "gold_dev.jsonl")
DATA = ROOT / "src" / "sopgap" / "data"
AREAS = {"entry_summary": "R01", "labeling": "R02", "protests": "R03", "liquidation": "R04",
         "fta_preference": "R05", "origin_marking": "R06", "informal_entry": "R07",
         "classification": "R08", "appraisement_valuation": "R09", "bonds": "R10",
         "docs_acceptance": "R11", "payments": "R12", "formal_entry": "R13"}  # fmt: skip
WHOLE = 0.7  # of a sentence, that must be found to be that sentence
STEP = 0.005  # of the curve
RIDGE = 0.01  # keeps a coefficient finite where a trait parts the labels without a miss
MEANINGS = {
    "intercept": "log odds of a link of which nothing speaks",
    "evidence": "evidence of the link: -log(1 - score)",
    "first": "no other row fits the duty better",
    "lead": "score less that of the duty's best other row",
    "act": "the duty does the row's act, or one of its family",
    "object": "how far the duty's object is the row's, 0 to 1",
    "does": "the duty does the row's act on its object",
    "binding": "the duty obliges, or recommends to, somebody of the organisation",
}


CURVE = ("probability", "recall", "precision")
Curve = list[dict[str, float]]


@dataclass(frozen=True)
class Labelled:
    """The links of one study, what speaks for each, and which are true."""

    name: str
    traits: pd.DataFrame
    is_true: np.ndarray
    n_unlinked: int  # true pairs that are not linked


def main() -> None:
    """Print what the model is worth on each study that it had not seen; write it on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=SOURCES, type=Path)
    parser.add_argument("--test", nargs="*", default=[], type=Path, help="never fitted to")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    studies = [read(path) for path in chosen.sources]
    unseen = [leave_out(studies, n) for n in range(len(studies))]
    curve = draw_curve(studies, unseen)
    show("left out", studies, unseen, curve)
    model = fit(studies)
    print("\n| trait | coefficient |\n|---|---|")
    for name, value in model.items():
        print(f"| {name} | {value:.3f} |")
    tested = [read(path) for path in chosen.test]
    if tested:
        show("test", tested, [predict(model, one.traits) for one in tested], curve)
    if chosen.write:
        write(model, curve, [one.name for one in studies])


def read(path: Path) -> Labelled:
    """Read, find, link; and mark the true links."""
    if path.suffix == ".jsonl":
        name, duties, matrix, more, true = read_gold(path)
    else:
        name, duties, matrix, more, true = read_study(path)
    links = sg.link(duties, matrix, passage="duty", learn_from=more)
    traits = pd.DataFrame(weigh_traits(links, duties, matrix))
    pairs = list(zip(links["passage_id"], links["responsibility_id"], strict=True))
    is_true = np.array([pair in true for pair in pairs])
    return Labelled(name, traits, is_true, len(true - set(pairs)))


Read = tuple[str, pd.DataFrame, pd.DataFrame, pd.DataFrame, set[tuple[str, str]]]


def read_study(folder: Path) -> Read:
    study = sg.read_study(folder / "study.toml")
    corpus = sg.read_corpus(study.sops)
    actors = sg.read_actors(study.actors)
    duties = sg.find_duties(corpus.paragraphs, actors, documents=corpus.documents)
    duties = sg.add_headings(duties, corpus)
    labels: dict[str, list[tuple[str, str]]] = {}
    for name in ("duties", "nonduties"):
        path = folder / "expected" / f"{name}.jsonl"
        for row in lines(path) if path.is_file() else []:
            given = (row["responsibility_id"] or "").replace(",", ";")
            of_document = labels.setdefault(row["document_id"], [])
            said = plain(row.get("sentence") or row["text"])
            of_document += [(said, one) for one in given.split(";") if one]
    true = set()
    for duty in duties.to_dict("records"):
        said = plain(duty["text"])
        for sentence, one in labels.get(duty["document_id"], []):
            if is_same(said, sentence):
                true.add((duty["duty_id"], one))
    matrix = sg.read_responsibilities(study.responsibilities)
    return study.name, duties, matrix, corpus.paragraphs, true


def read_gold(path: Path) -> Read:
    rows = lines(path)
    ids = [f"g#{n}" for n in range(len(rows))]
    paragraphs = pd.DataFrame(
        {"paragraph_id": ids, "document_id": "gold", "section": [row["heading"] for row in rows],
         "ordinal": range(len(rows)), "text": [row["text"] for row in rows]}
    )  # fmt: skip
    documents = pd.DataFrame({"document_id": ["gold"], "title": [""]})
    duties = sg.find_duties(paragraphs, sg.read_actors(CFR / "actors.csv"))
    duties = sg.add_headings(
        duties.assign(document_id="gold"),
        SimpleNamespace(documents=documents, paragraphs=paragraphs),
    )
    area = dict(zip(ids, [AREAS.get(row["area"] or "", "") for row in rows], strict=True))
    ofs = zip(duties["duty_id"], duties["paragraph_id"], strict=True)
    true = {(duty, area[paragraph]) for duty, paragraph in ofs if area[paragraph]}
    matrix = sg.read_responsibilities(CFR / "responsibilities.csv")
    return path.stem, duties, matrix, paragraphs, true


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    return " ".join(normalise(text).lower().split())


def is_same(said: str, sentence: str) -> bool:
    """Whether two texts are one sentence; a found one may carry the number of its paragraph."""
    short, long = sorted((said, sentence), key=len)
    return short == long or (len(short) >= WHOLE * len(long) and short in long)


def fit(studies: list[Labelled]) -> dict[str, float]:
    """Return the coefficients of greatest likelihood; of the traits none is negative."""
    names = list(studies[0].traits.columns)
    design = np.vstack([one.traits.to_numpy() for one in studies])
    design = np.column_stack([np.ones(len(design)), design])
    true = np.concatenate([one.is_true for one in studies]).astype(float)
    sizes = [len(one.is_true) for one in studies]
    weight = np.concatenate([np.full(size, size**-0.5) for size in sizes])
    weight /= weight.sum()

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        evidence = design @ beta
        sure = 1 / (1 + np.exp(-evidence))
        value = weight @ (np.logaddexp(0, evidence) - true * evidence)
        slope = design.T @ (weight * (sure - true))
        penalty = np.r_[0.0, beta[1:]]
        return float(value + RIDGE * (penalty @ penalty) / 2), slope + RIDGE * penalty

    bounds = [(None, None), *[(0.0, None)] * len(names)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B")
    return dict(zip(["intercept", *names], found.x.tolist(), strict=True))


def predict(model: dict[str, float], traits: pd.DataFrame) -> np.ndarray:
    evidence = model["intercept"] + sum(model[name] * traits[name] for name in traits)
    return np.asarray(1 / (1 + np.exp(-evidence)))


def leave_out(studies: list[Labelled], n: int) -> np.ndarray:
    others = [one for place, one in enumerate(studies) if place != n]
    return predict(fit(others), studies[n].traits)


def show(title: str, studies: list[Labelled], sure: list[np.ndarray], curve: Curve) -> None:
    """Print how well each study is judged, what the verdicts are worth, and the calibration."""
    heads = "links | true | true, not linked | Brier | of the mean | AUC | AUC of score"
    print(f"\n| {title} | {heads} | rejected, of these true | asked, true | accepted, true |")
    print("|" + "---|" * 11)
    low, high = thresholds(RECALL, PRECISION, curve)
    for one, given in zip(studies, sure, strict=True):
        share = one.is_true.mean()
        brier = np.mean((given - one.is_true) ** 2)
        aucs = [roc_auc_score(one.is_true, by) for by in (given, one.traits["evidence"])]
        bands = (given < low, (given >= low) & (given < high), given >= high)
        told = " | ".join(f"{band.sum()}, {one.is_true[band].sum()}" for band in bands)
        print(
            f"| {one.name} | {len(given)} | {one.is_true.sum()} | {one.n_unlinked} | {brier:.3f}"
            f" | {share * (1 - share):.3f} | {aucs[0]:.3f} | {aucs[1]:.3f} | {told} |"
        )
    true, given = np.concatenate([one.is_true for one in studies]), np.concatenate(sure)
    print("\n| probability | links | mean | true |\n|---|---|---|---|")
    for start in np.arange(0, 1, 0.1):
        here = (given >= start) & (given < start + 0.1)
        if here.any():
            means = f"{given[here].mean():.2f} | {true[here].mean():.2f}"
            print(f"| {start:.1f} | {here.sum()} | {means} |")


def draw_curve(studies: list[Labelled], sure: list[np.ndarray]) -> Curve:
    """Return recall and precision from each probability on; every study weighs the same."""
    curve = []
    for cut in np.arange(0, 1, STEP):
        recalls = [
            one.is_true[given >= cut].sum() / one.is_true.sum()
            for one, given in zip(studies, sure, strict=True)
        ]
        kept = [one.is_true[given >= cut] for one, given in zip(studies, sure, strict=True)]
        precisions = [true.mean() for true in kept if len(true)]
        if precisions:
            told = (round(float(cut), 3), float(np.mean(recalls)), float(np.mean(precisions)))
            curve.append(dict(zip(CURVE, told, strict=True)))
    return curve


def write(model: dict[str, float], curve: Curve, names: list[str]) -> None:
    """Write the package's data."""
    source = f"benchmarks/link_model.py: fitted to {', '.join(names)}"
    with (DATA / "link_model.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["trait", "coefficient", "meaning", "source"])
        rows.writerows(
            [name, f"{value:.4f}", MEANINGS[name], source] for name, value in model.items()
        )
    with (DATA / "link_curve.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(CURVE)
        rows.writerows([f"{row[name]:.4f}" for name in CURVE] for row in curve)


if __name__ == "__main__":
    main()
