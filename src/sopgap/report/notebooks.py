"""The registry of the notebooks and their parameters, and run_notebook: papermill's one door.

papermill only warns of a misspelt parameter and carries on with the default; here it is an error
before anything runs. What a run leaves is made the same on every machine and day: cell ids are
renumbered, times and paths dropped.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError, NotebookError
from sopgap.sources import guess, quoted

# What a kernel needs to give the same bytes everywhere; one BLAS thread suits small fits, too.
KERNEL_ENV = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "MPLBACKEND": "agg",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
TYPES = {"str": str, "int": int, "float": float, "bool": bool}
KINDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook: name, type, default and help, as its parameters cell has them."""

    name: str
    type: str
    default: str | int | float | bool
    help: str


@dataclass(frozen=True)
class Notebook:
    """A notebook: its parameters, what it asks of a study, and whether it writes or only reads."""

    name: str
    parameters: tuple[Parameter, ...]
    needs: str
    writes: bool


STUDY = Parameter("study", "str", "study.toml", "the study's file")
WRITTEN = Parameter("run_dir", "str", "build", "folder that the tables go to")
READ = Parameter("run_dir", "str", "build", "folder written by 01 to 06")
ROSTER = Parameter("roster", "str", "", "file of staff names to take out of comments; never kept")
SEED = Parameter("seed", "int", 0, "seed of every random draw")

NOTEBOOKS: dict[str, Notebook] = {
    notebook.name: notebook
    for notebook in (
        Notebook("01_survey", (STUDY, WRITTEN, ROSTER), needs="survey", writes=True),
        Notebook(
            "02_concerns",
            (
                STUDY,
                WRITTEN,
                Parameter("n_concerns", "int", 0, "number of concerns; 0: the study's, or chosen"),
                SEED,
                ROSTER,
            ),
            needs="survey",
            writes=True,
        ),
        Notebook("03_duties", (STUDY, WRITTEN), needs="sops", writes=True),
        Notebook("04_gaps", (STUDY, WRITTEN), needs="sops", writes=True),
        Notebook("05_release", (STUDY, WRITTEN), needs="survey", writes=True),
        Notebook("06_ownership", (STUDY, WRITTEN), needs="sops", writes=True),
        Notebook("07_ledger", (STUDY, WRITTEN), needs="", writes=True),
        Notebook("overview", (READ,), needs="", writes=False),
        Notebook("survey_evidence", (READ,), needs="survey", writes=False),
        Notebook("procedures", (READ,), needs="sops", writes=False),
        Notebook("responsibilities", (READ,), needs="sops", writes=False),
        Notebook(
            "center_report",
            (READ, Parameter("center", "str", "electronics", "code of the Center")),
            needs="",
            writes=False,
        ),
    )
}


def notebook_path(name: str) -> Path:
    """Return the file of a registered notebook: in the installed package, else in the repository.

    Raises
    ------
    NotebookError
        There is no such notebook, or it is not where it should be.

    Examples
    --------
    >>> notebook_path("overview").name
    'overview.ipynb'
    """
    if name not in NOTEBOOKS:
        raise NotebookError(
            f"there is no notebook {name!r}{guess(name, NOTEBOOKS)};"
            f" there are: {', '.join(NOTEBOOKS)}"
        )
    package = Path(__file__).parents[1]
    for folder in (package / "notebooks", package.parents[1] / "notebooks"):
        if (folder / f"{name}.ipynb").is_file():
            return folder / f"{name}.ipynb"
    raise NotebookError(f"{name}.ipynb is not in the package; install sopgap again")


def check_parameters(name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Hold parameters against the registry and return them all, defaults filled in.

    Raises
    ------
    InputError
        Every unknown name and wrong type at once.

    Examples
    --------
    >>> check_parameters("center_report", {"centre": "electronics"})
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: notebook center_report: there is no parameter 'centre'; did you mean
    'center'?; there are: run_dir, center
    """
    notebook_path(name)
    known = {p.name: p for p in NOTEBOOKS[name].parameters}
    problems = []
    for key, value in parameters.items():
        if key not in known:
            problems.append(
                f"notebook {name}: there is no parameter {key!r}{guess(key, known)};"
                f" there are: {', '.join(known)}"
            )
        elif type(value) is not TYPES[known[key].type]:
            problems.append(
                f"notebook {name}: parameter {key} is {quoted(value)}, not {KINDS[known[key].type]}"
            )
    if problems:
        raise InputError(problems)
    return {key: parameters.get(key, p.default) for key, p in known.items()}


def run_notebook(
    name: str,
    out: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    shown: Mapping[str, Any] | None = None,
) -> Path:
    """Run a registered notebook through papermill, in a kernel of its own.

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
    source, out = notebook_path(name), Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    notebook = _execute(source, values)
    _make_repeatable(notebook, {**values, **(shown or {})})
    import nbformat

    out.write_text(nbformat.writes(notebook), encoding="utf-8")
    return out


def _execute(source: Path, values: dict[str, Any]) -> Any:
    # Importing papermill takes half a second; only a run needs it.
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    os.environ.update({key: os.environ.get(key, value) for key, value in KERNEL_ENV.items()})
    try:
        with _transport() as config:
            return papermill.execute_notebook(
                str(source),
                None,
                parameters=values,
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
