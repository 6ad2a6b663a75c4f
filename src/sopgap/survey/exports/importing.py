"""Import a survey: a platform's export in, a survey folder out, and every decision written."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sources import Problems, guess, quoted
from sopgap.survey.exports.choose import choose
from sopgap.survey.exports.export import PLATFORMS, Export, Reader, leave_out
from sopgap.survey.exports.folders import refuse_existing, write_folder
from sopgap.survey.exports.maps import Map, check_map, load_map
from sopgap.survey.exports.reports import (
    columns_line,
    dropped_lines,
    guess_lines,
    guess_sentences,
    kinds_line,
    note_lines,
)
from sopgap.survey.exports.tidy import tidy

# One module a platform; imported when used, so that nothing waits for openpyxl or pyreadstat.
HOME = {"csv": "plain", "xlsx": "plain"}


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    folder : Path
        Holds questions.csv, responses.csv, centers.csv and map.toml.
    n_rows, n_questions, n_centers : int
        Respondents, questions and Centers in the folder.
    left_out : tuple of (str, int)
        Rows that are no answers: reason and number.
    dropped : tuple of (str, str)
        Columns that are not in the folder, and why.
    guesses, notes : tuple of str
        What was guessed, and what the platform's reader has to say.
    platform : str
    kinds : tuple of str
        Of the questions, in their order.
    columns : tuple of (str, str)
        center, position, date, complete and weight, and the column that each is taken from.
    """

    folder: Path
    n_rows: int
    n_questions: int
    n_centers: int
    left_out: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, str], ...]
    guesses: tuple[str, ...]
    notes: tuple[str, ...]
    platform: str = ""
    kinds: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    def report(self) -> str:
        """Return what was read, left out, guessed and dropped, in the order of its weight."""
        lines = [
            f"{self.folder}: {_counted(self.n_rows, 'respondent')},"
            f" {_counted(self.n_questions, 'question')}, {_counted(self.n_centers, 'Center')}"
        ]
        said = [f"left out: {_counted(n, 'row')}, {reason}" for reason, n in self.left_out]
        said.append(f"questions: {kinds_line(self.kinds)}")
        said.append(columns_line(dict(self.columns)))
        said += guess_lines(self.guesses) + note_lines(self.notes)
        said += dropped_lines(self.platform, self.dropped)
        lines += [f"  {line}" for line in said]
        lines.append(
            f"every decision stands in {self.folder / 'map.toml'}; to change one, mend it there and"
            f" import again with --map {self.folder / 'map.toml'} --replace"
        )
        return "\n".join(lines)


def import_survey(
    platform: str,
    file: str | Path,
    out: str | Path,
    *,
    map: str | Path | Map | None = None,
    definition: str | Path | None = None,
    replace: bool = False,
) -> Imported:
    r"""Turn a survey platform's export into a survey folder that `read_survey` takes.

    Wordings and answers are kept as they are. Names, addresses, ids and times of day are left out
    and listed; previews, tests and spam are left out and counted; what had to be guessed is said
    and written into map.toml, which gives the same folder when it is given back.

    Parameters
    ----------
    platform : str
        qualtrics, limesurvey, surveymonkey, alchemer, forms, spss, csv or xlsx. `forms` is Google
        Forms (CSV) and Microsoft Forms (XLSX); `csv` and `xlsx` are any table with one header row.
    file : str or Path
        As the platform wrote it.
    out : str or Path
        A new or empty folder.
    map : str or Path, optional
        Decisions, as an earlier import wrote them (docs/methods/import.md).
    definition : str or Path, optional
        The survey's own definition (.qsf, .lss): choices, order, conditions. By default the one
        that lies beside the file with the same stem.
    replace : bool
        Put it in the place of the survey that `out` holds. Other files there, such as a frame.csv
        written by hand, stay.

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        The file is damaged or of another platform, no column is the Center, the map does not fit,
        or the folder holds something else. Nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "answers.csv").write_text(
    ...     "Center,E-mail,Is there a written rule?\nNorth,a@b.c,Yes\nSouth,d@e.f,No\n"
    ...     "North,g@h.i,No\nSouth,,Yes\n")
    >>> done = import_survey("csv", folder / "answers.csv", folder / "survey")
    >>> done.n_rows, done.n_questions, done.n_centers, done.dropped
    (4, 1, 2, (('E-mail', 'mail address'),))
    """
    if platform not in PLATFORMS:
        raise InputError(
            f"there is no platform {quoted(platform)}{guess(platform, PLATFORMS)}; one of:"
            f" {', '.join(PLATFORMS)}"
        )
    path, folder = Path(file), Path(out)
    refuse_existing(folder, replace=replace)
    given, where = load_map(map)
    if given.platform not in ("", platform):
        raise InputError(f"{where}: is a map for {given.platform}, and the import is of {platform}")
    read = _read(platform, path, None if definition is None else Path(definition))
    check_map(given, platform, [f.name for f in read.fields], where)
    _refuse_none(read, path.name, given)
    kept = leave_out(read, keep=given.keep_rows)
    tidied, guessed, cuts = tidy(kept, given)
    try:
        chosen = choose(tidied, given, cuts, where)
    except InputError as error:
        raise InputError([f"{path.name}: {p}" if not p.startswith(where) else p
                          for p in error.problems]) from None  # fmt: skip
    if not chosen.questions:
        raise InputError(f"{path.name}: no column is left that is a question; say keep = [...]")
    return Imported(
        folder=write_folder(chosen, folder),
        n_rows=len(chosen.respondents),
        n_questions=len(chosen.questions),
        n_centers=len(chosen.centers),
        left_out=tuple(tidied.left_out.items()),
        dropped=tuple(chosen.decided.drop.items()),
        guesses=(
            *guess_sentences(guessed, set(chosen.decided.columns.values())),
            *chosen.guesses,
        ),
        notes=tidied.notes,
        platform=platform,
        kinds=tuple(question.kind for question in chosen.questions),
        columns=tuple(chosen.decided.columns.items()),
    )


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _read(platform: str, path: Path, definition: Path | None) -> Export:
    module = import_module(f"sopgap.survey.exports.{HOME.get(platform, platform)}")
    reader: Reader = getattr(module, f"read_{platform}")
    problems = Problems()
    export = reader(path, definition=definition, problems=problems)
    problems.raise_if_any()
    return export


def _refuse_none(export: Export, name: str, given: Map) -> None:
    """Refuse an export without any answer: header only, or nothing but previews and tests."""
    n = len(export.fields[0].values) if export.fields else 0
    if n == 0:
        raise InputError(f"{name}: holds headers and no response; has the survey been answered?")
    aside = export.set_aside
    if aside is not None and (out := ~aside.isin(["", *given.keep_rows])).all():
        counts = aside[out].value_counts().sort_index()
        reasons = ", ".join(f"{count} {reason}" for reason, count in counts.items())
        keep = ", ".join(f'"{reason}"' for reason in counts.index)
        raise InputError(
            f"{name}: all {n} rows are no answers ({reasons}); to import them all the same, write"
            f" keep_rows = [{keep}] into a map"
        )
