"""Required slots are found in the sentence and its section, and not in others' sentences."""

import pandas as pd
import pytest

from sopgap.mapping.fitting.slots import is_definite, read_sections, supply_slots
from sopgap.tables import DUTIES

ROW = {"object": "refund claims"}


def slots(*duties, paragraphs=(), row=ROW):
    table = []
    for n, duty in enumerate(duties):
        base = {"duty_id": f"d{n}", "paragraph_id": f"p{n}", "document_id": "D", "unit": "center",
                "modality": "obligation", "via": "modal"}  # fmt: skip
        table.append(base | duty)
    texts = [
        {"paragraph_id": d["paragraph_id"], "document_id": "D", "section": "4", "text": d["text"]}
        for d in table
    ]
    texts += [{"document_id": "D", "section": "4", "paragraph_id": f"x{n}"} | p
              for n, p in enumerate(paragraphs)]  # fmt: skip
    checked = DUTIES.check(pd.DataFrame(table))
    sections = read_sections(checked, pd.DataFrame(texts).fillna(""))
    return supply_slots(checked.to_dict("records")[0], row, sections)


@pytest.mark.parametrize(
    "time",
    ["within 30 days", "monthly", "each quarter", "by the fifth of each month", "the same day",
     "before the end of the shift", "no later than the date of entry", "at least twice a year",
     "in May", "promptly, and within 5 days of the audit"],
)  # fmt: skip
def test_a_definite_time_or_a_frequency_satisfies(time):
    assert is_definite(time)


@pytest.mark.parametrize(
    "time",
    ["", "promptly", "as soon as practicable", "without undue delay", "regularly",
     "within a reasonable time", "as soon as possible", "in due course", "periodically",
     "promptly after a change", "immediately upon", "until the owner calls for it", "at any time",
     "he may ask"],
)  # fmt: skip
def test_words_of_haste_do_not(time):
    assert not is_definite(time)


def test_the_normal_form_of_a_deadline_tells_whether_it_is_definite():
    duty = {"text": "The Center must report soon.", "deadline": "promptly by the clerk"}
    assert "deadline" in slots(duty)
    assert "deadline" not in slots(duty | {"due": "promptly"})


@pytest.mark.parametrize("verb", ["writes each reading in", "keeps a one-page list in", "kept in"])
def test_what_is_put_into_a_book_is_a_record(verb):
    assert "record" in slots({"text": f"The warden {verb} the weather book."})


def test_a_word_of_the_object_may_tell_one_record_from_others():
    duty = {"text": "The clerk decides on refunds and keeps each letter in the refund file."}
    assert "record" in slots(duty, row={"object": "refunds"})
    assert "record" not in slots(duty, row={"object": "refund files"})


def test_a_plain_duty_supplies_nothing():
    assert slots({"text": "The Center must approve refund claims."}) == frozenset()


def test_a_deadline_of_somebody_else_does_not_count():
    duty = {"text": "The Center must approve it.", "actor": "Center"}
    vendor = {"text": "The vendor must answer within 5 days.", "unit": "other", "actor": "Vendor",
              "deadline": "within 5 days"}  # fmt: skip
    same = {"text": "The Center tells the result within 5 days.", "actor": "Center",
            "deadline": "within 5 days"}  # fmt: skip
    assert "deadline" not in slots(duty, vendor)
    assert "deadline" in slots(duty, same)


def test_steps_are_two_imperatives_or_ordered_acts():
    duty = {"text": "The Center approves refund claims:"}
    first = {"text": "Read the claim.", "via": "imperative"}
    second = {"text": "Compare the sums.", "via": "imperative"}
    assert "steps" in slots(duty, first, second)
    assert "steps" not in slots(duty, first)
    assert "steps" in slots({"text": "First the claim is read, then the sums are compared."})
    assert "steps" in slots({"text": "The clerk reads it, compares the sums and signs the form."})
    assert "steps" not in slots({"text": "The clerk accepts or rejects the claim."})


@pytest.mark.parametrize(
    ("text", "supplied"),
    [
        ("The clerk enters the claim in ABC.", True),
        ("The clerk uploads it to the claims module.", True),
        ("The Center must approve refund claims.", False),
        ("The clerk of the CTEC approves it.", False),
    ],
)
def test_a_named_system_is_one_that_things_are_done_in(text, supplied):
    assert ("system" in slots({"text": text})) is supplied


def test_the_acronym_of_who_acts_is_no_system():
    duty = {"text": "The case is opened in CTEC by the CTEC.", "actor": "CTEC"}
    assert "system" not in slots(duty)


@pytest.mark.parametrize(
    ("text", "supplied"),
    [
        ("The clerk writes the result in the log.", True),
        ("The chair signs the minutes.", True),
        ("The decision is recorded.", True),
        ("The ruling is placed in the port file.", True),
        ("The clerk decides every protest filed at the port.", False),
        ("The clerk logs in to the network.", False),
        ("The importer of record is told.", False),
        ("The clerk waits ten minutes.", False),
        ("The clerk tells the importer by telephone.", False),
    ],
)
def test_a_record_is_known_by_its_words(text, supplied):
    assert ("record" in slots({"text": text})) is supplied


def test_the_responsibilitys_own_object_is_no_record():
    duty = {"text": "The Center archives the register."}
    assert "record" in slots(duty)
    assert "record" not in slots(duty, row={"object": "registers"})


def test_a_table_row_is_its_own_section_and_its_header_speaks():
    header = "Task | Who | Record"
    row = {"kind": "row", "header": header}
    first = row | {"paragraph_id": "p0", "text": "Approve claims | Center | letter"}
    blank = row | {"paragraph_id": "p0", "text": "Approve claims | Center |"}
    below = row | {"text": "Store keys | Port | key log"}
    duty = {"text": "Approve claims | Center", "via": "table", "paragraph_id": "p0"}
    assert "record" in slots(duty | {"paragraph_id": "x0"}, paragraphs=[first | {"paragraph_id": "x0"}, below])  # fmt: skip  # noqa: E501
    assert "record" not in slots(duty | {"paragraph_id": "x0"}, paragraphs=[blank | {"paragraph_id": "x0"}, below])  # fmt: skip  # noqa: E501
