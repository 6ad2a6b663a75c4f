"""Plain prose of offices: inversions, pronouns, orders to others, insertions, signs on the wall."""

import pytest

from tests.sops.given import first, read

NORM = ("actor", "modality", "action")


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("Leaflets are delivered by the warden two days before the sale.", ("Warden", "deliver")),
        ("Rooms are checked by the warden no later than noon on Fridays.", ("Warden", "check")),
        ("Fees are decided upon by the board after a hearing.", ("board", "decide")),
        ("The board expects wardens to report leaks at once.", ("Warden", "report")),
        ("If no porter is free he calls the warden.", ("Porter", "call")),
        ("If it burns, call 112 before anything else.", ("", "call")),
        ("If you bring your own heater, e-mail its papers to the board.", ("", "e-mail")),
        ("Remember to lock the gate.", ("", "lock")),
        ("Do not forget to lock the gate.", ("", "lock")),
        ("Should a pipe burst, call the warden.", ("", "call")),
        ("Doors to be kept shut.", ("", "keep")),
        ("If you use your own lamp you must mark it.", ("", "mark")),
        ("A second signature is required.", ("", "require")),
        ("Consent by the board is required each year.", ("board", "require")),
        ("In the case of a fire the warden tells the board.", ("Warden", "tell")),
        ("Two days before dispatch, the warden has to place a seal.", ("Warden", "place")),
        ("In the event of fire, flood or theft the warden shall ring.", ("Warden", "ring")),
        ("In the big hall it's the porter that checks the chart.", ("Porter", "check")),
        ("A borrower shall apply six months before the opening.", ("", "apply")),
        ("A monthly list goes from the warden to the board.", ("Warden", "go")),
        ("The porter and the warden shall each keep a key.", ("Porter", "keep")),
    ],
)
def test_plain_forms_oblige(text, norm):
    actor, action = norm
    known = {"board": "Board"}.get(actor, actor)
    assert first(text, *NORM) == (known, "obligation", action)


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("Under no circumstances are bottles to be left in the hall.", ("", "leave", "bottles")),
        ("In no case is a key to be lent to a guest.", ("", "lend", "key")),
        ("No smoking.", ("", "smoking", "")),
    ],
)
def test_inverted_sentences_and_signs_forbid(text, norm):
    assert first(text, "actor", "action", "object") == norm
    assert first(text, "modality") == ("prohibition",)


@pytest.mark.parametrize(
    ("text", "action"),
    [("A second lock is recommended.", "recommend"), ("Tickets are best bought early.", "buy")],
)
def test_what_is_commended_is_a_recommendation(text, action):
    assert first(text, "modality", "action") == ("recommendation", action)


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        (
            "The warden opens the hall. He or she also keeps the list.",
            [("Warden", "open"), ("Warden", "keep")],
        ),
        (
            "When the bell rings, the warden must be called and will search the hall.",
            [("Warden", "search"), ("", "call")],  # who is named goes first
        ),
        (
            "The warden checks that the form is complete, enters it in the book and rings.",
            [("Warden", "check"), ("Warden", "enter"), ("Warden", "ring")],
        ),
        (
            "The warden reads the meter and, if it is high, tells the board.",
            [("Warden", "read"), ("Warden", "tell")],
        ),
        (
            "First, the warden reads the meter; then he writes the figure in the book.",
            [("Warden", "read"), ("Warden", "write")],
        ),
    ],
)
def test_what_goes_on_is_read_on(text, norms):
    found = read(text)
    assert list(zip(found["actor"], found["action"], strict=True)) == norms


@pytest.mark.parametrize(
    "text",
    [
        "The boilers must have cost a fortune.",
        "A late reply does not mean that the claim will be refused.",
        "Everyone who must be early will be glad of the kettle.",
        "The annex is to be extended if money allows.",
        "The rule takes effect on the day it is posted.",
        "You might be surprised how often a parcel goes to the wrong door.",
        "Consent is given before a wall is painted green by itself.",
        "You are done.",
        "The form is shown below.",
        "You can get started by reading the book.",
        "You'll hear about leaks.",
        "Remember, nobody is perfect.",
        "GPS may drift by a block downtown.",
        "You may hear an alarm.",
        "Makers recommend gaps between 5 and 8 inches.",
        "In 2020 the guests received 164 reports of noise.",
    ],
)
def test_guesses_plans_and_talk_bind_nobody(text):
    assert read(text).empty


def test_a_time_ends_the_object_before_it():
    assert first("Guests must tell the warden 30 days in advance.", "object", "deadline") == (
        "warden",
        "30 days in advance",
    )
    assert first("Bids are obtained by the warden before work above $2,000 is ordered.", "due")


def test_a_modal_with_an_insertion_before_an_unknown_verb_keeps_it():
    text = "Wardens may, with the consent of the board, sublet the hall."
    assert first(text, *NORM, "object") == ("Warden", "permission", "sublet", "hall")


def test_a_closed_paragraph_leads_no_list_in():
    lead = "The band is 45 to 55 %. A drift of 5 % need not mean anything."
    found = read("Wardens are not to move loggers.", kind="item", lead_in=lead)
    assert found["modality"].tolist() == ["prohibition"]
