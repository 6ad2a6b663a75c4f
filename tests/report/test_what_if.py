"""what_if redraws the map after one change: what moves is what the rules say."""

from __future__ import annotations

import pytest

from sopgap.errors import InputError
from sopgap.report.moments import read_moment
from sopgap.report.what_if import what_if

MOVED = ("closed", "opened", "moved")


def moves(changes) -> list[tuple[str, str, str]]:
    mine = changes[changes["change"].isin(MOVED) & (changes["center"] == "north")]
    return list(mine[["responsibility_id", "before", "after"]].itertuples(index=False, name=None))


def test_no_change_moves_nothing_and_gives_the_run_s_own_map(tiny_run) -> None:
    changes = what_if(tiny_run)
    assert moves(changes) == []
    assert changes["after"].tolist() == read_moment(tiny_run).coverage["status"].tolist()


def test_a_document_that_is_left_out_opens_what_it_covered(tiny_run) -> None:
    changes = what_if(tiny_run, drop=["house"])
    # The old rules, out of force, are what is left of the watering.
    assert moves(changes) == [("R1", "assigned", "stale"), ("R2", "misassigned", "missing")]
    assert set(changes.query("change != 'same'")["document_ids"]) == {"house"}


def test_a_later_reorganisation_makes_old_documents_stale(tiny_run) -> None:
    changes = what_if(tiny_run, reorganisation="2020-01-01")
    assert moves(changes) == [("R2", "misassigned", "stale")]
    assert changes.query("change == 'moved'")["causes"].unique().tolist() == ["reorganisation"]


def test_an_earlier_day_brings_back_what_was_in_force(tiny_run) -> None:
    changes = what_if(tiny_run, as_of="2015-01-01")
    assert ("R1", "assigned", "stale") in moves(changes)
    assert "“Old Rules” is still in force" in changes.iloc[0]["because"]


def test_another_alias_reads_the_duties_anew(tiny_run) -> None:
    changes = what_if(tiny_run, aliases=[("Center Director", "Director", "port")])
    assert moves(changes) == [("R2", "misassigned", "assigned")]
    row = changes.query("change == 'closed'").iloc[0]
    assert (row["causes"], row["document_ids"]) == ("actors", "")
    assert row["because"] == (
        "The list of actors now counts “Center Director” to port (before: center)."
    )


def test_a_study_is_drawn_where_there_is_no_run(tiny, tiny_run) -> None:
    drawn, kept = read_moment(tiny / "study.toml"), read_moment(tiny_run)
    assert drawn.coverage.equals(kept.coverage)


def test_all_that_is_wrong_is_told_at_once(tiny_run) -> None:
    with pytest.raises(InputError) as caught:
        what_if(tiny_run, drop=["hause"], aliases=[("", "X", "port"), ("x", "", "")])
    assert [one.split(";")[0] for one in caught.value.problems] == [
        "drop: 'hause' is no document",
        "alias '': alias is blank",
        "alias 'x': actor, unit is blank",
    ]
    with pytest.raises(InputError, match="not a date"):
        what_if(tiny_run, as_of="soon")
