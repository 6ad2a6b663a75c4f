"""What a study calls its two sides: in the plural, with an article, and inside our reasons."""

import pytest

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.report.markup import in_words_of, words
from sopgap.report.sides import in_labels_of
from sopgap.starting import init_study
from sopgap.study import read_study

LIBRARY = {"labels": {"center": "Branch", "port": "Central Services"}}


def test_a_label_has_its_regular_plural_unless_the_study_gives_one() -> None:
    assert in_words_of(LIBRARY, "All Centers; a Center's page") == "All Branches; a Branch's page"
    assert words({"labels": {"center": "Ort", "centers": "Orte"}}) == "Orte"
    assert words({}) == "Centers"


def test_a_reason_speaks_of_the_sides_in_the_words_of_the_study() -> None:
    said = (
        "Two documents in force name different owners: Charter, section 1 names the Branch manager"
        " (Center) and Handbook, section 1 names Central Services (port); the first ranks higher."
    )
    told = in_labels_of(LIBRARY, said)
    assert "the Branch manager (Branch) and" in told
    assert "names Central Services; the first" in told
    assert in_labels_of({}, said) == said
    moved = "A names the clerk (Center), but the authority gives it to the port."
    assert in_labels_of(LIBRARY, moved).endswith("gives it to Central Services.")


def test_what_a_reason_quotes_stays_as_it_was_written() -> None:
    said = 'The nearest passage, Rule, section 2 ("The port director tells the Center so"), was not'
    assert in_labels_of(LIBRARY, said) == said


def test_the_plural_of_a_label_is_read_and_said(tmp_path, capsys) -> None:
    file = init_study(tmp_path / "study")
    assert main(["check", str(file)]) == 0
    assert "  2 Branches\n" in capsys.readouterr().out
    text = file.read_text().replace('unit_b = "Depot" }', 'unit_b = "Depot", centers = "Houses" }')
    file.write_text(text)
    assert words({"labels": read_study(file).labels}) == "Houses"
    assert main(["check", str(file)]) == 0
    assert "  2 Houses\n" in capsys.readouterr().out
    file.write_text(text.replace('centers = "Houses"', 'centres = "Houses"'))
    with pytest.raises(InputError, match="the plural of the first"):
        read_study(file)
