"""The map: what is misspelt is told, what is written is read again."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.maps import Map, read_map, write_map

CSV = (
    "Center,Job,Rule,Tools,Why,When\nNorth,clerk,Yes,Law;Maps,None,2021-01-05\n"
    "South,clerk,No,Maps,-1,2021-01-06\nNorth,guard,Don't know,Law,,2021-01-06\n"
    "South,guard,No,Maps,n/a,2021-01-07\n"
)


def refused(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "x.csv").write_text(CSV)
    (folder / "map.toml").write_text(text)
    with pytest.raises(InputError) as error:
        import_survey("csv", folder / "x.csv", folder / "out", map=folder / "map.toml")
    assert not (folder / "out").exists()
    return error.value.problems


WRONG = {
    'platfrom = "csv"': "there is no key 'platfrom'; did you mean 'platform'?",
    '[columns]\ncentre = "Center"': "there is no key 'centre'; did you mean 'center'?",
    '[columns]\ncenter = "Centre"': "no column 'Centre'; did you mean 'Center'?",
    '[columns]\ncenter = 3': "center: '3' is not a text; put it in quotes",
    'keep_rows = ["tests"]': "keep_rows has 'tests'; did you mean 'test'?",
    "keep = 3": 'keep is a list of texts: keep = ["a", "b"]',
    'date_order = "ymd"': "date_order 'ymd' is not allowed; did you mean 'mdy'?",
    '[drop]\nWhyy = "no"': "no column 'Whyy'; did you mean 'Why'?",
    '[questions.Rul]\nkind = "open"': "no column 'Rul'; did you mean 'Rule'?",
    '[questions.Rule]\nkinds = "open"': "no key 'kinds'; did you mean 'kind'?",
    '[questions.Rule]\nkind = "opn"': "kind: 'opn'; did you mean 'open'?",
    '[questions.Rule]\nchoices = "Yes"': 'choices: is a list of texts: choices = ["Yes", "No"]',
    '[questions.Rule]\nkind = "single"\nchoices = ["Yes", "No"]':
        "choices: lack \"Don't know\", which row 4 of the export holds",
    '[questions.Rule]\ndont_know = ["Dont know"]': "dont_know: 'Dont know' is not one of its",
    '[questions.Tools]\nasked_if = "Rul=Yes"': "'Rul=Yes' is not like q3=Yes, of a closed question"
        " that stands earlier; did you mean 'Rule'?",
    '[questions.Tools]\nasked_if = "Rule=Yess"': "'Yess' is not one of the choices of Rule; did",
    '[questions.Rule]\nasked_if = "Tools=Law"': "of a closed question that stands earlier",
    '[questions.Rule]\nid = "Why"\n[questions.Why]\nid = "Why"': "id: 'Why' is taken already",
    '[questions.Rule]\nid = "center"': "id: 'center' is taken already",
    '[centers]\nNorth = "../x"': "'../x' cannot be a Center's code",
    '[centers]\nNorth = "all"': "'all' cannot be a Center's code",
    '[columns]\ncenter = "all-in-one:all"': "'all' cannot be a Center's code",
    'platform = "forms"': "is a map for forms, and the import is of csv",
    "x = [": "not valid TOML",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_in_a_map_is_told(text, tmp_path) -> None:
    assert any(WRONG[text] in problem for problem in refused(tmp_path, text))


def test_all_that_is_wrong_is_told_at_once(tmp_path) -> None:
    text = 'platfrom = "csv"\nkeep = 3\n[columns]\ncentre = "Center"\n'
    assert len(refused(tmp_path, text)) == 3


def test_a_map_that_is_absent_is_told(tmp_path) -> None:
    (tmp_path / "x.csv").write_text(CSV)
    with pytest.raises(InputError, match="no such map"):
        import_survey("csv", tmp_path / "x.csv", tmp_path / "out", map=tmp_path / "m.toml")


def test_what_is_written_is_read_again(tmp_path) -> None:
    nasty = 'a "q" \\ \n\t ü 😀 = # [x] \x7f'
    decided = Map(
        platform="csv",
        keep=(nasty,),
        columns={"center": nasty, "position": "", "date": "", "complete": "all-no", "weight": ""},
        centers={nasty: "a", "": "not-stated"},
        drop={nasty: nasty},
        questions={nasty: {"id": "q1", "kind": "multi", "choices": [nasty, "b"]}},
    )
    write_map(decided, tmp_path / "map.toml")
    assert read_map(tmp_path / "map.toml") == decided


def test_decisions_are_obeyed(tmp_path) -> None:
    from sopgap.survey.answers import read_survey

    (tmp_path / "x.csv").write_text(CSV)
    (tmp_path / "m.toml").write_text(
        '[columns]\nposition = "Job"\ndate = "When"\ncomplete = "all-no"\n'
        '[centers]\nNorth = "n1"\n[drop]\nWhy = "not needed"\n'
        '[questions.Rule]\nid = "q1"\nwording = "Is there a rule?"\n'
        'choices = ["Yes", "No", "Don\'t know", "Never heard"]\n'
        '[questions.Tools]\nasked_if = "q1=Yes"\n'
    )
    done = import_survey("csv", tmp_path / "x.csv", tmp_path / "out", map=tmp_path / "m.toml")
    survey = read_survey(tmp_path / "out")
    assert survey.questions.question_id.tolist() == ["q1", "Tools"]
    assert survey.questions.choices.tolist()[0] == "Yes|No|Don't know|Never heard"
    assert survey.questions.asked_if.tolist() == ["", "q1=Yes"]
    assert survey.respondents.position.tolist() == ["clerk", "clerk", "guard", "guard"]
    assert survey.respondents.center.tolist() == ["n1", "south", "n1", "south"]
    assert not survey.respondents.complete.any()
    assert done.dropped == (("Why", "not needed"),)
    assert done.guesses != ()


def test_the_maps_of_two_waves_are_held_against_their_columns(tmp_path) -> None:
    (tmp_path / "x.csv").write_text(CSV)
    import_survey("csv", tmp_path / "x.csv", tmp_path / "one")
    (tmp_path / "y.csv").write_text(CSV.replace("Rule", "Rules"))
    with pytest.raises(InputError, match="no column 'Rule'; did you mean 'Rules'"):
        import_survey("csv", tmp_path / "y.csv", tmp_path / "two", map=tmp_path / "one/map.toml")


def test_every_kind_of_row_that_a_reader_sets_aside_may_be_kept(tmp_path) -> None:
    for reason in ("preview", "test", "spam", "disqualified", "deleted", "blank row"):
        (tmp_path / "m.toml").write_text(f'keep_rows = ["{reason}"]\n')
        assert read_map(tmp_path / "m.toml").keep_rows == (reason,)
