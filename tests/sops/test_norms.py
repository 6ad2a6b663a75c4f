import pandas as pd
import pytest

from sopgap.sops.duties import find_duties
from sopgap.sops.forms.norms import object_behind
from sopgap.sops.grammar.sentences import cut_sentence
from sopgap.text import data_rows

ACTORS = pd.DataFrame(
    {"alias": ["clerk", "board"], "actor": ["Clerk", "Board"], "unit": ["port", "hq"]}
)


def duty(text: str) -> pd.Series:
    return find_duties(pd.DataFrame({"paragraph_id": ["p"], "text": [text]}), ACTORS).loc[0]


def thing(text: str) -> str:
    sentence = cut_sentence(text, {})
    return object_behind(sentence, sentence.words.index("must") + 2)


def test_the_particle_of_every_verb_is_no_part_of_the_object():
    for row in data_rows("particle_verbs.csv"):
        assert thing(f"The clerk {row['example']}.") == "sheet", row


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The clerk must include on the form the full name.", "full name"),
        ("The clerk must ascertain or estimate the date.", "date"),
        ("The clerk must report the facts and refer the case.", "facts"),
        ("The clerk must settle on T+2.", ""),
        ("The clerk must act within 5 days.", ""),
        ("The clerk must list the names and dates of the guests.", "names and dates of the guests"),
    ],
)
def test_the_object_is_the_noun_phrase_behind_the_verb(text, words):
    assert thing(text) == words


def test_a_noun_of_act_gives_the_action():
    found = duty("The clerk must carry out a review of each chart.")
    assert found[["action", "object"]].tolist() == ["review", "chart"]


def test_a_prohibition_is_negative_and_hands_nothing_over():
    found = duty("The clerk must not send the list to the board unless the chief agrees.")
    assert found["polarity"] == "negative"
    assert found["handoff_to"] == ""
    assert found["exception"] == "unless the chief agrees"


def test_every_slot_has_its_column():
    found = duty(
        "If the file is whole, the clerk shall send the result to the board by the 10th of each"
        " month and note it in the log, except in May."
    )
    wanted = {
        "condition": "If the file is whole",
        "exception": "except in May",
        "deadline": "by the 10th of each month",
        "due": "10th of each month",
        "frequency": "each month",
        "record": "log",
        "handoff_to": "Board",
        "polarity": "positive",
    }
    assert found[list(wanted)].to_dict() == wanted
