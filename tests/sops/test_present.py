"""The present tense: what somebody does, what is done, and what merely is."""

import pytest

from tests.sops.given import first, read

NORM = ("actor_text", "modality", "action")


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("The warden whitewashes the wall.", ("warden", "obligation", "whitewash")),
        (
            "The caretaker, having aired the hall, locks the gate.",
            ("caretaker", "obligation", "lock"),
        ),
        ("Wardens do not open parcels.", ("Wardens", "prohibition", "open")),
        ("The warden does not accept gifts.", ("warden", "prohibition", "accept")),
        ("Wardens accept no gifts.", ("Wardens", "prohibition", "accept")),
        ("A porter who finds a key brings it to the warden.", ("porter", "obligation", "bring")),
        (
            "The head of the school names the prefects.",
            ("head of the school", "obligation", "name"),
        ),
        ("From now on the porter rings twice.", ("porter", "obligation", "ring")),
        ("In every such case the porter takes these steps:", ("porter", "obligation", "take")),
        ("Porter to mend the gate before Easter.", ("Porter", "obligation", "mend")),
        ("We recommend that keys be counted.", ("", "recommendation", "recommend")),
        ("We urge porters to count keys.", ("porters", "recommendation", "count")),
        ("Letters are sent to the archive in June.", ("", "obligation", "send")),
        ("A dose that was refused is entered on the chart.", ("", "obligation", "enter")),
        ("Soup that smells of smoke is poured away.", ("", "obligation", "pour")),
        ("The warden or a porter named by her opens the gate.", ("warden", "obligation", "open")),
        ("If a key is lost, she informs the board.", ("she", "obligation", "inform")),
        ("Gifts are not accepted.", ("", "prohibition", "accept")),
        ("Smoking is prohibited.", ("", "prohibition", "prohibit")),
        ("Radios are permitted at low volume.", ("", "permission", "permit")),
        ("Reports get typed within two days.", ("", "obligation", "type")),
        ("Old files go to the archive.", ("", "obligation", "go")),
        ("A visit needs two signatures.", ("", "obligation", "need")),
        ("Lost keys are thrown away by the warden.", ("warden", "obligation", "throw")),
    ],
)
def test_a_procedure_binds_by_the_present_tense(text, norm):
    assert first(text, *NORM) == norm


@pytest.mark.parametrize(
    "text",
    [
        "Letters are sent to the archive.",
        "Old files go to the archive.",
        "A visit needs two signatures.",
        "Gifts are not accepted.",
    ],
)
def test_in_law_it_tells_how_things_are(text):
    assert len(read(text, tier="sop")) == 1
    assert read(text, tier="statute").empty
    assert read(text, tier="regulation").empty


@pytest.mark.parametrize(
    "text",
    [
        "The committee is composed of five members.",
        "The bell is located in the hall.",
        "The rules are printed in annex 1.",
        "Cases are closed by operation of law.",
        "Mistakes are often made.",
        "Some are sent back.",
        "Wardens often forget the key.",
        "The request goes out automatically.",
        "Doors that must stay shut are known.",
        "The warden's tasks at night:",
        "Porters in 2011 kept a list on the wall.",
        "A trial in two wards showed that beds were counted sooner.",
        "How keys are counted is explained in annex 2.",
        "The warden was told in March.",
        "This agreement shall be governed by the law of the town.",
    ],
)
def test_what_is_or_was_or_happens_is_no_duty(text):
    assert read(text).empty
