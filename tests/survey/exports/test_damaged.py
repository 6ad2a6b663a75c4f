"""Damaged exports: each is refused with one sentence that says what, where and what to do."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.survey.exports.importing import import_survey

HEAD = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,Q1,Q2\n"
SAID = (
    "Start Date,End Date,Response Type,Finished,Recorded Date,Response ID,At which Center?,Why?\n"
)
IDS = ",".join(
    f'"{{""ImportId"":""{i}""}}"'
    for i in [
        "startDate",
        "endDate",
        "status",
        "finished",
        "recordedDate",
        "_recordId",
        "QID1",
        "QID2_TEXT",
    ]
)
ROW = "2021-01-05 08:00:00,2021-01-05 08:10:00,IP Address,True,2021-01-05 08:10:01,R_{},{},{}\n"
ROWS = [
    ROW.format("1aaaaaaaaaaaaaaa", "North", "No one tells us"),
    ROW.format("2bbbbbbbbbbbbbbb", "South", "n/a"),
    ROW.format("3ccccccccccccccc", "North", ""),
]
GOOD = HEAD + SAID + IDS + "\n" + "".join(ROWS)
LOGIN = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Qualtrics</body></html>"
MONKEY = (
    "Respondent ID,Collector ID,Start Date,End Date,Where?\n,,,,Response\n"
    "1,2,2021-01-05,2021-01-05,North\n"
)


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Center", "Why?"], ["North", "No one tells us"], ["South", "=1+1"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(*rows: list[str], merged: str = "") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * 90_000_000)
    return file.getvalue()


def other_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("answers.csv", "a,b\n1,2\n")
    return file.getvalue()


# damage: platform, file, content, and the sentence
DAMAGES: dict[str, tuple[str, str, str | bytes, str]] = {
    "cut off inside a cell": (
        "qualtrics",
        "x.csv",
        GOOD.replace("No one tells us", '"No one tells'),
        "x.csv, the row below row 3 (which begins with '{\"ImportId\":\"startDate\"}'): a quoted"
        " cell never ends: the file is cut off or a quote is missing; export it anew",
    ),
    "cut off inside a row": (
        "qualtrics",
        "x.csv",
        GOOD[: GOOD.index(",R_3")],
        "x.csv, row 6: 5 cells where row 1 has 8; the file breaks off here; export it anew",
    ),
    "cut off behind the headers": (
        "qualtrics",
        "x.csv",
        HEAD + SAID + IDS + "\n",
        "x.csv: holds headers and no response; has the survey been answered?",
    ),
    "another separator": (
        "qualtrics",
        "x.csv",
        GOOD.replace('"', "").replace(",", "|"),
        "x.csv, row 1: holds a single column; it seems to be parted by '|'; export it with commas,"
        " semicolons or tabs",
    ),
    "an image": (
        "qualtrics",
        "x.csv",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        "x.csv: is no text file; export the survey as CSV UTF-8",
    ),
    "a PDF": (
        "qualtrics",
        "x.csv",
        b"%PDF-1.7\n%...",
        "x.csv: is a PDF, not a CSV; export the survey's data, not its report",
    ),
    "a workbook named csv": (
        "csv",
        "x.csv",
        workbook(),
        "x.csv: is a workbook or zip file, not a CSV; unpack it, or import it as xlsx",
    ),
    "another platform's": (
        "qualtrics",
        "x.csv",
        MONKEY,
        "x.csv, row 1: is no export of Qualtrics (no column ResponseId); it looks like"
        " surveymonkey: sopgap import surveymonkey",
    ),
    "another platform's, the other way": (
        "surveymonkey",
        "x.csv",
        GOOD,
        "x.csv, row 1: is no export of SurveyMonkey (its first column is Respondent ID); it looks"
        " like qualtrics: sopgap import qualtrics",
    ),
    "no third header": (
        "qualtrics",
        "x.csv",
        HEAD + SAID + "".join(ROWS),
        "x.csv, row 3: the row with the ImportIds is missing; export it anew, unedited (or import"
        " it as csv with one header row)",
    ),
    "no second header": (
        "qualtrics",
        "x.csv",
        HEAD + "".join(ROWS),
        "x.csv, row 2: the row with the wordings is missing; export it anew, unedited",
    ),
    "no second header, with ids": (
        "qualtrics",
        "x.csv",
        HEAD + IDS + "\n" + "".join(ROWS),
        "x.csv, row 2: the row with the wordings is missing; export it anew, unedited",
    ),
    "a title above the headers": (
        "csv",
        "x.csv",
        "Staff survey,,\nCenter,Clear?,Why?\nN,Yes,a\n",
        "x.csv, row 1: headers stand over 1 of 3 columns; delete the rows above the row of headers,"
        " or name the columns",
    ),
    "an export of Qualtrics as a table": (
        "csv",
        "x.csv",
        GOOD,
        "x.csv, row 2: is a second row of headers; it looks like qualtrics: sopgap import"
        " qualtrics",
    ),
    "an export of SurveyMonkey as a table": (
        "csv",
        "x.csv",
        MONKEY,
        "x.csv, row 2: is a second row of headers; it looks like surveymonkey: sopgap import"
        " surveymonkey",
    ),
    "merged headers": (
        "xlsx",
        "x.xlsx",
        table(["Center", "How often?", ""], ["", "Mail", "Phone"], ["N", "a", "b"], merged="B1:C1"),
        "x.xlsx, row 1: the header cells B1:C1 are merged; unmerge them and give each column one"
        " header, in one row",
    ),
    "a formula that was never computed": (
        "forms",
        "x.xlsx",
        table(["Timestamp", "Center", "Sum"], ["2023-05-01", "N", "=1+1"]),
        "x.xlsx, worksheet 'Sheet', cell C2: a formula that was never computed, so that its value"
        " is not there; open the workbook in a spreadsheet, save it, and import it again",
    ),
    "a CSV named xlsx": (
        "xlsx",
        "x.xlsx",
        "Center,Why?\nN,a\n",
        "x.xlsx: is no workbook (.xlsx), or its end is missing; export it anew; it is a text: if it"
        " is a CSV, name it .csv and import it as csv",
    ),
    "a weight that is none": (
        "csv",
        "x.csv",
        "weight,Clear?\n1.5,Yes\nabc,No\n",
        "x.csv: row 3, column weight: 'abc' is no weight; weights are numbers from 0",
    ),
    "no row of choices": (
        "surveymonkey",
        "x.csv",
        MONKEY.replace(",,,,Response\n", ""),
        "x.csv, row 2: the row with the choices (Response, Open-Ended Response) is missing; export"
        " it anew, unedited",
    ),
    "a row too wide": (
        "qualtrics",
        "x.csv",
        GOOD.replace("South,n/a", "South,n/a, they say"),
        "x.csv, row 5: 9 cells where row 1 has 8; export it anew, unedited",
    ),
    "a null byte": (
        "qualtrics",
        "x.csv",
        GOOD.replace("n/a", "n\0a"),
        "x.csv, row 5: holds a null byte; the file is damaged, export it anew",
    ),
    "two encodings": (
        "qualtrics",
        "x.csv",
        GOOD.replace("n/a", "né").encode().replace(b"tells us", b"tells us\xe9"),
        "x.csv, row 4: byte 0xe9 is not UTF-8, while other letters of the file are: two encodings"
        " are mixed; export it anew as CSV UTF-8",
    ),
    "half of UTF-16": (
        "csv",
        "x.csv",
        GOOD.encode("utf-16")[:-1],
        "x.csv: begins as UTF-16 and breaks off; export it anew as CSV UTF-8",
    ),
    "5,000 columns": (
        "csv",
        "x.csv",
        ",".join(f"c{i}" for i in range(5000)) + "\n" + "," * 4999 + "\n",
        "x.csv: has 5,000 columns, more than 4,000; export fewer",
    ),
    "a cell without end": (
        "csv",
        "x.csv",
        "a,b\n1," + "x" * 100_001 + "\n",
        "x.csv, row 2, column 2: a cell of 100,001 characters, more than 100,000; is a quote"
        " missing?",
    ),
    "an id twice": (
        "qualtrics",
        "x.csv",
        GOOD + ROWS[0],
        "x.csv: rows 4, 7, column ResponseId: 'R_1aaaaaaaaaaaaaaa' stands 2 times; each response"
        " has one row: was the export appended to itself?",
    ),
    "empty": ("qualtrics", "x.csv", "", "x.csv: the file is empty; export it anew"),
    "white space only": ("csv", "x.csv", " \r\n\r\n", "x.csv: the file is empty; export it anew"),
    "a log-in page": (
        "qualtrics",
        "x.csv",
        LOGIN,
        "x.csv: is a web page, not a CSV (a log-in page that was saved?); log in and export again",
    ),
    "an old or protected workbook": (
        "xlsx",
        "x.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "x.xlsx: is an old .xls or protected by a password; save it as .xlsx without one",
    ),
    "a workbook cut off": (
        "xlsx",
        "x.xlsx",
        workbook()[:-200],
        "x.xlsx: is no workbook (.xlsx), or its end is missing; export it anew",
    ),
    "a zip bomb": (
        "forms",
        "x.xlsx",
        bomb(),
        "x.xlsx: unpacks to 90,000,011 bytes in 2 parts; refused as unsafe",
    ),
    "a zip that is no workbook": (
        "xlsx",
        "x.xlsx",
        other_zip(),
        "x.xlsx: is a zip file but no workbook (.xlsx); export as .xlsx or CSV",
    ),
    "nothing but previews": (
        "qualtrics",
        "x.csv",
        GOOD.replace("IP Address", "Survey Preview"),
        "x.csv: all 3 rows are no answers (3 preview); to import them all the same, write"
        ' keep_rows = ["preview"] into a map',
    ),
    "a strange word for finished": (
        "qualtrics",
        "x.csv",
        GOOD.replace("True", "Maybe"),
        "x.csv: row 4, column Finished: 'Maybe' does not say whether it was finished; choose"
        ' another column, or [columns] complete = "all-yes"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_export_is_refused_in_one_sentence(damage: str, tmp_path: Path) -> None:
    platform, name, content, sentence = DAMAGES[damage]
    content = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(content)
    (tmp_path / "m.toml").write_text('[columns]\ncenter = "all-in-one:x"\n')
    with pytest.raises(InputError) as refused:
        import_survey(platform, tmp_path / name, tmp_path / "out", map=tmp_path / "m.toml")
    assert refused.value.problems == (sentence,)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["m.toml", name])


def test_the_undamaged_export_is_taken(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(GOOD)
    done = import_survey("qualtrics", tmp_path / "x.csv", tmp_path / "out")
    assert (done.n_rows, done.n_questions, done.n_centers) == (3, 1, 2)


def test_every_cut_of_an_export_ends_in_a_sentence_or_a_folder(tmp_path: Path) -> None:
    """Cut anywhere, an export is refused or read; it never ends in another error."""
    refused = 0
    for end in range(0, len(GOOD), 23):
        (tmp_path / "x.csv").write_text(GOOD[:end])
        try:
            import_survey("qualtrics", tmp_path / "x.csv", tmp_path / f"out{end}")
        except InputError as error:
            refused += 1
            assert all(p.startswith("x.csv") for p in error.problems)
    assert refused >= end // 23 - 12


def test_bytes_that_change_end_in_a_sentence_or_a_folder(tmp_path: Path) -> None:
    for at in range(0, len(GOOD), 101):
        for byte in (b'"', b",", b"\n", b"\xff", b"\x00"):
            broken = GOOD.encode()
            (tmp_path / "x.csv").write_bytes(broken[:at] + byte + broken[at + 1 :])
            out = tmp_path / f"out{at}-{byte[0]}"
            try:
                import_survey("qualtrics", tmp_path / "x.csv", out)
            except InputError as error:
                assert error.problems
                assert not out.exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_the_command_line_refuses_with_2_and_no_traceback(tmp_path: Path, capsys) -> None:
    (tmp_path / "x.csv").write_text(LOGIN)
    call = ["import", "qualtrics", str(tmp_path / "x.csv"), "--out", str(tmp_path / "out")]
    assert main(call) == 2
    said = capsys.readouterr().err
    assert "x.csv: is a web page" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("missing", ["no.csv", "folder"])
def test_what_is_no_file_is_refused(missing: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="no such file|is a folder"):
        import_survey("csv", tmp_path / missing, tmp_path / "out")


def test_an_unknown_platform_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'qualtrics'"):
        import_survey("qualtric", tmp_path / "x.csv", tmp_path / "out")


@pytest.mark.parametrize("platform", ["csv", "xlsx", "qualtrics", "forms", "limesurvey"])
def test_a_folder_and_a_pipe_are_named_for_what_they_are(platform, tmp_path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, said in (("folder.csv", "is a folder"), ("pipe.csv", "is a pipe or device")):
        with pytest.raises(InputError, match=rf"{name}: {said}; give the file"):
            import_survey(platform, tmp_path / name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_beyond_bounds_is_not_called_absent(tmp_path, monkeypatch) -> None:
    (tmp_path / "x.csv").write_text("Center,Why?\nNorth,a\n")
    monkeypatch.setattr("sopgap.workbooks.bounds.MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        import_survey("csv", tmp_path / "x.csv", tmp_path / "out")
