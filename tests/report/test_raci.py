"""A RACI matrix in a workbook or a CSV becomes the rows of a study's matrix."""

import pandas as pd
import pytest
from openpyxl import Workbook

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.mapping.responsibilities import read_responsibilities
from sopgap.report.raci import import_matrix, split_task
from sopgap.report.raci_grids import read_letters
from sopgap.text import data_rows

ACTORS = pd.DataFrame(
    [
        ("director", "Director", "center"),
        ("clerk", "Clerk", "center"),
        ("warden", "Warden", "port"),
        ("head office", "Head office", "hq"),
    ],
    columns=["alias", "actor", "unit"],
)
PLAIN = [
    ["Task", "Director", "Clerk", "Warden", "Head office"],
    ["Pay the rent", "A", "R", "", "I"],
    ["Lock the gate", "C", "", "A/R", ""],
    ["Count the keys", "R", "", "R", "A"],
    ["Sweep the yard", "", "", "", "A, R"],
]


def workbook(tmp_path, rows, *, merged=(), name="raci.xlsx", more=None):
    book = Workbook()
    sheet = book.active
    sheet.title = "RACI"
    for row in rows:
        sheet.append(row)
    for span in merged:
        sheet.merge_cells(span)
    if more:
        more(book)
    book.save(tmp_path / name)
    return tmp_path / name


def owners(found):
    return dict(
        zip(found.responsibilities["name"], found.responsibilities["ownership"], strict=True)
    )


WANTED = {
    "Pay the rent": "center",
    "Lock the gate": "port",
    "Count the keys": "joint",
    "Sweep the yard": "undefined",
}


def test_a_task_belongs_to_whose_column_holds_its_r(tmp_path):
    found = import_matrix(workbook(tmp_path, PLAIN), ACTORS)
    assert owners(found) == WANTED
    assert found.responsibilities.loc[0, "source"] == "raci.xlsx, RACI, cell A2"
    assert any("cell A5: held by hq, neither side" in note for note in found.notes)


def test_or_to_whose_column_holds_its_a(tmp_path):
    rows = [PLAIN[0], ["Pay the rent", "", "R", "A", ""]]
    file = workbook(tmp_path, rows)
    assert owners(import_matrix(file, ACTORS)) == {"Pay the rent": "center"}
    assert owners(import_matrix(file, ACTORS, owner="accountable")) == {"Pay the rent": "port"}
    assert "accountable is port, responsible center" in import_matrix(file, ACTORS).notes[0]


def test_a_csv_is_read_alike(tmp_path):
    file = tmp_path / "raci.csv"
    file.write_text("\n".join(",".join(f'"{c}"' for c in row) for row in PLAIN), encoding="utf-8")
    assert owners(import_matrix(file, ACTORS)) == WANTED


def test_rows_above_joined_headings_groups_and_legends(tmp_path):
    rows = [
        ["Who does what, 2021", "", "", "", "", ""],
        ["", "", "", "Yard", "", "Gatehouse"],
        ["No.", "Group", "Task", "Director", "Second clerk", "Anybody"],
        ["1.1", "Money", "Pay the rent", "A", "R", "I"],
        ["1.2", "", "Count the cash", "R/A", "", ""],
        ["2.1", "Gate", "Lock the gate", "", "", "RA"],
        ["", "", "", "", "", ""],
        ["R = Responsible", "", "", "", "", ""],
        ["A", "Accountable", "", "", "", ""],
    ]
    file = workbook(tmp_path, rows, merged=("A1:F1", "D2:E2", "B4:B5"))
    labels = {"center": "Yard", "port": "Gatehouse"}
    found = import_matrix(file, ACTORS, labels=labels)
    assert owners(found) == {
        "Pay the rent": "center", "Count the cash": "center", "Lock the gate": "port",
    }  # fmt: skip
    assert found.responsibilities["responsibility_id"].tolist() == ["1.1", "1.2", "2.1"]


def test_headings_within_the_table_are_no_tasks(tmp_path):
    rows = [
        ["Task", "Director", "Clerk", "Warden"],
        ["Money", "", "", ""],
        ["Pay the rent", "A", "R", ""],
        ["Gate", "", "", ""],
        ["Lock the gate", "", "", "A/R"],
    ]
    found = import_matrix(workbook(tmp_path, rows, merged=("A2:D2",)), ACTORS)
    assert owners(found) == {"Pay the rent": "center", "Lock the gate": "port"}


def test_roles_down_and_tasks_behind_are_read_where_they_stand(tmp_path):
    rows = [
        ["Director", "Warden", "Remarks", "Activity"],
        ["R", "I", "yearly", "Pay the rent"],
        ["", "r", "", "Lock the gate"],
    ]
    found = import_matrix(workbook(tmp_path, rows), ACTORS)
    assert owners(found) == {"Pay the rent": "center", "Lock the gate": "port"}


def test_several_sheets_are_one_matrix_and_hidden_ones_are_none(tmp_path):
    def more(book):
        second = book.create_sheet("More")
        second.append(["Task", "Warden"])
        second.append(["Ring the bell", "R"])
        hidden = book.create_sheet("Old")
        hidden.append(["Task", "Warden"])
        hidden.append(["Light the lamps", "R"])
        hidden.sheet_state = "hidden"
        book.create_sheet("Notes").append(["Made in spring."])

    found = import_matrix(workbook(tmp_path, PLAIN, more=more), ACTORS)
    assert owners(found) == WANTED | {"Ring the bell": "port"}
    assert any("Old: is hidden" in note for note in found.notes)
    assert any("Notes: holds no letters" in note for note in found.notes)
    assert found.responsibilities["responsibility_id"].tolist()[-1] == "R05"


def test_all_problems_at_once_cell_by_cell(tmp_path):
    rows = [
        ["Task", "Dirctor", "Clerk", "Warden"],
        ["Pay the rent", "A", "R", "yes"],
        ["Lock the gate", "", "C", "I"],
        ["", "R", "", ""],
        ["Count the keys", "A", '=UPPER("r")', "R"],
        ["Sweep the yard", "R", "", "Q"],
        ["Ring the bell", "A", "R", "C"],
    ]
    with pytest.raises(InputError) as error:
        import_matrix(workbook(tmp_path, rows), ACTORS)
    told = "\n".join(error.value.problems)
    assert "cell B1: 'Dirctor' is neither" in told
    assert "did you mean 'Director'?" in told
    assert "cell D2: 'yes' is none of R, A, C, I" in told
    assert "cell A3: 'Lock the gate' has no R and no A" in told
    assert "cell B4: letters without a task" in told
    assert "cell C5: holds a formula" in told
    assert "cell D6: 'Q' is none of" in told
    assert len(error.value.problems) == 6


def test_no_matrix_at_all(tmp_path):
    with pytest.raises(InputError, match="holds no RACI matrix"):
        import_matrix(workbook(tmp_path, [["Only", "words"], ["in", "it"]]), ACTORS)
    (tmp_path / "raci.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match=r"raci\.xlsx: is no workbook"):
        import_matrix(tmp_path / "raci.xlsx", ACTORS)


@pytest.mark.parametrize("row", data_rows("raci_letters.csv"), ids=lambda row: row["word"])
def test_each_letter_reads_its_example(row):
    assert row["part"] in read_letters(row["example"])


def test_a_task_is_split_where_an_act_opens_it():
    assert split_task("Review of the bonds") == ("review", "bonds")
    assert split_task("The rent") == ("", "")


def test_the_command_writes_a_matrix_that_reads_back(tmp_path, capsys):
    file, out = workbook(tmp_path, PLAIN), tmp_path / "study" / "responsibilities.csv"
    study = tmp_path / "study"
    study.mkdir()
    (study / "actors.csv").write_text(ACTORS.to_csv(index=False), encoding="utf-8")
    (study / "centers.csv").write_text("center,name,location\nn,North,\n", encoding="utf-8")
    (study / "study.toml").write_text(
        '[study]\nname = "s"\ntitle = "S"\nsynthetic = true\n[centers]\nfile = "centers.csv"\n'
        '[actors]\nfile = "actors.csv"\n[responsibilities]\nfile = "responsibilities.csv"\n',
        encoding="utf-8",
    )
    call = ["matrix", str(file), "--study", str(study), "--out", str(out)]
    assert main(call) == 0
    assert "4 responsibilities (1 center, 1 joint, 1 port, 1 undefined)" in capsys.readouterr().out
    assert read_responsibilities(out)["ownership"].tolist() == list(WANTED.values())
    assert main(call) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*call, "--force"]) == 0
    assert sorted(p.name for p in study.glob("*.csv")) == [
        "actors.csv", "centers.csv", "responsibilities.csv",
    ]  # fmt: skip
