"""Measure the links of comments to responsibilities against those that people gave.

By hand: `python benchmarks/comment_links.py [FOLDER ...]`; by default the default study, the study
`customs-dev` and the invented one of the tests. The default study is shown in halves, parted with a
seed: the weights were chosen on the first, and confirmed on the second and on the other studies.

`plain` is the score of duties taken for comments, as the links were before; `comments` is what
`link` gives; `told` is the same with the words of the duties that are linked to each row. First
ranks are judged: MRR and right over comments that mean a responsibility; precision, recall, F1 and
F.5 over the links from the threshold on. Twice: with the rows that are no positions, and with all.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

import sopgap as sg
from sopgap.mapping.links import THRESHOLDS

ROOT = Path(__file__).resolve().parents[1]
STUDIES = (
    ROOT,
    ROOT.parent / "shared" / "studies" / "customs-dev",
    ROOT / "tests" / "reference" / "parks",
)
SEED = 0


def main() -> None:
    """Print one line for each study, choice of rows and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", default=STUDIES, type=Path)
    print("| study | rows | method | comments | MRR | right | right of 3 | P | R | F1 | F.5 | s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for folder in parser.parse_args().folders:
        if folder.is_dir():
            measure_study(folder)


def measure_study(folder: Path) -> None:
    comments, gold = read_gold(folder)
    matrix = sg.read_responsibilities(folder / "responsibilities.csv")
    duties = read_duties(folder)
    for rows, part in (("tasks", matrix[matrix["kind"] != "role"]), ("all", matrix)):
        for method in ("plain", "comments", "told"):
            if method == "told" and duties is None:
                continue
            started = time.perf_counter()
            links = rank(comments, part, method, duties)
            seconds = time.perf_counter() - started
            for half, ids in halves(folder, comments["comment_id"].to_numpy()).items():
                figures = judge(links, {i: gold[i] for i in ids})
                shown = " | ".join(f"{figure:.3f}" for figure in figures)
                name = (folder.name if folder != ROOT else "default") + half
                print(f"| {name} | {rows} | {method} | {len(ids)} | {shown} | {seconds:.2f} |")


def read_gold(folder: Path) -> tuple[pd.DataFrame, dict[str, set[str]]]:
    """Return the comments, and of each the responsibilities that people linked it to."""
    own = folder / "comments.csv"
    path = own if own.is_file() else folder / "expected" / "concerns.csv"
    given = pd.read_csv(path, dtype=str, keep_default_na=False)
    if path == own:
        given["comment_id"] = [f"c{n}" for n in range(len(given))]
        given["responsibility_id"] = given["responsibility_ids"]
    else:
        given["comment_id"] = given["respondent_id"] + "/" + given["question_id"]
    rows = given.groupby("comment_id")["responsibility_id"].agg(";".join)
    gold = {i: set(found.split(";")) - {""} for i, found in rows.items()}
    return given.drop_duplicates("comment_id")[["comment_id", "text"]], gold


def read_duties(folder: Path) -> pd.DataFrame | None:
    if not (folder / "sop_corpus").is_dir():
        return None
    paragraphs = sg.read_corpus(folder / "sop_corpus").paragraphs
    return sg.find_duties(paragraphs, sg.read_actors(folder / "actors.csv"))


def rank(
    comments: pd.DataFrame, matrix: pd.DataFrame, method: str, duties: pd.DataFrame | None
) -> pd.DataFrame:
    if method == "plain":
        renamed = comments.rename(columns={"comment_id": "duty_id"})
        return sg.link(renamed, matrix, passage="duty", threshold=0.0)
    told = None
    if method == "told" and duties is not None:
        told = sg.link(duties, matrix, passage="duty")
        told = told.merge(duties[["duty_id", "text"]], left_on="passage_id", right_on="duty_id")
    return sg.link(comments, matrix, passage="comment", threshold=0.0, described_by=told)


def halves(folder: Path, ids: np.ndarray) -> dict[str, list[str]]:
    if folder != ROOT:
        return {"": list(ids)}
    ids = np.sort(ids)
    first = np.zeros(len(ids), bool)
    first[np.random.default_rng(SEED).permutation(len(ids))[: len(ids) // 2]] = True
    return {", 1st half": list(ids[first]), ", 2nd half": list(ids[~first]), "": list(ids)}


def judge(links: pd.DataFrame, gold: dict[str, set[str]]) -> list[float]:
    mine = links[links["passage_id"].isin(gold)]
    right = [
        row in gold[passage]
        for passage, row in zip(mine["passage_id"], mine["responsibility_id"], strict=True)
    ]
    mine = mine.assign(right=right)
    n = sum(bool(rows) for rows in gold.values())
    hits = mine[mine["right"] & (mine["score"] > 0)].groupby("passage_id")["rank"].min()
    kept = mine[(mine["rank"] == 1) & (mine["score"] >= THRESHOLDS["comment"])]
    precision = kept["right"].mean() if len(kept) else 0.0
    recall = kept["right"].sum() / sum(map(len, gold.values()))
    first, three = (hits == 1).sum() / n, (hits <= 3).sum() / n
    scores = [f_score(precision, recall, beta) for beta in (1.0, 0.5)]
    return [(1 / hits).sum() / n, first, three, precision, recall, *scores]


def f_score(precision: float, recall: float, beta: float) -> float:
    both = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / both if both else 0.0


if __name__ == "__main__":
    main()
