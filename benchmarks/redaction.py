"""Measure redaction: recall on planted identifiers, false alarms, comments a second.

    .venv/bin/python benchmarks/redaction.py [FOLDER]

FOLDER holds `dev.jsonl`, `clean_dev.jsonl`, `self_dev.jsonl` (and `dev2.jsonl` and so on, where
there are more sets) and `roster.txt`, as `tests/reference/redaction` does; a set with staff of its
own brings its own, as `roster6.txt`. A span counts as found only where none of its numbers of four
digits and none of its words of three letters is readable, titles and functions aside: readable is
what the redacted comment holds more often than the comment as written does outside of all spans.
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
# 5 and 5_aside, 7 and 7_aside: halves of the examples of the author of the rules.
SETS = ("", "2", "3", "4", "5", "5_aside", "6", "7", "7_aside", "8")
COMMENT = (
    "the procedure for penalties is not clear and nobody at the Center knows who signs protests "
    "while ports keep asking us about bonds, deadlines, training and old manuals we cannot find"
)
PLAIN = """the and for mrs director supervisor supv chief officer specialist broker boss room
floor east west wing suite street road avenue box ext tel lead"""


def is_gone(span: str, row: dict, text: str) -> bool:
    """Tell whether nothing of a span of the row can be read in its redacted text."""
    left = re.sub(r"\[[a-z]+\]", " ", folded(text))
    outside = folded(row["text"])
    for other in sorted(map(folded, row["spans"]), key=len, reverse=True):
        outside = re.sub(rf"(?<!\w){re.escape(other)}(?!\w)", " ", outside)
    said = folded(span)
    words = [word for word in re.findall(r"[a-z]{3,}", said) if word not in PLAIN.split()]
    parts = [re.escape(said), *re.findall(r"\d{4,}", said), *(rf"\b{word}\b" for word in words)]
    return all(len(re.findall(p, left)) <= len(re.findall(p, outside)) for p in parts)


def folded(text: str) -> str:
    return fold(text)[0].lower()


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def roster_of(folder: Path, which: str) -> list[str]:
    own = folder / f"roster{which}.txt"
    return read_roster(own if own.exists() else folder / "roster.txt")


def recall(rows: list[dict], roster: list[str]) -> pd.DataFrame:
    out = redact(pd.Series([row["text"] for row in rows]), roster=roster)
    spans = [
        (KINDS[row["kind"] - 1], is_gone(span, row, text))
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
    ends = ("", " again", " still", " too", " here")  # each text once: what repeats is free
    many = pd.Series([f"{text}{end}" for end in ends for text in texts])
    redact(many[:20])  # the data is read once
    start = time.process_time()
    redact(many, roster=roster)
    return len(many) / (time.process_time() - start)


def lines(folder: Path = ROOT / "tests/reference/redaction") -> list[str]:
    """Return the figures as lines of the page of results."""
    page = [
        "| set (read by now; for others see the notes) | with roster | without | clean changed |"
    ]
    page += ["|---|---|---|---|"]
    for number in SETS:
        rows = rows_of(folder / f"dev{number}.jsonl")
        roster = roster_of(folder, number)
        clean = pd.Series([r["text"] for r in rows_of(folder / f"clean_dev{number}.jsonl")])
        told = [recall(rows, names)["found"] for names in (roster, [])]
        found = " | ".join(f"{f.sum()} of {len(f)} ({f.mean():.3f})" for f in told)
        changed = (redact(clean, roster=roster) != clean).sum()
        title = number.replace("_", ", ") or "1"
        page.append(f"| {title} | {found} | {changed} of {len(clean)} |")
    texts = [r["text"] for r in rows_of(folder / "clean_dev.jsonl")]
    rates = [f"{speed(texts, people):,.0f} (roster of {people:,})" for people in (0, 50_000)]
    return [*page, "", f"Look-alikes, comments a second: {', '.join(rates)}."]


def main(folder: Path) -> None:
    for dev in sorted(folder.glob("dev*.jsonl")):
        measure(folder, dev.stem.removeprefix("dev"))
    texts = [row["text"] for row in rows_of(folder / "clean_dev.jsonl")]
    for title, said in (("plain comments", plain(3_000)), ("look-alikes", texts)):
        for people in (0, 50_000):
            print(f"{title} a second, roster of {people:,}: {speed(said, people):,.0f}")


def plain(count: int, *, seed: int = 0) -> list[str]:
    """Comments of twenty words without identifiers, as `survey_scale.py` makes them."""
    chosen = random.Random(seed)
    return [" ".join(chosen.choices(COMMENT.split(), k=20)) for _ in range(count)]


def measure(folder: Path, which: str) -> None:
    """Print recall, false alarms and the gate for one set."""
    rows, clean = rows_of(folder / f"dev{which}.jsonl"), rows_of(folder / f"clean_dev{which}.jsonl")
    roster = roster_of(folder, which)
    for title, names in (("with the roster", roster), ("without", [])):
        found = recall(rows, names)
        by_kind = found.groupby("kind", sort=False)["found"].agg(["sum", "size"])
        share = found["found"].mean()
        print(f"dev{which} {title}: {found['found'].sum()} of {len(found)} = {share:.3f}")
        print(by_kind.to_string(header=False))
        texts = pd.Series([row["text"] for row in clean])
        changed = (redact(texts, roster=names) != texts).sum()
        print(f"clean comments changed: {changed} of {len(texts)}\n")
    if not (folder / f"self_dev{which}.jsonl").exists():
        return
    selves = rows_of(folder / f"self_dev{which}.jsonl")
    table = pd.DataFrame(
        {"comment_id": [r["id"] for r in selves], "text": [r["text"] for r in selves]}
    )
    doubted = find_doubts(table)["reasons"] != ""
    gives_away = pd.Series([row["reveals"] for row in selves])
    print(f"gate: {doubted[gives_away].sum()} of {gives_away.sum()} stopped,", end=" ")
    print(f"{doubted[~gives_away].sum()} false alarms of {(~gives_away).sum()}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/reference/redaction")
