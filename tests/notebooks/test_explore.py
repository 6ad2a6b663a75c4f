"""The notebooks under explore/ run by themselves on the default study."""

from pathlib import Path

import papermill
import pytest

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
