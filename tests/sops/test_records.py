import pytest

from sopgap.sops.slots.records import find_record
from sopgap.text import data_rows


def test_the_example_of_every_verb_makes_its_record():
    for row in data_rows("record_verbs.csv"):
        assert find_record(f"The clerk {row['example']}.") == row["record"], row


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("The form shall be kept for five years.", "form"),
        ("The clerk must file the form CF-28 in the case folder.", "form CF-28"),
        ("The clerk signs and dates the checklist.", "checklist"),
        ("The result is recorded in the patient's chart.", "patient's chart"),
        ("The clerk keeps a copy of the letter.", "copy of the letter"),
        ("The chair takes minutes and circulates them.", "minutes"),
        ("The records clerk opens the door.", ""),
        ("General Note 3 defines the rate.", ""),
        ("The clerk waits 30 minutes during the test.", ""),
        ("The clerk keeps the dog.", ""),
    ],
)
def test_what_is_written_down_or_kept_is_the_record(text, record):
    assert find_record(text) == record
