"""The folder is written whole or not at all."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports import folders
from sopgap.survey.exports.importing import import_survey

CSV = "Center,Rule\nNorth,Yes\nSouth,No\nNorth,No\nSouth,Yes\n"


@pytest.fixture
def export(tmp_path) -> Path:
    (tmp_path / "x.csv").write_text(CSV)
    return tmp_path / "x.csv"


def test_a_folder_that_holds_something_is_refused_and_left_alone(export, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds files already"):
        import_survey("csv", export, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_refused(kind, export, tmp_path) -> None:
    if kind == "file":
        (tmp_path / "out").write_text("mine")
    else:
        (tmp_path / "empty").mkdir()
        (tmp_path / "out").symlink_to(tmp_path / "empty")
    with pytest.raises(InputError, match="is no folder"):
        import_survey("csv", export, tmp_path / "out")


def test_an_empty_folder_and_a_path_of_new_folders_are_taken(export, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    import_survey("csv", export, tmp_path / "out")
    import_survey("csv", export, tmp_path / "a/b/c")
    names = ["centers.csv", "map.toml", "questions.csv", "responses.csv"]
    assert sorted(p.name for p in (tmp_path / "a/b/c").iterdir()) == names


def test_a_failure_while_writing_leaves_nothing(export, tmp_path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "write_map", full)
    with pytest.raises(OSError, match="No space"):
        import_survey("csv", export, tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.csv"]


def test_a_survey_is_replaced_by_its_mended_map_and_what_else_lies_there_stays(
    export, tmp_path
) -> None:
    out = tmp_path / "out"
    import_survey("csv", export, out)
    (out / "frame.csv").write_text("center,position,staff\nNORTH,clerk,9\nsouth,clerk,9\n")
    mended = (out / "map.toml").read_text().replace('"North" = "north"', '"North" = "NORTH"')
    (out / "map.toml").write_text(mended)
    import_survey("csv", export, out, map=out / "map.toml", replace=True)
    assert "NORTH" in (out / "responses.csv").read_text()
    assert (out / "map.toml").read_text() == mended
    assert read_survey(out).frame["staff"].sum() == 18
    # What does not fit the frame written by hand is refused, and the old survey stays.
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(InputError, match="NORTH"):
        import_survey("csv", export, out, replace=True)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "x.csv"]


def test_only_a_survey_is_replaced(export, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    with pytest.raises(InputError, match="no survey to replace"):
        import_survey("csv", export, tmp_path / "out", replace=True)


def test_the_same_file_gives_the_same_bytes(export, tmp_path) -> None:
    import_survey("csv", export, tmp_path / "one")
    import_survey("csv", export, tmp_path / "two")
    for made in (tmp_path / "one").iterdir():
        assert made.read_bytes() == (tmp_path / "two" / made.name).read_bytes()


def test_a_study_can_be_made_of_it(export, tmp_path, capsys) -> None:
    """What the next step says works: a study of the folder, and `sopgap check`."""
    from sopgap.cli import main

    assert main(["import", "csv", str(export), "--out", str(tmp_path / "survey")]) == 0
    said = capsys.readouterr().out
    assert "4 respondents, 1 question, 2 Centers" in said
    assert "guessed: center: taken from column Center" in said
    assert "sopgap check" in said
    (tmp_path / "study.toml").write_text(
        '[study]\nname = "x"\ntitle = "X"\nsynthetic = true\n'
        '[centers]\nfile = "survey/centers.csv"\n[survey]\nfolder = "survey"\n'
    )
    assert main(["check", str(tmp_path / "study.toml")]) == 0
    assert "4 respondents" in capsys.readouterr().out


def test_a_large_folder_is_read_back_by_its_different_values(export, tmp_path, monkeypatch) -> None:
    read = []

    def count(folder, **more):
        read.append(Path(folder).joinpath("responses.csv").read_text().count("\n") - 1)
        return read_survey(folder, **more)

    monkeypatch.setattr(folders, "READ_BACK", 3)
    monkeypatch.setattr(folders, "read_survey", count)
    import_survey("csv", export, tmp_path / "out")
    assert read == [2]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "x.csv"]
    assert len(read_survey(tmp_path / "out").respondents) == 4
