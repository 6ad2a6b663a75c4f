"""write_matrix: import a RACI matrix for a study, and write its responsibilities.csv."""

from __future__ import annotations

from pathlib import Path

from sopgap.errors import InputError
from sopgap.mapping.responsibilities import read_responsibilities
from sopgap.report.raci import OWNERS, import_matrix
from sopgap.sops.actors import read_actors
from sopgap.sources import Problems
from sopgap.study import inspect_study
from sopgap.tables import write_table


def write_matrix(
    file: str | Path,
    study: str | Path,
    out: str | Path,
    *,
    owner: str = OWNERS[0],
    force: bool = False,
) -> list[str]:
    """Import a RACI matrix and write it as a study's matrix, aside first and then in its place.

    Of the study only its actors and labels are needed: its own matrix may not be there yet.

    Parameters
    ----------
    file : str or Path
        The workbook or CSV.
    study : str or Path
        study.toml, or its folder.
    out : str or Path
        The file to write.
    owner : {"responsible", "accountable"}
        As in `import_matrix`.
    force : bool
        Whether a file that is there is written over.

    Returns
    -------
    list of str
        What was done, and what a person should look at.

    Raises
    ------
    InputError
        As `import_matrix`; or the study names no actors, or `out` is there already.
    """
    out = Path(out)
    found, wrong = inspect_study(study)
    problems = Problems()
    if found.actors is None:
        told = next((said for said in wrong if "actors" in said), "")
        problems.add(
            told or f"{found.path.name}: names no [actors] file, to know whose column is whose"
        )
    if out.exists() and not force:
        problems.add(f"{out.name}: is there already; say --force to write over it")
    if out.exists() and not out.is_file():
        problems.add(f"{out.name}: is no file")
    problems.raise_if_any()
    if found.actors is None:
        raise InputError("no actors")  # never: told above
    imported = import_matrix(file, read_actors(found.actors), labels=found.labels, owner=owner)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(f".{out.name}.new")
    try:
        write_table(imported.responsibilities, aside)
        read_responsibilities(aside)  # what is written can be read back
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    counted = imported.responsibilities["ownership"].value_counts().sort_index()
    owned = ", ".join(f"{n} {ownership}" for ownership, n in counted.items())
    return [
        f"{out}: {len(imported.responsibilities)} responsibilities ({owned})",
        *(f"  {note}" for note in imported.notes),
        "  to be filled in by hand: keywords, requires, criteria",
    ]
