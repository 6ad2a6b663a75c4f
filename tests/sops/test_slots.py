import csv
from pathlib import Path

import pandas as pd
import pytest

from sopgap.sops.actors import read_actors
from sopgap.sops.duties import find_duties

FOLDER = Path(__file__).parents[1] / "reference" / "slots"
# At least so many of the labelled sentences agree; both halves were written before any rule.
FLOORS = {"deadline": 0.95, "condition": 0.9, "exception": 0.9, "object": 0.85, "action": 0.9}


@pytest.fixture(scope="module")
def read() -> list[tuple[dict[str, str], dict[str, str]]]:
    with (FOLDER / "sentences.csv").open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file))
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": [label["id"] for label in labels],
            "document_id": [label["id"] for label in labels],
            "text": [label["text"] for label in labels],
        }
    )
    found = find_duties(paragraphs, read_actors(FOLDER / "actors.csv"))
    first = found.drop_duplicates("paragraph_id").set_index("paragraph_id").to_dict("index")
    return [(label, first[label["id"]]) for label in labels if label["id"] in first]


def test_the_labelled_sentences_hold_a_duty_each(read):
    assert len(read) >= 120


@pytest.mark.parametrize("slot", FLOORS)
def test_the_slots_of_the_labelled_sentences_are_read(read, slot):
    right = sum(_agree(label[slot], duty[slot]) for label, duty in read)
    assert right / len(read) >= FLOORS[slot]


@pytest.mark.parametrize("slot", ["due", "record", "handoff_to", "system", "frequency"])
def test_the_rarer_slots_are_read(read, slot):
    right = sum(_agree(label[slot], duty[slot]) for label, duty in read)
    assert right / len(read) >= 0.9


def _agree(want: str, got: str) -> bool:
    x, y = set(want.lower().split()), set(got.lower().split())
    return x == y or len(x & y) / max(len(x), len(y)) >= 0.5
