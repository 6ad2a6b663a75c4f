"""The command line on bad input: file, row, column, exit 2, no traceback, nothing half-written."""

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sopgap.cli import main

SOPGAP = Path(sys.executable).parent / "sopgap"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + "]><ECFR><DIV8><P>&j;</P></DIV8></ECFR>"
)


def add_document(study: Path, file: str, data: bytes, **cells: str) -> None:
    (study / "sops/texts" / Path(file).name).write_bytes(data)
    row = {"scope": "all", "access": "provided", "sha256": "", "tier": "sop"} | cells
    with (study / "sops/manifest.csv").open("a") as manifest:
        manifest.write(
            f"new,{file},New,X,{row['tier']},{row['scope']},,,{row['access']},{row['sha256']}\n"
        )


def replace(study: Path, file: str, old: str, new: str) -> None:
    path = study / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def break_answer(study: Path) -> None:
    replace(
        study, "survey/responses.csv", "p00,south,gardener,yes,Yes", "p00,south,gardener,yes,Maybe"
    )


BREAKS = {
    "a missing file": (
        lambda s: (s / "survey/questions.csv").unlink(),
        ["questions.csv: no such file"],
    ),
    "a missing column": (
        lambda s: replace(s, "responsibilities.csv", "ownership", "owner"),
        ["responsibilities.csv: column ownership is absent"],
    ),
    "a missing question column": (
        lambda s: replace(s, "survey/responses.csv", "q1", "qq"),
        ["responses.csv: column q1 is absent"],
    ),
    "an unknown Center": (
        lambda s: replace(s, "survey/responses.csv", "p00,south", "p00,sout"),
        ["responses.csv, row 2, column center: 'sout'", "did you mean 'south'"],
    ),
    "an unknown Center in a scope": (
        lambda s: replace(s, "sops/manifest.csv", "sop,all", "sop,west"),
        ["manifest.csv, row 2, column scope: ", "'west'"],
    ),
    "a duplicate respondent": (
        lambda s: replace(s, "survey/responses.csv", "p01", "p00"),
        ["responses.csv, row 3", "'p00'", "row 2"],
    ),
    "a duplicate document": (
        lambda s: replace(s, "sops/manifest.csv", "old,texts", "house,texts"),
        ["manifest.csv, row 3: document_id 'house' stands already in row 2"],
    ),
    "an answer outside its choices": (
        break_answer,
        ["responses.csv, row 2, column q1: 'Maybe'"],
    ),
    "a count over its frame": (
        lambda s: replace(s, "survey/frame.csv", "north,gardener,30", "north,gardener,3"),
        ["north", "gardener", "3"],
    ),
    "broken TOML": (
        lambda s: replace(s, "study.toml", "[study]", "[study"),
        ["study.toml", "line"],
    ),
    "broken CSV": (
        lambda s: replace(s, "centers.csv", "North House", '"North" House'),
        ["centers.csv, row 2: broken CSV"],
    ),
    "a wrong hash": (
        lambda s: add_document(s, "texts/x.md", b"# X\n\nText.\n", sha256="0" * 64),
        ["manifest.csv, row 5, column sha256"],
    ),
    "bytes that are not UTF-8": (
        lambda s: (s / "actors.csv").write_bytes(b"alias,actor,unit\ncaf\xe9,C,center\n"),
        ["actors.csv, row 2: byte 0xe9 is not UTF-8"],
    ),
    "an empty file": (lambda s: (s / "survey/responses.csv").write_text(""), ["is empty"]),
    "a path that leaves the study": (
        lambda s: replace(s, "study.toml", '"survey"', '"../../etc"'),
        ["study.toml, [survey] folder: '../../etc' leads out"],
    ),
    "a document that leaves the corpus": (
        lambda s: replace(s, "sops/manifest.csv", "texts/old.txt", "../../../etc/passwd"),
        ["manifest.csv, row 3", "leads out"],
    ),
    "a Center that is a path": (
        lambda s: replace(s, "centers.csv", "north", "../x"),
        ["centers.csv, row 2, column center: '../x' is not allowed"],
    ),
    "a line of 5 MB": (
        lambda s: replace(s, "survey/responses.csv", "p00,south", "p" * 5_000_000 + ",south"),
        ["responses.csv, row 2: a cell is longer than 1,000,000"],
    ),
    "a side that no actor belongs to": (
        lambda s: replace(s, "actors.csv", "port director,Port Director,port", "x,X,pharmacy"),
        ["actors.csv: no alias has the unit port, which stands for the Port"],
    ),
    "a misspelt unit": (
        lambda s: replace(s, "actors.csv", "Gardener,center", "Gardener,centre"),
        ["actors.csv, row 2, column unit: 'centre'", "did you mean 'center'?"],
    ),
    "a comparison of a choice that is none": (
        lambda s: replace(s, "study.toml", "staff_all = 70", 'compare = ["q1=Yess", "q3=x"]'),
        [
            "study.toml, [survey] compare: 'q1=Yess': 'Yess' is not one of the choices; did you",
            "'q3=x': there is no such closed question",
        ],
    ),
    "a survey that is its own earlier wave": (
        lambda s: replace(s, "study.toml", "staff_all = 70", 'previous = "survey"'),
        ["study.toml, [survey] previous: is the survey itself"],
    ),
    "a question that makes a partial and is none": (
        lambda s: replace(s, "study.toml", "staff_all = 70", 'partial_questions = ["q9"]'),
        ["[survey] partial_questions: 'q9': there is no such question"],
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_bad_input_says_where_and_leaves_nothing(tiny, tmp_path, capsys, name) -> None:
    breaks, said = BREAKS[name]
    breaks(tiny)
    start = time.perf_counter()
    assert main(["check", str(tiny)]) == 2
    checked = capsys.readouterr().err
    assert main(["run", str(tiny), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert time.perf_counter() - start < 20
    assert err == checked
    assert all(part in err for part in said), err
    assert "Traceback" not in err
    assert {p.name for p in tmp_path.iterdir()} == {"tiny study"}


def test_all_problems_of_all_files_come_at_once(tiny, capsys) -> None:
    replace(tiny, "responsibilities.csv", "responsibility,center", "responsibility,")
    replace(tiny, "sops/manifest.csv", "guide", "poem")
    break_answer(tiny)
    assert main(["check", str(tiny)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("sopgap: 3 problems\n")
    assert all(f in err for f in ("responsibilities.csv", "manifest.csv", "responses.csv"))


def test_a_good_study_passes_and_says_what_it_holds(tiny, capsys) -> None:
    assert main(["check", str(tiny)]) == 0
    out = capsys.readouterr().out
    assert "36 respondents" in out
    assert "3 documents" in out
    assert out.endswith("no problems\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<ECFR><DIV8></ECFR>", "x.xml: is not well-formed XML"),
        (BILLION.encode(), "x.xml: declares XML entities"),
    ],
)
def test_a_document_that_cannot_be_read_is_told_and_the_others_are_read(
    tiny, tmp_path, capsys, data, said
) -> None:
    add_document(tiny, "texts/x.xml", data)
    assert main(["check", str(tiny)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.endswith("a run goes on without what is not read, and says so\n")
    out = tmp_path / "out"
    assert main(["run", str(tiny), "--out", str(out), "--center", "north"]) == 0
    assert f"not read: {said}" in capsys.readouterr().err
    inventory = (out / "tables/inventory.csv").read_text()
    assert ",unread," in inventory
    assert said in inventory


def test_a_right_hash_passes(tiny) -> None:
    text = b"# X\n\nThe gardener must count the keys.\n"
    add_document(tiny, "texts/x.md", text, sha256=hashlib.sha256(text).hexdigest())
    assert main(["check", str(tiny)]) == 0


def test_a_misspelt_option_gets_a_guess(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(["run", "--ouut", "x"])
    assert left.value.code == 2
    assert "there is no option --ouut; did you mean --out?" in capsys.readouterr().err


def test_an_output_folder_that_is_a_file_is_refused(tiny, capsys) -> None:
    for out in (tiny / "study.toml", "/dev/full"):
        assert main(["run", str(tiny), "--out", str(out)]) == 2
        assert "is a file; name a folder" in capsys.readouterr().err


def test_an_output_folder_below_a_file_is_refused(tiny, capsys) -> None:
    assert main(["run", str(tiny), "--out", str(tiny / "study.toml" / "out")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_full_disk_is_told_without_a_traceback(tiny) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [SOPGAP, "check", str(tiny)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_answers_at_once() -> None:
    start = time.perf_counter()
    out = subprocess.check_output([SOPGAP, "--help"], text=True)
    # Measured at 0.05 s; the bound only catches a heavy import that crept in on a busy machine.
    assert time.perf_counter() - start < 1.0
    assert "check" in out
    assert "run" in out


def test_a_release_that_gives_people_away_is_refused(tiny, tmp_path, capsys, monkeypatch) -> None:
    from sopgap import cli
    from sopgap.errors import DisclosureError

    def refuse(*_: object, **__: object) -> None:
        raise DisclosureError(["table 'tallies', row 'q1', column n: follows"])

    monkeypatch.setattr("sopgap.runs.running.run_study", refuse)
    assert cli.main(["run", str(tiny), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "not published, for it would tell what its tables hide" in said
    assert "column n: follows" in said
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))


def test_purge_is_told_and_a_folder_that_is_no_run_refused(tiny_run, tmp_path, capsys) -> None:
    from sopgap import cli

    run = shutil.copytree(tiny_run, tmp_path / "run")
    assert cli.main(["purge", str(run)]) == 0
    assert "private files removed" in capsys.readouterr().err
    assert cli.main(["purge", str(tmp_path)]) == 2


def test_a_roster_that_is_not_there_is_told(tiny, tmp_path, capsys) -> None:
    from sopgap import cli

    call = ["run", str(tiny), "--out", str(tmp_path / "out"), "--roster", str(tmp_path / "no.txt")]
    assert cli.main(call) == 2
    assert "no.txt" in capsys.readouterr().err


def test_review_says_what_is_wrong_with_its_call(tmp_path, capsys) -> None:
    assert main(["review", str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err
    assert main(["review", "sample", str(tmp_path), "--n", "40"]) == 2
    assert main(["review", "apply", "x.xlsx", "--study", "study.toml"]) == 2
    assert "does not lie in a run's private folder" in capsys.readouterr().err


def test_check_tells_wrong_reviews_and_contradictions(tmp_path, capsys) -> None:
    from tests.report.review_study import make_study

    head = "when,reviewer,responsibility_id,center,duty_id,decision,reason\n"
    reviews = make_study(tmp_path) / "reviews.csv"
    reviews.write_text(
        head + "2024-01-01,A,R1,north,,confirmed,\n2024-01-02,B,R1,north,,rejected,\n"
    )
    assert main(["check", str(tmp_path)]) == 0
    assert "contested: A and B contradict each other on R1 at north" in capsys.readouterr().out
    rows = ["2024-01-01,A,R9,north,,confirmed,", "2024-01-02,B,R1,west,,reject,"]
    reviews.write_text(head + "\n".join(rows) + "\n")
    assert main(["check", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "3 problems" in told
    assert "row 2, column responsibility_id: there is no responsibility 'R9'" in told
