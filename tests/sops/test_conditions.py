import pytest

from sopgap.sops.grammar.sentences import cut_sentence
from sopgap.sops.slots.conditions import exception_in, find_condition, find_exception
from sopgap.text import data_rows


def clauses(text: str) -> tuple[str, str]:
    sentence = cut_sentence(text, {})
    modal = next(n for n, word in enumerate(sentence.words) if word in ("must", "may"))
    subject = max(n for n in range(modal) if sentence.words[n] == "the")
    return find_condition(sentence, subject, modal + 1), find_exception(
        sentence, subject, modal + 1
    )


def test_the_example_of_every_opener_is_found():
    for row in data_rows("clause_openers.csv"):
        example = row["example"].strip(", ")
        example = example[0].upper() + example[1:]
        slot = ("condition", "exception").index(row["slot"])
        leading = clauses(f"{example}, the clerk must sign it.")[slot]
        trailing = clauses(f"The clerk arrives, the clerk must sign it, {row['example']}.")[slot]
        assert leading or trailing, row


@pytest.mark.parametrize(
    ("text", "condition", "exception"),
    [
        ("If it rains the clerk must close it.", "If it rains", ""),
        ("The day ends; the clerk must go when asked, and must sign.", "when asked", ""),
        ("In case of fire, the clerk must ring.", "In case of fire", ""),
        ("Then the clerk must act if told unless ill.", "if told", "unless ill"),
        ("Unless ill, the clerk must act if told.", "if told", "Unless ill"),
        ("If told, within two days the clerk must act.", "If told", ""),
        ("Then the clerk may, in urgent cases, act.", "in urgent cases", ""),
        ("Once it is dry, the clerk must sand it.", "Once it is dry", ""),
    ],
)
def test_condition_and_exception_do_not_swallow_each_other(text, condition, exception):
    assert clauses(text) == (condition, exception)


@pytest.mark.parametrize(
    "text",
    [
        "Then the clerk must check if the seal is whole.",
        "Then the clerk must ring the port where it was filed.",
        "Then the clerk must test the bell once a month.",
        "Then the clerk must fine a person subject to the rule.",
        "Then the clerk must treat it as if it were lost.",
        "Then the clerk must reply if possible.",
        "Then the clerk must write down where it was bought.",
        "Then the clerk must count the stock within two days.",
    ],
)
def test_what_only_looks_like_a_condition_is_none(text):
    assert clauses(text) == ("", "")


def test_an_exception_is_found_in_any_sentence():
    assert exception_in("(a) Except as told, act.") == "Except as told"
    assert exception_in("No one may enter without a permit.") == "without a permit"
    assert exception_in("Act now.") == ""
