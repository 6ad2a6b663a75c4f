"""A wrong parameter is an error before anything runs."""

import pytest

from sopgap.errors import InputError, NotebookError
from sopgap.runs.executing import run_notebook
from sopgap.runs.registry import check_parameters


def test_defaults_fill_what_is_not_given() -> None:
    assert check_parameters("overview", {}) == {"run_dir": "build"}


def test_every_wrong_parameter_is_named_at_once(tmp_path) -> None:
    wrong = {"rundir": "x", "seed": "7", "n_concerns": True}
    with pytest.raises(InputError) as raised:
        run_notebook("02_concerns", tmp_path / "out.ipynb", wrong)
    assert raised.value.problems == (
        "notebook 02_concerns: there is no parameter 'rundir'; did you mean 'run_dir'?;"
        " there are: study, run_dir, n_concerns, seed, roster",
        "notebook 02_concerns: parameter seed is '7', not a whole number",
        "notebook 02_concerns: parameter n_concerns is 'True', not a whole number",
    )
    assert not (tmp_path / "out.ipynb").exists()


def test_an_unknown_notebook_gets_a_guess() -> None:
    with pytest.raises(NotebookError, match="did you mean 'center_report'"):
        check_parameters("centre_report", {})


def test_a_failed_cell_is_named_and_leaves_no_notebook(tmp_path) -> None:
    with pytest.raises(NotebookError, match=r"notebook overview, cell \d+: InputError: .*no run"):
        run_notebook("overview", tmp_path / "out.ipynb", {"run_dir": str(tmp_path)})
    assert not (tmp_path / "out.ipynb").exists()
