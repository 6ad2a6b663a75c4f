"""Every figure that the audit published comes out of the default study, count, base and percent."""

import pandas as pd
import pytest

import sopgap as sg

PUBLISHED = {
    "no-focused-review": (303, 444, 68),
    "never-in-review": (372, 415, 90),
    "no-own-procedures": (314, 444, 71),
    "unaware-of-policies": (248, 444, 56),
    "understood-roles": (149, 444, 34),
    "no-seacats-entry": (276, 414, 67),
    "not-in-penalty-initiation": (178, 414, 43),
    "response": (544, 1052, 52),
    "frame-share": (1052, 1443, 73),
}


@pytest.fixture(scope="module")
def survey(root):
    return sg.read_survey(root / "surveys/oig-22-34")


@pytest.fixture(scope="module")
def tested(root, survey) -> pd.DataFrame:
    folder = root / "surveys/oig-22-34"
    counts = sg.count_responses(survey)
    found = sg.back_test(folder, sg.tally(survey), counts, staff_all=1443)
    return found.set_index("figure_id")


def test_no_published_figure_is_left_out(tested) -> None:
    assert set(tested.index) == set(PUBLISHED)


@pytest.mark.parametrize("figure", PUBLISHED)
def test_a_published_figure_comes_out(tested, figure: str) -> None:
    row = tested.loc[figure]
    assert (row.n, row.base, row.percent) == PUBLISHED[figure]
    assert (row.published_n, row.published_base, row.published_percent) == PUBLISHED[figure]
    assert row.agrees


def test_a_figure_that_is_off_by_one_does_not_agree(root, survey, tmp_path) -> None:
    text = (root / "surveys/oig-22-34/published.csv").read_text().replace("303,444", "304,444")
    (tmp_path / "published.csv").write_text(text)
    found = sg.back_test(tmp_path, sg.tally(survey), sg.count_responses(survey), staff_all=1443)
    assert found.agrees.tolist().count(False) == 1
    assert not found.set_index("figure_id").agrees["no-focused-review"]


def test_a_survey_without_published_figures_has_nothing_to_test(survey, tmp_path) -> None:
    assert sg.back_test(tmp_path, sg.tally(survey), sg.count_responses(survey)).empty


def test_a_published_figure_of_no_question_is_refused_by_row(root, survey, tmp_path) -> None:
    text = (root / "surveys/oig-22-34/published.csv").read_text()
    (tmp_path / "published.csv").write_text(text.replace(",q4,No,", ",q4,Nope,"))
    with pytest.raises(sg.InputError, match="published.csv, row 2: the survey has no figure"):
        sg.back_test(tmp_path, sg.tally(survey), sg.count_responses(survey))


def test_the_disposition_of_the_survey_is_the_audits(survey) -> None:
    row = sg.count_responses(survey).set_index("group").loc["all"]
    assert (row.answered, row.complete, row.partial, row.staff) == (544, 409, 135, 1052)
    figure_items = ["q4", "q5", "q6", "q7", "q8", "q9", "q10"]
    given = survey.answers[
        survey.answers.question_id.isin(figure_items)
        & survey.answers.state.isin(["answered", "dont-know"])
    ]
    partial = survey.respondents[~survey.respondents.complete].respondent_id
    assert len(set(partial) - set(given.respondent_id)) == 100
