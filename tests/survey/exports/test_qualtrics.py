"""Qualtrics: real exports held to counts made by hand, and a synthetic one with every quirk."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.maps import Map

HERE = Path(__file__).parent / "fixtures"
ONE = 'keep_rows = ["test"]\n[columns]\ncenter = "all-in-one:fruit"\n'
REAL = (
    "qtools_Better_Sample_Survey", "qtools_Matrix_Single_Answer_Testing",
    "qtools_Multiple_Answer_MC_Questions", "qtools_Multiple_Answer_MC_Questions__Insights_",
    "qtools_Notes_Survey", "qtools_Sample_Survey", "qtools_Sample_Survey__Insights_",
    "qtools_Survey_Logic_EVERYWHERE", "qtools_Test_Survey_for_Coded_Comments",
    "qualtRics_sample_de",
)  # fmt: skip


def bring(folder: Path, file: Path, text: str = ONE, **more):
    (folder / "m.toml").write_text(text)
    done = import_survey("qualtrics", file, folder / "out", map=folder / "m.toml", **more)
    return done, read_survey(folder / "out")


def chosen(survey, question: str) -> Counter:
    answers = survey.answers[survey.answers.question_id == question]
    return Counter(map(str, answers.choice))


@pytest.mark.parametrize("name", REAL)
def test_every_real_export_is_taken_and_the_map_gives_it_again(name, shared, tmp_path) -> None:
    file = shared / f"data/exports/qualtrics/{name}.csv"
    done, survey = bring(tmp_path, file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    headers = 2 if rows[0][0] == "V1" else 3
    assert done.n_rows == len(rows) - headers == len(survey.respondents)
    raw = (tmp_path / "out/responses.csv").read_text(encoding="utf-8")
    assert not [secret for secret in ("R_", "192.0.2", "42.4019", "-71.119") if secret in raw]
    assert ":" not in raw.partition("\n")[2][:60]  # no time of day beside the date
    again = tmp_path / "again"
    import_survey("qualtrics", file, again, map=tmp_path / "out/map.toml")
    for made in sorted((tmp_path / "out").iterdir()):
        assert (again / made.name).read_bytes() == made.read_bytes(), made.name


def test_the_rows_of_tests_are_left_out_unless_a_map_keeps_them(shared, tmp_path) -> None:
    file = shared / "data/exports/qualtrics/qtools_Notes_Survey.csv"
    with pytest.raises(InputError, match=r"all 5 rows are no answers \(5 test\).*keep_rows"):
        import_survey("qualtrics", file, tmp_path / "out")


def test_the_counts_of_the_better_sample_survey(shared, tmp_path) -> None:
    """Counted by hand in the file: codes by column, labels by the definition."""
    _, survey = bring(tmp_path, shared / "data/exports/qualtrics/qtools_Better_Sample_Survey.csv")
    assert len(survey.respondents) == 10
    assert chosen(survey, "q2_favorite") == {"Canteloupe": 4, "Kiwi": 5, "Pomagranite": 1}
    assert chosen(survey, "q3_volunteer") == {
        "": 4, "None of the above": 5, "Cantaloupe": 1, "Pomegranate": 1,
    }  # fmt: skip
    assert chosen(survey, "q4_rank_3") == {
        "": 4, "Never Tried It": 3, "Enjoy": 1, "Dislike": 1, "Ambivalent": 1,
    }  # fmt: skip
    assert chosen(survey, "q1_recent_q1_recent_1")["In the last week"] == 7
    assert chosen(survey, "q6_reservations.2_1") == {
        "I have no reservations": 5, "": 4, "Other": 1,
    }  # fmt: skip
    assert len(survey.comments) == 6


def test_the_counts_of_the_coded_comments(shared, tmp_path) -> None:
    file = shared / "data/exports/qualtrics/qtools_Test_Survey_for_Coded_Comments.csv"
    done, survey = bring(tmp_path, file)
    assert (done.n_rows, done.n_questions) == (10, 3)
    assert chosen(survey, "Q1") == {
        "Click to write Choice 1": 4,
        "Other, please specify:": 4,
        "None of the above, explain why:": 2,
    }
    assert Counter(survey.comments.question_id) == {"Q1_TEXT": 6, "Q2": 10}


def test_the_counts_of_ticks_without_a_definition(shared, tmp_path) -> None:
    name = "qtools_Multiple_Answer_MC_Questions__Insights_"
    done, survey = bring(tmp_path, shared / f"data/exports/qualtrics/{name}.csv")
    assert (done.n_rows, done.n_questions) == (5, 6)
    assert chosen(survey, "Q2") == {f"Click to write Statement {i}": n
                                    for i, n in ((1, 4), (2, 4), (3, 5))}  # fmt: skip
    assert chosen(survey, "Q4")["Click to write Statement 2"] == 2
    assert chosen(survey, "Q5") == {
        "Click to write Statement 1": 4, "Click to write Choice 4": 2,
        "Click to write Choice 5": 1, "Click to write Choice 6": 5,
        "Click to write Statement 2": 3, "Click to write Statement 3": 3,
        "Click to write Choice 7": 2,
    }  # fmt: skip
    assert Counter(survey.comments.question_id) == {"mc_question_five_2_TEXT": 5}
    assert any("columns of ticks" in note for note in done.notes)


def test_the_counts_of_an_old_export_without_ids(shared, tmp_path) -> None:
    file = shared / "data/exports/qualtrics/qtools_Survey_Logic_EVERYWHERE.csv"
    done, survey = bring(tmp_path, file)
    first, second, third = (f"Click to write Choice {i}" for i in (1, 2, 3))
    assert chosen(survey, "Q1") == {first: 4, second: 3, third: 3}
    assert chosen(survey, "Q2") == {second: 7, first: 3}
    assert chosen(survey, "Q4") == {"": 4, first: 3, second: 3}
    told = [note for note in done.notes if "answers contradict" in note]
    assert [note.split(":")[0] for note in told] == ["Q2", "Q3", "Q4"]  # made-up test data
    assert survey.questions.set_index("question_id").asked_if["Q5_1"] == (
        f"Q1={second}|{third} & Q3={first}|{third}"
    )
    assert dict(done.dropped)["IPAddress"] == "IP address"


def test_a_real_skip_from_one_of_three_choices_is_kept_and_no_answer_contradicts_it(
    shared, tmp_path
) -> None:
    file = shared / "data/exports/qualtrics/qtools_Better_Sample_Survey.csv"
    done, survey = bring(tmp_path, file)
    asked_if = survey.questions.set_index("question_id").asked_if
    assert asked_if["q5_position"] == "q2_favorite=Kiwi|Pomagranite"
    assert (
        asked_if == asked_if["q5_position"]
    ).sum() == 29  # all behind it that the definition knows
    assert not any("skip" in note or "contradict" in note for note in done.notes)
    # Counted in the file: the four who chose Canteloupe have nothing behind it.
    assert chosen(survey, "Q8_1") == {"Click to write Scale point 1": 6, "": 4}


def test_the_definition_of_another_survey_with_the_same_ids_is_refused(shared, tmp_path) -> None:
    folder = shared / "data/exports/qualtrics"
    other = folder / "qtools_Sample_Survey.qsf"
    with pytest.raises(InputError, match=r"qtools_Sample_Survey\.qsf is another survey's: \d+ of"):
        import_survey(
            "qualtrics",
            folder / "qtools_Sample_Survey__Insights_.csv",
            tmp_path / "out",
            definition=other,
            map=Map(keep_rows=("test",), columns={"center": "all-in-one:x"}),
        )


def test_without_a_definition_numbers_stay_numbers_and_that_is_said(shared, tmp_path) -> None:
    done, survey = bring(tmp_path, shared / "data/exports/qualtrics/qualtRics_sample_de.csv")
    assert chosen(survey, "Q1") == {"2": 1}
    assert any("stay numbers" in note and "--definition" in note for note in done.notes)
    assert dict(done.dropped)["Q2 - Topics"] == "text analysis of the platform"


def test_a_localised_export_of_choice_texts(tmp_path) -> None:
    done = import_survey("qualtrics", HERE / "qualtrics_labels.csv", tmp_path / "out")
    survey = read_survey(tmp_path / "out")
    assert done.left_out == (("preview", 1), ("spam", 1))
    assert survey.respondents.complete.tolist() == [True, False, True]
    assert survey.respondents.center.tolist() == ["electronics", "machinery", "machinery"]
    assert survey.questions.question_id.tolist() == ["Q1", "Q2", "Q5", "Q3", "Q3_4_TEXT",
                                                     "Q4_1", "Q4_2"]  # fmt: skip
    assert survey.questions.wording.tolist()[0] == "Gibt es eine Anweisung?"
    assert chosen(survey, "Q3") == {"Law, old and new": 1, "Maps": 2, "Other": 1, "": 1}
    assert survey.respondents.date.tolist() == ["2021-01-05", "2021-01-06", "2021-01-17"]
    assert "4711" not in (tmp_path / "out/responses.csv").read_text(encoding="utf-8")
    said = survey.comments.set_index("text").question_id.to_dict()
    assert said == {"None": "Q5", "-5 people, I say": "Q5", "A radio": "Q3_4_TEXT"}


def test_a_display_condition_becomes_asked_if(tmp_path) -> None:
    import_survey("qualtrics", HERE / "qualtrics_labels.csv", tmp_path / "out")
    survey = read_survey(tmp_path / "out")
    q2 = survey.questions.set_index("question_id").loc["Q2"]
    assert q2.asked_if == "Q1=Ja"
    assert q2.choices == "Ja|Nein|Weiß nicht"
    assert q2.dont_know == "Weiß nicht"
    states = survey.answers[survey.answers.question_id == "Q2"].state
    assert list(map(str, states)) == ["answered", "not-asked", "dont-know"]


def test_a_definition_of_another_survey_is_refused(shared, tmp_path) -> None:
    folder = shared / "data/exports/qualtrics"
    with pytest.raises(InputError, match="describes none of its questions"):
        bring(
            tmp_path,
            folder / "qtools_Survey_Logic_EVERYWHERE.csv",
            definition=folder / "qtools_Better_Sample_Survey.qsf",
        )


def test_the_same_export_with_codes_and_with_texts_gives_the_same_answers(tmp_path) -> None:
    """Codes as the definition recodes them: Ja 1, Nein 0; ticks as 1,2,4."""
    text = (HERE / "qualtrics_labels.csv").read_text(encoding="utf-8")
    head, body = text.split("\n1/5/21", 1)
    coded = "1/5/21" + body
    for label, code in (
        (",Ja,Nein,", ",1,2,"), (",Ja,Ja,", ",1,1,"), (",Nein,,", ",0,,"),
        (",Ja,Weiß nicht,", ",1,3,"), ('"Law, old and new,Maps"', '"1,2"'),
        ('"Maps,Other"', '"2,4"'), (",Maps,", ",2,"), (",Not well,Well,", ",2,1,"),
        (",Well,Not well,", ",1,2,"), (",Well,Well,", ",1,1,"), ("Wahr", "1"), ("Falsch", "0"),
        ("IP-Adresse,192", "0,192"), ("Umfragevorschau", "1"), ("Spam", "8"),
    ):  # fmt: skip
        coded = coded.replace(label, code)
    (tmp_path / "x.csv").write_text(head + "\n" + coded, encoding="utf-8")
    (tmp_path / "x.qsf").write_bytes((HERE / "qualtrics_labels.qsf").read_bytes())
    import_survey("qualtrics", tmp_path / "x.csv", tmp_path / "codes")
    import_survey("qualtrics", HERE / "qualtrics_labels.csv", tmp_path / "texts")
    for name in ("questions.csv", "responses.csv", "centers.csv"):
        made = (tmp_path / "codes" / name).read_text(encoding="utf-8")
        assert made == (tmp_path / "texts" / name).read_text(encoding="utf-8"), name


def saved_as(folder: Path, how: str) -> Path:
    """The synthetic export as a German spreadsheet, or Qualtrics' own TSV, writes it."""
    with (HERE / "qualtrics_labels.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    mark, encoding = {"semicolons": (";", "cp1252"), "tabs": ("\t", "utf-16")}[how]
    with (folder / "x.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    (folder / "x.qsf").write_bytes((HERE / "qualtrics_labels.qsf").read_bytes())
    return folder / "x.csv"


@pytest.mark.parametrize("how", ["semicolons", "tabs"])
def test_encodings_and_separators_change_nothing_and_are_said(how, tmp_path) -> None:
    done = import_survey("qualtrics", saved_as(tmp_path, how), tmp_path / "out")
    import_survey("qualtrics", HERE / "qualtrics_labels.csv", tmp_path / "plain")
    for name in ("questions.csv", "responses.csv", "centers.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    assert f"columns are parted by {how}" in done.notes


def test_columns_of_one_header_are_told_apart(tmp_path) -> None:
    text = (HERE / "qualtrics_labels.csv").read_text(encoding="utf-8")
    (tmp_path / "x.csv").write_text(text.replace(",Q1,Q2,", ",Q1,Q1,"), encoding="utf-8")
    qsf = HERE / "qualtrics_labels.qsf"
    import_survey("qualtrics", tmp_path / "x.csv", tmp_path / "out", definition=qsf)
    survey = read_survey(tmp_path / "out")
    assert survey.questions.question_id.tolist()[:2] == ["Q1", "Q1.2"]
    assert chosen(survey, "Q1") == {"Ja": 2, "Nein": 1}
    assert chosen(survey, "Q1.2") == {"Nein": 1, "": 1, "Weiß nicht": 1}


def test_loops_are_questions_of_their_own(tmp_path) -> None:
    ids = [f'"{{""ImportId"":""{i}""}}"' for i in ("_recordId", "finished", "1_QID5", "2_QID5")]
    (tmp_path / "x.csv").write_text(
        "ResponseId,Finished,1_Q5,2_Q5\nResponse ID,Finished,Entry - well?,Protest - well?\n"
        f"{','.join(ids)}\nR_1aaaaaaaaaaaaaa,True,Yes,No\nR_2aaaaaaaaaaaaaa,True,No,No\n"
        "R_3aaaaaaaaaaaaaa,False,Yes,Yes\nR_4aaaaaaaaaaaaaa,False,,\n"
    )
    done, survey = bring(tmp_path, tmp_path / "x.csv")
    assert survey.questions.wording.tolist() == ["Entry - well?", "Protest - well?"]
    assert chosen(survey, survey.questions.question_id[1]) == {"No": 2, "Yes": 1, "": 1}
    assert done.n_questions == 2
