"""The registry of the notebooks: what each takes, what it asks of a study, and where it lies.

papermill only warns of a misspelt parameter and carries on with the default; here it is an error
before anything runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError, NotebookError
from sopgap.sources import guess, quoted

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
READ = Parameter("run_dir", "str", "build", "folder written by 01 to 07")
TOP = Parameter("top", "int", 12, "responsibilities that one passage may speak of")
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
        Notebook("04_gaps", (STUDY, WRITTEN, TOP), needs="sops", writes=True),
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


def notebook_path(name: str, folder: str | Path | None = None) -> Path:
    """Return the file of a registered notebook: in the installed package, else in the repository.

    One of that name in `folder`, where that is given, goes first.

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
    own = [Path(folder)] if folder else []
    for place in (*own, package / "notebooks", package.parents[1] / "notebooks"):
        if (place / f"{name}.ipynb").is_file():
            return place / f"{name}.ipynb"
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
