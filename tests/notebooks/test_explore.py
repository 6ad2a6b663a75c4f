"""The notebooks under explore/ run by themselves on the default study."""

from pathlib import Path

import papermill
import pytest

from sopgap.errors import InputError
from sopgap.report.dials import turn

FOLDER = Path(__file__).parents[2] / "notebooks" / "explore"


@pytest.mark.parametrize("name", ["number_of_concerns", "two_models", "link_threshold", "what_if"])
def test_a_notebook_of_explore_runs_with_its_defaults(name: str, tmp_path: Path) -> None:
    done = papermill.execute_notebook(
        str(FOLDER / f"{name}.ipynb"),
        str(tmp_path / "out.ipynb"),
        cwd=str(FOLDER),
        progress_bar=False,
    )
    shown = [out for cell in done.cells for out in cell.get("outputs", [])]
    assert len(shown) >= 4
    assert all(out["output_type"] != "error" for out in shown)
    for cell in done.cells:  # a dial that nobody turns leaves the result of where it stands
        if "turn(" in cell.source and cell.cell_type == "code":
            assert "<table" in cell.outputs[-1]["data"]["text/html"]
            break
    else:
        assert name == "two_models"


def test_a_dial_stands_where_it_was_told_and_needs_somewhere_to_stand(capsys) -> None:
    turn(lambda n: f"{n} of them", n=(5, [2, 8]))
    assert "5 of them" in capsys.readouterr().out
    with pytest.raises(InputError, match="n can stand nowhere"):
        turn(lambda n: n, n=(5, []))
    with pytest.raises(InputError, match="no document x"):  # at the start, a fault is a fault
        turn(_refuse, n=("x", ["x"]))


def _refuse(n: str) -> None:
    raise InputError(f"no document {n}")
