"""Signatures: only added to, held against the figures that were signed, no clock in a run."""

import pytest

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.report.folder import read_run
from sopgap.report.inputs import hash_inputs, stamp_inputs
from sopgap.report.signing import show_signed, sign_run
from sopgap.report.signoffs import list_signed, read_signoffs, stamp_of
from sopgap.study import read_study
from sopgap.tables import write_table
from tests.report.small_run import TABLES, make_run

STUDY = """
[study]
name = "house"
title = "Who waters & cleans?"
synthetic = true
[centers]
file = "centers.csv"
[survey]
folder = "survey"
"""


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


@pytest.fixture
def study(tmp_path):
    (tmp_path / "survey").mkdir()
    (tmp_path / "centers.csv").write_text("center,name\nnorth,North\nsouth,South\n")
    file = tmp_path / "study.toml"
    file.write_text(STUDY)
    return file


def sign(run, study, **more):
    said = {"role": "preparer", "by": "A. B.", "date": "2024-05-31", "study": study}
    return sign_run(run.folder, **{**said, **more})


def signed(run, study):
    again = read_run(run.folder)
    return list_signed(again, read_signoffs(read_study(study).signoffs))


def changed(run, **tables):
    for name, table in tables.items():
        write_table(table, run.folder / "tables" / f"{name}.csv")


def test_a_signature_holds_until_a_figure_changes_and_names_what_did(run, study) -> None:
    sign(run, study)
    assert signed(run, study)[["role", "who", "state"]].values.tolist() == [
        ["preparer", "A. B.", "holds"]
    ]
    gaps = run.table("gaps")
    changed(run, gaps=gaps.assign(review="confirmed"))
    (row,) = signed(run, study).to_dict("records")
    assert (row["state"], row["changed"]) == ("sign-again", "gaps")


def test_the_page_of_a_center_is_signed_by_its_own_rows(run, study) -> None:
    sign(run, study, what="north")
    sign(run, study, what="south")
    sign(run, study, what="R1--south")
    gaps = run.table("gaps")
    south = gaps["center"] == "south"
    changed(run, gaps=gaps.assign(review=gaps["review"].mask(south, "disputed")))
    found = signed(run, study)
    assert found["state"].tolist() == ["holds", "sign-again", "sign-again"]
    assert set(found["changed"]) == {"", "gaps"}


def test_what_is_signed_again_supersedes_and_both_stay(run, study) -> None:
    sign(run, study)
    before = read_study(study).signoffs.read_bytes()
    changed(run, gaps=run.table("gaps").head(2))
    sign(run, study)
    assert read_study(study).signoffs.read_bytes().startswith(before)
    assert signed(run, study)["state"].tolist() == ["superseded", "holds"]


def test_who_prepared_a_thing_does_not_review_it(run, study) -> None:
    sign(run, study)
    with pytest.raises(InputError, match="another person has to sign it as reviewer"):
        sign(run, study, role="reviewer", by="a.  b.")
    assert "already" in sign(run, study)[0]
    sign(run, study, role="reviewer", by="C. D.", note="=read all of it")
    assert read_signoffs(read_study(study).signoffs)["note"].tolist() == ["", "=read all of it"]


def test_a_review_before_the_preparation_is_told(run, study) -> None:
    assert "nobody has signed it as preparer as it is now" in sign(run, study, role="reviewer")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"what": "nroth"}, "did you mean 'north'"),
        ({"what": "R9--north"}, "neither `run`"),
        ({"date": "yesterday"}, "is not a day"),
        ({"by": "  "}, "nobody is named"),
        ({"role": "author"}, "is not one of preparer, reviewer"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_nothing_is_written(run, study, more, said) -> None:
    with pytest.raises(InputError, match=said):
        sign(run, study, **more)
    assert not read_study(study).signoffs.exists()


def test_a_run_of_another_study_is_refused(run, study) -> None:
    study.write_text(STUDY.replace('"house"', '"barn"'))
    with pytest.raises(InputError, match="is a run of the study 'house', not of 'barn'"):
        sign(run, study)


def test_a_file_of_signatures_that_is_wrong_is_told_by_row(study) -> None:
    file = study.with_name("signoffs.csv")
    file.write_text("date,who,role,what,stamp\n2024,A,boss,run,xyz\n")
    with pytest.raises(InputError) as raised:
        read_signoffs(file)
    assert len(raised.value.problems) == 3
    assert all("signoffs.csv, row 2" in one for one in raised.value.problems)


def test_a_signature_is_an_input_of_a_run_and_changes_no_figure(run, study) -> None:
    before = stamp_inputs(read_study(study))
    sign(run, study)
    assert "signoffs.csv" in hash_inputs(read_study(study))
    assert stamp_inputs(read_study(study)) == before


def test_the_stamp_hangs_on_nothing_but_the_tables(run, tmp_path) -> None:
    other = make_run(tmp_path / "other" / "run")
    assert stamp_of(run, "run") == stamp_of(other, "run")
    assert set(stamp_of(run, "run").parts) == set(TABLES)
    assert set(stamp_of(run, "R1--south").parts) == {
        "coverage", "decided", "evidence", "gaps", "responsibilities",
    }  # fmt: skip


def test_what_is_no_longer_in_the_run_is_told(run, study) -> None:
    sign(run, study, what="south")
    changed(run, centers=run.table("centers").head(1))
    assert signed(run, study)["state"].tolist() == ["gone"]


def test_pages_show_who_signed_and_what_is_to_be_signed_again(run, study) -> None:
    assert "Nobody has signed" in show_signed(run)
    sign(run, study, by="<b>A", what="north")
    sign(run, study, by="E. F.", what="south")
    changed(run, gaps=run.table("gaps").head(3))
    changed(run, signed=signed(run, study))
    page = show_signed(read_run(run.folder), "south")
    assert "to be signed again" in page
    assert "changed since in gaps" in page
    assert "E. F." in page
    assert "North House" not in page
    assert "&lt;b&gt;A" in show_signed(read_run(run.folder))


def test_the_command_signs_and_refuses(run, study, capsys) -> None:
    call = ["sign", str(run.folder), "--study", str(study), "--by", "A. B.", "--as", "preparer"]
    assert main([*call, "--date", "2024-05-31"]) == 0
    assert "signed the run as preparer on 2024-05-31" in capsys.readouterr().out
    assert main([*call[:-1], "reviewer"]) == 2
