"""Two runs before and after: what is printed, what is written, and what is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sopgap.cli import main
from sopgap.mapping.gaps import find_gaps
from sopgap.mapping.recommendations import track_recommendations
from sopgap.report.folder import read_run
from sopgap.report.moments import read_moment
from sopgap.report.purge import purge_run
from sopgap.report.recommendations import recommendations_table
from sopgap.tables import read_table, write_table
from tests.conftest import write_tiny
from tests.report.given import plain

TABLES = ("coverage", "matches", "evidence", "documents", "paragraphs", "duties", "actors",
          "responsibilities")  # fmt: skip
CHANGED = {"every Monday": "with care", "The Center Director shall clean": "The port director"
           " shall clean"}  # fmt: skip


@pytest.fixture
def later(tiny_run: Path, tmp_path: Path) -> Path:
    """Return a run of the tiny study after its house procedure was rewritten."""
    study = write_tiny(tmp_path / "study")
    text = study.parent / "sops/texts/house.md"
    said = text.read_text(encoding="utf-8")
    for old, new in CHANGED.items():
        said = said.replace(old, new)
    text.write_text(said, encoding="utf-8")
    folder = shutil.copytree(tiny_run, tmp_path / "later")
    moment = read_moment(study)
    for name in TABLES:
        write_table(moment.table(name), folder / "tables" / f"{name}.csv")
    write_table(find_gaps(moment.coverage), folder / "tables" / "gaps.csv")
    return folder


def test_the_summary_says_what_closed_and_opened_and_by_what(tiny_run, later, capsys) -> None:
    assert main(["compare", str(tiny_run), str(later)]) == 0
    said = capsys.readouterr().out
    assert (
        "2 gaps closed, 2 opened, 0 became another kind; of 6 cells, 4 were open and 4 are." in said
    )
    assert "R2 closed at 2 Centers: misassigned -> assigned. “House Procedure” changed: its section"
    assert "now names the Port Director (port) instead of the Center Director (Center)." in said
    assert "R1 opened at 2 Centers: assigned -> no-deadline." in said
    assert "no longer gives a deadline" in said


def test_page_and_tables_are_written_and_hold_nothing_from_elsewhere(
    tiny_run, later, tmp_path, capsys
) -> None:
    out = tmp_path / "compared"
    for _ in range(2):  # a second time over the first
        assert main(["compare", str(tiny_run), str(later), "--out", str(out)]) == 0
    assert {p.name for p in out.iterdir()} == {
        "compare.html", "gap_changes.csv", "document_changes.csv",
    }  # fmt: skip
    assert not [p for p in out.parent.iterdir() if p.name.startswith(".compared")]
    changes = read_table(out / "gap_changes.csv")
    assert changes["change"].value_counts().to_dict() == {"closed": 2, "opened": 2, "same": 2}
    assert read_table(out / "document_changes.csv")["n_closed"].tolist() == [2]
    page = (out / "compare.html").read_text(encoding="utf-8")
    assert "SYNTHETIC DATA" in page
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", page)
    assert str(tmp_path) not in page
    assert "Gaps that closed" in page
    assert "Gaps that opened" in page


def test_the_same_runs_give_the_same_bytes(tiny_run, later, tmp_path) -> None:
    pages = []
    for name in ("one", "two"):
        main(["compare", str(tiny_run), str(later), "--out", str(tmp_path / name)])
        pages.append((tmp_path / name / "compare.html").read_bytes())
    assert pages[0] == pages[1]


def test_purged_runs_are_compared_too(tiny_run, later, run, capsys) -> None:
    purge_run(run)
    purge_run(later)
    assert main(["compare", str(run), str(later)]) == 0
    assert "2 gaps closed" in capsys.readouterr().out


def test_a_run_and_itself_differ_in_nothing(tiny_run, tmp_path, capsys) -> None:
    assert main(["compare", str(tiny_run), str(tiny_run), "--out", str(tmp_path / "out")]) == 0
    assert "0 gaps closed, 0 opened" in capsys.readouterr().out
    page = (tmp_path / "out/compare.html").read_text(encoding="utf-8")
    assert "No gap closed, opened or became another kind." in page


def test_markup_in_names_and_sentences_stays_text(tiny_run, later, tmp_path) -> None:
    for name, column in (("documents", "title"), ("responsibilities", "name"), ("duties", "text")):
        file = later / "tables" / f"{name}.csv"
        write_table(read_table(file).assign(**{column: "<script>alert(1)</script>"}), file)
    main(["compare", str(tiny_run), str(later), "--out", str(tmp_path / "out")])
    page = (tmp_path / "out/compare.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_what_is_no_run_is_told_for_both_at_once(tmp_path, capsys) -> None:
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 2
    said = capsys.readouterr().err
    assert "a: holds no run" in said
    assert "b: holds no run" in said


def test_runs_without_a_common_cell_are_refused(tiny_run, later, capsys) -> None:
    file = later / "tables/coverage.csv"
    table = read_table(file)
    write_table(table.assign(responsibility_id="X" + table["responsibility_id"]), file)
    assert main(["compare", str(tiny_run), str(later)]) == 2
    assert "no cell in common" in capsys.readouterr().err


def test_what_only_one_run_holds_is_named_and_not_compared(tiny_run, later, capsys) -> None:
    file = later / "tables/coverage.csv"
    table = read_table(file)
    write_table(table[(table["center"] == "north") & (table["responsibility_id"] != "R3")], file)
    assert main(["compare", str(tiny_run), str(later)]) == 0
    said = capsys.readouterr().out
    assert "Not compared: 1 responsibility of the earlier run alone (R3)." in said
    assert "Not compared: 1 Center of the earlier run alone (south)." in said


def test_no_run_and_no_strangers_folder_is_written_over(tiny_run, later, tmp_path, capsys) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine", encoding="utf-8")
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for out, why in (
        (later, "is a run"),
        (tmp_path / "mine", "no comparison"),
        (file, "is a file"),
    ):
        assert main(["compare", str(tiny_run), str(later), "--out", str(out)]) == 2
        assert why in capsys.readouterr().err


def recommended(folder: Path, status: str) -> Path:
    rows = [("1", "Say who waters <b>.", status, "A rule in force.", "R1;R2", "", "2022-10-31",
             "The house"),
            ("2", "Count keys.", "resolved", "A count.", "all", "missing", "", "")]  # fmt: skip
    names = ["recommendation_id", "text", "status", "closes", "responsibilities", "kinds", "due",
             "owner"]  # fmt: skip
    told, run = pd.DataFrame(rows, columns=names), read_run(folder)
    write_table(told, folder / "tables/recommendations.csv")
    progress = track_recommendations(told, run.table("gaps"), run.table("coverage"))
    write_table(progress, folder / "tables/progress.csv")
    return folder


def test_recommendations_stand_beside_their_gaps_and_what_would_close_them(run) -> None:
    page = plain(recommendations_table(read_run(recommended(run, "open"))))
    assert (
        "None of 2 recommendations is called closed; 2 of them bear on gaps that are open" in page
    )
    assert "2 of 4" in page
    assert "<b>Would close it:</b> A rule in force." in page
    assert "Say who waters &lt;b&gt;." in page
    assert "since" not in page


def test_only_the_studys_file_calls_a_recommendation_closed(run) -> None:
    page = plain(recommendations_table(read_run(recommended(run, "closed"))))
    assert "1 of 2 recommendations is called closed" in page


def test_a_study_without_recommendations_says_so(tiny_run) -> None:
    assert "names no recommendations" in plain(recommendations_table(read_run(tiny_run)))


def test_the_comparison_counts_what_closed_since_for_each_recommendation(
    tiny_run, later, tmp_path
) -> None:
    recommended(later, "resolved")
    main(["compare", str(tiny_run), str(later), "--out", str(tmp_path / "out")])
    page = (tmp_path / "out/compare.html").read_text(encoding="utf-8")
    assert "Closed, opened since" in page
    assert "2, 2" in page


def test_a_run_of_an_earlier_program_is_compared_without_causes(tiny_run, later, capsys) -> None:
    (later / "tables/matches.csv").unlink()
    assert main(["compare", str(tiny_run), str(later)]) == 0
    said = capsys.readouterr().out
    assert "The later run holds no table `matches`" in said
    assert "2 gaps closed" in said
