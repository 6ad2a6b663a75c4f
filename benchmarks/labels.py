"""Measure the labels of concerns against the names that people gave to their codes.

By hand: `python benchmarks/labels.py [FOLDER_OF_CSV] [--read] [--worst 10]`; each CSV: text, label.
The human names are never seen by the naming; they are only compared. Two kinds of groups are
named: the people's own (`codes`), and the program's concerns (`clusters`), each held against the
code that most of its comments have. `hit` is the share of labels with a stem of the code's name,
`F1` the mean harmonic mean of the shares of stems that label and name have in common; `near` counts
two stems as one where they share their first five letters. `reach` is how many names could be hit
at all, because enough comments of the group hold a stem of it. `told` is the share of a group's
comments, `elsewhere` of the others, that hold a phrase of its label. Codes without names, or
abbreviations of one word, cannot be scored fairly; they are read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import sopgap as sg
from sopgap.survey.concerns.naming import name_groups
from sopgap.text import stems, stop_words

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "concerns"
STUDY = ROOT / "expected" / "concerns.csv"  # the comments of the default study, coded by hand
TUNED = ("jup15_features_changes", "napire_causes", "nhs_better", "banking15", "jup15_hinderances")
NAMELESS = ("anes_ds2",)  # its codes are numbers
NEAR = 5  # letters that two stems share to count as one
CARRIED = 3  # comments that must hold a stem before a label may


def main() -> None:
    """Print the table of scores, and on request all labels or the worst ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=FOLDER, type=Path)
    parser.add_argument("--read", action="store_true", help="print every label beside its code")
    parser.add_argument("--worst", type=int, default=0, help="print so many labels of least score")
    parser.add_argument("--cache", type=Path, help="folder of clusters found before (JSON)")
    chosen = parser.parse_args()
    paths = [*sorted(chosen.folder.glob("*.csv")), STUDY]
    rows = [row for path in paths for row in label_set(path, chosen.cache)]
    table = pd.DataFrame(rows)
    if chosen.read:
        print(
            table[["set", "groups", "n", "code", "label", "f1", "told", "elsewhere"]]
            .round(2)
            .to_string(index=False)
        )
    scored = table[~table["set"].isin(NAMELESS)]
    print(summary(scored))
    if chosen.worst:
        worst = scored.sort_values(["f1", "n"], ascending=[True, False]).head(chosen.worst)
        print(worst[["set", "groups", "n", "code", "label"]].to_string(index=False))


def label_set(path: Path, cache: Path | None = None) -> list[dict[str, object]]:
    """Name the people's groups and the program's of one set; one row a group."""
    said = pd.read_csv(path, keep_default_na=False, dtype=str)
    name = "default_study" if path == STUDY else path.stem
    texts = said["text"].tolist()
    codes = said["concern" if path == STUDY else "label"].str.split(";").str[0].tolist()
    found = clusters(name, texts, len(set(codes)), cache)
    rows = []
    for kind, groups in (("codes", codes), ("clusters", found)):
        places = by_size(groups)
        placed = [i for i, p in enumerate(places) if p >= 0]
        named, seconds = timed(name_groups, [texts[i] for i in placed], [places[i] for i in placed])
        for place, (label, terms) in named.items():
            own = [i for i, p in enumerate(places) if p == place]
            code = Counter(codes[i] for i in own).most_common(1)[0][0]
            held = Counter(s for i in own for s in set(stems(texts[i])))
            rows.append({"set": name, "groups": kind, "n": len(own), "code": code,
                         "label": label, "terms": ";".join(terms), "seconds": seconds,
                         **told(label, texts, set(own)),
                         "reach": any(held[s] >= CARRIED for s in stems_of(code)),
                         **score(label, code)})  # fmt: skip
    return rows


def clusters(name: str, texts: list[str], k: int, cache: Path | None) -> list[str]:
    """Cluster into as many concerns as there are codes."""
    if cache and (cache / f"{name}.given.json").exists():
        return list(json.loads((cache / f"{name}.given.json").read_text())["cluster"])
    ids = [f"c{i:05d}" for i in range(len(texts))]
    found = sg.cluster_concerns(pd.DataFrame({"comment_id": ids, "text": texts}), n_concerns=k)
    first = found.members[found.members["rank"] == 1].set_index("comment_id")["concern_id"]
    return [first.get(i, "") for i in ids]


def by_size(groups: Sequence[str]) -> list[int]:
    """Number the groups, the largest first, as `cluster_concerns` does; -1 for no group."""
    sizes = Counter(g for g in groups if g)
    place = {g: i for i, g in enumerate(sorted(sizes, key=lambda g: (-sizes[g], g)))}
    return [place.get(g, -1) for g in groups]


def timed(call: Callable[..., dict], *given: object) -> tuple[dict, float]:
    """Return the result of a call and its seconds."""
    start = time.perf_counter()
    return call(*given), time.perf_counter() - start


def score(label: str, code: str) -> dict[str, float]:
    """Overlap of the stems of a label and a code's name; `near`: the first letters are enough."""
    ours, theirs = stems_of(label), stems_of(code)
    near = f1({s[:NEAR] for s in ours}, {s[:NEAR] for s in theirs})
    exact = f1(ours, theirs)
    return {"f1": exact, "hit": exact > 0, "near_f1": near, "near_hit": near > 0}


def told(label: str, texts: list[str], own: set[int]) -> dict[str, float]:
    """Shares of the group's comments, and of the others, that hold all words of a part of it."""
    parts = [stems_of(part) for part in label.replace(" and ", ";").split(";")]
    holds = [any(p and p <= set(stems(t)) for p in parts) for t in texts]
    inside = [h for i, h in enumerate(holds) if i in own]
    outside = [h for i, h in enumerate(holds) if i not in own]
    return {"told": sum(inside) / len(inside), "elsewhere": sum(outside) / max(1, len(outside))}


def f1(ours: set[str], theirs: set[str]) -> float:
    """Return the harmonic mean of precision and recall of two sets."""
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))


def stems_of(name: str) -> set[str]:
    """Return the stems of a name without function words and underscores."""
    return set(stems(name.replace("_", " "), stop=stop_words()))


def summary(table: pd.DataFrame) -> str:
    """Mean scores by set and kind of group, and over the tuned and the other sets."""
    table = table.assign(weight=1.0)
    lines = [
        "| set | groups | number | in reach | hit | F1 | near hit | near F1 | told | elsewhere |",
        "|---" * 10 + "|",
    ]
    parts = [(f"{s}{'' if s in TUNED else ' (held out)'}", k, part)
             for (s, k), part in table.groupby(["set", "groups"])]  # fmt: skip
    for kind, part in table.groupby("groups"):
        tuned = part["set"].isin(TUNED)
        parts += [("**tuned**", kind, part[tuned]), ("**held out**", kind, part[~tuned])]
    for name, kind, part in parts:
        # The mean of sets, not of groups, for sets together.
        columns = ["reach", "hit", "f1", "near_hit", "near_f1", "told", "elsewhere"]
        mean = part.groupby("set")[columns].mean().mean()
        cells = " | ".join(f"{value:.2f}" for value in mean)
        lines.append(f"| {name} | {kind} | {len(part)} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    np.random.seed(0)
    main()
