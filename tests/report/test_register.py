"""The gap register: what a tracker takes, valid by its schema, the same bytes every time."""

import csv
import json

import jsonschema
import pytest

from sopgap.report.register import write_register
from sopgap.tables import GAP_REGISTER, read_table
from tests.report.small_run import HOSTILE, make_run, rows


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


def read(files):
    register, schema = (json.loads(file.read_text(encoding="utf-8")) for file in files[1:])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(register)
    return register


def test_the_json_keeps_its_schema_and_holds_every_gap(run, tmp_path) -> None:
    register = read(write_register(run, tmp_path))
    assert [gap["id"] for gap in register["gaps"]] == [
        "R1--south", "R2--north", "R2--south", "R3--north", "R3--south",
    ]  # fmt: skip
    assert [gap["status"] for gap in register["gaps"]] == ["open", "open", "closed", "open", "open"]


def test_a_gap_tells_what_an_auditor_would_ask(run, tmp_path) -> None:
    gap = read(write_register(run, tmp_path))["gaps"][0]
    assert gap["condition"] == "House Procedure gives no deadline."
    assert gap["required"] == "The House must do it; its deadline must be laid down."
    (cited,) = gap["citations"]
    assert (cited["section"], cited["page"], cited["paragraph_id"]) == (
        "1. Plants", "7", "house#1.aa",
    )  # fmt: skip
    assert gap["decision"]["answer"] == "We disagree."
    assert (gap["recommendations"], gap["due"]) == (["REC1", "REC2"], "2024-12-31")
    assert (gap["n_comments"], gap["page"]) == (5, "reports/south.html#gap-R1")


def test_a_count_that_is_hidden_stays_so(run, tmp_path) -> None:
    assert read(write_register(run, tmp_path))["gaps"][1]["n_comments"] is None


def test_the_csv_has_the_heads_that_importers_look_for(run, tmp_path) -> None:
    file = write_register(run, tmp_path)[0]
    with file.open(encoding="utf-8-sig", newline="") as text:
        told = list(csv.DictReader(text))
    assert {"Summary", "Description", "Labels", "Due Date"} <= set(told[0])
    assert all(head.replace(" ", "").isalpha() for head in told[0])
    assert told[0]["Labels"].split() == [
        "sopgap", "no-deadline", "state-confirmed", "center-south", "synthetic",
    ]  # fmt: skip
    assert all(len(row["Summary"]) <= 255 for row in told)
    assert not [cell for row in told for cell in row.values() if cell[:1] in tuple("=+-@\t")]


def test_the_csv_reads_back_as_a_table_and_is_marked_as_utf_8(run, tmp_path) -> None:
    file = write_register(run, tmp_path)[0]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # the hostile name is not ASCII
    table = read_table(file, GAP_REGISTER)
    assert table["Responsibility Name"].tolist()[1:4] == ["=Windows", "=Windows", HOSTILE]


def test_an_empty_register_is_valid(tmp_path) -> None:
    none = {"gaps": rows("responsibility_id center kind labels review")}
    files = write_register(make_run(tmp_path / "run", **none), tmp_path)
    assert read(files)["gaps"] == []
    assert files[0].read_text().startswith("Gap Id,Summary,")


def test_a_center_without_a_page_is_not_linked(run, tmp_path) -> None:
    register = read(write_register(run, tmp_path, centers=["north"]))
    assert [bool(gap["page"]) for gap in register["gaps"]] == [False, True, False, True, False]


def test_the_same_run_is_the_same_bytes(run, tmp_path) -> None:
    first = [file.read_bytes() for file in write_register(run, tmp_path / "a")]
    other = make_run(tmp_path / "other" / "run")
    assert [file.read_bytes() for file in write_register(other, tmp_path / "b")] == first


def test_long_names_and_sentences_are_shortened(tmp_path) -> None:
    long = rows("responsibility_id name kind ownership",
                f"R1|{'x' * 500}|responsibility|center", "R2|b|responsibility|port",
                "R3|c|responsibility|joint")  # fmt: skip
    cut = make_run(tmp_path / "run", responsibilities=long)
    gap = read(write_register(cut, tmp_path))["gaps"][0]
    assert len(gap["title"]) == 255
    assert gap["title"].endswith("…")
