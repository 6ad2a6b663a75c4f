"""Every notebook is thin, linear and stripped, and its parameters are those of the registry."""

import ast
import itertools
from pathlib import Path

import nbformat
import papermill
import pytest

from sopgap.runs.registry import NOTEBOOKS, TYPES

FOLDER = Path(__file__).parents[2] / "notebooks"
FILES = sorted(FOLDER.rglob("*.ipynb"))
STAGES = [name for name, notebook in NOTEBOOKS.items() if notebook.writes]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def tagged(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in code(path) if "parameters" in cell.metadata.get("tags", [])]


def test_the_folder_holds_the_notebooks_of_the_registry() -> None:
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_notebook_carries_no_outputs(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in code(path))
    assert read(path).metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_notebook_is_thin(path: Path) -> None:
    cells = code(path)
    assert len(cells) <= 15
    for cell in cells:
        assert len(cell.source.splitlines()) <= 8, cell.source


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_notebook_tells_and_the_package_computes(path: Path) -> None:
    banned = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)
    for cell in code(path):
        wrong = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, banned)]
        assert not wrong, cell.source


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_notebook_begins_with_title_parameters_and_imports(path: Path) -> None:
    cells = read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert tagged(path) == [cells[1]]
    nodes = ast.parse(cells[2].source).body
    assert nodes
    assert all(isinstance(n, ast.Import | ast.ImportFrom) for n in nodes)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_code_cell_is_followed_by_what_to_see(path: Path) -> None:
    cells = read(path).cells[3:]
    for cell, following in itertools.pairwise(cells):
        assert cell.cell_type != following.cell_type, cell.source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_registry_has_the_parameters_of_the_notebook(name: str) -> None:
    found = papermill.inspect_notebook(str(FOLDER / f"{name}.ipynb"))
    assert list(found) == [p.name for p in NOTEBOOKS[name].parameters]
    for parameter in NOTEBOOKS[name].parameters:
        cell = found[parameter.name]
        assert cell["inferred_type_name"] == parameter.type
        assert ast.literal_eval(cell["default"]) == parameter.default
        assert cell["help"].strip() == parameter.help
        assert type(parameter.default) is TYPES[parameter.type]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stages_write_and_reports_only_read(name: str) -> None:
    source = "\n".join(cell.source for cell in code(FOLDER / f"{name}.ipynb"))
    assert ("save_tables" in source) == NOTEBOOKS[name].writes
    if not NOTEBOOKS[name].writes:
        assert not any(word in source for word in ("write", "to_csv", "read_study", "private"))
