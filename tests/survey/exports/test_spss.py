"""read_spss: labels, missing codes kept apart, multiple response sets, and damaged files."""

import json
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from sopgap import read_survey
from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports import spss, spss_child
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.maps import Map
from sopgap.survey.exports.spss import read_spss

pyreadstat = pytest.importorskip("pyreadstat")
NAN = float("nan")
ONE = Map(columns={"center": "all-in-one:all-staff"})
LABELS = {1: "Yes", 2: "No", 97: "Not applicable", 98: "Don't know", 99: "Refused"}


@pytest.fixture(autouse=True)
def same_process(request, monkeypatch):
    """Read in this process what is no danger to it: a process of its own takes half a second.

    Tests that ask for `child` read as a user does; what is read here goes through JSON too.
    """
    if "child" not in request.fixturenames:
        monkeypatch.setattr(spss, "_in_a_child", read_here)


@pytest.fixture
def child():
    """Each file is read in a process of its own."""


def read_here(kind, path):
    limits = spss.MAX_COLUMNS, spss.MAX_ROWS, spss.MAX_HELD
    return json.loads(json.dumps(spss_child.read(kind, str(path), *limits)))


def write(tmp_path, table, *, name="survey.sav", **more):
    path = tmp_path / name
    pyreadstat.write_sav(pd.DataFrame(table), str(path), **more)
    return path


def read(path):
    """Return the fields by name, and the notes."""
    export = read_spss(path, problems=Problems())
    return {f.name: f for f in export.fields}, export.notes


def fields(path):
    return read(path)[0]


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """One file with a variable for each thing that labels and codes may say."""
    table = {
        "rule": [2.0, 1.0, NAN, 1.0, 1.0, 1.0, 1.0],
        "steps": [1.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0],
        "ends": [3.0, 5.0, 1.0, 1.0, 1.0, 1.0, NAN],
        "twice": [1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        "why": ["None", "n/a", "", "a", "b", "c", "=1+1"],
        "apart": [1.0, 2.0, 97.0, 98.0, 98.0, 99.0, NAN],
        "answers": [1.0, 99.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        "alone": [1.0, 8.0, 9.0, 7.0, NAN, NAN, NAN],
        "ranges": [-5.0, 0.0, 12.5, 999.0, NAN, NAN, NAN],
        "texts": ["x", "ZZ", "y", "", "", "", ""],
    }
    path = write(
        tmp_path_factory.mktemp("coded"),
        table,
        column_labels={"rule": "Is there a <b>rule</b>?", "why": "Why?"},
        variable_value_labels={
            "rule": {2: "No", 1: "Yes | always"},
            "steps": {1: "a", 2: "b", 3: "c"},
            "ends": {1: "Never", 5: "Always"},
            "twice": {1: "Yes", 2: "Yes"},
            "apart": LABELS,
            "answers": LABELS,
            "alone": {1: "One", 8: "DK"},
            "texts": {"ZZ": "Refused"},
        },
        missing_ranges={
            "apart": [{"lo": 97, "hi": 99}],
            "alone": [8, 9],
            "ranges": [{"lo": -10, "hi": -1}, 999],
            "texts": ["ZZ"],
        },
        variable_measure={"steps": "ordinal", "ends": "ordinal"},
    )
    return read(path)


def test_labels_are_the_wording_and_the_choices_in_the_order_of_the_codes(coded):
    found, _ = coded
    assert (found["rule"].wording, found["steps"].wording) == ("Is there a rule?", "steps")
    assert found["rule"].choices == ("Yes / always", "No")
    assert found["rule"].values.tolist()[:3] == ["No", "Yes / always", ""]
    kinds = {name: field.kind for name, field in found.items()}
    assert (kinds["rule"], kinds["steps"], kinds["why"]) == ("single", "scale", "")
    assert found["why"].values.tolist() == ["None", "n/a", "", "a", "b", "c", "=1+1"]


def test_codes_declared_missing_are_kept_apart_by_what_their_labels_say(coded):
    found, notes = coded
    field = found["apart"]
    assert field.values.tolist() == ["Yes", "No", "", "Don't know", "Don't know", "", ""]
    assert field.choices == ("Yes", "No", "Don't know")
    assert field.dont_know == ("Don't know",)
    assert notes[0] == (
        "apart: declared missing: 97 'Not applicable' is blank, not asked (1); 98 \"Don't know\""
        " stays as a choice (2); 99 'Refused' is blank, skipped (1)"
    )


def test_missing_codes_alone_ranges_with_one_beside_and_texts(coded):
    found, _ = coded
    assert found["alone"].values.tolist()[:4] == ["One", "DK", "", "7"]
    assert (found["alone"].choices, found["alone"].dont_know) == (("One", "7", "DK"), ("DK",))
    assert found["ranges"].values.tolist()[:4] == ["", "0", "12.5", ""]
    assert found["texts"].values.tolist()[:3] == ["x", "", "y"]
    assert found["texts"].choices == ()  # only the missing code has a label: free text


def test_a_label_that_is_not_declared_missing_is_an_answer(coded):
    field = coded[0]["answers"]
    assert field.values.tolist()[:2] == ["Yes", "Refused"]
    assert "Refused" in field.choices


def test_a_scale_with_labels_at_its_ends_keeps_the_numbers_between(coded):
    assert coded[0]["ends"].choices == ("Never", "3", "Always")


def test_two_codes_of_one_label_stay_two(coded):
    assert coded[0]["twice"].values.tolist()[:2] == ["Yes", "Yes (2)"]


def test_ticks_that_no_set_declares_are_told_by_their_labels(tmp_path):
    """Platforms write a variable a choice, labelled with the choice alone or as selected."""
    agree, box = {1: "Agree", 2: "Disagree"}, {0: "Not selected", 1: "Selected"}
    path = write(
        tmp_path,
        {
            "Q2_1": [1.0, NAN, 1.0, NAN],
            "Q2_2": [NAN, 1.0, 1.0, NAN],
            "Q2_3": [NAN] * 4,
            "Q3_1": [1.0, 2.0, 1.0, 2.0],
            "Q3_2": [2.0, 2.0, 1.0, 2.0],
            "Q4_1": [1.0, 0.0, 0.0, NAN],
            "Q4_2": [1.0, 1.0, 0.0, NAN],
        },
        column_labels={
            "Q2_1": "Which tools? - Selected Choice Can",
            "Q2_2": "Which tools? - Selected Choice Cap",
            "Q2_3": "Which tools? - Selected Choice Hat",
            "Q3_1": "Rate: law",
            "Q3_2": "Rate: memo",
            "Q4_1": "Places: here",
            "Q4_2": "Places: there",
        },
        variable_value_labels={
            "Q2_1": {1: "Can"},
            "Q2_2": {1: "Cap"},
            "Q2_3": {1: "Hat"},
            "Q3_1": agree,
            "Q3_2": agree,
            "Q4_1": box,
            "Q4_2": box,
        },
    )
    found, notes = read(path)
    assert [(f.name, f.wording, f.kind, f.choices) for f in found.values()] == [
        ("Q2", "Which tools?", "multi", ("Can", "Cap", "Hat")),
        ("Q3_1", "Rate: law", "single", ("Agree", "Disagree")),
        ("Q3_2", "Rate: memo", "single", ("Agree", "Disagree")),
        ("Q4", "Places", "multi", ("here", "there")),
    ]
    assert found["Q2"].values.tolist() == ["Can", "Cap", "Can|Cap", ""]
    assert found["Q4"].values.tolist() == ["here|there", "there", "none", ""]
    assert notes[0] == (
        "Q2: one multi-select of Q2_1, Q2_2, Q2_3, which the file does not declare; their labels"
        " tell it"
    )


def test_who_was_asked_is_told_by_the_answer_that_all_others_lack(tmp_path):
    rows = [(1.0, 1.0), (1.0, 2.0), (2.0, 97.0), (1.0, 98.0), (2.0, 97.0), (1.0, NAN)] * 5
    path = write(
        tmp_path,
        {"first": [a for a, _ in rows], "then": [b for _, b in rows]},
        variable_value_labels={"first": {1: "Yes", 2: "No"}, "then": LABELS},
        missing_ranges={"then": [{"lo": 97, "hi": 98}]},
    )
    done = import_survey("spss", path, tmp_path / "out", map=ONE)
    assert any("then: asked only if first=Yes" in note for note in done.notes)
    answers = read_survey(done.folder).answers
    states = answers[answers["question_id"] == answers["question_id"].iloc[-1]]["state"]
    assert states.value_counts().loc[lambda n: n > 0].to_dict() == {
        "answered": 10, "not-asked": 10, "dont-know": 5, "skipped": 5
    }  # fmt: skip


def test_one_contradiction_and_nobody_is_said_to_have_been_asked_alone(tmp_path):
    rows = [*[(1.0, 1.0), (2.0, 97.0)] * 9, (2.0, 1.0)]
    path = write(
        tmp_path,
        {"first": [a for a, _ in rows], "then": [b for _, b in rows]},
        variable_value_labels={"first": {1: "Yes", 2: "No"}, "then": LABELS},
        missing_ranges={"then": [97]},
    )
    assert fields(path)["then"].asked_if == ""


def test_days_weights_ids_and_persons(tmp_path):
    day = pd.to_datetime(["2017-03-01", None]).date
    path = write(
        tmp_path,
        {"id": [7.0, 8.0], "date": day, "born": day, "weight": [0.5, 1.5],
         "email": ["a@b.org", ""], "q": ["x", "y"]},
    )  # fmt: skip
    found = fields(path)
    assert {name: f.use for name, f in found.items()} == {
        "id": "respondent_id", "date": "date", "born": "dropped", "weight": "weight",
        "email": "dropped", "q": "question",
    }  # fmt: skip
    assert found["date"].values.tolist() == ["2017-03-01", ""]
    text = import_survey("spss", path, tmp_path / "out", map=ONE).folder / "responses.csv"
    assert "a@b.org" not in text.read_text() and "0.5" in text.read_text()


def test_a_day_beyond_any_calendar_is_no_traceback(tmp_path):
    table = {"date": [1e18, -1e15, 13.7e9], "q": [1.0, 2.0, 3.0]}
    path = write(tmp_path, table, variable_format={"date": "DATE11"})
    days = fields(path)["date"].values.tolist()
    assert days[:2] == ["", ""] and days[2].startswith("2016-")


@pytest.mark.parametrize("name", ["survey.sav", "survey.zsav", "survey.por"])
def test_each_format_gives_the_same_values(tmp_path, name, child):
    table = pd.DataFrame({"Q1": [1.0, 2.0, NAN], "Q2": ["a", "été", ""]})
    path = tmp_path / name
    if name.endswith("por"):
        pyreadstat.write_por(table.assign(Q2=["a", "b", ""]), str(path))
    else:
        pyreadstat.write_sav(table, str(path), compress=name.endswith("zsav"))
    found, notes = read(path)
    assert [note.startswith("a .por file") for note in notes] == [True] * name.endswith("por")
    assert found["Q1"].values.tolist() == ["1", "2", ""]
    assert found["Q2"].values.tolist()[0::2] == ["a", ""]


def test_hostile_texts_are_harmless(tmp_path):
    said = ["=cmd|'/C calc'!A0", "<script>alert(1)</script>", "a|b", "x" * 20_000, "\u202eabc"]
    path = write(tmp_path, {"why": said}, column_labels={"why": "=1+1"},
                 variable_value_labels={})  # fmt: skip
    done = import_survey("spss", path, tmp_path / "out", map=ONE)
    assert len(read_survey(done.folder).comments) == 5


def test_without_pyreadstat_the_extra_is_named(tmp_path, monkeypatch):
    path = write(tmp_path, {"q": [1.0]})
    monkeypatch.setitem(sys.modules, "pyreadstat", None)  # as where it is not installed
    with pytest.raises(
        InputError, match=r"not installed; install it: pip install 'sopgap\[spss\]'"
    ):
        read_spss(path, problems=Problems())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"<html>Log in</html>", "a web page"),
        (b"id,q1\n1,2\n", "but a text"),
        (b"PK\x03\x04rest", "a workbook or zip file"),
        (b"\x00\x01\x02", "something else"),
        (b"$FL2" + b"\0" * 500, "damaged or cut off"),
        (b"ASCII SPSS PORT FILE" + b" " * 500, "damaged or cut off"),
    ],
)  # fmt: skip
def test_what_is_no_spss_file_is_refused_in_a_sentence(tmp_path, data, said, child):
    path = tmp_path / "x.sav"
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"x.sav: .*{said}"):
        read_spss(path, problems=Problems())


def test_absent_files_folders_and_files_without_rows(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_spss(tmp_path / "gone.sav", problems=Problems())
    with pytest.raises(InputError, match="is a folder"):
        read_spss(tmp_path, problems=Problems())
    with pytest.raises(InputError, match="holds variables, but no response"):
        read_spss(write(tmp_path, {"q": np.array([], dtype=float)}), problems=Problems())


def test_bounds_are_held_before_the_rows_are_read(tmp_path, monkeypatch):
    path = write(tmp_path, {"q": ["x" * 5000] * 10, "r": ["y"] * 10})
    for limit, value, said in [
        ("MAX_BYTES", 100, "larger than 100 bytes"),
        ("MAX_ROWS", 5, "has 10 rows, more than 5"),
        ("MAX_HELD", 1000, "would take"),
    ]:
        with monkeypatch.context() as patched:
            patched.setattr(f"sopgap.survey.exports.spss.{limit}", value)
            with pytest.raises(InputError, match=said):
                read_spss(path, problems=Problems())


def test_a_child_that_dies_or_never_ends_is_a_sentence(tmp_path, child, monkeypatch):
    path = write(tmp_path, {"q": [1.0]})
    monkeypatch.setattr(spss, "MAX_SECONDS", 0.01)
    with pytest.raises(InputError, match=r"survey.sav: cannot be read in 0.01 seconds"):
        read_spss(path, problems=Problems())
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(InputError, match=r"survey.sav: is damaged beyond reading; save it anew"):
        read_spss(path, problems=Problems())


def test_a_cut_or_altered_file_never_ends_in_a_traceback(tmp_path, child):
    table = {"q": [1.0, 2.0, 98.0] * 4, "why": ["été", "b", ""] * 4}
    labels = {"q": {1: "Yes", 98: "Don't know"}}
    data = write(tmp_path, table, variable_value_labels=labels,
                 missing_ranges={"q": [98]}).read_bytes()  # fmt: skip
    rng = np.random.default_rng(0)
    altered = [bytearray(data) for _ in range(2)]
    for one in altered:
        for at in rng.integers(4, len(one), 3):
            one[at] = rng.integers(0, 256)
    huge = bytearray(data)
    huge[80:84] = struct.pack("<i", 2_000_000_000)  # the number of rows that the header claims
    cut = [data[:n] for n in (200, len(data) // 2, len(data) - 8)]
    paths = []
    for place, one in enumerate([*cut, *map(bytes, altered), bytes(huge)]):
        paths.append(tmp_path / f"bad{place}.sav")
        paths[-1].write_bytes(one)

    def refused(path):
        try:
            read_spss(path, problems=Problems())
        except InputError as error:
            assert all(path.name in sentence for sentence in error.problems)
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(refused, paths)) >= 3


REAL = {
    "ordered_category": {"Col1": ("scale", ["high", "low", "medium", "low"])},
    "sample": {
        "character": ("open", list("abcde")),
        "numeric": ("single", ["1.1", "1.2", "-1000.3", "-1.4", "1000.3"]),
        "labeled": ("single", ["Male", "Female", "Male", "Female", "Male"]),
        "ordinal": ("scale", ["low", "medium", "high", "low", "low"]),
    },
    "simple_alltypes": {
        "Numeric variable with value labels": ("single", ["red", "green", "blue", "4", "", "9"]),
        "Numberic variable with missing value range": (
            "single", ["", "", "1.234", "", "3.14159", ""]
        ),
        "40 character string": (
            "open", ["red", "green", "reg-green-blue-whatever", "NA", "", "MORE JUNK"]
        ),
        "My multiple response set": (
            "multi",
            ["Response #1|Response #2", "Response #1", "Response #2", "none", "Response #2",
             "Response #1|Response #2"],
        ),
        "categorical_array": ("multi", ["a|b", "a|b|c", "b|c|d", "b", "a|b|d", "b|c|d"]),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_the_real_files_are_read_as_counted_by_hand(shared, tmp_path, name):
    path = shared / f"data/exports/spss/{name}.sav"
    done = import_survey("spss", path, tmp_path / "out", map=ONE)
    survey = read_survey(done.folder)
    cells = pd.read_csv(done.folder / "responses.csv", dtype=str, keep_default_na=False)
    found = {
        row.wording: (row.kind, [cell.strip() for cell in cells[row.question_id]])
        for row in survey.questions.itertuples()
    }
    assert found == REAL[name]
    assert done.n_rows == len(survey.respondents) == len(cells)
    if name == "simple_alltypes":
        assert cells["date"].tolist() == [
            "2014-11-01", "2014-11-01", "2014-12-15", "2014-12-15", "2015-01-02", "2015-01-02"
        ]  # fmt: skip
        assert dict(done.dropped)["quarter"] == "a quarter, no day"
        assert "y" in dict(done.dropped)


def test_a_status_that_is_no_yes_or_no_is_a_question_and_a_second_id_is_dropped(tmp_path):
    table = {"finished": [1.0, 0.0], "complete": ["x", "y"], "id": [1.0, 2.0], "caseid": [3.0, 4.0]}
    path = write(tmp_path, table, variable_value_labels={"finished": {1: "True", 0: "False"}})
    uses = {name: field.use for name, field in fields(path).items()}
    assert uses == {
        "finished": "complete", "complete": "question", "id": "respondent_id", "caseid": "dropped"
    }  # fmt: skip
