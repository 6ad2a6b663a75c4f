"""Where sentences end: a gold set in statutes, regulations and a handbook, and a written one.

`tests/reference/sentences/gold.csv` points into the sources: a record and the places in its
normalised text at which a sentence begins. The half `tuning` was read while the rules were made.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sopgap.text import abbreviations, data_lines, normalise, split_sentences

REFERENCE = Path(__file__).parents[1] / "reference/sentences"
LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
STANZA = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.) )")
FLOOR = 0.99
WRITTEN_FLOOR = 0.97


def places(text: str) -> set[int]:
    """Return where the sentences of a normalised text begin, but for the first."""
    found, at = set(), 0
    for sentence in split_sentences(text):
        at = text.index(sentence, at)
        found.add(at)
        at += len(sentence)
    return found - {0}


def f1(pairs: list[tuple[str, set[int]]]) -> float:
    found = [(places(text), gold) for text, gold in pairs]
    right = sum(len(ours & gold) for ours, gold in found)
    return 2 * right / sum(len(ours) + len(gold) for ours, gold in found)


def records(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Yield source, record and text of all that the gold set may point to."""
    with (shared / "data/customs/usc19_sections.jsonl").open() as lines:
        for number, line in enumerate(lines):
            yield "usc", str(number), normalise(json.loads(line)["text"])
    file = shared / "studies/customs-cfr/sop_corpus/texts/19cfr-excerpt.xml"
    for number, element in enumerate(ElementTree.parse(file).getroot().iter("P")):
        yield "cfr", str(number), normalise("".join(element.itertext()))
    with (shared / "data/handbooks/18f_pages.jsonl").open() as lines:
        for number, line in enumerate(lines):
            for place, stanza in enumerate(STANZA.split(json.loads(line)["text"])):
                yield "18f", f"{number}.{place}", plain(stanza)


def plain(stanza: str) -> str:
    """Return a stanza of Markdown without its marks."""
    text = LINK.sub(r"\1", re.sub(r"^\s*(?:[-*+>]|\d+\.|#+) +", "", stanza))
    return normalise(re.sub(r"\*+|`|(?<!\w)_|_(?!\w)", "", text))


def written() -> list[tuple[str, set[int]]]:
    """Return the texts written for this test, and where their sentences begin."""
    pairs = []
    for line in (REFERENCE / "written.txt").read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            parts = [normalise(part) for part in line.split("¦")]
            ends = [len(" ".join(parts[:n])) + 1 for n in range(1, len(parts))]
            pairs.append((" ".join(parts), set(ends)))
    return pairs


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[tuple[str, str, str, set[int]]]:
    """Return half, source, text and boundaries of the gold set."""
    texts = {(source, record): text for source, record, text in records(shared)}
    rows = []
    with (REFERENCE / "gold.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = texts[row["source"], row["record"]]
            digest = hashlib.sha256(text.encode()).hexdigest()
            assert digest.startswith(row["sha256"]), f"{row['source']} {row['record']} changed"
            rows.append(
                (row["half"], row["source"], text, {int(at) for at in row["boundaries"].split()})
            )
    return rows


@pytest.mark.parametrize("half", ["tuning", "held"])
@pytest.mark.parametrize("sources", [("usc", "cfr"), ("18f",)])
def test_sentences_end_where_a_reader_says(gold, half, sources):
    pairs = [(text, ends) for part, name, text, ends in gold if part == half and name in sources]
    assert sum(len(ends) for _, ends in pairs) > 50
    assert f1(pairs) >= FLOOR


def test_sentences_dense_in_what_misleads_end_where_they_were_written_to():
    pairs = written()
    assert f1(pairs[::2]) >= WRITTEN_FLOOR
    assert f1(pairs[1::2]) >= WRITTEN_FLOOR


def parts(example: str, word: str) -> list[str]:
    return [normalise(part.replace("{}", word)) for part in example.split("¦")]


@pytest.mark.parametrize("line", data_lines("abbreviations.txt"))
def test_each_abbreviation_is_read_as_its_example_says(line):
    words, ends, _, example = line.split("\t")
    assert ends in {"never", "opener", "capital", "number"}
    for word in words.replace(". ", ". \n").split("\n"):
        said = parts(example, word.strip())
        assert split_sentences(" ".join(said)) == said
        assert word.strip().rstrip(".") in abbreviations()


@pytest.mark.parametrize("line", data_lines("lettered_parts.txt"))
def test_the_letter_of_a_part_ends_its_sentence(line):
    _, example = line.split("\t")
    said = parts(example, "B")
    assert split_sentences(" ".join(said)) == said


@pytest.mark.parametrize("line", data_lines("sentence_openers.txt"))
def test_an_opener_ends_the_sentence_before_it_and_a_name_does_not(line):
    word = line.split("\t")[0].capitalize()
    assert len(split_sentences(f"Ships of the U.S. {word} x.")) == 2
    assert len(split_sentences(f"Ships of the U.S. {word}x x.")) == 1


@pytest.mark.parametrize("line", data_lines("time_names.txt"))
def test_a_time_zone_or_day_does_not_open_a_sentence(line):
    assert len(split_sentences(f"It shuts at 5 p.m. {line.split()[0]} x.")) == 1
