"""Steps: lists with lead-ins, chains of them, headings, labels, and what is no step."""

import pytest

from tests.sops.given import first, read

NORM = ("actor", "modality", "action")


@pytest.mark.parametrize(
    ("lead_in", "text", "norm"),
    [
        ("The warden shall:", "lock the gate;", ("Warden", "obligation", "lock")),
        ("The warden may not:", "open the store;", ("Warden", "prohibition", "open")),
        ("The warden shall", "whitewash walls;", ("Warden", "obligation", "whitewash")),
        ("The warden is responsible for:", "locking the gate", ("Warden", "obligation", "lock")),
        (
            "The warden is responsible for:",
            "the daily count of keys",
            ("Warden", "obligation", "count"),
        ),
        ("Duties of the warden are:", "to lock the gate", ("Warden", "obligation", "lock")),
        ("What the sampler does:", "Flame the tap.", ("", "obligation", "flame")),
        (
            "The warden shall: > in case of fire > at once",
            "ring the bell",
            ("Warden", "obligation", "ring"),
        ),
        (
            "The head nurse shall: > Meanwhile the porter may:",
            "rest the cart;",
            ("Porter", "permission", "rest"),
        ),
        (
            "The head nurse may: > when the ward is full:",
            "open a room",
            ("Head nurse", "permission", "open"),
        ),
        ("The form must:", "be signed by the warden;", ("Warden", "obligation", "sign")),
        (
            "Unless",
            "the fire is out, the warden shall ring the bell",
            ("Warden", "obligation", "ring"),
        ),
        ("The warden shall ensure that", "the gate is locked at ten;", ()),
        ("The head nurse shall send a report that", "lists the beds;", ()),
        ("The report shall contain the following:", "a list of the beds;", ()),
        ("The warden keeps:", "reports from wards", ()),
        ("Within a day, the warden on duty:", "draws a map;", ("Warden", "obligation", "draw")),
    ],
)
def test_a_lead_in_names_the_owner_and_the_modality_of_its_items(lead_in, text, norm):
    assert first(text, *NORM, kind="item", lead_in=lead_in, tier="") == norm


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("Lock the gate at ten.", ("", "obligation", "lock")),
        ("If it rains, close the roof.", ("", "obligation", "close")),
        ("Please sign the book.", ("", "obligation", "sign")),
        ("Do not open the store.", ("", "prohibition", "open")),
        ("Never open the store.", ("", "prohibition", "open")),
        ("Broken seal: do not open the box.", ("", "prohibition", "open")),
        ("Warden: lock the gate.", ("Warden", "obligation", "lock")),
        ("Check that the gate is shut.", ("", "obligation", "check")),
        ("Be sure the gate is shut.", ("", "obligation", "ensure")),
        ("[ ] Wipe the bench with soap.", ("", "obligation", "wipe")),
        ("See annex 2 for the map.", ()),
        ("Refer to the map in annex 2.", ()),
        ("Review the map to learn more.", ()),
        ("Research shows that gates rust.", ()),
        ("Repair shops that close early are listed.", ()),
        ("Half the gates are shut.", ()),
    ],
)
def test_an_imperative_is_a_step_and_a_noun_is_none(text, norm):
    assert first(text, *NORM, tier="") == norm


def test_steps_below_tips_are_recommended():
    assert first("Close the windows.", "modality", section="Tips for winter") == ("recommendation",)


@pytest.mark.parametrize(
    ("heading", "actor"),
    [
        ("3.2 Duties of the warden", "Warden"),
        ("Warden", "Warden"),
        ("Warden's checklist", "Warden"),
        ("What the warden does", "Warden"),
        ("Evening (warden on duty)", "Warden"),
        ("Tasks for porters", "Porter"),
        ("Visits to the warden", ""),
        ("Complaints about the warden", ""),
        ("Training the warden", ""),
    ],
)
def test_a_heading_owns_steps_only_where_they_are_his(heading, actor):
    assert first("Lock the gate.", "actor", kind="item", section=heading) == (actor,)


def test_the_steps_of_one_sentence_are_rows_of_their_own():
    found = read("Fill the bottle; do not rinse it.")
    assert found["modality"].tolist() == ["obligation", "prohibition"]
    found = read("Sign the form and return it within two days.")
    assert found["action"].tolist() == ["sign", "return"]
    assert found["duty_id"].tolist() == ["p.s1", "p.s1.a"]
