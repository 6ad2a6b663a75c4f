"""How well `find_conflicts` tells a swapped owner from a paraphrase, paired and hidden.

    python benchmarks/conflicts.py PAIRS.jsonl ACTORS.csv [OTHERS.jsonl]...

PAIRS holds sentences of a regulation, each beside one with the owner swapped (a conflict) or said
otherwise (none): keys a_id, a, b, a_bearer, b_bearer, conflict. OTHERS hold further sentences (key
text) among which the partners hide; no pair with one of them is a conflict.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

import pandas as pd

import sopgap as sg


def lines(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def duties_of(texts: list[str], actors: pd.DataFrame) -> pd.DataFrame:
    """Read the duties of sentences, each as a document of its own, named by its place."""
    ids = [f"t{n:04d}" for n in range(len(texts))]
    passages = pd.DataFrame({"paragraph_id": ids, "document_id": ids, "text": texts})
    return sg.find_duties(passages, actors)


def score(found: set, wanted: set) -> dict[str, float]:
    hit = len(found & wanted)
    precision, recall = hit / max(1, len(found)), hit / max(1, len(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "F1": f1, "n": len(wanted)}


def measure_pairs(pairs: list[dict], actors: pd.DataFrame) -> dict[str, float]:
    """Tell of each pair by itself whether it is a conflict."""
    found, wanted = set(), {n for n, pair in enumerate(pairs) if pair["conflict"]}
    for n, pair in enumerate(pairs):
        if len(sg.find_conflicts(duties_of([pair["a"], pair["b"]], actors))):
            found.add(n)
    return score(found, wanted)


def measure_hidden(
    pairs: list[dict], actors: pd.DataFrame, others: list[str], **how: float
) -> dict[str, float]:
    """Find among all sentences together the two that conflict: of one origin, another owner."""
    origin: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        for side in ("a", "b"):
            origin[pair[side]] = (pair["a_id"], pair[f"{side}_bearer"])
    texts = [*origin, *(text for text in dict.fromkeys(others) if text not in origin)]
    wanted = {
        frozenset((one, two))
        for one, two in combinations(origin, 2)
        if origin[one][0] == origin[two][0] and origin[one][1] != origin[two][1]
    }
    duties = duties_of(texts, actors)
    text_of = dict(zip(duties["duty_id"], duties["document_id"].str[1:].astype(int), strict=True))
    pairs_found = sg.find_conflicts(duties, **how)[["duty_id", "other_id"]]
    found = {
        frozenset((texts[text_of[one]], texts[text_of[two]]))
        for one, two in pairs_found.itertuples(index=False)
    }
    return score({pair for pair in found if len(pair) == 2}, wanted) | {"sentences": len(texts)}


def main(pairs_file: str, actors_file: str, *other_files: str) -> None:
    pairs, actors = lines(pairs_file), sg.read_actors(actors_file)
    others = [row["text"] for file in other_files for row in lines(file)]
    result = {
        "paired": measure_pairs(pairs, actors),
        "hidden": measure_hidden(pairs, actors, []),
        "hidden_among_others": measure_hidden(pairs, actors, others),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
