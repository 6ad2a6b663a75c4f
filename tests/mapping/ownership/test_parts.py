"""Who is accountable, responsible, consulted and informed, by hand."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.mapping.ownership.people import read_people
from sopgap.mapping.ownership.words import find_parts, part_words, words_of_bearer
from tests.mapping.ownership.owned import ACTORS, parts_of, tables


def raci(*said, center="north", **how):
    """Return the parts at one Center as {"Clerk": "AR"}, the letters sorted."""
    parts = parts_of(tables(*said, **how), as_of="2022-01-01")
    here = parts[parts["center"] == center]
    letters = here["part"].str[0].str.upper().groupby(here["actor"])
    return {actor: "".join(sorted(found)) for actor, found in letters}


def test_who_alone_does_it_is_accountable_too():
    assert raci(("R1", "all", "The clerk shall pay the rent.")) == {"Clerk": "AR"}


def test_of_two_who_do_it_nobody_is_accountable():
    said = [("R1", "all", "The clerk pays the rent."), ("R1", "all-2", "The guard pays the rent.")]
    assert raci(*said) == {"Clerk": "R", "Guard": "R"}


def test_who_ensures_is_accountable_and_who_acts_responsible():
    said = "The director shall ensure that the clerk pays the rent."
    assert raci(("R1", "all", said)) == {"Director": "A", "Clerk": "R"}
    said = "The warden shall ensure that the rent is paid."
    assert raci(("R1", "all", said)) == {"Warden": "A"}


def test_who_approves_what_another_does_is_accountable():
    said = [
        ("R1", "all", "The clerk shall pay the rent."),
        ("R1", "all-2", "The director approves the payment of the rent."),
    ]
    assert raci(*said) == {"Clerk": "R", "Director": "A"}
    said = "The clerk pays the rent with the approval of the director."
    assert raci(("R1", "all", said)) == {"Clerk": "R", "Director": "A"}


def test_to_approve_is_to_do_it_where_approving_is_the_matter():
    said = "The director shall approve the rent."
    assert raci(("R1", "all", said), action="approve") == {"Director": "AR"}


def test_whose_concurrence_or_advice_is_sought_is_consulted():
    said = "The director, with the concurrence of the warden, shall pay the rent."
    assert raci(("R1", "all", said)) == {"Director": "AR", "Warden": "C"}
    said = "The clerk shall pay the rent after consulting counsel."
    assert raci(("R1", "all", said)) == {"Clerk": "AR", "Counsel": "C"}
    said = "The clerk shall pay the rent if the director and the warden concur."
    assert raci(("R1", "all", said)) == {"Clerk": "AR", "Director": "C", "Warden": "C"}


def test_without_the_concurrence_is_no_consultation():
    said = "The clerk shall pay the rent without the approval of the director."
    assert raci(("R1", "all", said)) == {"Clerk": "AR"}


def test_to_whom_it_is_handed_or_told_is_informed():
    said = "The clerk shall pay the rent and send the receipt to the director."
    assert raci(("R1", "all", said)) == {"Clerk": "AR", "Director": "I"}
    said = "The clerk shall pay the rent, with a copy to the warden."
    assert raci(("R1", "all", said)) == {"Clerk": "AR", "Warden": "I"}


def test_what_is_handed_to_a_thing_or_to_oneself_informs_nobody():
    said = "The clerk shall pay the rent and send the receipt to the archive room."
    assert raci(("R1", "all", said)) == {"Clerk": "AR"}


def test_both_sides_do_it_where_they_do_it_jointly():
    said = "The director and the warden shall jointly pay the rent."
    assert raci(("R1", "all", said)) == {"Director": "R", "Warden": "R"}


def test_documents_count_in_force_and_in_scope():
    said = [
        ("R1", "north", "The clerk pays the rent."),
        ("R1", "south", "The guard pays the rent."),
        ("R1", "old", "The warden pays the rent."),
    ]
    assert raci(*said) == {"Clerk": "AR"}
    assert raci(*said, center="south") == {"Guard": "AR"}


def test_each_part_tells_its_words_and_its_duties():
    given = tables(("R1", "north", "The clerk pays the rent upon agreement by the warden."))
    parts = parts_of(given).set_index("actor")
    (duty,) = given["duties"]["duty_id"]
    assert parts.loc["Warden", ["unit", "part", "owns", "words", "duty_ids"]].tolist() == [
        "port", "consulted", True, "upon agreement by", duty,
    ]  # fmt: skip
    assert set(parts["center"]) == {"north"}


def test_nothing_matched_gives_no_part():
    given = tables((None, "all", "The clerk shall sweep the yard."), ("R1", "all", "Rent."))
    given["matches"] = given["matches"].iloc[:0]
    assert parts_of(given).empty


@pytest.mark.parametrize("row", part_words(), ids=lambda row: f"{row.part}: {row.example}")
def test_each_row_of_the_part_words_finds_its_example(row):
    alone = {"matrix": {"action": "pay", "object": "rent", "name": "Rent"}}["matrix"]
    alone["kind"] = row.kind or "responsibility"
    if row.place == "bearer":
        passages = pd.DataFrame({"paragraph_id": ["d"], "text": [row.example]})
        (duty, *_) = sg.find_duties(passages, ACTORS).to_dict("records")
        assert duty["actor"].lower() == row.who
        assert row.pattern.search(words_of_bearer(duty, alone))
        return
    people = read_people(ACTORS.iloc[:0], ACTORS)
    found = find_parts(row.example, people, kind=alone["kind"])
    assert (row.part, row.who) in [(one.part, one.person.actor.lower()) for one in found]


def test_a_centers_document_that_says_so_goes_before_the_one_for_all():
    given = tables(
        ("R1", "all", "The guard pays the rent."),
        ("R1", "north", "The clerk pays the rent."),
        (None, "north", "These orders take precedence over the All."),
    )
    parts = parts_of(given, paragraphs=given["paragraphs"])
    assert set(parts[parts["center"] == "north"]["actor"]) == {"Clerk"}
    assert set(parts[parts["center"] == "south"]["actor"]) == {"Guard"}
