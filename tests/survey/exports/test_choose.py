"""Which column is the Center, and what becomes of respondents: said, and never a person's id."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports.centers import slug
from sopgap.survey.exports.importing import import_survey


def bring(folder: Path, text: str, more: str = ""):
    (folder / "x.csv").write_text(text, encoding="utf-8")
    (folder / "m.toml").write_text(more)
    return import_survey(
        "csv", folder / "x.csv", folder / "out", map=folder / "m.toml" if more else None
    )


def rows(header: str, *cells: str) -> str:
    return "\n".join([header, *cells, *cells]) + "\n"


def test_the_center_is_guessed_from_its_wording_and_that_is_said(tmp_path) -> None:
    text = rows("Q1,At which Center do you work?", "Yes,North", "No,South")
    done = bring(tmp_path, text)
    assert "center: taken from column At which Center do you work?" in done.guesses


def test_two_columns_that_match_alike_are_not_guessed(tmp_path) -> None:
    text = rows("Which office first?,Which office now?,Q", "A,B,Yes", "C,D,No")
    assert "it may be one of: Which office first? (2 values" in about_center(bring(tmp_path, text))


@pytest.mark.parametrize(
    "header",
    ["How satisfied are you with your office?", "Rate the unit", "Do you agree with your Center?"],
)
def test_a_question_about_the_center_is_not_the_center(header, tmp_path) -> None:
    said = about_center(bring(tmp_path, rows(f"{header},Q", "High,Yes", "Low,No")))
    assert "no column says by its name which is the Center" in said


def about_center(done) -> str:
    (said,) = [note for note in done.guesses if note.startswith("center: no column")]
    return said


def test_without_a_center_all_are_at_one_and_what_to_write_is_said(tmp_path) -> None:
    said = about_center(bring(tmp_path, rows("Color,Why", "Red,because", "Blue,so")))
    assert 'center = "COLUMN"' in said
    assert 'center = "all-in-one:CODE"' in said
    assert "Color (2 values: Color)" in said
    assert set(read_survey(tmp_path / "out").respondents.center) == {"everyone"}
    assert 'center = "all-in-one:everyone"' in (tmp_path / "out" / "map.toml").read_text()


def test_one_center_for_all_by_the_map(tmp_path) -> None:
    bring(
        tmp_path, rows("Color,Why", "Red,so", "Blue,no"), '[columns]\ncenter = "all-in-one:lab"\n'
    )
    assert set(read_survey(tmp_path / "out").respondents.center) == {"lab"}
    assert (tmp_path / "out/centers.csv").read_text() == "center,name,location\nlab,lab,\n"


def test_names_become_codes_that_are_files_names(tmp_path) -> None:
    text = rows(
        "Center,Q", '"Apparel, Footwear",Yes', "São Paulo,No", "sao paulo,No", "all,Yes",
        "../../etc,No", "中心,Yes", "CON,No", ",Yes",
    )  # fmt: skip
    bring(tmp_path, text)
    from sopgap.sources import read_rows

    codes = read_rows(tmp_path / "out/centers.csv").set_index("name").center.to_dict()
    assert codes == {
        "Apparel, Footwear": "apparel-footwear", "São Paulo": "sao-paulo",
        "sao paulo": "sao-paulo-2", "all": "all-2", "../../etc": "etc", "中心": "center",
        "CON": "con-2", "Not stated": "not-stated",
    }  # fmt: skip


def test_who_gives_no_center_is_not_stated_and_counted(tmp_path) -> None:
    done = bring(tmp_path, rows("Center,Q", "North,Yes", ",No", "South,No"))
    assert "center: 2 respondents gave none and are at Center not-stated" in done.guesses
    assert read_survey(tmp_path / "out").respondents.center.tolist().count("not-stated") == 2


def test_ids_are_new_and_in_the_order_of_the_file(tmp_path) -> None:
    done = bring(tmp_path, "ResponseId,Center,Q\nR_b,North,Yes\nR_a,South,No\nR_c,South,No\n"
                           "R_d,North,No\n")  # fmt: skip
    assert read_survey(tmp_path / "out").respondents.respondent_id.tolist() == [
        "r0001", "r0002", "r0003", "r0004",
    ]  # fmt: skip
    assert done.dropped == (("ResponseId", "id of the platform"),)
    assert "R_a" not in "".join(p.read_text() for p in (tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("IP Address", "IP address"), ("E-Mail", "mail address"), ("Your name", "name of a person"),
        ("Phone number", "phone number"), ("Latitude", "location"), ("User Agent", "user agent"),
        ("Employee ID", "id of a panel or of a person"), ("Start time", "time of day"),
    ],
)  # fmt: skip
def test_what_may_identify_somebody_is_dropped_and_listed(header, why, tmp_path) -> None:
    done = bring(tmp_path, rows(f"Center,{header},Q", "North,secret,Yes", "South,secret,No"))
    assert done.dropped == ((header, why),)
    assert f"dropped ({why}): {header}" in done.report()
    assert "secret" not in "".join(p.read_text() for p in (tmp_path / "out").iterdir())


@pytest.mark.parametrize("cells", [["North,Yes", "North,No"], ["North,Yes", "South,No"]])
def test_a_column_of_the_very_name_is_the_center_even_of_all_or_of_one(cells, tmp_path) -> None:
    done = bring(tmp_path, "\n".join(["Center,Q", *cells]) + "\n")
    assert done.n_centers == len({cell.partition(",")[0] for cell in cells})
    assert "center: taken from column Center" in done.guesses
    assert dict(done.columns)["center"] == "Center"


def test_a_map_may_keep_what_would_be_dropped(tmp_path) -> None:
    text = rows("Center,Device,Q", "North,Phone,Yes", "South,Desk,No")
    done = bring(tmp_path, text, 'keep = ["Device"]\n')
    assert done.dropped == ()
    assert "Device" in read_survey(tmp_path / "out").questions.question_id.tolist()


def test_complete_date_and_weight_of_a_plain_table(tmp_path) -> None:
    text = rows("Center,Status,Date,Weight,Q", 'North,Complete,2021-01-05 10:00,"1,5",Yes',
                "South,Partial,2021-01-06 10:00,0.5,No")  # fmt: skip
    bring(tmp_path, text)
    people = read_survey(tmp_path / "out").respondents
    assert people.complete.tolist() == [True, False, True, False]
    assert people.date.tolist()[:2] == ["2021-01-05", "2021-01-06"]
    assert people.weight.tolist()[:2] == [1.5, 0.5]


@pytest.mark.parametrize("weight", ["-1", "heavy", "inf", "nan"])
def test_what_is_no_weight_is_refused_with_its_row(weight, tmp_path) -> None:
    text = f"Center,Weight,Q\nNorth,1,Yes\nSouth,{weight},No\nNorth,1,No\nSouth,1,Yes\n"
    with pytest.raises(InputError, match=rf"row 3, column Weight: '{weight}' is no weight"):
        bring(tmp_path, text)


def test_a_weight_that_some_lack_is_refused(tmp_path) -> None:
    text = "Center,Weight,Q\nNorth,1,Yes\nSouth,,No\nNorth,1,No\nSouth,1,Yes\n"
    with pytest.raises(InputError, match="is blank in 1 of 4 rows"):
        bring(tmp_path, text)


def test_a_question_called_as_a_respondents_column_gets_another_id(tmp_path) -> None:
    text = rows("Center,Q,weight loss,position", "North,Yes,a,1", "South,No,b,2")
    bring(tmp_path, text, '[columns]\nposition = ""\n')
    ids = read_survey(tmp_path / "out").questions.question_id.tolist()
    assert "position" not in ids
    assert "q-position" in ids


def test_a_slug_holds_nothing_that_a_path_could() -> None:
    assert slug("../a b/É?.csv") == "a-b-E-csv"


def test_a_cell_that_does_not_say_who_finished_is_a_problem_and_no_crash(tmp_path) -> None:
    (tmp_path / "x.csv").write_text("Center,Done,Rule\nN,yes,a\nS,perhaps,b\nN,no,a\nS,soon,b\n")
    (tmp_path / "m.toml").write_text('[columns]\ncomplete = "Done"\n')
    with pytest.raises(InputError) as caught:
        import_survey("csv", tmp_path / "x.csv", tmp_path / "out", map=tmp_path / "m.toml")
    assert caught.value.problems == (
        "x.csv: row 3, column Done: 'perhaps' does not say whether it was finished; choose another"
        ' column, or [columns] complete = "all-yes"',
    )
