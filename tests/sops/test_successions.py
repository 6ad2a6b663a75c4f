"""Which document took the place of which, and what cannot be."""

import pandas as pd

from sopgap.sops.reading.successions import settle_successions
from sopgap.sources import Problems


def settle(*rows):
    """Each row: id, effective, superseded, supersedes."""
    columns = ["document_id", "effective", "superseded", "supersedes"]
    table = pd.DataFrame(rows, columns=columns, index=range(2, 2 + len(rows)))
    problems = Problems()
    settled = settle_successions(table, "manifest.csv", problems)
    return settled["superseded"].tolist(), problems.sentences


def test_a_document_ends_when_its_successor_begins():
    assert settle(("old", "", "", ""), ("new", "2018-05-01", "", "old")) == (["2018-05-01", ""], [])


def test_a_day_that_is_written_stays():
    days, wrong = settle(("old", "", "2017-01-01", ""), ("new", "2018-05-01", "", "old"))
    assert (days, wrong) == (["2017-01-01", ""], [])


def test_of_two_successors_the_first_counts():
    days, _ = settle(
        ("old", "", "", ""), ("b", "2019-01-01", "", "old"), ("a", "2018-01-01", "", "old")
    )
    assert days[0] == "2018-01-01"


def test_a_circle_an_unknown_and_an_older_successor_are_told_at_once():
    _, wrong = settle(
        ("a", "2010-01-01", "2011-01-01", "b"), ("b", "2010-01-01", "2011-01-01", "c"),
        ("c", "2010-01-01", "2011-01-01", "a"), ("d", "2009-01-01", "", "aa;a;e"),
        ("e", "", "", ""), ("f", "", "", "e"),
    )  # fmt: skip
    assert len(wrong) == 4
    assert "row 5, column supersedes: there is no document 'aa'" in wrong[0]
    assert "'a' is in force since 2010-01-01, after this document, 2009-01-01" in wrong[1]
    assert "row 7" in wrong[2] and "from when does it take the place of 'e'" in wrong[2]
    assert "supersede one another in a circle" in wrong[3]
    assert all(f"{one} → " in wrong[3] for one in "abc")


def test_a_document_that_supersedes_itself_is_a_circle():
    _, wrong = settle(("a", "2010-01-01", "", "a"))
    assert len(wrong) == 1 and "a → a supersede" in wrong[0]
