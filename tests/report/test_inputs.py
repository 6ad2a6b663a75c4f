"""inputs.py: the earlier wave is read with the rest, and counts as an input of the run."""

import shutil

import pytest

from sopgap.errors import InputError
from sopgap.report.inputs import hash_inputs, read_inputs, stamp_inputs
from sopgap.study import read_study


@pytest.fixture
def two_waves(tiny):
    """Set beside the tiny survey an earlier wave of it."""
    shutil.copytree(tiny / "survey", tiny / "before")
    path = tiny / "study.toml"
    path.write_text(path.read_text().replace("staff_all = 70", 'previous = "before"'))
    return tiny


def test_a_center_renamed_since_the_earlier_wave_is_told_before_the_run(two_waves) -> None:
    path = two_waves / "before" / "responses.csv"
    path.write_text(path.read_text().replace(",north,", ",nord,"))
    with pytest.raises(InputError) as raised:
        read_inputs(two_waves)
    assert raised.value.problems[0].startswith(
        "[survey] previous, before/responses.csv, row 3, column center: 'nord' is not one of"
    )


def test_the_earlier_wave_is_part_of_the_stamp(two_waves) -> None:
    study = read_study(two_waves)
    assert "before/responses.csv" in hash_inputs(study)
    stamp = stamp_inputs(study)
    path = two_waves / "before" / "responses.csv"
    path.write_text(path.read_text().replace("Yes", "No"))
    assert stamp_inputs(study) != stamp


def test_a_whole_earlier_wave_is_no_problem(two_waves) -> None:
    assert read_inputs(two_waves).survey is not None


def test_wrong_settings_do_not_hide_what_is_wrong_with_the_files(tiny) -> None:
    path = tiny / "study.toml"
    path.write_text(path.read_text().replace('file = "centers.csv"', 'file = "centre.csv"'))
    for file, old, new in (
        ("responsibilities.csv", "ownership", "owner"),
        ("sops/manifest.csv", "guide", "poem"),
        ("survey/responses.csv", "p01", "p00"),
    ):
        text = (tiny / file).read_text()
        (tiny / file).write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as raised:
        read_inputs(tiny)
    said = raised.value.problems
    assert [sentence.split(",")[0].split(":")[0] for sentence in said] == [
        "study.toml", "responses.csv", "manifest.csv", "responsibilities.csv",
    ]  # fmt: skip


def test_a_pair_of_unknown_responsibilities_is_told_with_a_guess(tiny) -> None:
    path = tiny / "study.toml"
    known = (tiny / "responsibilities.csv").read_text().splitlines()[1].split(",")[0]
    settings = path.read_text().replace(
        "[responsibilities]", f'[responsibilities]\nparted = [["{known}", "{known}x"], ["Q", "Z9"]]'
    )
    path.write_text(settings)
    with pytest.raises(InputError) as raised:
        read_inputs(tiny)
    where = "study.toml, [responsibilities] parted, pair"
    assert raised.value.problems[0] == (
        f"{where} 1: '{known}x' is no responsibility of the matrix; did you mean {known!r}?"
    )
    assert len([p for p in raised.value.problems if p.startswith(f"{where} 2")]) == 2


def test_recommendations_are_checked_with_the_rest_of_the_study(tiny) -> None:
    file = tiny / "study.toml"
    text = file.read_text(encoding="utf-8") + '[recommendations]\nfile = "recommendations.csv"\n'
    file.write_text(text, encoding="utf-8")
    (tiny / "recommendations.csv").write_text(
        "recommendation_id,text,status,closes,responsibilities\n1,Do it.,,Done.,R9\n",
        encoding="utf-8",
    )
    (tiny / "actors.csv").write_text("alias,actor\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_inputs(file)
    said = "\n".join(caught.value.problems)
    assert "recommendations.csv, row 2, column status: is blank" in said
    assert "recommendations.csv, row 2, column responsibilities: 'R9' is not in the matrix" in said
    assert "actors.csv: column unit is absent" in said


def test_recommendations_are_part_of_the_stamp(root) -> None:
    assert "recommendations.csv" in hash_inputs(read_study(root / "study.toml"))
