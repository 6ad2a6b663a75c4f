"""Measure the slots of duties: what is read beside who is bound, against labels.

By hand: `python benchmarks/duty_slots.py [SOURCE]... [--part NAME] [--read SLOT]`. A source is a
study folder (its `expected/duties.jsonl` holds sentences and slots), a file of labelled sentences
(JSON lines with text, heading, lead_in, kind), or a CSV with one sentence a row and the columns of
`duties`. Slots that a source does not label are left out. Two fillings agree where they share at
least half of the words of the longer. `F1` counts every labelled sentence, `F1 where read` only
those in which some duty was found, so that misses of duties can be told from misses of slots.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

import pandas as pd

import sopgap as sg

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "reference" / "slots" / "sentences.csv"
SLOTS = (
    "deadline",
    "due",
    "frequency",
    "condition",
    "exception",
    "system",
    "record",
    "handoff_to",
    "action",
    "object",
    "polarity",
)
ARTICLES = {"the", "a", "an"}
EXACT = ("due", "polarity")  # of these only the same filling counts


def main() -> None:
    """Print the scores of each source, and on request the misses of one slot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--part", help="only the rows of a CSV that bear this part")
    parser.add_argument("--read", help="print the misses of this slot")
    parser.add_argument(
        "--alone", action="store_true", help="read a study's labelled sentences one by one"
    )
    parser.add_argument("--actors", type=Path, help="the aliases for a file of sentences")
    chosen = parser.parse_args()
    for source in chosen.sources:
        pairs = read_pairs(source, part=chosen.part, actors=chosen.actors, alone=chosen.alone)
        print(f"{source}: {len(pairs)} labelled, {sum(bool(p[1]) for p in pairs)} read")
        print(score_slots(pairs).round(3).to_string(index=False))
        if chosen.read:
            print_misses(pairs, chosen.read)


def read_pairs(
    source: Path, *, part: str | None = None, actors: Path | None = None, alone: bool = False
) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    """Return each labelled sentence with the duties that were found in it."""
    if source.is_dir() and not alone:
        return _of_study(source)
    if source.is_dir():
        actors, source = source / "actors.csv", source / "expected" / "duties.jsonl"
    if source.suffix == ".csv":
        labels = pd.read_csv(source, dtype=str, keep_default_na=False).to_dict("records")
        labels = [label for label in labels if not part or label["part"] == part]
    else:
        lines = source.read_text(encoding="utf-8").splitlines()
        labels = [_filled(json.loads(line)) for line in lines]
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": [f"p{n}" for n in range(len(labels))],
            # Each sentence stands in a document of its own: nothing carries over.
            "document_id": [f"d{n}" for n in range(len(labels))],
            "section": [label.get("heading", "") for label in labels],
            "kind": [label.get("kind", "") for label in labels],
            "lead_in": [label.get("lead_in", "") for label in labels],
            "text": [label["text"] for label in labels],
        }
    )
    known = sg.read_actors(actors or OWN.with_name("actors.csv"))
    duties = sg.find_duties(paragraphs, known, systems=_systems(actors))
    found = {key: rows.to_dict("records") for key, rows in duties.groupby("paragraph_id")}
    _name_takers(labels, known)
    # The main norm stands first: it is the one that is labelled.
    return [(label, found.get(f"p{n}", [])[:1]) for n, label in enumerate(labels)]


def _systems(actors: Path | None) -> list[str]:
    """Return the systems of the study to which a table of actors belongs."""
    if actors is None:
        return []
    study = tomllib.loads(actors.with_name("study.toml").read_text(encoding="utf-8"))
    return list(study.get("sops", {}).get("systems", []))


def score_slots(pairs: list[tuple[dict[str, str], list[dict[str, str]]]]) -> pd.DataFrame:
    """Return precision, recall and F1 of each slot that the labels hold."""
    rows = []
    for slot in (slot for slot in SLOTS if any(slot in label for label, _ in pairs)):
        held = [(label[slot], _best(slot, label, duties)) for label, duties in pairs]
        read = [(label[slot], _best(slot, label, duties)) for label, duties in pairs if duties]
        right = sum(agree(want, got, slot) for want, got in held)
        wanted, given = sum(bool(want) for want, _ in held), sum(bool(got) for _, got in held)
        where_read = (
            2
            * right
            / max(1, sum(bool(want) for want, _ in read) + sum(bool(got) for _, got in read))
        )
        rows.append(
            {
                "slot": slot,
                "labelled": wanted,
                "found": given,
                "precision": right / max(1, given),
                "recall": right / max(1, wanted),
                "F1": 2 * right / max(1, wanted + given),
                "F1 where read": where_read,
            }
        )
    return pd.DataFrame(rows)


def print_misses(pairs: list[tuple[dict[str, str], list[dict[str, str]]]], slot: str) -> None:
    """Print each sentence in which a slot is wrong, absent, or too much."""
    for label, duties in pairs:
        want, got = label.get(slot, ""), _best(slot, label, duties)
        if (want or got) and not agree(want, got, slot):
            mark = "" if duties else "[no duty] "
            print(f"- {mark}want {want!r} got {got!r}\n    {label['text']}")


def agree(want: str, got: str, slot: str = "") -> bool:
    """Tell whether two fillings share at least half of the words of the longer."""
    if slot in EXACT:
        return bool(want) and want == got
    x, y = _words(want), _words(got)
    return bool(x and y) and len(x & y) / max(len(x), len(y)) >= 0.5


def _best(slot: str, label: dict[str, str], duties: list[dict[str, str]]) -> str:
    """Return the filling of the duty that fits best: a sentence may hold several."""
    got = [str(duty.get(slot, "")) for duty in duties]
    want = label[slot]
    if slot == "deadline":  # a deadline repeats the frequency where nothing else says by when
        want = want or label.get("frequency", "")
        if not label[slot] and any(agree(want, g) for g in got):
            return ""
    if slot == "condition" and "exception" not in label:
        # Labels without the slot count "unless" and "except" among the conditions.
        got += [str(duty.get("exception", "")) for duty in duties]
        got = [g for g in got if g] or [""]
    return next((g for g in got if agree(want, g, slot)), got[0] if got else "")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - ARTICLES


def _filled(label: dict[str, str | None]) -> dict[str, str]:
    filled = {name: "" if value is None else str(value) for name, value in label.items()}
    filled.pop("record", "")  # of labels of sentences it is the number of the source
    return {"text": filled.get("sentence", ""), **filled}


def _of_study(folder: Path) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    corpus = sg.read_corpus(folder / "sop_corpus")
    duties = sg.find_duties(
        corpus.paragraphs,
        sg.read_actors(folder / "actors.csv"),
        documents=corpus.documents,
        systems=_systems(folder / "actors.csv"),
    )
    by_document: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for duty in duties.to_dict("records"):
        by_document.setdefault(duty["document_id"], []).append((_plain(duty["text"]), duty))
    lines = (folder / "expected" / "duties.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [_filled(json.loads(line)) for line in lines]
    _name_takers(labels, sg.read_actors(folder / "actors.csv"))
    pairs = []
    for label in labels:
        want = _plain(label["sentence"])
        fits = [
            duty
            for text, duty in by_document.get(label["document_id"], [])
            if want in text or (text in want and len(text) > 0.4 * len(want))
        ]
        pairs.append((label, fits))
    return pairs


def _name_takers(labels: list[dict[str, str]], actors: pd.DataFrame) -> None:
    """Put the canonical name where a label gives a taker in the words of the sentence."""
    names = {_plain(alias): actor for alias, actor in zip(actors.alias, actors.actor, strict=True)}
    for label in labels:
        taker = _plain(label.get("handoff_to", "")).removeprefix("the ")
        if taker in names:
            label["handoff_to"] = names[taker]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


if __name__ == "__main__":
    main()
