"""run_notebook: papermill's one door.

What a notebook leaves is made the same on every machine and day, and by every engine: cell ids are
renumbered, times and paths dropped.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sopgap.errors import NotebookError
from sopgap.runs.process import KERNEL_ENV
from sopgap.runs.registry import check_parameters, notebook_path


def run_notebook(
    name: str,
    out: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    shown: Mapping[str, Any] | None = None,
    engine: str = "kernel",
    folder: str | Path | None = None,
) -> Path:
    """Run a registered notebook through papermill.

    Parameters
    ----------
    name : str
        As in the registry: `center_report`.
    out : str or Path
        File of the executed notebook. It is written only when every cell ran.
    parameters : mapping, optional
        Values for the notebook's parameters; the others keep their defaults.
    shown : mapping, optional
        Values to stand in the executed copy instead of those used: a path relative to the copy
        runs again elsewhere, and keeps this machine's folders out of it.
    engine : {"kernel", "here"}
        A kernel of its own, as papermill alone would start; or cells in this very process, each
        notebook with a fresh namespace. Both give the same file.
    folder : str or Path, optional
        Where a notebook of that name is looked for before the package's own.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    InputError
        A parameter is unknown or of the wrong type.
    NotebookError
        A cell failed; the message names the cell and the error.
    """
    values = check_parameters(name, parameters or {})
    source, out = notebook_path(name, folder), Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    notebook = _execute(source, values, engine)
    _make_repeatable(notebook, {**values, **(shown or {})})
    import nbformat

    out.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    return out


def _execute(source: Path, values: dict[str, Any], engine: str) -> Any:
    # Importing papermill takes half a second; only a run needs it.
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    register_here()
    os.environ.update({key: os.environ.get(key, value) for key, value in KERNEL_ENV.items()})
    try:
        with _transport() as config:
            return papermill.execute_notebook(
                str(source),
                None,
                parameters=values,
                engine_name="sopgap-here" if engine == "here" else None,
                kernel_name="python3",
                progress_bar=False,
                record_timing=False,
                config=config,
                extra_arguments=["--IPKernelApp.log_level=50"],  # its farewells are no news
                request_save_on_cell_execute=False,
            )
    except PapermillExecutionError as error:
        said = str(error.evalue).strip() or error.ename
        raise NotebookError(
            f"notebook {source.stem}, cell {error.exec_count}: {error.ename}: {said}"
        ) from None
    except (DeadKernelError, TimeoutError) as error:
        raise NotebookError(
            f"notebook {source.stem}: its kernel ended before the last cell ({error});"
            " the machine may be short of memory: try --jobs 1"
        ) from None


@cache
def register_here() -> None:
    """Make papermill know the engine `sopgap-here`, which starts no kernel."""
    from papermill.engines import Engine, papermill_engines

    from sopgap.runs.shell import fresh_shell, run_cell

    class Here(Engine):
        """Run the cells in this process."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **more: Any) -> None:
            with fresh_shell() as shell:
                for index, cell in enumerate(nb_man.nb.cells):
                    if cell.cell_type != "code" or not cell.source.strip():
                        continue
                    nb_man.cell_start(cell, index)
                    number = shell.execution_count
                    outputs, error = run_cell(shell, cell.source)
                    if error is not None:
                        outputs.append(_error(error))
                        nb_man.cell_exception(cell, index, exception=error)
                    cell.execution_count = number
                    cell.outputs = [_node(output) for output in outputs]
                    nb_man.cell_complete(cell, index)
                    if error is not None:
                        break

    papermill_engines.register("sopgap-here", Here)


def _error(error: BaseException) -> dict[str, Any]:
    name = type(error).__name__
    return {"output_type": "error", "ename": name, "evalue": str(error), "traceback": []}


def _node(output: dict[str, Any]) -> Any:
    from nbformat import from_dict

    return from_dict(output)


@contextmanager
def _transport() -> Iterator[Any]:
    """Talk to the kernel over sockets of this user's alone, where the system has such sockets."""
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="sopgap-", ignore_cleanup_errors=True) as folder:
        # A socket's path holds 103 characters at most, and its own number is put behind it.
        private = os.name == "posix" and len(folder) < 90
        own = {"transport": "ipc", "ip": f"{folder}/kernel"} if private else {}
        yield Config({"KernelManager": own})


def _make_repeatable(notebook: Any, shown: dict[str, Any]) -> None:
    from papermill.translators import PythonTranslator

    notebook.metadata.pop("papermill", None)
    version = notebook.metadata.get("language_info", {})
    notebook.metadata["language_info"] = {"name": version.get("name", "python")}
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number:02d}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["source"] = PythonTranslator.codify(shown, "Parameters")
