"""Writers count people in memory, and let nothing out."""

import copy
import dataclasses
import json
import logging
import pickle

import numpy as np
import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import InputError
from sopgap.survey.writers import Writers

QUESTIONS = (
    "question_id,wording,kind,choices\n"
    "q1,Procedures?,single,Yes|No\nq2,Why?,open,\nq3,More?,open,\n"
)
ANSWERS = (
    "respondent_id,center,position,complete,q1,q2,q3\n"
    "secret-7,a,clerk,yes,Yes,Too many memos,More memos\n"
    "secret-3,a,chief,yes,Yes,Too many memos,\n"
    "secret-9,b,clerk,yes,No,n/a,No rules at all\n"
    "secret-1,b,,yes,No,nobody knows but okonedo,\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    (tmp_path / "responses.csv").write_text(ANSWERS)
    return tmp_path


def raised(comments, concern="C1"):
    return comments[["comment_id", "center"]].assign(concern_id=concern)


def test_who_wrote_twice_counts_once(folder):
    survey = sg.read_survey(folder)
    assert survey.writers.count(raised(survey.comments), ["concern_id"]).to_dict() == {"C1": 4}
    by_center = survey.writers.count(raised(survey.comments), ["concern_id", "center"])
    assert by_center.to_dict() == {("C1", "a"): 2, ("C1", "b"): 2}


def test_two_people_who_wrote_the_same_are_two(folder):
    survey = sg.read_survey(folder)
    same = survey.comments[survey.comments["text"] == "Too many memos"]
    assert len(same) == 2
    assert survey.writers.count(raised(same), ["concern_id"]).to_dict() == {"C1": 2}


def test_positions_are_counted_by_group_and_those_without_in_none(folder):
    survey = sg.read_survey(folder)
    assert survey.writers.count_positions(survey.comments["comment_id"]) == {
        "clerk": 2,
        "chief": 1,
        "": 1,
    }
    groups = {"clerk": "staff", "chief": "staff"}
    found = survey.writers.count(raised(survey.comments), ["concern_id"], positions=groups)
    assert found.to_dict() == {("C1", "staff"): 3}


def test_nothing_that_prints_or_writes_lets_a_writer_out(folder, tmp_path, capsys, caplog):
    survey = sg.read_survey(folder)
    said = repr(survey) + str(survey) + f"{survey.writers!r} {survey.writers}"
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").error("%s %r", survey.writers, survey.writers)
    said += caplog.text
    assert "Writers(of 6 comments)" in said
    assert "secret" not in repr(survey.writers) + caplog.text
    assert "writers" not in repr(survey)
    for what in (survey.writers, survey, {"x": [survey.writers]}):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="in memory alone"):
                pickle.dumps(what, protocol)
    with pytest.raises(TypeError, match="in memory alone"):
        survey.writers.__getstate__()
    with pytest.raises(TypeError):
        json.dumps(survey.writers)
    with pytest.raises(TypeError):
        vars(survey.writers)
    with pytest.raises(TypeError):
        list(survey.writers)
    with pytest.raises((TypeError, ValueError)):
        pd.DataFrame(survey.writers)


def test_no_table_of_a_survey_leads_from_a_comment_to_a_person(folder):
    survey = sg.read_survey(folder)
    for name in ("questions", "frame", "respondents", "answers", "open_states"):
        assert "comment_id" not in getattr(survey, name)
    assert list(survey.comments) == ["comment_id", "question_id", "center", "text"]
    assert not survey.comments.astype("str").stack().str.contains("secret").any()


def test_a_copy_is_itself(folder):
    survey = sg.read_survey(folder)
    assert copy.deepcopy(survey).writers is survey.writers
    assert dataclasses.replace(survey, comments=survey.comments.head(1)).writers is survey.writers
    assert dataclasses.asdict(survey)["writers"] is survey.writers


def test_no_id_and_no_row_of_the_file_is_kept(folder):
    """The numbers follow the hashes of what was written: another order of rows, the same ones."""
    rows = ANSWERS.replace("chief,yes,Yes,Too many memos", "chief,yes,Yes,No forms").splitlines()
    (folder / "responses.csv").write_text("\n".join(rows) + "\n")
    survey = sg.read_survey(folder)
    (folder / "responses.csv").write_text("\n".join([rows[0], *rows[:0:-1]]) + "\n")
    turned = sg.read_survey(folder)
    pd.testing.assert_frame_equal(survey.comments, turned.comments)
    assert survey.writers._writer.tolist() == turned.writers._writer.tolist()
    assert survey.writers._writer.tolist() == pd.factorize(survey.writers._writer)[0].tolist()


def test_read_again_with_another_roster_is_refused(folder):
    with_roster = sg.read_survey(folder, roster=["Ada Okonedo"])
    without = sg.read_survey(folder)
    assert with_roster.comments["text"].str.contains(r"\[name\]").any()
    assert not without.comments["text"].str.contains(r"\[name\]").any()
    with_roster.writers.check(with_roster.comments)
    with_roster.writers.check(with_roster.comments.tail(2))  # some are enough
    with pytest.raises(InputError, match="with the roster that the comments were read with"):
        without.writers.check(with_roster.comments)
    other = with_roster.comments.assign(text="Something else")
    with pytest.raises(InputError, match="6 of 6 comments are not those of this survey"):
        with_roster.writers.check(other)


def test_ids_alone_do_not_make_a_comment_known(folder):
    survey = sg.read_survey(folder)
    turned = survey.comments.assign(comment_id=survey.comments["comment_id"].to_numpy()[::-1])
    with pytest.raises(InputError, match="not those of this survey"):
        survey.writers.check(turned)
    with pytest.raises(InputError, match="1 comments are not those"):
        survey.writers.count(pd.DataFrame({"comment_id": ["c99"], "x": ["y"]}), ["x"])


def test_a_survey_without_open_questions_has_writers_of_nothing(tmp_path):
    (tmp_path / "questions.csv").write_text(
        "question_id,wording,kind,choices\nq1,Procedures?,single,Yes|No\n"
    )
    (tmp_path / "responses.csv").write_text(
        "respondent_id,center,position,complete,q1\nr1,a,,yes,Yes\n"
    )
    survey = sg.read_survey(tmp_path)
    assert repr(survey.writers) == "Writers(of 0 comments)"
    assert survey.writers.count(raised(survey.comments), ["concern_id"]).empty
    assert survey.writers.count_positions(survey.comments["comment_id"]) == {}
    assert survey.respondents["commented"].tolist() == [False]


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_plain_pandas(seed):
    draw = np.random.default_rng(seed)
    row = np.sort(draw.integers(0, 30, 80))
    comments = pd.DataFrame(
        {
            "comment_id": [f"c{i}" for i in range(80)],
            "question_id": "q",
            "center": [f"C{r % 4}" for r in row],
            "text": [f"words {i}" for i in range(80)],
        }
    )
    rows = comments.sample(120, replace=True, random_state=seed)[["comment_id", "center"]]
    rows = rows.assign(concern_id=draw.choice(["K1", "K2", "K3"], len(rows)))
    found = Writers(comments, row, ["x"] * 30).count(rows, ["concern_id", "center"])
    plain = rows.assign(writer=row[rows["comment_id"].str[1:].astype(int)])
    plain = plain.groupby(["concern_id", "center"])["writer"].nunique()
    assert found.sort_index().to_dict() == plain.to_dict()
