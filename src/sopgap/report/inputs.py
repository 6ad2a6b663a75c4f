"""read_inputs: everything that a study gives, read and checked together."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap import __version__
from sopgap.errors import InputError
from sopgap.sources import Problems, guess, quoted, sha256
from sopgap.study import Study, inspect_study
from sopgap.vocabulary import CENTER, METHOD_UNITS, PORT


@dataclass(frozen=True)
class Inputs:
    """What a study gives; a part that it does not hold is None."""

    study: Study
    survey: Any = None
    corpus: Any = None
    actors: pd.DataFrame | None = None
    matrix: pd.DataFrame | None = None
    reviews: pd.DataFrame | None = None
    recommendations: pd.DataFrame | None = None


def read_inputs(path: str | Path, *, roster: str | Path | None = None) -> Inputs:
    """Read study, survey, corpus, actors and responsibilities; raise all their problems at once.

    Parameters
    ----------
    path : str or Path
        study.toml, or the folder that holds it.
    roster : str or Path, optional
        File of staff names, to be taken out of comments.

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
    study, wrong = inspect_study(path)
    problems = Problems()
    for sentence in wrong:
        problems.add(sentence)
    # Where centers.csv itself is wrong, nobody else is held against it.
    centers = list(study.centers["center"]) or None
    parts: dict[str, Any] = {}
    if study.survey:
        from sopgap.survey.answers import read_survey

        folder, names = study.survey, ()
        if roster:
            from sopgap.survey.redaction.roster import read_roster

            names = _try(lambda: read_roster(roster), problems) or ()
        parts["survey"] = _try(lambda: read_survey(folder, centers=centers, roster=names), problems)
        if parts["survey"] is not None:
            _check_plan(parts["survey"].questions, study, problems)
        _check_previous(study, centers, problems)
        _check_decisions(study, problems)
    if study.sops:
        from sopgap.sops.documents import read_corpus

        corpus = study.sops
        read = partial(read_corpus, corpus, centers=centers)
        parts["corpus"] = _try(
            partial(read, changes=study.changes, seconds=study.seconds), problems
        )
    if study.actors:
        from sopgap.sops.actors import read_actors

        actors = study.actors
        parts["actors"] = _try(lambda: read_actors(actors), problems)
    if study.responsibilities:
        from sopgap.mapping.responsibilities import read_responsibilities

        matrix = study.responsibilities
        parts["matrix"] = _try(lambda: read_responsibilities(matrix), problems)
        if parts["matrix"] is not None:
            _check_parted(parts["matrix"], study, problems)
        parts["reviews"] = _try(lambda: _read_reviews(study, centers, parts), problems)
        _check_conditions(study, parts["matrix"], problems)
    if study.recommendations:
        from sopgap.mapping.recommendations import read_recommendations

        told, rows = study.recommendations, parts.get("matrix")
        # Where the matrix itself is wrong, no recommendation is held against it.
        ids = None if rows is None else list(rows["responsibility_id"])
        parts["recommendations"] = _try(lambda: read_recommendations(told, ids), problems)
    if parts.get("actors") is not None:
        _check_sides(parts["actors"], study, problems)
    if problems.sentences and parts.get("corpus") is not None:
        for sentence in parts["corpus"].unread:  # alone they stop no run
            problems.add(sentence)
    _check_signoffs(study, problems)
    problems.raise_if_any()
    return Inputs(study, **parts)


def _read_reviews(study: Study, centers: list[str] | None, parts: dict[str, Any]) -> Any:
    """Hold decisions on cells and links against what of the study could be read."""
    from sopgap.mapping.reviews import read_reviews

    corpus = parts.get("corpus")
    documents = None if corpus is None else set(corpus.documents["document_id"])
    matrix = parts.get("matrix")
    return read_reviews(study.reviews, matrix=matrix, centers=centers, documents=documents)


def _check_decisions(study: Study, problems: Problems) -> None:
    """What people decided about concerns and quotations is read later; its faults are told now."""
    from sopgap.survey.coding.log import read_codebook
    from sopgap.survey.concerns.decided import read_released
    from sopgap.survey.concerns.families import read_families

    if study.survey:
        folder = study.survey
        _try(lambda: read_codebook(folder), problems)
        _try(lambda: read_released(folder), problems)
    if study.families:
        own = study.families
        _try(lambda: read_families(own), problems)


def _check_conditions(study: Study, matrix: pd.DataFrame | None, problems: Problems) -> None:
    """What an auditor wrote on the gaps must name what there is, and how an effect was tested."""
    from sopgap.report.condition_notes import read_conditions

    if study.conditions and matrix is not None:
        path, known = study.conditions, matrix
        _try(lambda: read_conditions(path, known, study.centers), problems)


def _check_signoffs(study: Study, problems: Problems) -> None:
    from sopgap.report.signoffs import read_signoffs

    own = study.signoffs
    _try(lambda: read_signoffs(own), problems)


def _check_plan(questions: pd.DataFrame, study: Study, problems: Problems) -> None:
    """What a study declares of its survey must be there: else the family would be another."""
    from sopgap.survey.questionnaire import parse_questions, refuse_pairs

    known = {q.question_id: q for q in parse_questions(questions)}
    plan, name = study.plan, study.path.name
    answers = [("compare", a) for a in plan.compare]
    answers += [("pairs", a) for pair in plan.pairs for a in pair]
    for key, (question, choice) in answers:
        where = f"{name}, [survey] {key}: {quoted(f'{question}={choice}')}"
        if question not in known or known[question].kind == "open":
            problems.add(f"{where}: there is no such closed question{guess(question, known)}")
        elif known[question].choices and choice not in known[question].choices:
            near = guess(choice, known[question].choices)
            problems.add(f"{where}: {quoted(choice)} is not one of the choices{near}")
    for why in refuse_pairs(questions, plan.pairs):
        problems.add(f"{name}, [survey] pairs: {why}")
    if plan.previous and study.survey and plan.previous.resolve() == study.survey.resolve():
        problems.add(f"{name}, [survey] previous: is the survey itself; name the earlier wave's")
    asked = [question for question, _ in plan.compare]
    for question in sorted({q for q in asked if asked.count(q) > 1}):
        problems.add(f"{name}, [survey] compare: one answer of {question} can be compared, not two")
    for question in plan.partial_questions:
        if question not in known:
            where = f"{name}, [survey] partial_questions: {quoted(question)}"
            problems.add(f"{where}: there is no such question{guess(question, known)}")


def _check_previous(study: Study, centers: list[str] | None, problems: Problems) -> None:
    """Read the earlier wave as the run will; its problems bear its folder, for the files' names."""
    from sopgap.survey.answers import read_survey

    folder = study.plan.previous
    if not folder or folder.resolve() == (study.survey or folder).resolve():
        return
    try:
        read_survey(folder, centers=centers)
    except InputError as error:
        for sentence in error.problems:
            problems.add(f"[survey] previous, {folder.name}/{sentence}")


def _check_parted(matrix: pd.DataFrame, study: Study, problems: Problems) -> None:
    """A pair that names an unknown responsibility would never be found in one hand."""
    known = set(matrix["responsibility_id"])
    for n, pair in enumerate(study.parted, 1):
        for one in (one for one in pair if one not in known):
            problems.add(
                f"{study.path.name}, [responsibilities] parted, pair {n}: {quoted(one)} is no"
                f" responsibility of the matrix{guess(one, known)}"
            )


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


def list_inputs(study: Study) -> dict[str, list[Path]]:
    """Return the files of a study by the part of it that they belong to.

    Folders that the program never reads (such as `expected/`) are not among them.

    Examples
    --------
    >>> from sopgap.study import read_study
    >>> [file.name for file in list_inputs(read_study("study.toml"))["study"]]
    ['study.toml', 'centers.csv']
    """
    settings = study.settings.get("centers", {})
    centers = study.folder / str(settings.get("file", "centers.csv"))
    parts: dict[str, list[Path]] = {"study": [study.path, centers]}
    for name in (
        "responsibilities",
        "actors",
        "families",
        "reviews",
        "recommendations",
        "conditions",
        "signoffs",
    ):
        file = getattr(study, name)
        parts[name] = [file] if file and file.is_file() else []
    folders = {"survey": study.survey, "previous": study.plan.previous, "sops": study.sops}
    for name, folder in folders.items():
        parts[name] = sorted(p for p in folder.rglob("*") if p.is_file()) if folder else []
    return parts


def hash_inputs(study: Study) -> dict[str, str]:
    """Return the SHA-256 of each file that the study names, by its path inside the study."""
    files = [file for part in list_inputs(study).values() for file in part]
    names = {file.resolve().relative_to(study.folder).as_posix(): file for file in files}
    return {name: sha256(names[name]) for name in sorted(names)}


def _try(read: Callable[[], Any], problems: Problems) -> Any:
    try:
        return read()
    except InputError as error:
        problems.gather(error)
        return None


def stamp_inputs(study: Study) -> str:
    """Return a short hash of the program's version and of every file that goes into a run.

    Two runs with the same stamp print the same figures.

    Examples
    --------
    >>> from sopgap.study import read_study
    >>> len(stamp_inputs(read_study("study.toml")))
    16
    """
    files = sorted(hash_inputs(study).items())
    # A signature is no figure: a run that was signed prints the same.
    own = study.signoffs
    signed = own.relative_to(study.folder).as_posix() if own else ""
    files = [(name, digest) for name, digest in files if name != signed]
    text = "\n".join([__version__, *(f"{name} {digest}" for name, digest in files)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
