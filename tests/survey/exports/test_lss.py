"""read_lss: what a LimeSurvey survey structure says, in old and new files, and what is refused."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.exports.lss import Definition, Item, item_types, read_lss, single_condition

HEAD = "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>400</DBVersion>"


def rows(table, *given):
    cells = ["".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in row.items()) for row in given]
    return f"<{table}><rows>" + "".join(f"<row>{c}</row>" for c in cells) + f"</rows></{table}>"


def write(tmp_path, *tables, head=HEAD, languages=("en",)):
    listed = "".join(f"<language>{one}</language>" for one in languages)
    path = tmp_path / "survey.lss"
    text = f"{head}<languages>{listed}</languages>{''.join(tables)}</document>"
    path.write_text(text, encoding="utf-8")
    return path


def question(qid, title, kind, text="", **more):
    return {"qid": qid, "sid": "1", "gid": "1", "type": kind, "title": title, "question": text,
            "parent_qid": "0", "question_order": qid, "language": "en", **more}  # fmt: skip


def test_wordings_lose_their_markup_and_nothing_else(tmp_path):
    text = "<p>Is there a <b>written</b>&nbsp;rule (&lt; 5 years)?</p>\n<script>x()</script>"
    item = read_lss(write(tmp_path, rows("questions", question("1", "q1", "Y", text)))).items["q1"]
    assert item.wording == "Is there a written rule (< 5 years)?"
    assert item.answers[0] == {"Y": "Yes", "N": "No"}


def test_answers_come_in_the_order_shown_with_other_at_the_end(tmp_path):
    path = write(
        tmp_path,
        rows("questions", question("1", "q1", "L", "Which?", other="Y")),
        rows(
            "answers",
            {"qid": "1", "code": "b", "answer": "Second", "sortorder": "2", "language": "en"},
            {"qid": "1", "code": "a", "answer": "First | best", "sortorder": "1", "language": "en"},
        ),
    )
    answers = read_lss(path).items["q1"].answers[0]
    assert list(answers.items()) == [("a", "First / best"), ("b", "Second"), ("-oth-", "Other")]


def test_groups_order_the_questions_and_lend_their_condition(tmp_path):
    path = write(
        tmp_path,
        rows(
            "groups",
            {"gid": "1", "group_order": "2", "grelevance": 'first.NAOK == "Y"', "language": "en"},
            {"gid": "2", "group_order": "1", "grelevance": "1", "language": "en"},
        ),
        rows(
            "questions",
            question("1", "second", "S", "Why?", relevance="1"),
            question("2", "first", "Y", "Rules?", relevance="1", gid="2"),
        ),
    )
    structure = read_lss(path)
    assert list(structure.items) == ["first", "second"]
    assert single_condition(structure.items["second"].condition, structure) == ("first", "", "Y")
    assert structure.items["first"].condition == ""


def test_the_base_language_is_taken_unless_told(tmp_path):
    path = write(
        tmp_path,
        rows("surveys", {"sid": "1", "language": "de"}),
        rows(
            "questions",
            question("1", "q1", "S", "Why?"),
            question("1", "q1", "S", "Warum?", language="de"),
        ),
        languages=("en", "de"),
    )
    assert read_lss(path).items["q1"].wording == "Warum?"
    assert read_lss(path).languages == ("de", "en")
    assert read_lss(path, language="en").items["q1"].wording == "Why?"
    with pytest.raises(InputError, match="has no language 'fr'; it has de, en"):
        read_lss(path, language="fr")


def test_since_version_4_texts_stand_in_tables_of_their_own(tmp_path):
    bare = {k: v for k, v in question("1", "q1", "M").items() if k not in ("question", "language")}
    sub = {**bare, "qid": "2", "parent_qid": "1", "title": "SQ001", "scale_id": "0"}
    path = write(
        tmp_path,
        rows("questions", bare, {**bare, "qid": "3", "title": "q2", "type": "!"}),
        rows("subquestions", sub),
        rows(
            "question_l10ns",
            {"id": "7", "qid": "1", "question": "Tools?", "language": "en"},
            {"id": "8", "qid": "2", "question": "A can", "language": "en"},
            {"id": "9", "qid": "2", "question": "Kanne", "language": "de"},
        ),
        rows("answers", {"aid": "5", "qid": "3", "code": "A1", "sortorder": "1"}),
        rows("answer_l10ns", {"id": "1", "aid": "5", "answer": "Daily", "language": "en"}),
    )
    items = read_lss(path).items
    assert (items["q1"].wording, items["q1"].parts) == ("Tools?", {"SQ001": "A can"})
    assert items["q2"].answers[0] == {"A1": "Daily"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('((1X1X7.NAOK == "Y"))', ("q1", "", "Y")),
        ("q1 == 'N'", ("q1", "", "N")),
        ('q2_SQ001.NAOK == "Y"', ("q2", "SQ001", "Y")),
        ("q1.NAOK == 3", ("q1", "", "3")),
        ('q1.NAOK != "Y"', None),
        ('(q1.NAOK == "Y") and (q2.NAOK == "N")', None),
        ('!is_empty(q1.NAOK)', None),
        ('gone.NAOK == "Y"', None),
        ("((((", None),
        ("", None),
    ],
)  # fmt: skip
def test_only_one_comparison_is_a_simple_condition(expression, expected):
    items = {code: Item(code, "Y", "") for code in ("q1", "q2")}
    assert single_condition(expression, Definition("", "", (), items, {"1X1X7": "q1"})) == expected


def test_a_condition_of_a_million_brackets_is_judged_at_once():
    structure = Definition("", "", (), {"q1": Item("q1", "Y", "")}, {})
    assert single_condition("(" * 100_000 + "q1" + ")" * 100_000, structure) is None


def test_every_type_has_a_shape_and_a_known_kind():
    assert {t.kind for t in item_types().values()} == {"", "single", "multi", "scale", "open"}
    assert "".join(sorted(item_types())) == "!*15:;ABCDEFGHIKLMNOPQRSTUXY|"
    assert item_types()["|"].shape == "nothing"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"<html><body>Log in</body></html", "it is a web page"),
        (b"id,q1\n1,Yes\n", "not a whole XML file"),
        (HEAD.encode(), "not a whole XML file"),
        (b"<document></document>", "no survey structure of LimeSurvey"),
        (b"<rss><channel/></rss>", "no survey structure of LimeSurvey"),
        (HEAD.encode() + b"</document>", "holds no questions"),
        (b"<!DOCTYPE d SYSTEM 'http://127.0.0.1/x.dtd'>" + HEAD.encode() + b"</document>",
         "declares a document type"),
        (b"<!DOCTYPE d [<!ENTITY a 'x'>]><document>&a;</document>", "declares a document type"),
    ],
)  # fmt: skip
def test_what_is_no_structure_is_refused_in_a_sentence(tmp_path, data, said):
    path = tmp_path / "bad.lss"
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"bad.lss.*{said}"):
        read_lss(path)


def test_entities_are_not_resolved_and_files_not_read(tmp_path):
    (tmp_path / "secret").write_text("hunter2")
    bomb = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 9)
    )
    bomb += f"<!ENTITY file SYSTEM '{(tmp_path / 'secret').as_uri()}'>]>"
    path = tmp_path / "bomb.lss"
    path.write_text(bomb + HEAD + "&a8;&file;</document>")
    with pytest.raises(InputError) as caught:
        read_lss(path)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there_and_one_too_large(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="no such file"):
        read_lss(tmp_path / "gone.lss")
    with pytest.raises(InputError, match="cannot be read"):
        read_lss(tmp_path)
    monkeypatch.setattr("sopgap.survey.exports.lss.MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        read_lss(write(tmp_path, rows("questions", question("1", "q1", "Y"))))


def test_the_real_structure_is_read_whole(shared: Path):
    structure = read_lss(shared / "data/exports/limesurvey/rse2017_core_survey.lss")
    items = structure.items.values()
    assert (structure.language, len(structure.items)) == ("en", 59)
    assert sum(len(item.parts) for item in items) == 117
    own = [item for item in items if item.type in "L!RF"]
    assert sum(len(a) - ("-oth-" in a) for item in own for a in item.answers) == 633
    conditions = [item for item in items if item.condition]
    single = [i.code for i in conditions if single_condition(i.condition, structure)]
    assert (len(conditions), len(single)) == (13, 11)
    assert [i.code for i in conditions if i.code not in single] == ["edu2", "currentEmp4"]
    assert structure.items["paper3"].wording == (
        "Are you generally named as the main author of the paper?"
    )
