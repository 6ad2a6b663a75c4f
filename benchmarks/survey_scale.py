"""Measure how reading and tallying a survey grow, beside pandas alone: `survey_scale.py`.

Made-up answers (seeded) of 3,000, 30,000 and 300,000 people to 60 questions, from a frame of
1,000,000 staff in 100,000 cells (1,000 Centers x 100 positions), are written to a temporary folder.
Each row is measured in a process of its own: wall seconds of each step, processor seconds of the
whole (which others on the machine do not lengthen), and peak memory.
The peer is what a short script does with pandas alone: read_csv, melt, count within groups; no
check, no state of a blank, no interval, no suppression, no redaction.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

CENTERS, POSITIONS, STAFF = 1000, 100, 1_000_000
KINDS = ["single"] * 30 + ["scale"] * 20 + ["multi"] * 8 + ["open"] * 2
CHOICES = {
    "single": ["Yes", "No", "Don't know"],
    "scale": ["Never", "Rarely", "Sometimes", "Often", "Always"],
    "multi": ["Entry", "Protest", "Bond", "Penalty", "Liquidation", "Marking"],
    "open": [],
}
SIZES = (3_000, 30_000, 300_000)
COMMENT = (
    "the procedure for penalties is not clear and nobody at the Center knows who signs protests "
    "while ports keep asking us about bonds, deadlines, training and old manuals we cannot find"
)


def write_survey(folder: Path, people: int, *, seed: int = 0) -> Path:
    """Write the three files of a made-up survey; a tenth breaks off, a fifth of blanks is due."""
    random = np.random.default_rng(seed)
    names = [f"q{i}" for i in range(1, len(KINDS) + 1)]
    asked_if = ["q1=Yes|No & q2=Yes" if i % 10 == 9 and i < 58 else "" for i in range(len(KINDS))]
    questions = pd.DataFrame(
        {
            "question_id": names,
            "wording": [f"Question {name}?" for name in names],
            "kind": KINDS,
            "choices": ["|".join(CHOICES[kind]) for kind in KINDS],
            "dont_know": ["Don't know" if kind == "single" else "" for kind in KINDS],
            "asked_if": asked_if,
        }
    )
    cells = pd.MultiIndex.from_product(
        [[f"c{i:04d}" for i in range(CENTERS)], [f"series {i:02d}" for i in range(POSITIONS)]],
        names=["center", "position"],
    ).to_frame(index=False)
    per_cell = STAFF // len(cells)
    # Without replacement: no cell may answer with more people than it has.
    person = np.sort(random.choice(STAFF, people, replace=False))
    columns: dict[str, np.ndarray] = {
        "respondent_id": np.array([f"p{i:07d}" for i in random.permutation(people)], dtype=object),
        "center": cells["center"].to_numpy(dtype=object)[person // per_cell],
        "position": cells["position"].to_numpy(dtype=object)[person // per_cell],
    }
    last = np.where(random.random(people) < 0.1, random.integers(1, 60, people), len(KINDS))
    columns["complete"] = np.where(last == len(KINDS), "yes", "no").astype(object)
    for place, (name, kind) in enumerate(zip(names, KINDS, strict=True)):
        column = _cells(kind, people, random)
        if asked_if[place]:
            column[(columns["q1"] == "Don't know") | (columns["q2"] != "Yes")] = ""
        column[random.random(people) < 0.05] = ""
        column[last <= place] = ""
        columns[name] = column
    folder.mkdir(parents=True, exist_ok=True)
    questions.to_csv(folder / "questions.csv", index=False)
    cells.assign(staff=per_cell).to_csv(folder / "frame.csv", index=False)
    pd.DataFrame(columns).to_csv(folder / "responses.csv", index=False)
    return folder


def _cells(kind: str, people: int, random: np.random.Generator) -> np.ndarray:
    choices = CHOICES[kind]
    if kind == "open":
        column = np.full(people, "", dtype=object)
        words = COMMENT.split()
        for row in np.flatnonzero(random.random(people) < 0.5):
            column[row] = " ".join(words[i] for i in random.integers(0, len(words), 20))
        return column
    if kind == "multi":
        sets = [
            "|".join(c for i, c in enumerate(choices) if bits >> i & 1) or "none"
            for bits in range(2 ** len(choices))
        ]
        return np.array(sets, dtype=object)[random.integers(0, len(sets), people)]
    return np.array(choices, dtype=object)[random.integers(0, len(choices), people)]


def ours(folder: Path, *, redacted: bool = True) -> dict[str, float]:
    """Time sopgap's three verbs on a survey folder."""
    import sopgap as sg
    from sopgap.survey import comments

    if not redacted:
        comments.redact = lambda texts, **_: texts  # type: ignore[assignment]
    seconds: dict[str, float] = {}
    survey = _timed("read", lambda: sg.read_survey(folder), seconds)
    _timed("tally", lambda: sg.tally(survey, by="center"), seconds)
    _timed("count", lambda: sg.count_responses(survey), seconds)
    return seconds


def peer(folder: Path) -> dict[str, float]:
    """Time pandas alone: read, melt, count every choice and the bases by Center."""
    seconds: dict[str, float] = {}
    about = ["respondent_id", "center", "position", "complete"]
    questions = pd.read_csv(folder / "questions.csv", dtype=str, keep_default_na=False)
    kinds = dict(zip(questions["question_id"], questions["kind"], strict=True))

    def read() -> pd.DataFrame:
        wide = pd.read_csv(folder / "responses.csv", dtype=str, keep_default_na=False)
        closed = [name for name in wide if kinds.get(name, "open") != "open"]
        long = wide.melt(id_vars=about, value_vars=closed, var_name="question_id")
        long = long[long["value"] != ""]
        multi = long["question_id"].map(kinds) == "multi"
        ticks = long[multi].assign(value=long.loc[multi, "value"].str.split("|")).explode("value")
        return pd.concat([long[~multi], ticks], ignore_index=True)

    def tally(long: pd.DataFrame) -> pd.DataFrame:
        n = long.groupby(["question_id", "center", "value"]).size().rename("n").reset_index()
        people = long.drop_duplicates(["respondent_id", "question_id"])
        base = people.groupby(["question_id", "center"]).size().rename("base").reset_index()
        table = n.merge(base, on=["question_id", "center"])
        return table.assign(share=table["n"] / table["base"])

    def count(long: pd.DataFrame) -> pd.Series:
        return long.drop_duplicates("respondent_id").groupby("center").size()

    long = _timed("read", read, seconds)
    _timed("tally", lambda: tally(long), seconds)
    _timed("count", lambda: count(long), seconds)
    return seconds


def _timed(name: str, work: Callable, seconds: dict[str, float]) -> object:
    start = time.perf_counter()
    result = work()
    seconds[name] = time.perf_counter() - start
    return result


WAYS: dict[str, Callable[[Path], dict[str, float]]] = {
    "sopgap": ours,
    "sopgap, comments not redacted": lambda folder: ours(folder, redacted=False),
    "pandas alone": peer,
}


def measure(way: str, folder: Path) -> dict[str, float]:
    """Run one way in a process of its own; return the seconds of its steps and the peak memory."""
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
    return json.loads(subprocess.check_output(command, text=True))


def lines(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """Return the table for RESULTS.md; ratios are to pandas alone on the same data."""
    table = [
        "| people x 60 questions | way | read s | tally s | count s | wall s |"
        " processor s | peak MB | processor, to pandas | memory, to pandas |",
        "|---" * 10 + "|",
    ]
    for people in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_survey(Path(folder), people)
            found = {way: measure(way, Path(folder)) for way in WAYS}
        for way, m in found.items():
            against = found["pandas alone"]
            table.append(
                f"| {people:,} | {way} | {m['read']:.2f} | {m['tally']:.2f} | {m['count']:.2f} |"
                f" {m['seconds']:.1f} | {m['cpu']:.1f} | {m['peak_mb']:.0f}"
                f" | {m['cpu'] / against['cpu']:.2f} | {m['peak_mb'] / against['peak_mb']:.2f} |"
            )
    return table


def main() -> None:
    """Print the table, or (with --way) what one way took, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--way", choices=list(WAYS), help="measure one way on --folder")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.way:
        seconds = WAYS[chosen.way](chosen.folder)
        used = resource.getrusage(resource.RUSAGE_SELF)
        whole = {
            "seconds": sum(seconds.values()),
            "cpu": used.ru_utime + used.ru_stime,
            "peak_mb": used.ru_maxrss / 1024,
        }
        print(json.dumps(seconds | whole))
    else:
        print("\n".join(lines(tuple(chosen.sizes))))


if __name__ == "__main__":
    main()
