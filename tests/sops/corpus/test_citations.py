import csv
from pathlib import Path

import pytest

from sopgap.sops.corpus.citations import read_citations
from sopgap.text import data_rows

ASIDE = 0.9  # share of the examples kept aside that must be read right
EXAMPLES = Path(__file__).with_name("citations.csv")


def examples(which: str) -> list[tuple[str, set[str]]]:
    with EXAMPLES.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [
            (row["text"], {part for part in row["cites"].split(" ; ") if part})
            for row in rows
            if row["set"] == which
        ]


def read(text: str) -> set[str]:
    return {f"{cited.kind}: {cited.name}" for cited in read_citations(text)}


@pytest.mark.parametrize(("text", "cites"), examples("open"))
def test_a_sentence_cites_what_it_says(text: str, cites: set[str]) -> None:
    assert read(text) == cites


def test_of_the_examples_kept_aside_most_are_read_right() -> None:
    aside = examples("aside")
    right = sum(read(text) == cites for text, cites in aside)
    assert len(aside) >= 30
    assert right / len(aside) >= ASIDE


def test_every_example_of_the_rules_reads_as_the_rule_says() -> None:
    for row in data_rows("citations.csv"):
        found = read_citations(row["example"], own="21 CFR")
        names = [cited.name for cited in found if cited.kind == row["kind"]]
        assert names == row["reads"].split(" ; "), row["example"]
    for row in data_rows("document_nouns.csv"):
        assert [cited.name for cited in read_citations(row["example"])] == [row["reads"]]


def test_a_number_that_counts_something_is_not_cited() -> None:
    assert read("Under 19 CFR 159.11 and 30 days later it is over.") == {
        "regulation: 19 CFR 159.11"
    }
    assert read("See 5 U.S.C. 552 and 12 other laws.") == {"statute: 5 USC 552"}


def test_this_chapter_is_known_by_the_document_alone() -> None:
    text = "As § 141.90 of this chapter and section 4 of this part say."
    assert read_citations(text) == []
    assert [c.name for c in read_citations(text, own="19 CFR")] == ["19 CFR 141.90"]
    (cited,) = read_citations("Section 1508 of this title applies.", own="19 USC")
    assert (cited.kind, cited.name) == ("statute", "19 USC 1508")


@pytest.mark.parametrize(
    "text",
    [
        "19 CFR " + ", ".join(["1.1"] * 30_000),
        "The " + "Very " * 30_000 + "Long Handbook",
        "Policy " * 30_000,
        "A, " * 30_000 + "and B Handbook",
        '"' * 20_000 + "See " + '"A' * 20_000,
        "Directive 1" + "-1" * 30_000,
        "see " * 20_000 + '"Title Of Three"',
        "§ " * 40_000,
        "Form A" * 20_000,
        "A of " * 30_000 + "Handbook",
    ],
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    import time

    start = time.process_time()
    read_citations(text)
    assert time.process_time() - start < 5
