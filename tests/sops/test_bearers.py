"""Who is bound: what names him, where he stands, and what the document itself calls him."""

import pandas as pd
import pytest

from sopgap.sops.duties import find_duties
from sopgap.sops.owners.unknown import find_unknown_actors
from tests.sops.given import CAST, first, read

WHO = ("actor", "actor_text", "unit")
PLACE = ("actor", "owner_from", "reason")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The wardens must ring.", ("Warden", "wardens", "port")),
        ("The warden's deputy must ring.", ("Warden", "warden's deputy", "port")),
        ("The warden or designee must ring.", ("Warden", "warden", "port")),
        ("The warden, or his or her designee, must ring.", ("Warden", "warden", "port")),
        ("The night-warden must ring.", ("Night warden", "night-warden", "port")),
        (
            "The director of the Center must sign.",
            ("Center Director", "director of the Center", "center"),
        ),
        (
            "Center Director Smith must sign.",
            ("Center Director", "Center Director Smith", "center"),
        ),
        ("The Center and the port must sign.", ("Center / Port", "Center and the port", "joint")),
        ("The wardens together must lift it.", ("Warden", "wardens", "port")),
        ("The harbormaster must inspect the hull.", ("", "harbormaster", "unknown")),
        ("The head of the school must inspect the hall.", ("", "head of the school", "unknown")),
        ("All CPOs must inspect the hall.", ("", "CPOs", "unknown")),
        ("They must inspect the hall.", ("", "They", "unknown")),
        ("Management must meet.", ("", "Management", "none")),
        ("The form must state the reason.", ("", "", "none")),
        ("The duties of the warden shall include counting keys.", ("Warden", "warden", "port")),
    ],
)
def test_a_noun_phrase_names_its_actor(text, who):
    assert first(text, *WHO) == who


@pytest.mark.parametrize(
    ("text", "more", "place"),
    [
        ("The warden must ring.", {}, ("Warden", "sentence", "")),
        ("The hall must be swept.", {}, ("", "nowhere", "")),
        (
            "Ring the bell.",
            {"kind": "item", "lead_in": "The warden shall:"},
            ("Warden", "lead-in", "The warden shall:"),
        ),
        (
            "Ring the bell.",
            {"kind": "item", "section": "4 Duties of the warden"},
            ("Warden", "heading", "4 Duties of the warden"),
        ),
        (
            "Ring the bell.",
            {"kind": "item", "section": "4.1 Evenings", "above": "4 Warden > 4.1 Hours"},
            ("Warden", "heading", "4 Warden"),
        ),
        ("Our team must ring.", {"issuer": "Port of Lund"}, ("", "issuer", "Port of Lund")),
        (
            "Warden | Ring the bell",
            {"kind": "row", "header": "Who | What"},
            ("Warden", "cell", ""),
        ),
        (
            "Ring the bell | X",
            {"kind": "row", "header": "Task | Warden"},
            ("Warden", "column", "Warden"),
        ),
    ],
)
def test_where_the_owner_stands_is_told_with_the_words_that_name_him(text, more, place):
    assert first(text, *PLACE, **more) == place


def test_a_pronoun_is_named_by_what_was_said_before():
    found = read("The warden must ring. He must lock the gate.")
    assert found.loc[1, list(PLACE)].tolist() == ["Warden", "before", "warden"]


def test_it_is_nobody_where_the_sentence_before_was_about_a_thing():
    found = read("The report must be signed by the warden. It must contain the date.")
    assert found["unit"].tolist() == ["port", "none"]


def test_the_last_word_of_a_name_names_who_was_named_before():
    found = read("The night warden rings at six. The warden on call waits.")
    assert set(found["unit"]) == {"port"}
    found = read("The Center Director must sign. Visitors wait. The director must reply.")
    assert found["actor"].tolist()[-1] == "Center Director"


def test_the_other_sides_chief_is_not_the_chief_of_this_document():
    assert first("The director must reply.", *WHO, issuer="Port of Lund") == (
        "",
        "director",
        "port",
    )
    assert first("The director must reply.", *WHO)[2] == "center"


@pytest.mark.parametrize("who", ["Both sides", "Each side", "The parties", "Either party"])
def test_both_sides_are_joint_in_an_agreement_between_them(who):
    title = "Agreement between the Center and the port"
    assert first(f"{who} must reply.", "unit", title=title) == ("joint",)
    assert first(f"{who} must reply.", "unit") == ("unknown",)


def test_an_abbreviation_of_a_known_actor_is_his_alias_in_that_document_alone():
    text = "Head Nurses (HNs) keep a log. Every HN must sign it."
    assert read(text)["actor"].tolist() == ["Head nurse", "Head nurse"]
    table = pd.DataFrame(
        {
            "paragraph_id": ["p", "q"],
            "document_id": ["d", "e"],
            "text": [text, "Every HN must sign it."],
        }
    )
    found = find_duties(table, CAST)
    assert found["actor"].tolist() == ["Head nurse", "Head nurse", ""]


@pytest.mark.parametrize(
    ("text", "actor", "unit"),
    [
        (
            "The Laundry Commission (LC) shall meet. The LC may close.",
            "Laundry Commission",
            "unknown",
        ),
        (
            "The Laundry Commission (hereinafter the Body) shall meet. The Body may close.",
            "Laundry Commission",
            "unknown",
        ),
        (
            'The Laundry Commission (referred to as the "Panel") shall meet. The Panel may close.',
            "Laundry Commission",
            "unknown",
        ),
        (
            'The agency (hereinafter "the Office") shall meet. The Office may close.',
            "Agency",
            "agency",
        ),
    ],
)
def test_a_name_that_a_document_defines_is_one_actor(text, actor, unit):
    found = read(text)
    assert found["actor"].tolist() == [actor, actor] and set(found["unit"]) == {unit}


def test_what_a_bracket_calls_a_thing_makes_no_actor():
    found = read("The Daily Key Register (DKR) is blue. The warden shall sign the DKR.")
    assert found["actor"].tolist() == ["Warden"]


def test_unknown_actors_are_counted_and_nobody_is_merged_by_likeness():
    duties = pd.DataFrame(
        {
            "duty_id": list("abcde"),
            "document_id": ["d", "d", "e", "e", "e"],
            "actor": ["", "", "", "Warden", ""],
            "actor_text": ["the gate wardens", "Gate warden", "janitor", "warden", "they"],
            "unit": ["unknown", "unknown", "unknown", "port", "unknown"],
        }
    )
    found = find_unknown_actors(duties, CAST)
    assert found.values.tolist() == [
        ["gate warden", 2, 1, "a", "night warden"],
        ["janitor", 1, 1, "c", ""],
    ]
    assert find_unknown_actors(duties.iloc[:0], CAST).empty
