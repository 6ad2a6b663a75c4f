"""Measure who is bound, and whether a sentence binds, against labelled sentences.

By hand: `python benchmarks/duty_labels.py LABELS.jsonl [--actors ACTORS.csv] [--read]`. A line
holds text, heading, lead_in, kind, bearer_head (the head of the words that name who is bound, blank
where nobody is named) and modality (none where the sentence binds nobody). Only the main norm of a
sentence is judged. An owner is right where the head stands in the words that were read, or where
both name nobody. Each sentence is read by itself: nothing before it is known.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pandas as pd

import sopgap as sg
from sopgap.sops.actors import singular

NONE = "none"
NO_ACTORS = pd.DataFrame({"alias": [], "actor": [], "unit": []}, dtype=str)


def main() -> None:
    """Print the shares of a file of labels, and on request what was read otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--actors", type=Path, help="the aliases; without them none is known")
    parser.add_argument("--read", action="store_true", help="print what was read otherwise")
    chosen = parser.parse_args()
    actors = sg.read_actors(chosen.actors) if chosen.actors else NO_ACTORS
    judged = judge_labels(read_labels(chosen.labels), actors)
    if chosen.read:
        print_misses(judged)
    print(score_labels(judged).round(3).to_string(index=False))


def read_labels(path: Path) -> pd.DataFrame:
    """Return the labelled sentences of a file, absent fields blank."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = ("source", "heading", "lead_in", "kind", "text", "bearer_head", "modality")
    rows = [{name: line.get(name) or "" for name in wanted} for line in lines]
    return pd.DataFrame(rows)


def judge_labels(labels: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the labels with what was read of each sentence, and which is right."""
    names = [f"p{number}" for number in range(len(labels))]
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": names,
            "document_id": names,
            "section": labels["heading"].to_list(),
            "kind": ["item" if kind == "item" else "" for kind in labels["kind"]],
            "lead_in": labels["lead_in"].to_list(),
            "text": labels["text"].to_list(),
        }
    )
    duties = sg.find_duties(paragraphs, actors).drop_duplicates("paragraph_id")
    read = duties.set_index("paragraph_id").reindex(names)
    judged = labels.assign(
        owner_read=read["actor_text"].fillna("").to_list(),
        modality_read=read["modality"].fillna(NONE).to_list(),
        via=read["via"].fillna("").to_list(),
    )
    pairs = zip(judged["bearer_head"], judged["owner_read"], strict=True)
    judged["owner"] = [is_same_owner(head, words) for head, words in pairs]
    judged["right"] = judged["modality"] == judged["modality_read"]
    return judged


def is_same_owner(head: str, words: str) -> bool:
    """Return whether the words read name the labelled head, or both name nobody.

    Examples
    --------
    >>> is_same_owner("clerk", "night clerks"), is_same_owner("", "clerk"), is_same_owner("", "")
    (True, False, True)
    """
    found = {singular(word) for word in re.findall(r"\w+", words.lower())}
    wanted = [singular(word) for word in re.findall(r"\w+", head.lower())]
    return wanted[-1] in found if wanted else not found


def score_labels(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of right owners and modalities: of each source and of each modality."""
    groups = [("all", judged)]
    groups += [(str(name), part) for name, part in judged.groupby("source")]
    groups += [(str(name), part) for name, part in judged.groupby("modality")]
    rows = []
    for name, part in groups:
        both = part["owner"] & part["right"]
        rows.append(
            {
                "of": name,
                "n": len(part),
                "owner": part["owner"].mean(),
                "modality": part["right"].mean(),
                "both": both.mean(),
            }
        )
    return pd.DataFrame(rows)


def print_misses(judged: pd.DataFrame) -> None:
    """Print the sentences whose owner or modality was read otherwise."""
    for row in judged[~(judged["owner"] & judged["right"])].to_dict("records"):
        wanted = f"{row['bearer_head'] or NONE}/{row['modality']}"
        found = f"{row['owner_read'] or NONE}/{row['modality_read']}/{row['via']}"
        print(f"{wanted} <> {found} | {row['lead_in'][-60:]} | {row['text'][:200]}")


if __name__ == "__main__":
    main()
