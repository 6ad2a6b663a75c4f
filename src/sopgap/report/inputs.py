"""read_inputs: everything that a study gives, read and checked together."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, sha256
from sopgap.study import Study, read_study
from sopgap.vocabulary import CENTER, METHOD_UNITS, PORT


@dataclass(frozen=True)
class Inputs:
    """What a study gives; a part that it does not hold is None."""

    study: Study
    survey: Any = None
    corpus: Any = None
    actors: pd.DataFrame | None = None
    matrix: pd.DataFrame | None = None


def read_inputs(path: str | Path) -> Inputs:
    """Read study, survey, corpus, actors and responsibilities; raise all their problems at once.

    Parameters
    ----------
    path : str or Path
        study.toml, or the folder that holds it.

    Returns
    -------
    Inputs

    Raises
    ------
    InputError
        Every problem of every file, one sentence each.

    Examples
    --------
    >>> read_inputs("study.toml").survey.respondents.shape[0]
    544
    """
    # Each wing is imported only where the study has work for it: a check should not wait for nltk.
    study = read_study(path)
    problems = Problems()
    centers = list(study.centers["center"])
    parts: dict[str, Any] = {}
    if study.survey:
        from sopgap.survey.answers import read_survey

        folder = study.survey
        parts["survey"] = _try(lambda: read_survey(folder, centers=centers), problems)
    if study.sops:
        from sopgap.sops.documents import read_corpus

        corpus = study.sops
        parts["corpus"] = _try(lambda: read_corpus(corpus, centers=centers), problems)
    if study.actors:
        from sopgap.sops.actors import read_actors

        actors = study.actors
        parts["actors"] = _try(lambda: read_actors(actors), problems)
    if study.responsibilities:
        from sopgap.mapping.responsibilities import read_responsibilities

        matrix = study.responsibilities
        parts["matrix"] = _try(lambda: read_responsibilities(matrix), problems)
    if parts.get("actors") is not None:
        _check_sides(parts["actors"], study, problems)
    problems.raise_if_any()
    return Inputs(study, **parts)


def _check_sides(actors: pd.DataFrame, study: Study, problems: Problems) -> None:
    """Further units are the study's own, but without the two sides every owner would be wrong."""
    name = study.actors.name if study.actors else "actors.csv"
    for side in (CENTER, PORT):
        if side not in set(actors["unit"]):
            problems.add(
                f"{name}: no alias has the unit {side}, which stands for the"
                f" {study.labels[side]} in every study"
            )
    for unit in sorted(set(actors["unit"]) - set(METHOD_UNITS)):
        near = difflib.get_close_matches(unit, METHOD_UNITS, n=1, cutoff=0.8)
        if near:
            row = actors.index[actors["unit"] == unit][0] + 2
            problems.add(
                f"{name}, row {row}, column unit: {unit!r} is no unit of the method;"
                f" did you mean {near[0]!r}?"
            )


def hash_inputs(study: Study) -> dict[str, str]:
    """Return the SHA-256 of each file that the study names, by its path inside the study.

    Folders that the program never reads (such as `expected/`) are not among them.
    """
    files = [study.path, *(p for p in (study.responsibilities, study.actors) if p)]
    settings = study.settings.get("centers", {})
    files.append(study.folder / str(settings.get("file", "centers.csv")))
    for folder in (study.survey, study.sops):
        files += sorted(p for p in folder.rglob("*") if p.is_file()) if folder else []
    names = {file.resolve().relative_to(study.folder).as_posix(): file for file in files}
    return {name: sha256(names[name]) for name in sorted(names)}


def _try(read: Callable[[], Any], problems: Problems) -> Any:
    try:
        return read()
    except InputError as error:
        problems.gather(error)
        return None
