"""study.toml: every wrong setting at once, no path out of the folder."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.study import inspect_study, read_study

CENTERS = "center,name,location\neast,East,\nwest,West,\n"
GOOD = """
[study]
name = "s"
title = "A study"
synthetic = true
[centers]
file = "centers.csv"
[survey]
folder = "survey"
"""


def study(folder: Path, text: str = GOOD, centers: str = CENTERS) -> Path:
    (folder / "survey").mkdir(exist_ok=True)
    (folder / "centers.csv").write_text(centers)
    (folder / "study.toml").write_text(text)
    return folder / "study.toml"


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as raised:
        read_study(path)
    return raised.value.problems


def test_a_study_may_hold_only_a_survey(tmp_path) -> None:
    read = read_study(study(tmp_path))
    assert (read.name, read.sops, read.maps, read.min_base) == ("s", None, False, 10)
    assert read.centers.center.tolist() == ["east", "west"]


def test_a_folder_stands_for_the_study_toml_in_it(tmp_path) -> None:
    study(tmp_path)
    assert read_study(tmp_path).title == "A study"


def test_extra_sections_and_keys_are_left_alone(tmp_path) -> None:
    text = GOOD.replace('name = "s"', 'name = "s"\ncolour = "blue"') + "\n[mine]\nx = 1\n"
    assert read_study(study(tmp_path, text)).name == "s"


def test_dates_come_as_dates_or_as_text(tmp_path) -> None:
    text = GOOD + '[reorganisation]\neffective = "2017-01-19"\n'
    read = read_study(study(tmp_path, text.replace("synthetic", "as_of = 2021-02-19\nsynthetic")))
    assert str(read.reorganisation) == "2017-01-19"
    assert str(read.as_of) == "2021-02-19"


def test_another_study_labels_the_sides_otherwise(tmp_path) -> None:
    sides = 'sides = {unit_a = "center", unit_b = "port"}\nlabels = {unit_a = "Region"}\n'
    read = read_study(study(tmp_path, GOOD.replace("title =", sides + "title =")))
    assert read.labels == {"center": "Region", "port": "Port"}


def test_everything_wrong_is_told_at_once(tmp_path) -> None:
    text = """
[study]
title = 3
synthetic = "yes"
as_of = "soon"
[centers]
file = "../centers.csv"
[survey]
folder = "no-such-folder"
staff_all = 0
[sops]
folder = "survey"
"""
    assert problems(study(tmp_path, text)) == (
        "study.toml, [centers] file: '../centers.csv' leads out of its folder;"
        " give a path inside it",
        "study.toml, [study]: name is absent",
        "study.toml, [study] title: '3' is not a text in quotes",
        "study.toml, [study] synthetic: 'yes' is not true or false",
        "study.toml, [survey] folder: there is no 'no-such-folder' in the study's folder",
        "study.toml, [survey] staff_all: '0' is not 1 or more",
        "study.toml, [study] as_of: 'soon' is not a date like 2017-01-19",
        "study.toml: [sops] needs [responsibilities] file, to know who is who",
        "study.toml: [sops] needs [actors] file, to know who is who",
    )


def test_broken_toml_names_its_line(tmp_path) -> None:
    assert "line 2" in problems(study(tmp_path, "[study]\nname = \n"))[0]


def test_an_empty_study_is_refused(tmp_path) -> None:
    text = GOOD.split("[survey]")[0]
    assert problems(study(tmp_path, text)) == (
        "study.toml: neither [survey] nor [sops]: there is nothing to study",
    )


@pytest.mark.parametrize("code", ["../x", "a/b", "a b", "..", ".hidden", "", "<b>", "a" * 65])
def test_a_center_code_that_could_be_a_path_is_refused(tmp_path, code: str) -> None:
    said = problems(study(tmp_path, centers=f'center,name,location\n"{code}",X,\n'))
    assert said[0].startswith("centers.csv, row 2, column center:")


def test_codes_that_differ_in_case_only_are_refused(tmp_path) -> None:
    said = problems(study(tmp_path, centers="center,name,location\neast,E,\nEast,F,\n"))
    assert "differs only in case" in said[0]


def test_an_absent_study_says_so(tmp_path) -> None:
    assert "no such file" in problems(tmp_path / "study.toml")[0]


def test_a_key_that_is_nearly_a_known_one_is_a_slip(tmp_path) -> None:
    text = GOOD.replace("synthetic = true", "synthetic = true\nas_off = 2021-02-19")
    assert problems(
        study(tmp_path, text + "[reports]\nmin_base = 5\n[report]\nmin_bas = 20\n")
    ) == (
        "study.toml, [study]: there is no as_off; did you mean as_of?",
        "study.toml: there is no [reports]; did you mean [report]?",
        "study.toml, [report]: there is no min_bas; did you mean min_base?",
    )


def test_the_codes_of_the_sides_stay(tmp_path) -> None:
    sides = 'sides = {unit_a = "ward"}\nlabels = {unit_a = "Ward"}\n'
    said = problems(study(tmp_path, GOOD.replace("title =", sides + "title =")))
    assert len(said) == 1
    assert "[study] sides.unit_a: 'ward' is not center or port" in said[0]


PLAN = """partial_share = 0.5
partial_questions = ["q4"]
interval = "korn-graubard"
compare = ["q4=No", "q5=Yes, often"]
pairs = [["q4=No", "q5=Yes, often"]]
[survey.facts]
mode = "web"
fielded_from = 2021-01-28
"""


def test_what_a_survey_declares_is_read(tmp_path) -> None:
    plan = read_study(study(tmp_path, GOOD + PLAN)).plan
    assert (plan.partial_share, plan.partial_questions) == (0.5, ("q4",))
    assert plan.interval == "korn-graubard"
    assert plan.compare == (("q4", "No"), ("q5", "Yes, often"))
    assert plan.pairs == ((("q4", "No"), ("q5", "Yes, often")),)
    assert plan.facts == {"mode": "web", "fielded_from": "2021-01-28"}


def test_a_survey_that_declares_nothing_has_the_usual_rules(tmp_path) -> None:
    plan = read_study(study(tmp_path)).plan
    assert (plan.partial_share, plan.eligible_share, plan.interval) == (0, 1, "wilson")
    assert (plan.compare, plan.pairs, plan.previous, plan.facts) == ((), (), None, {})


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("partial_share = 2", "[survey] partial_share: '2' is not a number from 0 to 1"),
        ("partial_share = true", "[survey] partial_share: 'True' is not a number from 0 to 1"),
        ('interval = "wald"', "'wald' is not one of wilson, korn-graubard, hypergeometric"),
        ('compare = ["q4"]', "[survey] compare: 'q4' is not an answer like q3=Yes"),
        ('pairs = [["q4=No"]]', 'is not two answers like ["q3=Yes", "q4=No"]'),
        ('pairs = ["q4=No"]', 'is not two answers like ["q3=Yes", "q4=No"]'),
        ('previous = "nowhere"', "there is no 'nowhere' in the study's folder"),
        ('previous = "../elsewhere"', "[survey] previous"),
        ('intervall = "wilson"', "there is no intervall; did you mean interval?"),
        ("facts = 3", "[survey] facts: '3' is not a table of keys"),
        ("facts = {mode = 3}", "[survey] facts.mode: '3' is not a text in quotes or a date"),
        ('facts = {sponser = "us"}', "there is no sponser; did you mean sponsor?"),
    ],
)
def test_a_wrong_declaration_is_named(tmp_path, said, wrong) -> None:
    (sentence,) = problems(study(tmp_path, GOOD + said + "\n"))
    assert wrong in sentence
    assert "study.toml" in sentence


def test_what_is_right_of_a_study_is_read_beside_what_is_wrong(tmp_path) -> None:
    text = GOOD.replace("synthetic = true", "as_of = 2021-02-19") + '[sops]\nfolder = "docs"\n'
    path = study(tmp_path, text)
    read, wrong = inspect_study(path)
    assert wrong == problems(path)
    assert wrong == (
        "study.toml, [study]: synthetic is absent",
        "study.toml, [sops] folder: there is no 'docs' in the study's folder",
        "study.toml: [sops] needs [responsibilities] file, to know who is who",
        "study.toml: [sops] needs [actors] file, to know who is who",
    )
    assert (read.name, str(read.as_of), read.sops) == ("s", "2021-02-19", None)
    assert read.centers["center"].tolist() == ["east", "west"]


def test_of_wrong_centers_none_is_taken(tmp_path) -> None:
    read, wrong = inspect_study(study(tmp_path, centers="center,name,location\nok,A,\na b,B,\n"))
    assert wrong[0].startswith("centers.csv, row 3, column center")
    assert read.centers.empty


def test_a_file_that_is_named_and_not_there_is_told_once(tmp_path) -> None:
    text = GOOD + '[sops]\nfolder = "survey"\n[actors]\nfile = "a.csv"\n[responsibilities]\n'
    assert problems(study(tmp_path, text)) == (
        "study.toml, [responsibilities]: file is absent",
        "study.toml, [actors] file: there is no 'a.csv' in the study's folder",
    )
