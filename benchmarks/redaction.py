"""Measure redaction: recall on planted identifiers, false alarms, comments a second.

    .venv/bin/python benchmarks/redaction.py [FOLDER]

FOLDER holds `dev.jsonl`, `clean_dev.jsonl`, `self_dev.jsonl` and `roster.txt`, as
`tests/reference/redaction` does. A span counts as found only where none of its numbers of four
digits and none of its words of three letters stays readable, titles and functions aside.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from pathlib import Path

import pandas as pd

from sopgap.survey.redaction.doubts import find_doubts
from sopgap.survey.redaction.folding import fold
from sopgap.survey.redaction.redact import redact
from sopgap.survey.redaction.roster import index_roster, read_roster
from sopgap.survey.redaction.words import given_names, surnames

ROOT = Path(__file__).resolve().parent.parent
KINDS = (
    "full names", "names behind titles", "names of the roster, initials", "phones", "mail",
    "logins and handles", "numbers of cases", "numbers of people", "places", "links and paths",
    "dates and ages", "companies and brokers",
)  # fmt: skip
PLAIN = """the and for mrs director supervisor supv chief officer specialist broker boss room
floor east west wing suite street road avenue box ext tel lead"""


def is_gone(span: str, text: str) -> bool:
    left = re.sub(r"\[[a-z]+\]", " ", fold(text)[0].lower())
    said = fold(span)[0].lower()
    words = [word for word in re.findall(r"[a-z]{3,}", said) if word not in PLAIN.split()]
    numbers = re.findall(r"\d{4,}", said)
    readable = [*(n for n in numbers if n in left), *(w for w in words if word_in(w, left))]
    return said not in left and not readable


def word_in(word: str, text: str) -> bool:
    return re.search(rf"\b{word}\b", text) is not None


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def recall(rows: list[dict], roster: list[str]) -> pd.DataFrame:
    out = redact(pd.Series([row["text"] for row in rows]), roster=roster)
    spans = [
        (KINDS[row["kind"] - 1], is_gone(span, text))
        for row, text in zip(rows, out, strict=True)
        for span in row["spans"]
    ]
    return pd.DataFrame(spans, columns=["kind", "found"])


def speed(texts: list[str], people: int, *, seed: int = 0) -> float:
    chosen = random.Random(seed)
    given, families = sorted(given_names()), sorted(surnames())
    endings = ["", "son", "ez", "ov", "ley"]
    names = [
        f"{chosen.choice(given)} {chosen.choice(families)}{chosen.choice(endings)}"
        for _ in range(people)
    ]
    roster = index_roster(names)
    many = pd.Series([f"{text} ({i})" for i in range(40) for text in texts])
    redact(many[:20])  # the data is read once
    start = time.perf_counter()
    redact(many, roster=roster)
    return len(many) / (time.perf_counter() - start)


def main(folder: Path) -> None:
    rows, clean = rows_of(folder / "dev.jsonl"), rows_of(folder / "clean_dev.jsonl")
    roster = read_roster(folder / "roster.txt")
    for title, names in (("with the roster", roster), ("without", [])):
        found = recall(rows, names)
        by_kind = found.groupby("kind", sort=False)["found"].agg(["sum", "size"])
        print(f"{title}: {found['found'].sum()} of {len(found)} = {found['found'].mean():.3f}")
        print(by_kind.to_string(header=False))
        texts = pd.Series([row["text"] for row in clean])
        print(f"clean comments changed: {(redact(texts, roster=names) != texts).sum()}\n")
    selves = rows_of(folder / "self_dev.jsonl")
    table = pd.DataFrame(
        {"comment_id": [r["id"] for r in selves], "text": [r["text"] for r in selves]}
    )
    doubted = find_doubts(table)["reasons"] != ""
    gives_away = pd.Series([row["reveals"] for row in selves])
    print(f"gate: {doubted[gives_away].sum()} of {gives_away.sum()} stopped,", end=" ")
    print(f"{doubted[~gives_away].sum()} false alarms of {(~gives_away).sum()}")
    texts = [row["text"] for row in clean]
    for people in (0, 50_000):
        print(f"comments a second, roster of {people:,}: {speed(texts, people):,.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/reference/redaction")
