"""The pages of ownership and uniformity, from small tables by hand."""

import html
import json
import re

import pandas as pd
import pytest

import sopgap as sg
from sopgap.report.folder import STUDY_FILE
from sopgap.report.ownership import ownership_matrix
from sopgap.report.ownership_sides import ports_side, unparted
from sopgap.report.uniformity import practices_side_by_side, uniformity_table
from tests.mapping.ownership.owned import ACTORS, parts_of, tables
from tests.report.given import plain as whole

SAID = (
    ("R1", "all", "The clerk shall pay the rent within 30 days and tell the <b>warden."),
    ("R1", "south", "The guard shall pay the rent within 60 days."),
    ("R2", "all", "The clerk shall count the rent with the concurrence of the warden."),
    ("R3", "south", "The clerk shall lock the rent."),
)


def plain(page):
    """Return a page without the marks of what is a document's own word."""
    return html.unescape(re.sub(r"</?span[^>]*>", "", whole(page)))


def make_run(folder, *said, pairs=(("R1", "R2"),)):
    """Write a run of such sentences, and open it."""
    given = tables(*said)
    given["matrix"]["ownership"] = ["center", "joint", "port"][: len(given["matrix"])]
    parts, centers = parts_of(given), given["centers"]
    owners = sg.compare_owners(given["matrix"], parts, centers)
    found = sg.compare_practices(
        *(given[n] for n in ("matrix", "duties", "matches", "documents", "paragraphs")), centers
    )
    written = {
        "parts": parts, "owners": owners, "sides": sg.sum_sides(owners), "centers": centers,
        "practices": found.practices, "uniformity": found.uniformity, "duties": given["duties"],
        "responsibilities": given["matrix"], "documents": given["documents"], "actors": ACTORS,
    }  # fmt: skip
    if pairs:
        written["unparted"] = sg.find_unparted(parts, pairs)
    for name, table in written.items():
        (folder / "tables").mkdir(exist_ok=True)
        sg.write_table(table, folder / "tables" / f"{name}.csv")
    (folder / STUDY_FILE).write_text(json.dumps({"labels": {"center": "Yard", "port": "Gate"}}))
    return sg.read_run(folder)


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path, *SAID)


def test_the_grid_has_letters_words_and_what_is_required(run):
    page = plain(ownership_matrix(run))
    assert "In 3 of 6 cells the documents name the owner that the matrix requires" in page
    assert "in 1 neither side is named, in 1 both claim what belongs to one" in page
    assert "<th scope=col>Yard</th><th scope=col>Gate</th>" in page
    assert "title='accountable'>A</b>" in page
    assert "<b>required</b>" in page
    assert "<b>required</b>, not named" in page  # R3 is the Gate's, and a clerk has it
    assert "href='#parts-R1'" in page and "id='parts-R1'" in page


def test_what_nobody_has_a_part_in_leads_nowhere(run):
    page = plain(ownership_matrix(run, "north"))
    assert "<small>R3</small>" in page and "#parts-R3" not in page


def test_one_center_has_letters_without_figures(run):
    page = plain(ownership_matrix(run, "north"))
    assert "In 2 of 3 cells" in page
    with pytest.raises(sg.read_run.__globals__["InputError"], match="center 'nowhere'"):
        ownership_matrix(run, "nowhere")


def test_words_of_documents_are_escaped(run):
    for page in (ownership_matrix(run), practices_side_by_side(run, "R1")):
        assert "<b>warden" not in page.data
        assert "&lt;b&gt;warden" in page.data


def test_the_ports_side_is_summed_and_named(run):
    page = plain(ports_side(run))
    assert "The Gate's side" in page
    assert "falls between" in page and "both claim" in page
    assert "required Gate; at North" in page


def test_what_lies_in_one_hand_is_shown_with_both_passages(run, tmp_path):
    page = plain(unparted(run))
    assert "1 pair that ought to be parted lies in one hand at 2 Yards" in page
    assert "Both passages" in page and "Clerk" in page
    other = tmp_path / "other"
    other.mkdir()
    assert plain(unparted(make_run(other, *SAID, pairs=()))) == ""
    none = tmp_path / "none"
    none.mkdir()
    page = plain(unparted(make_run(none, *SAID, pairs=(("R2", "R9"),))))
    assert "put none into one hand" in page


def test_what_differs_is_said_with_the_measure_and_what_it_does_not_mean(run):
    page = plain(uniformity_table(run))
    assert "differ between them" in page
    assert "<b>By when</b>: North: 30 days; South: 60 days" in page
    assert "does not say that what all do alike is right" in page
    assert "Fewer than two Yards to compare: 1 responsibility" in page


def test_ways_stand_side_by_side(run):
    page = plain(practices_side_by_side(run))
    assert "differs on owner, deadline" in page
    assert "<mark>30 days</mark>" in page and "<mark>60 days</mark>" in page


def test_a_study_without_documents_says_so(tmp_path):
    (tmp_path / STUDY_FILE).write_text("{}")
    bare = sg.read_run(tmp_path)
    for page in (ownership_matrix(bare), ports_side(bare), uniformity_table(bare)):
        assert "holds no procedures" in plain(page)
    assert isinstance(bare.table("parts"), pd.DataFrame)
