import pytest

from sopgap.sops.structure import section_role, strip_number
from sopgap.text import data_rows
from sopgap.vocabulary import SECTION_ROLES

ROWS = data_rows("section_roles.csv")


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_every_row_of_the_roles_reads_its_example(row):
    assert row["role"] in SECTION_ROLES
    assert section_role(row["example"]) == row["role"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("§ 141.1 Definitions.", "definitions"),
        ("ARTICLE I. DEFINITIONS", "definitions"),
        ("2.3 Purpose and Applicability", "scope"),
        ("C. Legal authority", "authority"),
        ("III. ROLES AND RESPONSIBILITIES", "responsibilities"),
        ("Responsibility matrix", "responsibilities"),
        ("7.0 PROCEDURES", "procedure"),
        ("How to get reimbursed", "procedure"),
        ("Related policies and forms", "references"),
        ("10. REFERENCES", "references"),
        ("Terms and conditions of sale", "other"),
        ("History", "other"),
        ("", "other"),
    ],
)
def test_headings_of_other_documents_are_told_apart(heading, role):
    assert section_role(heading) == role


def test_the_nearest_heading_that_says_something_decides():
    assert section_role("4.2 Clerks", "Manual > 4. Responsibilities") == "responsibilities"
    assert section_role("4.2 Definitions", "Manual > 4. Procedure") == "definitions"
    assert section_role("Annex B", "Glossary") == "definitions"


def test_numbers_of_headings_are_taken_off():
    headings = ["4.2 Scope", "IV. Scope", "(a)(1) Scope", "Sec. 5. Scope", "A. Scope", "Scope"]
    assert {strip_number(heading) for heading in headings} == {"scope"}
