"""read_moment: a run, or a study's documents, as a map with what it was drawn from."""

from __future__ import annotations

import json
from pathlib import Path

from sopgap.errors import InputError
from sopgap.mapping.changes.moments import Moment
from sopgap.report.folder import STUDY_FILE, Run, locate, read_run
from sopgap.study import Study, read_study

TABLES = ("matches", "evidence", "gaps", "documents", "paragraphs", "duties", "actors",
          "responsibilities")  # fmt: skip


def read_moment(source: Moment | Run | Study | str | Path) -> Moment:
    """Read a map and what it was drawn from: of a run, or drawn from a study's documents.

    Parameters
    ----------
    source : Moment, Run, Study, or path
        A path is the folder of a run, purged or not, or a study's file or folder.

    Returns
    -------
    Moment

    Raises
    ------
    InputError
        The run holds no map, or the study holds none of what a map needs.

    Examples
    --------
    >>> moment = read_moment("study.toml")
    >>> len(moment.coverage), str(moment.as_of)
    (380, '2021-02-19')
    """
    if isinstance(source, Moment):
        return source
    if isinstance(source, Run):
        return _of_run(source)
    if isinstance(source, Study):
        return _of_study(source)
    path = locate(source)
    if (path / STUDY_FILE).is_file():
        return _of_run(read_run(path))
    return _of_study(read_study(path if path.suffix else path / "study.toml"))


def _of_run(run: Run) -> Moment:
    if not run.has("coverage"):
        raise InputError(
            f"{run.folder}: holds no map (tables/coverage.csv); its study has no documents, or the"
            " run was not finished"
        )
    tables = {name: run.table(name) for name in TABLES if run.has(name)}
    return Moment(
        run.table("coverage"),
        **tables,
        reorganisation=run.study.get("reorganisation"),
        as_of=run.study.get("as_of"),
        version=_version(run.folder),
    )


def _version(folder: Path) -> str:
    """Return the version of the program that made a run; blank where it is not told."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return str(record["versions"]["sopgap"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _of_study(study: Study) -> Moment:
    # The wings are imported only where there is work for them.
    from sopgap.mapping.drawing import draw_map
    from sopgap.mapping.links import link
    from sopgap.report.inputs import read_inputs
    from sopgap.sops.duties import find_duties

    inputs = read_inputs(study.path)
    if inputs.corpus is None or inputs.matrix is None or inputs.actors is None:
        raise InputError(f"{study.path.name}: has no documents: there is no map to be drawn")
    corpus, matrix, actors = inputs.corpus, inputs.matrix, inputs.actors
    duties = find_duties(
        corpus.paragraphs, actors, documents=corpus.documents, systems=study.systems
    )
    links = link(duties, matrix, passage="duty")
    drawn = draw_map(
        matrix,
        duties,
        links,
        corpus,
        study.centers,
        reorganisation=study.reorganisation,
        as_of=study.as_of,
    )
    return Moment(
        drawn.coverage,
        matches=drawn.matches,
        evidence=drawn.evidence,
        documents=corpus.documents,
        paragraphs=corpus.paragraphs,
        duties=duties,
        actors=actors,
        responsibilities=matrix,
        reorganisation=study.reorganisation,
        as_of=study.as_of,
    )
