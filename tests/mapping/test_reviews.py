"""reviews.csv: what is in it stays, what is wrong in it is told, all at once."""

import random
from pathlib import Path

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.reviews import read_reviews, write_reviews

HEAD = "when,reviewer,responsibility_id,center,duty_id,decision,reason\n"
MATRIX = pd.DataFrame({"responsibility_id": ["R1", "R2"]})
KNOWN = {"matrix": MATRIX, "centers": {"north", "south"}, "documents": {"sop-1"}}


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "reviews.csv"
    path.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_decisions_are_read_in_the_order_of_the_file(tmp_path) -> None:
    path = written(
        tmp_path,
        '2024-03-02,A. B.,R1,north,,confirmed,"read, twice"',
        "2024-03-01T09:00:00+01:00,C. D.,R2,,sop-1#2.9f3a.s1,rejected,of bonds",
    )
    rows = read_reviews(path, **KNOWN)
    assert rows["decision"].tolist() == ["confirmed", "rejected"]
    assert rows["reason"].tolist() == ["read, twice", "of bonds"]
    assert rows["kind"].tolist() == ["", ""]


def test_a_study_without_the_file_has_decided_nothing(tmp_path) -> None:
    assert read_reviews(tmp_path / "reviews.csv").empty
    assert read_reviews(None).empty


def test_all_that_is_wrong_is_told_at_once(tmp_path) -> None:
    head = HEAD.replace("\n", ",kind,judged,reply,reply_date\n")
    path = written(
        tmp_path,
        "2024-03-01,A,R9,north,,confirmed,,,,,",
        "2024-03-01,A,R1,nrth,,confirmed,,,,,",
        "2024-03-01,A,R1,,,confirmed,,,,,",
        "yesterday,A,R1,north,,confirmed,,,,,",
        "2024-13-41,A,R1,south,,confirmed,,,,,",
        "2024-03-01,A,R1,north,,confirm,,,,,",
        "2024-03-01,,R1,north,,confirmed,,,,,",
        "2024-03-01,A,R1,,sop-2#1.aa.s1,confirmed,,,,,",
        "2024-03-01,A,R1,,nothing,confirmed,,,,,",
        "2024-03-01,A,R1,,sop-1#1.aa.s1,disputed,,,,,",
        "2024-03-01,B,R1,north,,confirmed,,missing,assigned,,",
        "2024-03-01,B,R2,north,,disputed,,missing,,no,2024-02-30",
        "2024-03-01,C,R2,north,,remediated,,assigned,,,",
        "2024-03-01,D,R2,north,,confirmed,,,,,",
        "2024-03-01,D,R2,north,,rejected,,,,,",
        head=head,
    )
    with pytest.raises(InputError) as raised:
        read_reviews(path, **KNOWN)
    told = "\n".join(raised.value.problems)
    for part in (
        "row 2, column responsibility_id: there is no responsibility 'R9' in the matrix",
        "row 3, column center: there is no Center 'nrth'; did you mean 'north'?",
        "row 4, column center: is blank; a cell is one responsibility at one Center",
        "row 5, column when: 'yesterday' is no time like",
        "row 6, column when: '2024-13-41' is no time like",
        "row 7, column decision: 'confirm' is not allowed; did you mean 'confirmed'?",
        "row 8, column reviewer: is blank",
        "row 9, column duty_id: there is no document 'sop-2' in the manifest",
        "row 10, column duty_id: 'nothing' is no id of a duty",
        "row 11, column decision: a link is confirmed or rejected, not disputed",
        "row 12, column decision: confirmed contradicts the row itself",
        "row 13, column reply_date: '2024-02-30' is not a day of the calendar",
        "row 14, column decision: what was computed as assigned is no gap",
        "row 16: when + reviewer + responsibility_id + center + duty_id",
    ):
        assert part in told
    assert "row 15" not in told.replace("in row 15", "")


def test_two_who_contradict_each_other_are_no_error_of_the_file(tmp_path) -> None:
    path = written(
        tmp_path, "2024-03-01,A,R1,north,,confirmed,", "2024-03-02,B,R1,north,,rejected,"
    )
    assert len(read_reviews(path, **KNOWN)) == 2


def test_an_invisible_sign_or_an_endless_reason_is_refused(tmp_path) -> None:
    path = written(
        tmp_path,
        f"2024-03-01,A,R1,north,,confirmed,{'x' * 1001}",
        "2024-03-02,A\x07,R1,north,,confirmed,",
    )
    with pytest.raises(InputError) as raised:
        read_reviews(path)
    assert "row 2, column reason: has 1,001 characters" in str(raised.value)
    assert "row 3, column reviewer: holds the invisible character U+0007" in str(raised.value)


def test_what_is_in_the_file_stays_and_a_column_that_it_lacks_is_added(tmp_path) -> None:
    path = written(tmp_path, '2024-03-01,A,R1,north,,confirmed,"a, ""b"""')
    more = {"when": "2024-03-02T00:00:00Z", "reviewer": "=B", "responsibility_id": "R1",
            "center": "south", "decision": "rejected", "kind": "missing"}  # fmt: skip
    write_reviews(path, pd.DataFrame([more]))
    rows = read_reviews(path)
    assert rows["reason"].tolist() == ['a, "b"', ""]
    assert rows["reviewer"].tolist() == ["A", "=B"]
    assert rows["kind"].tolist() == ["", "missing"]
    assert "'=B" in path.read_text()  # no spreadsheet runs it
    before = path.read_bytes()
    write_reviews(path, pd.DataFrame([more | {"when": "2024-03-03T00:00:00Z"}]))
    assert path.read_bytes().startswith(before)


def test_the_same_reviewer_and_time_are_not_written_twice(tmp_path) -> None:
    row = {"when": "2024-03-02T00:00:00Z", "reviewer": "B", "responsibility_id": "R1",
           "center": "south", "decision": "rejected"}  # fmt: skip
    path = write_reviews(tmp_path / "reviews.csv", pd.DataFrame([row]))
    before = path.read_bytes()
    with pytest.raises(InputError, match="same reviewer and time"):
        write_reviews(path, pd.DataFrame([row | {"decision": "confirmed"}]))
    assert path.read_bytes() == before


def test_an_interruption_leaves_the_file_whole(tmp_path, monkeypatch) -> None:
    path = written(tmp_path, "2024-03-01,A,R1,north,,confirmed,")
    before = path.read_bytes()

    def cut(*_) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", cut)
    row = {"when": "2024-03-02T00:00:00Z", "reviewer": "B", "responsibility_id": "R1",
           "center": "south", "decision": "rejected"}  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        write_reviews(path, pd.DataFrame([row]))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["reviews.csv"]


def test_whatever_is_written_is_read_back(tmp_path) -> None:
    draw = random.Random(7)
    signs = ["=", "'", '"', ",", ";", "+", "@", "é", "x", " ", "-"]
    rows = []
    for i in range(60):
        word = "".join(draw.choices(signs, k=draw.randint(1, 9))).strip() or "x"
        rows.append(
            {"when": f"2024-03-01T00:00:{i:02}Z", "reviewer": word, "responsibility_id": "R1",
             "center": "north", "decision": draw.choice(["confirmed", "rejected"]),
             "reason": "".join(draw.choices(signs, k=20)).strip()}
        )  # fmt: skip
    path = tmp_path / "reviews.csv"
    for at in range(0, 60, 7):
        write_reviews(path, pd.DataFrame(rows[at : at + 7]))
    read = read_reviews(path)
    for name in rows[0]:
        assert read[name].tolist() == [row[name] for row in rows]
