"""Cells run in this process give what a kernel gives, and leave nothing behind."""

import builtins
import sys

import nbformat
import pytest

from sopgap.runs.executing import run_notebook
from sopgap.runs.shell import fresh_shell, run_cell

CELLS = [
    "import sys, pandas as pd\nprint('one'); print('two')\nprint('three', file=sys.stderr)\n41 + 1",
    "wide = pd.DataFrame({f'a column with a long name {n}': range(70) for n in range(25)})\nwide",
    "display(wide.head(1)); display('shown'); wide.shape, 'last'",
    "wide.style.hide()._repr_html_()[:6]",
    "from IPython.display import HTML\nHTML('<b>bold</b>')",
    "x = 5",
    "%%capture kept\nprint('not seen')",
    "_ = 7\nx;",
    "",
    "None",
]


def written(folder, name="overview"):
    """A notebook of the given name with the cells above."""
    cells = [nbformat.v4.new_code_cell('run_dir: str = "build"', metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in CELLS]
    cells.insert(2, nbformat.v4.new_markdown_cell("## A heading"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
    return folder


@pytest.mark.slow
def test_both_engines_give_the_same_file(tmp_path) -> None:
    own = written(tmp_path / "own")
    files = [
        run_notebook("overview", tmp_path / f"{engine}.ipynb", engine=engine, folder=own)
        for engine in ("kernel", "here")
    ]
    first, second = (nbformat.read(file, as_version=4) for file in files)
    for a, b in zip(first.cells, second.cells, strict=True):
        assert a == b
    assert files[0].read_bytes() == files[1].read_bytes()


def test_each_notebook_has_a_fresh_namespace_and_nothing_stays() -> None:
    before = sys.modules["__main__"], sys.displayhook, sys.stdout, vars(builtins).get("display")
    with fresh_shell() as shell:
        assert run_cell(shell, "left = 1; __name__")[0][0]["data"]["text/plain"] == "'__main__'"
    with fresh_shell() as shell:
        assert isinstance(run_cell(shell, "left")[1], NameError)
    after = sys.modules["__main__"], sys.displayhook, sys.stdout, vars(builtins).get("display")
    assert after == before


def test_figures_and_settings_of_one_notebook_do_not_reach_the_next() -> None:
    import matplotlib

    size = matplotlib.rcParams["font.size"]
    with fresh_shell() as shell:
        run_cell(shell, "import matplotlib; matplotlib.rcParams['font.size'] = 99")
    assert matplotlib.rcParams["font.size"] == size


@pytest.mark.parametrize(
    ("source", "error"), [("1/0", ZeroDivisionError), ("def f(:", SyntaxError)]
)
def test_an_error_is_returned_and_nothing_of_it_printed(source, error, capsys) -> None:
    with fresh_shell() as shell:
        outputs, raised = run_cell(shell, source)
    assert isinstance(raised, error)
    assert outputs == []
    assert capsys.readouterr() == ("", "")
