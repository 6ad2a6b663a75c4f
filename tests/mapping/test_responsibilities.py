"""The ownership matrix is read whole or refused with every problem."""

import pytest

from sopgap.errors import InputError
from sopgap.mapping.responsibilities import read_responsibilities

HEAD = "responsibility_id,name,kind,ownership,action,object,keywords,requires\n"


def write(folder, text):
    file = folder / "responsibilities.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_rows_keep_their_order_and_lists_stay_text(tmp_path):
    file = write(
        tmp_path,
        HEAD + "R2,Refunds,responsibility,center,pay,refunds,refund; claim,steps; deadline\n"
        "R1,Clerks,role,undefined,,,,\n",
    )
    matrix = read_responsibilities(file)
    assert matrix["responsibility_id"].tolist() == ["R2", "R1"]
    assert matrix.loc[0, "requires"] == "steps;deadline"
    assert matrix.loc[0, "keywords"] == "refund;claim"
    assert matrix.loc[1, "criteria"] == ""


def test_all_problems_come_at_once_with_row_and_column(tmp_path):
    file = write(
        tmp_path,
        HEAD + "R1,Refunds,responsibility,,pay,refunds,,deadlin\n"
        "R1,Permits,task,centre,issue,permits,,steps\n"
        "R3,,role,port,,,,\n",
    )
    with pytest.raises(InputError) as raised:
        read_responsibilities(file)
    text = str(raised.value)
    assert "row 2, column ownership: is blank; write one of: center, port, joint, undefined" in text
    assert "row 2, column requires: 'deadlin' is not allowed; did you mean 'deadline'?" in text
    assert "row 3: responsibility_id 'R1' stands already in row 2" in text
    assert "row 3, column ownership: 'centre' is not allowed; did you mean 'center'?" in text
    assert "row 3, column kind: 'task'" in text
    assert "row 4, column name: is blank" in text


def test_an_absent_column_and_an_empty_matrix_are_refused(tmp_path):
    with pytest.raises(InputError, match="column ownership is absent"):
        read_responsibilities(write(tmp_path, "responsibility_id,name,kind\nR1,A,role\n"))
    with pytest.raises(InputError, match="holds no row"):
        read_responsibilities(write(tmp_path, HEAD))


def test_a_utf8_mark_and_extra_columns_do_no_harm(tmp_path):
    file = write(
        tmp_path, "\ufeffresponsibility_id,name,kind,ownership,note\nR1,Refunds,role,joint,x\n"
    )
    assert read_responsibilities(file)["note"].tolist() == ["x"]
