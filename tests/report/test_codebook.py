"""The codebook's commands, from a real run of a small study and back."""

import shutil

import openpyxl
import pytest

from sopgap import cli, read_codebook, read_run
from sopgap.report.codebook import apply_codebook, export_codebook


def fill(path, *cells) -> None:
    book = openpyxl.load_workbook(path)
    for sheet, place, value in cells:
        book[sheet][place] = value
    book.save(path)


def test_export_apply_and_apply_again(tiny, run, capsys) -> None:
    assert cli.main(["codebook", "export", str(run), "--double-code", "4", "--seed", "7"]) == 0
    out = capsys.readouterr().out
    book = run / "private" / "codebook.xlsx"
    assert str(book) in out
    assert "private: it holds comments" in out
    fill(book, ("Codebook", "C2", "watering cans"))
    call = ["codebook", "apply", str(book), "--study", str(tiny), "--by", "A. B."]
    assert cli.main([*call, "--dry-run"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert not (tiny / "survey" / "codebook.csv").exists()
    assert cli.main(call) == 0
    out = capsys.readouterr().out
    assert "base laid down" in out
    assert "renamed to 'watering cans'" in out
    acts = read_codebook(tiny / "survey")
    assert acts.loc[acts["act"] == "rename", "by"].tolist() == ["A. B."]
    before = (tiny / "survey" / "codebook.csv").read_bytes()
    assert cli.main(call) == 0
    assert "nothing is new" in capsys.readouterr().out
    assert (tiny / "survey" / "codebook.csv").read_bytes() == before


def test_a_wrong_workbook_is_refused_row_by_row_and_nothing_is_written(tiny, run, capsys) -> None:
    book = export_codebook(run)
    fill(book, ("Codebook", "D2", "C99"), ("Codebook", "B2", "mine"))
    assert cli.main(["codebook", "apply", str(book), "--study", str(tiny)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("sopgap: 2 problems")
    assert "Codebook, row 2, column label" in err
    assert "Codebook, row 2, column into" in err
    assert not (tiny / "survey" / "codebook.csv").exists()


def test_a_workbook_that_is_there_is_not_written_over(run, capsys) -> None:
    book = export_codebook(run)
    assert cli.main(["codebook", "export", str(run)]) == 2
    assert "is there already, and may hold decisions" in capsys.readouterr().err
    assert cli.main(["codebook", "export", str(run), "--force"]) == 0
    assert cli.main(["codebook", "export", str(run), "--out", str(run / "x.csv")]) == 2
    assert book.exists()


def test_a_workbook_elsewhere_needs_the_run(tiny, run, tmp_path, capsys) -> None:
    book = shutil.copy(export_codebook(run), tmp_path / "mine.xlsx")
    call = ["codebook", "apply", str(book), "--study", str(tiny)]
    assert cli.main(call) == 2
    assert "name the run: --run" in capsys.readouterr().err
    assert cli.main([*call, "--run", str(run)]) == 0


def test_a_run_of_another_study_and_a_purged_one_are_refused(tiny, run, capsys) -> None:
    book = export_codebook(run)
    text = (tiny / "study.toml").read_text()
    (tiny / "study.toml").write_text(text.replace('"tiny"', '"other"', 1))
    assert cli.main(["codebook", "apply", str(book), "--study", str(tiny)]) == 2
    assert "is a run of the study 'tiny', not of 'other'" in capsys.readouterr().err
    for name in ("comments", "members"):
        (run / "private" / f"{name}.csv").unlink()
    assert cli.main(["codebook", "export", str(run), "--out", str(run / "b.xlsx")]) == 2
    assert "purged" in capsys.readouterr().err


def test_agreement_is_told_and_written(tiny, run, tmp_path, capsys) -> None:
    book = export_codebook(run, n_double=6)
    assert cli.main(["codebook", "agreement", str(book)]) == 2
    assert "nobody coded" in capsys.readouterr().err
    pages = openpyxl.load_workbook(book)
    for row in pages["Double coding"].iter_rows(min_row=2):
        row[2].value, row[3].value = "C01", "C01" if row[0].row % 2 else "none"
    pages.save(book)
    out = tmp_path / "agreement"
    assert cli.main(["codebook", "agreement", str(book), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "coders with each other" in said
    assert "program with both" in said
    assert {p.name for p in out.iterdir()} == {"agreement.csv", "coding.csv"}


def test_the_same_run_gives_the_same_workbook(run, tmp_path) -> None:
    first = export_codebook(run, tmp_path / "a.xlsx", n_double=5, seed=2)
    second = export_codebook(run, tmp_path / "b.xlsx", n_double=5, seed=2)
    assert first.read_bytes() == second.read_bytes()


def test_help_names_the_acts(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["codebook", "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert all(act in out for act in ("export", "apply", "agreement"))


def test_a_study_without_a_survey_has_no_codebook(tiny, run) -> None:
    from sopgap.errors import InputError

    book = export_codebook(run)
    text = (tiny / "study.toml").read_text()
    start, end = text.index("[survey]"), text.index("[sops]")
    (tiny / "study.toml").write_text(text[:start] + text[end:])
    with pytest.raises(InputError, match="has no survey"):
        apply_codebook(book, tiny, run)
    assert read_run(run).has("concerns")
