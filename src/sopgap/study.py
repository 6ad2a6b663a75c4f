"""read_study: study.toml -> Study, the settings and paths of a study, validated."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.settings import Reader, check_keys
from sopgap.sources import Problems, check_rows, quoted, read_rows, read_toml
from sopgap.tables import CENTERS, CODE
from sopgap.vocabulary import INTERVALS, TRACKED

DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
SECONDS = 18  # of computing that the reading of one document may take
MIN_BASE = 10  # smallest base that may be shown (docs/methods/survey.md)
MIN_COUNT = 3  # smallest count that may be shown beside a Center
RECALL = 0.95  # of true links that are not rejected unseen (docs/methods/links.md)
REVIEWS, SIGNOFFS = "reviews.csv", "signoffs.csv"  # where study.toml names no other
WIDTH = 3  # narrowest range of a hidden count that may follow from what is shown

Answer = tuple[str, str]  # a question's id and one of its choices


@dataclass(frozen=True)
class Plan:
    """What a study declares of its survey before anybody looks at the answers.

    Attributes
    ----------
    partial_share : float
        Share of the questions put from which a partly completed survey counts as a partial.
    partial_questions : tuple of str
        Questions of which it must hold an answer at least to one.
    eligible_share : float
        Share of the silent who would have been eligible (AAPOR's e).
    interval : {"wilson", "korn-graubard", "hypergeometric"}
    compare : tuple of (question_id, choice)
        The answers compared between groups: the family of tests. Empty: the headline answers.
    pairs : tuple of pairs of (question_id, choice)
        Answers of the same people that are compared with each other.
    previous : Path or None
        Folder of an earlier wave.
    facts : dict of str to str
        Who asked whom, when and how, for the disclosure page.
    """

    partial_share: float = 0.0
    partial_questions: tuple[str, ...] = ()
    eligible_share: float = 1.0
    interval: str = INTERVALS[0]
    compare: tuple[Answer, ...] = ()
    pairs: tuple[tuple[Answer, Answer], ...] = ()
    previous: Path | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """The settings and paths of a study.

    Attributes
    ----------
    path : Path
        The study.toml that was read.
    name, title : str
        Its short name, and its title as printed.
    synthetic : bool
        Whether its data is invented; every page then says so.
    labels : dict of str to str
        What the sides are called in print: keys `center` and `port`; `centers` where the plural
        is not regular.
    centers : table `centers`
        In the order of the file.
    survey, sops, responsibilities, actors : Path or None
        Folders and files of what the study holds; None where it holds no such thing.
    reviews : Path or None
        Where decisions on cells and links lie, or will; None only where the name is wrong.
    recommendations : Path or None
        The audit's recommendations, to set beside gaps.
    conditions : Path or None
        What the auditor wrote of causes and effects, for the condition sheets.
    signoffs : Path or None
        Where signatures lie, or will; None only where the name is wrong.
    parted : tuple of pairs of str
        Responsibilities that one unit ought not to hold both.
    recall : float
        Share of the true links that is not to be rejected unseen.
    staff_all : int or None
        All staff of the organisation, of whom the frame is a part.
    n_concerns : int or None
        How many concerns the comments are cut into; None: as many as they suggest.
    families : Path or None
        The study's own words of one meaning, beside those of everyday English.
    systems : tuple of str
        Names of the systems that procedures speak of.
    changes : {"accepted", "both"}
        What is read of tracked changes in documents.
    seconds : int
        Of computing that the reading of one document may take.
    reorganisation, as_of : date or None
        The day the ownership changed, and the day at which documents count as in force.
    min_base, min_count, width : int
        Smallest base of a figure and smallest count that may be shown; narrowest range of a hidden
        count that may follow from what is shown.
    plan : Plan
        What the study declares of its survey.
    notes : str
        What a reader must know of the data, printed on every report.
    settings : dict
        All of study.toml as it was parsed.
    """

    path: Path
    name: str
    title: str
    synthetic: bool
    labels: dict[str, str]
    centers: pd.DataFrame
    survey: Path | None = None
    sops: Path | None = None
    responsibilities: Path | None = None
    actors: Path | None = None
    reviews: Path | None = None
    recommendations: Path | None = None
    conditions: Path | None = None
    signoffs: Path | None = None
    parted: tuple[tuple[str, str], ...] = ()
    recall: float = RECALL
    staff_all: int | None = None
    n_concerns: int | None = None
    families: Path | None = None
    systems: tuple[str, ...] = ()
    changes: str = TRACKED[0]
    seconds: int = SECONDS
    reorganisation: dt.date | None = None
    as_of: dt.date | None = None
    min_base: int = MIN_BASE
    min_count: int = MIN_COUNT
    width: int = WIDTH
    plan: Plan = field(default_factory=Plan)
    notes: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The study's folder: no path of the study leads out of it."""
        return self.path.parent

    @property
    def maps(self) -> bool:
        """Whether the study holds what a map of responsibilities needs."""
        return bool(self.sops and self.responsibilities and self.actors)


def read_study(path: str | Path) -> Study:
    """Read study.toml and centers.csv; check every setting and path.

    Parameters
    ----------
    path : str or Path
        The file, or the folder that holds a `study.toml`.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        Everything that is wrong, at once: the file is absent or no TOML, a section or key is
        absent, of the wrong type or leads out of the folder, centers.csv breaks its contract,
        documents come without responsibilities or actors, or there is nothing to study at all.

    Examples
    --------
    >>> study = read_study("study.toml")
    >>> study.name, len(study.centers), study.reorganisation.isoformat()
    ('oig-22-34', 10, '2017-01-19')
    """
    study, wrong = inspect_study(path)
    if wrong:
        raise InputError(wrong)
    return study


def inspect_study(path: str | Path) -> tuple[Study, tuple[str, ...]]:
    r"""Read of a study what can be read, and tell what is wrong with the rest.

    For what does without the rest: documents can be gathered before the survey is there, and the
    files of a study whose settings are wrong can be checked along with them.

    Parameters
    ----------
    path : str or Path
        The file, or the folder that holds a `study.toml`.

    Returns
    -------
    Study
        What is wrong in it is blank, None or its default, and `centers` then is empty.
    tuple of str
        What `read_study` would raise.

    Raises
    ------
    InputError
        The file is absent or no TOML.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "study.toml"
    >>> _ = file.write_text('[study]\nname = "keys"\n')
    >>> study, wrong = inspect_study(file)
    >>> study.name, wrong[0]
    ('keys', 'study.toml, [centers]: file is absent')
    """
    path = Path(path)
    if path.is_dir():
        path = path / "study.toml"
    settings, problems = read_toml(path), Problems()
    check_keys(path, settings, problems)
    read = Reader(path, settings, problems)
    centers_file = read.file("centers", "file", required=True)
    centers = _read_centers(centers_file, problems) if centers_file else CENTERS.empty()
    study: dict[str, Any] = {
        "name": read.text("study", "name", required=True),
        "title": read.text("study", "title", required=True),
        "synthetic": bool(read.of("study", "synthetic", bool, required=True)),
        "labels": _labels(read),
        "survey": read.folder_of("survey"),
        "sops": read.folder_of("sops"),
        "responsibilities": read.file("responsibilities", "file"),
        "actors": read.file("actors", "file"),
        "reviews": read.new_file("reviews", "file", default=REVIEWS),
        "recommendations": read.file("recommendations", "file"),
        "conditions": read.file("conditions", "file"),
        "signoffs": read.new_file("signoffs", "file", default=SIGNOFFS),
        "parted": tuple(read.id_pairs("responsibilities", "parted")),
        "recall": _recall(read),
        "staff_all": read.whole("survey", "staff_all"),
        "n_concerns": read.whole("concerns", "number", low=2),
        "families": read.file("concerns", "families"),
        "systems": tuple(read.texts("sops", "systems")),
        "changes": _tracked(read),
        "seconds": read.whole("sops", "seconds") or SECONDS,
        "reorganisation": read.date("reorganisation", "effective"),
        "as_of": read.date("study", "as_of"),
        "min_base": read.whole("report", "min_base", low=3) or MIN_BASE,
        "min_count": read.whole("report", "min_count", low=2) or MIN_COUNT,
        "width": read.whole("report", "width", low=2) or WIDTH,
        "plan": _read_plan(read),
        "notes": read.text("study", "notes"),
    }
    _check_whole(study, settings, path, problems)
    whole = Study(path=path.resolve(), centers=centers, settings=settings, **study)
    return whole, tuple(problems.sentences)


def _tracked(read: Reader) -> str:
    name = read.text("sops", "changes") or TRACKED[0]
    if name not in TRACKED:
        read.wrong("sops", "changes", name, f"one of {', '.join(TRACKED)}")
        return TRACKED[0]
    return name


def _recall(read: Reader) -> float:
    share = read.share("links", "recall")
    return RECALL if share is None else share


def _read_plan(read: Reader) -> Plan:
    name = read.text("survey", "interval") or INTERVALS[0]
    if name not in INTERVALS:
        read.wrong("survey", "interval", name, f"one of {', '.join(INTERVALS)}")
    share, eligible = (read.share("survey", f"{of}_share") for of in ("partial", "eligible"))
    return Plan(
        partial_share=share or 0.0,
        partial_questions=tuple(read.texts("survey", "partial_questions")),
        eligible_share=1.0 if eligible is None else eligible,
        interval=name,
        compare=tuple(read.answers("survey", "compare")),
        pairs=tuple(read.pairs("survey", "pairs")),
        previous=read.folder_of("survey", "previous"),
        facts=read.facts("survey", "facts"),
    )


def _labels(read: Reader) -> dict[str, str]:
    part = read.settings.get("study")
    part = part if isinstance(part, dict) else {}
    sides, labels = part.get("sides", {}), part.get("labels", {})
    out = {"center": "Center", "port": "Port"}
    for key, side in (sides if isinstance(sides, dict) else {}).items():
        if side not in out:
            wanted = "center or port: these codes stay in every study, and labels gives their names"
            read.wrong("study", f"sides.{key}", side, wanted)
            return out
    for key, value in (labels if isinstance(labels, dict) else {}).items():
        side = sides.get(key, key) if isinstance(sides, dict) else key
        if side not in (*out, "centers") or not isinstance(value, str) or not value.strip():
            wanted = "the label of a side (center, port), or the plural of the first (centers)"
            read.wrong("study", f"labels.{key}", value, wanted)
        else:
            out[side] = value.strip()
    return out


def _read_centers(path: Path, problems: Problems) -> pd.DataFrame:
    before = len(problems.sentences)
    try:
        rows = read_rows(path)
    except InputError as error:
        problems.gather(error)
        return CENTERS.empty()
    rows = check_rows(rows, CENTERS, what=path.name, problems=problems)
    for row, code in rows["center"].items():
        same = rows.index[rows["center"].str.casefold() == code.casefold()]
        if re.fullmatch(CODE, code) and len(same) > 1 and rows["center"].nunique() == len(rows):
            problems.add(
                f"{path.name}, row {row}: center {quoted(code)} differs only in case from another;"
                " their reports would be one file on some machines"
            )
        if code in ("all", "index"):
            problems.add(f"{path.name}, row {row}: center {quoted(code)} is a reserved word")
        if DEVICE.match(code):
            said = "is a device on Windows, where no file may bear its name; choose another"
            problems.add(f"{path.name}, row {row}: center {quoted(code)} {said}")
    if rows.empty:
        problems.add(f"{path.name}: names no Center")
    return CENTERS.check(rows) if len(problems.sentences) == before else CENTERS.empty()


def _check_whole(
    study: dict[str, Any], settings: dict[str, Any], path: Path, problems: Problems
) -> None:
    if not study["survey"] and not study["sops"] and not problems.sentences:
        problems.add(f"{path.name}: neither [survey] nor [sops]: there is nothing to study")
    for needed in ("responsibilities", "actors"):
        # A section that is there has had its file looked for; a folder of documents may not be yet.
        if "sops" in settings and needed not in settings:
            problems.add(f"{path.name}: [sops] needs [{needed}] file, to know who is who")
