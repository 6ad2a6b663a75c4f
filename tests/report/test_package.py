"""The description of a run's tables: valid, true of the files, the same bytes every time."""

import csv
import hashlib
import json

import jsonschema
import pytest

from sopgap.report.crate import write_crate
from sopgap.report.package import write_package
from sopgap.report.register import write_register
from sopgap.report.table_links import list_tables
from tests.report.small_run import make_run

# What the specification of Data Package 2.0 asks for, as far as we use it.
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "type": {"enum": ["string", "integer", "number", "boolean"]},
        "constraints": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "required": {"const": True}, "enum": {"type": "array", "minItems": 1},
                "pattern": {"type": "string", "format": "regex"},
                "minimum": {"type": "number"}, "maximum": {"type": "number"},
            },
        },
    },
}  # fmt: skip
NAMES = {"type": "array", "minItems": 1, "items": {"type": "string"}}
SCHEMA = {
    "type": "object",
    "required": ["$schema", "name", "title", "resources"],
    "properties": {
        "name": {"pattern": "^[a-z0-9._-]+$"},
        "licenses": {"items": {"anyOf": [{"required": ["name"]}, {"required": ["path"]}]}},
        "sources": {"minItems": 1, "items": {"required": ["title"]}},
        "resources": {
            "minItems": 1,
            "items": {
                "required": ["name", "path", "type", "schema", "bytes", "hash"],
                "properties": {
                    "name": {"pattern": "^[a-z0-9._-]+$"},
                    "path": {"pattern": r"^(?!/|\.\.|~)[^:]+$"},
                    "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": {
                        "required": ["fields", "missingValues"],
                        "properties": {
                            "fields": {"type": "array", "minItems": 1, "items": FIELD},
                            "primaryKey": NAMES,
                            "foreignKeys": {"items": {
                                "required": ["fields", "reference"],
                                "properties": {"reference": {"required": ["resource", "fields"]}},
                            }},
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


def described(run):
    return json.loads(write_package(run, run.folder / "tables")[0].read_text(encoding="utf-8"))


def test_the_package_keeps_the_specification(run) -> None:
    package = described(run)
    jsonschema.Draft202012Validator(SCHEMA).validate(package)
    assert [one["name"] for one in package["resources"]] == list_tables(run)


def test_what_is_said_of_each_file_is_true(run) -> None:
    for one in described(run)["resources"]:
        file = run.folder / "tables" / one["path"]
        assert one["bytes"] == file.stat().st_size
        assert one["hash"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
        with file.open(encoding="utf-8", newline="") as text:
            assert next(csv.reader(text)) == [field["name"] for field in one["schema"]["fields"]]


def test_keys_lead_from_gaps_to_cells_and_from_evidence_to_paragraphs(run) -> None:
    schemas = {one["name"]: one["schema"] for one in described(run)["resources"]}
    assert schemas["gaps"]["primaryKey"] == ["responsibility_id", "center"]
    assert schemas["gaps"]["foreignKeys"][0]["reference"] == {
        "resource": "coverage", "fields": ["responsibility_id", "center"],
    }  # fmt: skip
    leads = {key["reference"]["resource"] for key in schemas["evidence"]["foreignKeys"]}
    assert leads == {"coverage", "paragraphs", "documents"}
    # A key of which a column may be blank is no primary key.
    assert "primaryKey" not in schemas["decided"]
    assert schemas["decided"]["uniqueKeys"] == [["responsibility_id", "center", "duty_id"]]


def test_a_table_that_is_not_there_is_no_target(tmp_path) -> None:
    package = described(make_run(tmp_path / "run", paragraphs=None))
    keys = [
        key["reference"]["resource"]
        for one in package["resources"] for key in one["schema"].get("foreignKeys", [])
    ]  # fmt: skip
    assert "paragraphs" not in keys


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("CC-BY-4.0", {"name": "CC-BY-4.0"}),
        ("https://example.org/l", {"path": "https://example.org/l"}),
        ("ask the office", {"name": "other", "title": "ask the office"}),
    ],
)
def test_a_licence_is_told_where_the_study_names_one(run, said, wanted) -> None:
    assert "licenses" not in described(run)
    run.study["license"] = said
    assert described(run)["licenses"] == [wanted]


def test_the_dictionary_names_every_table_and_column(run) -> None:
    text = write_package(run, run.folder / "tables")[1].read_text(encoding="utf-8")
    assert "Synthetic data" in text
    for name in list_tables(run):
        part = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for column in run.table(name):
            assert f"| {column}" in part.replace("*", "")


def test_package_dictionary_and_crate_are_the_same_bytes_elsewhere(run, tmp_path) -> None:
    def made(one):
        files = write_package(one, one.folder / "tables")
        return [file.read_bytes() for file in (*files, write_crate(one, one.folder))]

    assert made(run) == made(make_run(tmp_path / "other" / "run"))


def test_the_crate_names_each_public_file_and_nothing_private(run) -> None:
    write_register(run, run.folder / "tables")
    secret = run.folder / "private" / "answers.csv"
    secret.parent.mkdir()
    secret.write_text("hush")
    odd = run.folder / "reports" / "north & south.html"
    odd.parent.mkdir()
    odd.write_text("<p>")
    crate = json.loads(write_crate(run, run.folder).read_text(encoding="utf-8"))
    known = {one["@id"]: one for one in crate["@graph"]}
    assert known["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    parts = [part["@id"] for part in known["./"]["hasPart"]]
    assert "reports/north%20%26%20south.html" in parts
    assert "tables/gap_register.json" in parts
    assert not [part for part in parts if "private" in part]
    assert all(part in known for part in parts)
    file = run.folder / "tables" / "gaps.csv"
    assert known["tables/gaps.csv"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert known["./"]["datePublished"] == "2021-06-30"
