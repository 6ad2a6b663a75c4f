import json
import random

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.actors import read_actors
from sopgap.sops.corpus.duty_changes import COMPARED, compare_duties
from sopgap.sops.duties import find_duties
from sopgap.sops.formats.blocks import Block
from sopgap.sops.reading.naming import name_paragraphs

ACTORS = ["clerk", "port director", "analyst", "chief", "team lead", "auditor"]
UNITS = dict(zip(ACTORS, ["center", "port", "center", "port", "center", "hq"], strict=True))
ACTIONS = ["file", "send", "check", "sign", "count", "record", "return", "close", "review", "seal"]
OBJECTS = [
    f"{a} {b}"
    for a in ("entry", "bond", "cargo", "refund", "penalty")
    for b in ("note", "list", "form", "key")
]
DUE = ["10 days", "30 days", "60 days", "two years", ""]
SYSTEMS = ["ALFA", "BETA", ""]


def invent(draw: random.Random) -> dict[str, str]:
    actor = draw.choice(ACTORS)
    return {
        "section": f"{draw.randint(1, 9)} Part",
        "actor": actor,
        "unit": UNITS[actor],
        "modality": "obligation",
        "action": draw.choice(ACTIONS),
        "object": f"{draw.choice(OBJECTS)} {draw.randint(1, 400)}",
        "due": draw.choice(DUE),
        "system": draw.choice(SYSTEMS),
        "filler": " ".join(
            draw.choices(["daily", "carefully", "by hand", "in full", "at once"], k=2)
        ),
    }


def write(duty: dict[str, str]) -> str:
    modal = {"obligation": "must", "permission": "may"}[duty["modality"]]
    due = f" within {duty['due']}" if duty["due"] else ""
    system = f" in {duty['system']}" if duty["system"] else ""
    act = f"{duty['action']} the {duty['object']} {duty['filler']}"
    return f"The {duty['actor']} {modal} {act}{due}{system}."


def table(document: str, duties: list[dict[str, str]]) -> pd.DataFrame:
    duties = sorted(duties, key=lambda duty: duty["section"])
    ids = name_paragraphs(document, [Block(write(d), d["section"]) for d in duties])
    rows = [
        {"duty_id": f"{name}.s1", "document_id": document, "text": write(duty), **duty}
        for name, duty in zip(ids, duties, strict=True)
    ]
    columns = ["duty_id", "document_id", "text", *COMPARED, "section"]
    return pd.DataFrame(rows).reindex(columns=columns, fill_value="")


def change(duty: dict[str, str], kind: str, draw: random.Random) -> tuple[dict[str, str], set[str]]:
    """An edited duty, and the columns that then differ."""
    new = dict(duty)
    if kind == "owner":
        new["actor"] = draw.choice([a for a in ACTORS if a != duty["actor"]])
        new["unit"] = UNITS[new["actor"]]
        return new, {"actor"} | ({"unit"} if new["unit"] != duty["unit"] else set())
    if kind == "due":
        new["due"] = draw.choice([d for d in DUE if d != duty["due"]])
        return new, {"due"}
    if kind == "system":
        new["system"] = draw.choice([s for s in SYSTEMS if s != duty["system"]])
        return new, {"system"}
    if kind == "modality":
        new["modality"] = "permission"
        return new, {"modality"}
    new["filler"] = "without any delay"
    return new, {"text"}


@pytest.mark.parametrize("seed", range(12))
def test_edits_made_by_seed_are_told_as_they_were_made(seed: int) -> None:
    draw = random.Random(seed)
    old = [invent(draw) for _ in range(draw.randint(10, 60))]
    new, wanted = [], []
    for duty in old:
        roll = draw.random()
        if roll < 0.5:
            new.append(duty)
        elif roll < 0.6:
            wanted.append(("removed", write(duty), ""))
        else:
            kind = draw.choice(["owner", "due", "system", "modality", "wording"])
            edited, columns = change(duty, kind, draw)
            new.append(edited)
            wanted.append(("changed", write(duty), write(edited), columns))
    for _ in range(draw.randint(0, 6)):
        duty = invent(draw)
        new.append(duty)
        wanted.append(("added", "", write(duty)))
    found = compare_duties(table("old", old), table("new", new))
    told = {
        (
            row["change"],
            row["before"],
            row["after"],
            frozenset(filter(None, row["columns"].split(";"))),
        )
        for row in found.to_dict("records")
    }
    expected = {(*row[:3], frozenset(row[3] if len(row) > 3 else ())) for row in wanted}
    # A duty taken out and one put in that are nearly the same sentence may be told as a change.
    assert len(told & expected) >= 0.95 * len(expected) - 1, expected - told
    assert len(told - expected) <= 0.05 * len(expected) + 1


def one(text: str, **cells: str) -> pd.DataFrame:
    return pd.DataFrame([{"duty_id": "a#1.00000000.s1", "text": text, **cells}])


def test_nothing_changed_where_only_the_document_id_and_marks_differ() -> None:
    old, new = one("The clerk must pay."), one("The clerk  must pay!")
    assert len(compare_duties(old, new.assign(duty_id="b#1.00000001.s1"))) == 0
    assert len(compare_duties(old.iloc[:0], old.iloc[:0])) == 0


def test_a_renumbered_section_is_no_change() -> None:
    duties = [invent(random.Random(i)) for i in range(20)]
    moved = [d | {"section": f"{int(d['section'][0]) + 1} Part"} for d in duties]
    assert len(compare_duties(table("old", duties), table("new", moved))) == 0


def test_the_wording_alone_is_told_apart() -> None:
    cells = {"actor": "clerk", "due": "30 days"}
    old = one("The clerk must pay within 30 days.", deadline="within 30 days", **cells)
    new = one(
        "The clerk must pay no later than 30 days.", deadline="no later than 30 days", **cells
    )
    (row,) = compare_duties(old, new.assign(duty_id="b#2.1.s1")).to_dict("records")
    assert (row["columns"], row["details"]) == ("text", "")


def test_an_owner_that_stands_outside_the_sentence_is_a_change() -> None:
    old, new = (
        one("Pay the bill.", actor="clerk", unit="center"),
        one("Pay the bill.", actor="chief", unit="port"),
    )
    (row,) = compare_duties(old, new).to_dict("records")
    assert row["columns"] == "actor;unit"
    assert row["details"] == "actor: clerk -> chief | unit: center -> port"


def test_two_norms_of_one_sentence_are_paired_in_their_order() -> None:
    text = "The clerk must file and the chief must sign the note."
    old = pd.DataFrame(
        {
            "duty_id": ["a#1.00000000.s1", "a#1.00000000.s1.a"],
            "text": text,
            "actor": ["clerk", "chief"],
        }
    )
    new = old.assign(
        duty_id=["b#1.00000001.s1", "b#1.00000001.s1.a"], text=text.replace("note", "list")
    )
    assert compare_duties(old, new)["columns"].tolist() == ["text", "text"]


def test_changes_stand_in_the_order_of_the_later_version() -> None:
    old = [invent(random.Random(i)) | {"section": f"{i} Part"} for i in range(1, 6)]
    new = [invent(random.Random(99)) | {"section": "0 Part"}, *old[:2], *old[3:]]
    found = compare_duties(table("old", old), table("new", new))
    assert found["change"].tolist() == ["added", "removed"]
    assert found["number"].tolist() == [1, 2]


def test_many_duties_are_compared_in_bounded_time() -> None:
    draw = random.Random(0)
    old = [invent(draw) | {"section": "1 Part"} for _ in range(1500)]
    new = [change(d, "wording", draw)[0] if draw.random() < 0.5 else d for d in old]
    found = compare_duties(table("old", old), table("new", new))
    assert (found["columns"] == "text").mean() > 0.97


def test_an_absent_column_is_named() -> None:
    with pytest.raises(InputError, match="old version: column text is absent"):
        compare_duties(pd.DataFrame({"duty_id": []}), one("x"))


def test_of_real_rules_a_swapped_owner_is_told_from_another_wording(shared) -> None:
    """Sentences of 19 CFR, each rewritten: with the other owner, or in other words."""
    lines = (shared / "data/customs/conflict_pairs_injected.jsonl").read_text().splitlines()
    pairs = [json.loads(line) for line in lines]
    actors = read_actors(shared / "studies/customs-cfr/actors.csv")

    def duties(key: str) -> pd.DataFrame:
        sections = [str(i) for i in range(len(pairs))]
        ids = name_paragraphs(key, [Block(p[key], s) for p, s in zip(pairs, sections, strict=True)])
        texts = [pair[key] for pair in pairs]
        return find_duties(
            pd.DataFrame(
                {"paragraph_id": ids, "document_id": key, "section": sections, "text": texts}
            ),
            actors,
        )

    found = compare_duties(duties("a"), duties("b"))
    swapped = {
        row["duty_id"].split("#")[1].split(".")[0]
        for row in found.to_dict("records")
        if {"actor", "unit"} & set(row["columns"].split(";"))
    }
    right = sum((p["kind"] == "owner_swap") == (str(i) in swapped) for i, p in enumerate(pairs))
    assert right >= 0.9 * len(pairs)
