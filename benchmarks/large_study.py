"""Run a large made-up study from nothing: `large_study.py [--size tenth] [--engine local]`.

60 Centers, 200 responsibilities, 50,000 comments of 25,000 people and 2,000 documents of 9 kB; no
comment and no document is a copy. Documents are those of `corpus_maker.py`, one in ten of them a
Center's own; comments are drawn from the words of this project as in `concerns_scale.py`, each with
a subject of the documents in it; a responsibility is an act and a thing that documents speak of.
Told are wall seconds and the largest proportional memory of all processes together.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
from concerns_scale import write_comments
from corpus_maker import KINDS_OF, OFFICES, RANKS, THINGS, make_corpus

# As many things as an organisation of this size deals with; a procedure speaks of all of them.
OF = """boiler bridge harbour pension school tunnel forest seed cattle dairy mooring crane asbestos
quarry ferry taxi airfield library cemetery market"""
WHAT = "licence survey invoice complaint refund register sample permit lease warrant tariff roster"
THINGS[:] = [f"{of} {what}" for of in OF.split() for what in WHAT.split()]

WHOLE = {"centers": 60, "responsibilities": 200, "comments": 50_000, "documents": 2_000}
CHARACTERS = 9_000  # of a document; the default study has 8,800 on average
VERBS = ["check", "file", "approve", "issue", "record", "inspect", "return", "sign", "release"]
CLOSED = {
    "q1": ("Do procedures say who does what?", "single", "Yes|No|In part"),
    "q2": ("How often do you ask the other side?", "scale", "Daily|Weekly|Monthly|Never"),
    "q3": ("Which of these do you use? Tick all that apply.", "multi", "Handbook|Memo|Notes"),
    "q4": ("Is the guidance the same everywhere?", "single", "Yes|No"),
}
OPEN = {
    "q5": "What keeps you from doing your work?",
    "q6": "What ought the procedures to say?",
}
STUDY = """[study]
name = "large"
title = "A large study, made up to be measured"
synthetic = true
as_of = 2023-06-30
sides = {{ unit_a = "center", unit_b = "port" }}

[centers]
file = "centers.csv"

[survey]
folder = "survey"
compare = ["q1=No", "q4=No"]

[sops]
folder = "sop_corpus"

[actors]
file = "actors.csv"

[responsibilities]
file = "responsibilities.csv"

[reorganisation]
effective = 2015-01-01
"""


def make_study(folder: Path, size: dict[str, int], *, seed: int = 0) -> None:
    """Write the study's folder."""
    draw = random.Random(seed)
    centers = [f"c{n:02d}" for n in range(size["centers"])]
    corpus = folder / "sop_corpus"
    make_corpus(corpus, size["documents"], seed=seed, size=CHARACTERS)
    (corpus / "actors.csv").rename(folder / "actors.csv")
    _give_to_centers(corpus / "manifest.csv", centers)
    _write(folder / "centers.csv", [
        ["center", "name", "location"],
        *([c, f"Center {n + 1} of the {draw.choice(OFFICES)} service", ""]
          for n, c in enumerate(centers)),
    ])  # fmt: skip
    rows = [["responsibility_id", "name", "kind", "ownership", "action", "object", "keywords",
             "requires", "criteria", "source"]]  # fmt: skip
    for n in range(size["responsibilities"]):
        thing, verb = THINGS[n % len(THINGS)], VERBS[n % len(VERBS)]
        rows.append([f"R{n:03d}", f"{verb.title()} the {thing}", "responsibility",
                     draw.choice(["center", "port", "joint"]), verb, thing, thing,
                     draw.choice(["", "deadline", "steps"]), "", ""])  # fmt: skip
    _write(folder / "responsibilities.csv", rows)
    (folder / "survey").mkdir()
    _write_survey(folder / "survey", size["comments"], centers, draw)
    (folder / "study.toml").write_text(STUDY.format(), encoding="utf-8")


def _give_to_centers(manifest: Path, centers: list[str]) -> None:
    """Make every tenth document one of a Center's own."""
    rows = list(csv.reader(manifest.open(encoding="utf-8", newline="")))
    scope = rows[0].index("scope")
    for n, row in enumerate(rows[1:]):
        if n % 10 == 9:
            row[scope] = centers[n // 10 % len(centers)]
    _write(manifest, rows)


def _write_survey(folder: Path, comments: int, centers: list[str], draw: random.Random) -> None:
    people = comments // len(OPEN)
    random_ = np.random.default_rng(draw.randint(0, 1 << 30))
    questions = [["question_id", "wording", "kind", "choices", "dont_know", "asked_if", "topic"]]
    questions += [[q, w, kind, choices, "", "", ""] for q, (w, kind, choices) in CLOSED.items()]
    questions += [[q, wording, "open", "", "", "", ""] for q, wording in OPEN.items()]
    _write(folder / "questions.csv", questions)
    with tempfile.TemporaryDirectory() as aside:
        file = Path(aside) / "comments.txt"
        # One in ten there repeats another: enough are written to have as many that differ.
        write_comments(file, comments * 2, seed=draw.randint(0, 1 << 30))
        texts = list(dict.fromkeys(file.read_text(encoding="utf-8").split("\n")))[:comments]
    where = random_.integers(0, len(centers), people)
    header = ["respondent_id", "center", "position", "complete", *CLOSED, *OPEN]
    rows = [header]
    for n in range(people):
        said = [
            f"{texts[n + k * people]}. The {draw.choice(KINDS_OF)} {draw.choice(THINGS)}."
            for k in range(len(OPEN))
        ]
        closed = [draw.choice(choices.split("|")) for _, _, choices in CLOSED.values()]
        rows.append([f"p{n:06d}", centers[where[n]], draw.choice(RANKS), "yes", *closed, *said])
    _write(folder / "responses.csv", rows)
    asked = {(row[1], row[2]): 0 for row in rows[1:]}
    for row in rows[1:]:
        asked[row[1], row[2]] += 1
    frame = [[c, p, str(n * 2)] for (c, p), n in sorted(asked.items())]
    _write(folder / "frame.csv", [["center", "position", "staff"], *frame])


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def measure(size: dict[str, int], *options: str, out: Path | None = None) -> dict[str, float]:
    """Make a study of this size, run it, and return seconds and MB."""
    from run import SOPGAP, timed

    with tempfile.TemporaryDirectory() as aside:
        study = Path(aside) / "study"
        study.mkdir()
        make_study(study, size)
        target = out or Path(aside) / "out"
        return timed([str(SOPGAP), "run", str(study), "--out", str(target), *options])


def lines(parts: tuple[int, ...] = (30, 10, 3)) -> list[str]:
    """Return the part of RESULTS.md: studies so many times smaller than the whole."""
    told = ["| " + " | ".join([*WHOLE, "seconds", "MB"]) + " |", "|---" * (len(WHOLE) + 2) + "|"]
    for part in parts:
        size = {name: max(n // part, 2) for name, n in WHOLE.items()}
        found = measure(size)
        cells = [f"{n:,}" for n in size.values()]
        told.append(f"| {' | '.join(cells)} | {found['seconds']:.0f} | {found['peak_mb']:,.0f} |")
    return told


def main() -> None:
    """Print the figures of one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=int, default=1, help="a study so many times smaller")
    parser.add_argument("--make", type=Path, help="write the study here and run nothing")
    parser.add_argument("--out", type=Path, help="keep the run here")
    parser.add_argument("--table", action="store_true", help="print the table of RESULTS.md")
    options, more = parser.parse_known_args()
    if options.table:
        print("\n".join(lines()))
        return
    size = {name: max(n // options.part, 4) for name, n in WHOLE.items()}
    if options.make:
        options.make.mkdir(parents=True)
        make_study(options.make, size)
        return
    found = measure(size, *more, out=options.out)
    print(f"{size}: {found['seconds']:.0f} s, {found['peak_mb']:.0f} MB", file=sys.stdout)


if __name__ == "__main__":
    main()
