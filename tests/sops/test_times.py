import time

import pytest

from sopgap.sops.grammar.sentences import cut_sentence
from sopgap.sops.slots.deadlines import find_deadline, find_times, without_time
from sopgap.sops.slots.times import list_times
from sopgap.text import data_rows


def read(text: str) -> list[tuple[str, str]]:
    return [(text[t.start : t.end], t.kind) for t in list_times(text)]


def test_the_example_of_every_form_is_found():
    for row in data_rows("time_words.csv"):
        sentence = f"The clerk shall act {row['example']}."
        kinds = [kind for _, kind in read(sentence)]
        if row["kind"] == "frequency" and find_times(sentence)[1]:
            continue  # told within a deadline: "on the first Monday of each month"
        assert row["kind"] in kinds, row


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("must reply within thirty (30) days of receipt.", "within thirty (30) days of receipt"),
        ("must go no more than 3 working days from it.", "no more than 3 working days from it"),
        ("must leave before the goods are released.", "before the goods are released"),
        ("must wash before leaving the ward.", "before leaving the ward"),
        ("must file it on the day it leaves.", "on the day it leaves"),
        (
            "must act after the case has been accepted and signs it.",
            "after the case has been accepted",
        ),
        ("must act on receipt and gives it a number.", "on receipt"),
        ("must send it within 2 days to the board.", "within 2 days"),
        ("must close it by 5 p.m. on Friday.", "by 5 p.m. on Friday"),
        ("must renew it before it expires in the log.", "before it expires"),
        (
            "must sign it at the time the entry for the goods is filed.",
            "at the time the entry for the goods is filed",
        ),
        ("must pay by the 10th of each month.", "by the 10th of each month"),
        ("must file it within the time set in § 17.2.", "within the time set in § 17.2"),
        ("must pay in 30 days' time.", "in 30 days' time"),
        ("must settle on T+2.", "on T+2"),
        ("must call back inside two hours.", "inside two hours"),
        ("must reply within 72 h.", "within 72 h"),
        ("must not keep it beyond five years from the sale.", "beyond five years from the sale"),
        (
            "must reply within the 5-day period (holidays left out) after the call.",
            "within the 5-day period (holidays left out) after the call",
        ),
        (
            "must reply within 9 days of a letter relating to a loan made before May 1, 2020.",
            "within 9 days of a letter relating to a loan made before May 1, 2020",
        ),
        (
            "must act on receipt of the form from the tenant.",
            "on receipt of the form from the tenant",
        ),
        ("must wait until U.S. staff arrive.", "until U.S. staff arrive"),
        (
            "must file it before the day the term is to begin.",
            "before the day the term is to begin",
        ),
        ("must within 5 days of the sale return the form.", "within 5 days of the sale"),
        (
            "must file it within such time as the board may by rule allow.",
            "within such time as the board may by rule allow",
        ),
        ("must give the tenant 20 days in which to reply.", "20 days"),
        ("must reply in 40 working days.", "in 40 working days"),
        ("must check the list the evening before.", "the evening before"),
        (
            "must report no later than January 1, April 1 and July 1.",
            "no later than January 1, April 1 and July 1",
        ),
    ],
)
def test_a_time_ends_where_its_event_ends(text, words):
    assert [found for found, _ in read(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "must collect the fee for 30 days' storage.",
        "must count the days of absence.",
        "must screen a patient over 65 years of age.",
        "must apply the Act of June 17, 1930.",
        "must look after the key.",
        "must dispense no more than a 30-day supply.",
        "must appear before the court.",
        "must rely upon the receipt.",
        "must write it on the delivery note.",
        "must keep the quarterly report.",
        "is appointed for a term of 3 years.",
        "may ask the second clerk.",
    ],
)
def test_what_only_looks_like_a_time_is_none(text):
    assert read(text) == []


def deadline(text: str) -> tuple[str, str]:
    sentence = cut_sentence(text, {})
    begin = text.index("must")
    return find_deadline(sentence, begin, begin + 4, subject=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The clerk must review claims filed within 30 days of sale.", ""),
        ("The clerk must check goods that arrive after May 1.", ""),
        ("The clerk must close it if no answer comes within two days.", ""),
        ("Visitors who arrive after 8 pm must ring.", ""),
        ("The clerk must use the rate in effect on the date of entry.", ""),
        ("The clerk must, within two days, reply.", "within two days"),
        ("Within two days, the clerk must reply before he leaves.", "Within two days"),
        ("The clerk must promptly, within 5 days, reply.", "within 5 days"),
        (
            "The clerk must act at once and in any case within 2 hours.",
            "at once and in any case within 2 hours",
        ),
        ("The clerk must not act unless asked within 5 days.", "within 5 days"),
        ("The clerk must tell him that he must pay by Friday.", ""),
        ("The clerk must tell him that, within a time of at most 9 days, he may pay.", ""),
        (
            "At the end of the loan of the book, the clerk must act.",
            "At the end of the loan of the book",
        ),
        (
            "After consultation with the tenants, the clerk must act.",
            "After consultation with the tenants",
        ),
        (
            "Upon receipt of a plea for aid filed under rule 6 of the house, the clerk must act.",
            "Upon receipt of a plea for aid",
        ),
        (
            "Upon receipt of a plea from the tenant within 9 days of the sale, the clerk must act.",
            "Upon receipt of a plea from the tenant",
        ),
        (
            "Not later than 9 days after the sale, and annually thereafter, the clerk must act.",
            "Not later than 9 days after the sale, and annually thereafter",
        ),
        (
            "The clerk must keep it for 2 years from sale, if sold, or 3 years from receipt.",
            "for 2 years from sale, if sold, or 3 years from receipt",
        ),
        ("After the flood, he fits a pump; until it runs, the clerk must watch.", "until it runs"),
        (
            "On admission he lists it, and the clerk must keep it until the patient leaves.",
            "until the patient leaves",
        ),
        (
            "Except as told, within 9 days after the call by the owner, the clerk must reply.",
            "within 9 days after the call by the owner",
        ),
        ("The clerk must return it to the man from whom received upon payment.", "upon payment"),
        (
            "If it is late, then at the end of the day, the clerk must close it.",
            "at the end of the day",
        ),
    ],
)
def test_only_the_time_that_binds_the_duty_is_its_deadline(text, words):
    assert deadline(text)[0] == words


def test_a_frequency_within_a_deadline_is_told_apart():
    assert find_times("by 10 am every Monday") == ("by 10 am every Monday", "every Monday")
    assert find_times("meets quarterly and reports within 30 days") == (
        "within 30 days",
        "quarterly",
    )


def test_the_time_that_ends_a_noun_phrase_is_taken_off():
    assert without_time("the list within two days") == "the list"
    assert without_time("Monday") == "Monday"


def test_the_work_grows_with_the_text_alone():
    words = "within 30 days before the end of every month if when unless at the time of "
    spent = []
    for size in (5_000, 20_000):
        text = (words * (size // len(words) + 1))[:size]
        list_times.cache_clear()
        start = time.perf_counter()
        list_times(text)
        spent.append(time.perf_counter() - start)
    assert spent[1] < 12 * spent[0] + 0.05  # four times the text, with room for a busy machine
    assert spent[1] < 2
