"""read_limesurvey: each of LimeSurvey's headings and answer formats, with and without structure."""

import csv
import io

import pandas as pd
import pytest

from sopgap import read_survey
from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.limesurvey import read_limesurvey
from sopgap.survey.exports.maps import Map
from tests.survey.exports.test_lss import question, rows, write

ABOUT = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
SAID = ["2", "2017-03-01 10:00:00", "3", "en", "123"]
ONE = Map(columns={"center": "all-in-one:all-staff"})


def csv_text(*table, sep=","):
    out = io.StringIO()
    csv.writer(out, delimiter=sep, lineterminator="\n").writerows(table)
    return out.getvalue()


def export(tmp_path, *table, sep=",", encoding="utf-8", structure=None):
    path = tmp_path / "results-survey123456.csv"
    path.write_bytes(csv_text(*table, sep=sep).encode(encoding))
    return read_limesurvey(path, definition=structure, problems=Problems())


def asked(read):
    return {f.name: f for f in read.fields if f.use == "question"}


def values(read):
    return {name: f.values.tolist() for name, f in asked(read).items()}


def structure(tmp_path):
    """Every shape of question, three with conditions."""
    answers = [
        {"qid": qid, "code": code, "answer": text, "sortorder": str(n), "language": "en",
         "scale_id": scale}
        for qid, scale, pairs in [
            ("1", "0", [("A1", "Daily"), ("A2", "Weekly")]),
            ("4", "0", [("1", "Never"), ("2", "Sometimes"), ("3", "Often")]),
            ("6", "0", [("a", "Low"), ("b", "High")]),
            ("6", "1", [("a", "Weak"), ("b", "Strong")]),
            ("8", "0", [("x", "Maps"), ("y", "Tools")]),
        ]
        for n, (code, text) in enumerate(pairs)
    ]  # fmt: skip
    subs = [
        {"qid": f"{parent}{n}", "parent_qid": parent, "title": title, "question": text,
         "question_order": str(n), "scale_id": "0", "language": "en"}
        for parent, n, title, text in [
            ("3", 1, "SQ001", "A can"), ("3", 2, "SQ002", "A rod | line"),
            ("4", 1, "r1", "by mail"), ("4", 2, "r2", "by phone"),
            ("6", 1, "s1", "The rules"), ("9", 1, "n1", "Days"),
        ]
    ]  # fmt: skip
    return write(
        tmp_path,
        rows("groups", {"gid": "1", "group_order": "1", "language": "en"}),
        rows(
            "questions",
            question("1", "often", "L", "How often?", other="Y"),
            question("2", "rules", "Y", "Rules?", relevance='often.NAOK == "A1"'),
            question("3", "tools", "M", "Tools?", other="Y", relevance='1X1X2.NAOK == "Y"'),
            question("4", "told", "F", "How are you told"),
            question("5", "why", "T", "Why?", relevance='tools_SQ001.NAOK == "Y"'),
            question("6", "two", "1", "Two scales"),
            question("7", "calc", "*", "{sum(1,2)}"),
            question("8", "rank", "R", "What first?"),
            question("9", "days", "K", "How many"),
            question("10", "born", "D", "When did you start?"),
        ),
        rows("subquestions", *subs),
        rows("answers", *answers),
    )


CODES = [*ABOUT, "often", "often[other]", "rules", "tools[SQ001]", "tools[SQ002]", "tools[other]",
         "told[r1]", "told[r2]", "why", "two[s1][1]", "two[s1][2]", "calc", "rank[1]", "rank[2]",
         "days[n1]", "born"]  # fmt: skip
BY_CODE = [
    [*SAID, "A1", "", "Y", "Y", "", "", "1", "3", "No map", "a", "b", "3", "y", "x", "4.50000",
     "2016-01-01 00:00:00"],
    ["3", "", "1", "en", "9", "-oth-", "Yearly", "", "", "", "net", "2", "", "", "b", "", "3", "x",
     "", "", ""],
]  # fmt: skip


def test_answer_codes_become_the_labels_of_the_structure(tmp_path):
    read = export(tmp_path, CODES, *BY_CODE, structure=structure(tmp_path))
    assert values(read) == {
        "often": ["Daily", "Other"], "often[other]": ["", "Yearly"], "rules": ["Yes", ""],
        "tools": ["A can", "Other"], "tools[other]": ["", "net"],
        "told[r1]": ["Never", "Sometimes"], "told[r2]": ["Often", ""], "why": ["No map", ""],
        "two[s1][1]": ["Low", "High"],
        "two[s1][2]": ["Strong", ""], "rank[1]": ["Tools", "Maps"], "rank[2]": ["Maps", ""],
        "days[n1]": ["4.5", ""],
    }  # fmt: skip
    fields = asked(read)
    kinds = {name: f.kind for name, f in fields.items()}
    assert kinds == {
        "often": "single", "often[other]": "open", "rules": "single", "tools": "multi",
        "tools[other]": "open", "told[r1]": "scale", "told[r2]": "scale", "why": "open",
        "two[s1][1]": "single", "two[s1][2]": "single", "rank[1]": "single", "rank[2]": "single",
        "days[n1]": "",
    }  # fmt: skip
    assert fields["often"].choices == ("Daily", "Weekly", "Other")
    assert fields["tools"].choices == ("A can", "A rod / line", "Other")
    assert fields["told[r1]"].wording == "How are you told [by mail]"
    assert fields["two[s1][2]"].choices == ("Weak", "Strong")
    dropped = {f.name: f.reason for f in read.fields if f.use == "dropped"}
    assert dropped["calc"].startswith("no answer")
    assert dropped["born"] == "a date that was asked for"


def test_simple_conditions_become_asked_if(tmp_path):
    fields = asked(export(tmp_path, CODES, *BY_CODE, structure=structure(tmp_path)))
    assert fields["rules"].asked_if == "often=Daily"
    assert fields["tools"].asked_if == fields["tools[other]"].asked_if == ""  # contradicted: row 3
    assert fields["why"].asked_if == "tools=A can"


def test_a_condition_that_answers_contradict_is_said_and_not_kept(tmp_path):
    read = export(tmp_path, CODES, *BY_CODE, structure=structure(tmp_path))
    said = [note for note in read.notes if note.startswith("tools: its condition")]
    assert len(said) == 1 and "contradicted by 1 of 2 answers" in said[0]


def test_full_answers_with_codes_and_texts_give_the_same_as_codes(tmp_path):
    texts = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "How often?",
             "How often? [Other]", "Rules?", "Tools? [A can]", "Tools? [A rod | line]",
             "Tools? [Other]", "How are you told [by mail]", "How are you told [by phone]", "Why?",
             "Two scales [The rules][Scale 1]", "Two scales [The rules][Scale 2]", "calc",
             "What first? [Rank 1]", "What first? [Rank 2]", "How many [Days]",
             "When did you start?"]  # fmt: skip
    header = [f"{code}. {text}" for code, text in zip(CODES, texts, strict=True)]
    full = [
        [*SAID, "Daily", "", "Yes", "Yes", "No", "", "Never", "Often", "No map", "Low", "Strong",
         "3", "Tools", "Maps", "4.5", "2016-01-01 00:00:00"],
        ["3", "", "1", "en", "9", "Other", "Yearly", "N/A", "N/A", "N/A", "net", "Sometimes", "",
         "", "High", "", "3", "Maps", "", "", ""],
    ]  # fmt: skip
    path = structure(tmp_path)
    by_code = export(tmp_path, CODES, *BY_CODE, structure=path)
    read = export(tmp_path, header, *full, structure=path)
    assert values(read) == values(by_code)
    assert {n: f.choices for n, f in asked(read).items()} == {
        n: f.choices for n, f in asked(by_code).items()
    }
    alone = export(tmp_path, header, *full)  # and without a structure, as far as it goes
    assert values(alone)["tools"] == ["A can", "Other"]
    assert values(alone)["told[r1]"] == ["Never", "Sometimes"]
    assert asked(alone)["told[r1]"].kind == "scale"
    assert asked(alone)["told[r2]"].choices == ("Often", "Sometimes", "Never")


def test_em_codes_and_numbers_as_headings_mean_the_same(tmp_path):
    path = structure(tmp_path)
    underscored = [c.replace("][", "_").replace("[", "_").replace("]", "") for c in CODES]
    short = [c for c in CODES if not c.startswith("two")]
    keep = [CODES.index(c) for c in short]
    cut = [[row[i] for i in keep] for row in BY_CODE]
    expected = values(export(tmp_path, short, *cut, structure=path))
    em = export(tmp_path, [underscored[i] for i in keep], *cut, structure=path)
    assert values(em) == expected
    numbers = {"often": "1X1X1", "rules": "1X1X2", "tools": "1X1X3", "told": "1X1X4",
               "why": "1X1X5", "calc": "1X1X7", "rank": "1X1X8", "days": "1X1X9",
               "born": "1X1X10"}  # fmt: skip
    sgqa = [numbers.get(c.split("[")[0], c.split("[")[0]) + c.partition("[")[2].rstrip("]")
            for c in short]  # fmt: skip
    assert values(export(tmp_path, sgqa, *cut, structure=path)) == expected


def test_headings_of_texts_alone_in_french_with_semicolons(tmp_path):
    read = export(
        tmp_path,
        ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ",
         "Tête de série", "Adresse IP", "Y a-t-il une règle ?", "Quels outils ? [Carte]",
         "Quels outils ? [Autre]", "Quels outils ? [Règle]", "Pourquoi [deux] fois ?"],
        ["1", "2017-03-01 10:00:00", "3", "fr", "7", "10.0.0.1", "Oui", "Oui", "", "Non", "été"],
        ["2", "", "1", "fr", "8", "10.0.0.2", "N/A", "N/A", "", "N/A", ""],
        ["3", "2017-03-02 10:00:00", "3", "fr", "9", "10.0.0.3", "Non", "Non", "", "Non", ""],
        sep=";",
        encoding="cp1252",
    )  # fmt: skip
    assert values(read) == {
        "Y a-t-il une règle ?": ["Oui", "", "Non"],
        "Quels outils ?": ["Carte", "", "none"],
        "Pourquoi [deux] fois ?": ["été", "", ""],
    }
    assert [f.values.tolist() for f in read.fields if f.use == "complete"] == [["yes", "no", "yes"]]
    assert {f.reason for f in read.fields if f.name == "Adresse IP"} == {"IP address"}
    assert any("Windows-1252" in note for note in read.notes)


def test_texts_in_the_first_row_and_machine_codes_in_the_third(tmp_path):
    read = export(
        tmp_path,
        ["Response", "Date", "Is there a rule?", "Which tools? [Can]", "Which tools? [Rod]"],
        ["", "", "yes or no", "", ""],
        ["id", "submitdate", "q1", "q2_a", "q2_b"],
        ["1", "2017-03-01", "Y", "Y", "{question_not_shown}"],
        ["2", "{question_not_shown}", "a{newline}b", "{question_not_shown}", "Y"],
        sep="\t",
    )
    assert values(read) == {"q1": ["Y", "a\nb"], "q2": ["Can", "Rod"]}
    assert asked(read)["q2"].wording == "Which tools?"
    assert read.fields[0].values.index.tolist() == [4, 5]


@pytest.mark.parametrize(("yes", "no"), [("Yes", "No"), ("Ja", "Nein"), ("Oui", "Non"), ("Y", "N")])
def test_a_multi_select_knows_who_saw_it_and_ticked_nothing(tmp_path, yes, no):
    header = ["id", "submitdate", "q[a]", "q[b]"]
    table = [["1", "x", yes, no], ["2", "x", no, no], ["3", "", "", ""], ["4", "", "N/A", "N/A"]]
    read = export(tmp_path, header, *table)
    assert values(read) == {"q": ["a", "none", "", ""]}


def test_ticks_without_a_no_cannot_tell_who_saw_them(tmp_path):
    header = ["id", "submitdate", "q[a]", "q[b]"]
    read = export(tmp_path, header, ["1", "x", "Y", ""], ["2", "x", "", ""])
    assert values(read) == {"q": ["a", ""]}
    assert any("does not say who saw it" in note for note in read.notes)


def test_ticks_exported_as_numbers_need_the_structure(tmp_path):
    header = ["id", "submitdate", "tools[SQ001]", "tools[SQ002]", "tools[SQ001comment]"]
    table = [["1", "x", "1", "2", "mine"], ["2", "x", "2", "2", ""]]
    read = export(tmp_path, header, *table, structure=structure(tmp_path))
    assert values(read) == {"tools": ["A can", "none"], "tools[SQ001comment]": ["mine", ""]}


def test_an_array_of_yes_and_no_is_no_multi_select_where_the_structure_says_so(tmp_path):
    path = write(
        tmp_path,
        rows("questions", question("1", "q", "C", "Do you know")),
        rows("subquestions", {"qid": "2", "parent_qid": "1", "title": "a", "question": "rule 1",
                              "scale_id": "0", "language": "en"}),
    )  # fmt: skip
    read = export(tmp_path, ["id", "submitdate", "q[a]"], ["1", "", "Y"], ["2", "", "U"],
                  structure=path)  # fmt: skip
    assert values(read) == {"q[a]": ["Yes", "Uncertain"]}


def test_the_day_is_that_of_submission_or_of_the_last_action(tmp_path):
    header = ["id", "submitdate", "startdate", "datestamp", "q1"]
    read = export(
        tmp_path,
        header,
        ["1", "2017-03-02 09:00:00", "2017-03-01 10:00:00", "2017-03-02 09:00:00", "Yes"],
        ["2", "1980-01-01 00:00:00", "", "", "No"],  # no dates are kept: only that it was sent
        ["3", "", "2017-03-04 10:00:00", "2017-03-05 10:00:00", "No"],
    )
    found = {f.use: f.values.tolist() for f in read.fields}
    assert found["date"] == ["2017-03-02", "", "2017-03-05"]
    assert found["complete"] == ["yes", "yes", "no"]


def test_days_that_are_ambiguous_are_left_for_the_map(tmp_path):
    header = ["id", "submitdate", "q1"]
    read = export(tmp_path, header, ["1", "3/4/2017 10:00", "Yes"], ["2", "", "No"])
    assert [f.values.tolist() for f in read.fields if f.use == "date"] == [["3/4/2017 10:00", ""]]
    day = Map(columns={"center": "all-in-one:a"}, date_order="dmy")
    done = import_survey(
        "limesurvey", tmp_path / "results-survey123456.csv", tmp_path / "s", map=day
    )
    assert "2017-04-03" in (done.folder / "responses.csv").read_text()


def test_persons_are_left_out_of_the_folder(tmp_path):
    header = ["id", "submitdate", "token", "ipaddr", "refurl", "firstname", "email", "attribute_1",
              "q1", "groupTime7"]  # fmt: skip
    row = ["1", "", "s3cret", "10.1.2.3", "http://x", "Ann", "ann@x.org", "Bonn", "Yes", "33.2"]
    export(tmp_path, header, row)
    done = import_survey(
        "limesurvey", tmp_path / "results-survey123456.csv", tmp_path / "out", map=ONE
    )
    text = (done.folder / "responses.csv").read_text()
    assert not any(cell in text for cell in row[2:8])
    assert {name for name, _ in done.dropped} >= {*header[2:8], "groupTime7"}


def test_none_and_formulas_and_blank_rows(tmp_path):
    header = ["id", "submitdate", "q1"]
    table = [
        [str(i), "2017-01-01", text]
        for i, text in enumerate(
            ["None", "n/a", "=cmd|' /C calc'!A0", "'=1+1", "Because nobody ever told us so", "NULL"]
        )
    ]
    export(tmp_path, header, *table, ["", "", ""])  # fmt: skip
    done = import_survey(
        "limesurvey", tmp_path / "results-survey123456.csv", tmp_path / "out", map=ONE
    )
    comments = read_survey(done.folder).comments["text"].tolist()
    assert {"None", "n/a", "NULL", "'=1+1"} <= set(comments)
    assert dict(done.left_out) == {"blank row": 1}
    assert '"=cmd' not in (done.folder / "responses.csv").read_text()


def test_a_cut_file_never_ends_in_a_traceback(tmp_path):
    text = csv_text(CODES, *BY_CODE).encode()
    path, lss = tmp_path / "x.csv", structure(tmp_path)
    for n in range(0, len(text), 7):
        path.write_bytes(text[:n])
        try:
            read = read_limesurvey(path, definition=lss, problems=Problems())
        except InputError as error:
            assert error.problems
        else:
            assert len({len(f.values) for f in read.fields}) == 1


@pytest.fixture(scope="module")
def real(shared, tmp_path_factory):
    folder = shared / "data/exports/limesurvey"
    return (
        folder / "rse2017_nl_public.csv",
        folder / "rse2017_core_survey.lss",
        tmp_path_factory.mktemp("real"),
    )


def test_the_real_export_is_read_as_counted_by_hand(real):
    path, _, out = real
    done = import_survey("limesurvey", path, out / "alone", map=ONE)
    assert (done.n_rows, done.n_questions) == (77, 60)
    survey = read_survey(done.folder)
    responses = pd.read_csv(done.folder / "responses.csv", dtype=str, keep_default_na=False)
    questions = survey.questions.set_index("question_id")
    asked_in = list(questions.index)
    multi = questions.index[questions["kind"] == "multi"]
    assert [len(questions.loc[q, "choices"].split("|")) for q in multi] == [65, 4, 4]
    ticks = [responses[q].str.split("|").explode() for q in multi]
    assert [int((~t.isin(["", "none"])).sum()) for t in ticks] == [207, 133, 75]
    assert [int((responses[q] == "none").sum()) for q in multi] == [2, 0, 4]
    assert [int((responses[q] != "").sum()) for q in multi] == [77, 75, 71]
    assert int((ticks[2] == "N/A").sum()) == 26  # a choice, not a missing answer
    assert questions["kind"].value_counts()["open"] == 1
    assert survey.comments["question_id"].nunique() == 1 and len(survey.comments) == 43
    rse1 = asked_in[3]
    assert responses[rse1].value_counts().to_dict() == {"Yes": 75, "No": 2}
    wordings = set(questions["wording"])
    assert "Who uses the code that you write?" in wordings
    assert "In an average month, how much time do you spend on software development" in wordings
    assert "In general, how satisfied are you with [Your career]" in wordings


def test_the_real_structure_gives_conditions_that_the_answers_keep(real):
    path, lss, out = real
    read = read_limesurvey(path, definition=lss, problems=Problems())
    kept = {f.name: f.asked_if for f in read.fields if f.asked_if}
    assert kept == {
        "paper3": "paper2=Yes",
        "paper4": "paper3=No",
        "open1can[SQ001]": "open01can=Yes",
        "open3can[SQ001]": "open03can=Yes",
    }
    said = [note for note in read.notes if "its condition" in note]
    assert [note.split(":")[0] for note in said] == ["edu2", "soft1can", "currentEmp13"]
    done = import_survey("limesurvey", path, out / "with", map=ONE, definition=lss)
    answers = read_survey(done.folder).answers
    wording = read_survey(done.folder).questions.set_index("wording")["question_id"]
    paper3 = answers[answers["question_id"] == wording[
        "Are you generally named as the main author of the paper?"]]  # fmt: skip
    states = paper3["state"].value_counts()
    assert states[states > 0].to_dict() == {"answered": 58, "not-asked": 19}


def test_an_array_with_a_third_answer_is_no_multi_select(tmp_path):
    header = ["Response ID", "Last page", "Do you know [SOP 1]", "Do you know [SOP 2]",
              "Do you know [SOP 3]"]  # fmt: skip
    read = export(tmp_path, header, ["1", "3", "Yes", "No", "Uncertain"])
    assert list(values(read).values()) == [["Yes"], ["No"], ["Uncertain"]]


def test_what_looks_like_ticks_is_said_where_no_structure_tells(tmp_path):
    read = export(tmp_path, ["id", "submitdate", "q[a]", "q[b]"], ["1", "x", "Yes", "No"])
    assert any("q: taken as a multi-select" in note for note in read.notes)
