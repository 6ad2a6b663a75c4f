"""Write a survey folder from what was chosen: aside first, read back, then moved in whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports.choose import Chosen
from sopgap.survey.exports.maps import write_map

READ_BACK = 10_000  # respondents; a larger folder is read back by its different values
# A spreadsheet runs a cell that begins so. A space in front stops it, and `read_survey` takes it
# off again; the apostrophe of our own tables would stay, since a survey folder is a person's file.
RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


WRITTEN = ("questions.csv", "responses.csv", "centers.csv", "map.toml")


def write_folder(chosen: Chosen, out: Path) -> Path:
    """Write questions.csv, responses.csv, centers.csv and map.toml into a folder.

    What else lies in the folder, such as a frame.csv written by hand, stays. It is written beside
    its place and read with `read_survey` before it is moved in: there is either a whole folder that
    can be read, or none. Of more than 10,000 respondents every different value is read back, not
    every row. Only its owner may open it: it holds answers.

    Raises
    ------
    InputError
        The folder cannot be read back.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        questions, responses = _tables(chosen)
        _write(questions, aside / "questions.csv")
        _write(responses, aside / "responses.csv")
        _write(chosen.centers, aside / "centers.csv")
        write_map(chosen.decided, aside / "map.toml")
        _take_along(out, aside)
        _read_back(aside, questions, responses, chosen)
        _move_in(aside, out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return out


def _take_along(out: Path, aside: Path) -> None:
    for path in out.iterdir() if out.is_dir() else ():
        if path.name not in WRITTEN:
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, aside / path.name)


def _move_in(aside: Path, out: Path) -> None:
    """Put the new folder in the place of the old one, which comes back if that fails."""
    if not out.exists():
        aside.replace(out)
        return
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as old:
        out.replace(Path(old) / "old")
        try:
            aside.replace(out)
        except OSError:
            (Path(old) / "old").replace(out)
            raise


def _read_back(
    aside: Path, questions: pd.DataFrame, responses: pd.DataFrame, chosen: Chosen
) -> None:
    """Read the folder as `read_survey` will; of a large one, every different value once.

    Redacting hundreds of thousands of comments takes minutes, and is not what is in doubt here.
    """
    if len(responses) <= READ_BACK:
        read_survey(aside, centers=chosen.centers)
        return
    opened = {q.name for q in chosen.questions if q.kind == "open"}
    values = {
        name: ["x"] if name in opened else list(pd.unique(responses[name]))
        for name in responses
        if name != "respondent_id"
    }
    length = max(map(len, values.values()))
    twin = pd.DataFrame({n: [*v, *v[:1] * (length - len(v))] for n, v in values.items()})
    twin.insert(0, "respondent_id", [f"r{i}" for i in range(length)])
    with tempfile.TemporaryDirectory(prefix=f".{aside.name}", dir=aside.parent) as folder:
        _write(questions, Path(folder) / "questions.csv")
        _write(twin, Path(folder) / "responses.csv")
        read_survey(folder, centers=chosen.centers)


def refuse_existing(out: Path, *, replace: bool = False) -> None:
    """Raise InputError where the folder holds something, or a file bears its name.

    With `replace` it may hold a survey.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(f"{out}: is there and is no folder; choose another name for --out")
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not replace:
        raise InputError(
            f"{out}: holds files already; choose a new folder for --out, or say --replace to put"
            " this survey in the place of the one that is there"
        )
    if not all((out / name).is_file() for name in WRITTEN[:2]):
        raise InputError(f"{out}: holds files, and no survey to replace; choose a new folder")


def _tables(chosen: Chosen) -> tuple[pd.DataFrame, pd.DataFrame]:
    questions = pd.DataFrame(
        {
            "question_id": [q.name for q in chosen.questions],
            "wording": [q.wording for q in chosen.questions],
            "kind": [q.kind for q in chosen.questions],
            "choices": ["|".join(q.choices) for q in chosen.questions],
            "dont_know": ["|".join(q.dont_know) for q in chosen.questions],
            "asked_if": [q.asked_if for q in chosen.questions],
        },
        dtype="str",
    )
    answers = {q.name: q.values for q in chosen.questions}
    return questions, pd.concat([chosen.respondents, pd.DataFrame(answers)], axis=1)


def _write(table: pd.DataFrame, path: Path) -> None:
    safe = pd.DataFrame({name: _guard(table[name]) for name in table}, dtype=object)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _guard(cells: pd.Series) -> pd.Series:
    """Put a space before what a spreadsheet would run; each different cell is looked at once."""
    codes, values = pd.factorize(cells)
    safe = [f" {v}" if str(v).startswith(RUNS) else v for v in values]
    return pd.Series(np.array(safe, dtype=object)[codes], index=cells.index)
