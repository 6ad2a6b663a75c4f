"""Read SPSS files (.sav, .zsav, .por): labels, user-missing codes and multiple response sets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.plain import unique_names
from sopgap.survey.exports.spss_codes import Codes, Meta, codes_of, missing_meaning
from sopgap.survey.exports.spss_sets import declared_sets, multi_of, told_sets
from sopgap.survey.exports.steps import in_steps
from sopgap.survey.exports.wordings import clean_wording
from sopgap.survey.exports.words import any_of, fold, private
from sopgap.workbooks.bounds import MAX_COLUMNS, MAX_ROWS

MAX_BYTES = 500_000_000  # of the file
MAX_SECONDS = 900
MAX_HELD = 2_000_000_000  # bytes that its rows take once they are unpacked
FEWEST = 5  # respondents on each side before a code tells who was asked
LAST = 265_000_000_000  # seconds from there to the last day of four-digit years
EPOCH = np.datetime64("1582-10-14")  # the day from which SPSS counts seconds
DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "DATETIME", "YMDHMS")
PERIODS = {"QYR": "a quarter", "MOYR": "a month", "WKYR": "a week"}
TIMES = ("TIME", "DTIME", "MTIME")
ABOUT = ("date", "complete", "weight", "respondent_id")
META = ("wordings", "formats", "measures", "labels", "missing", "sets")
KINDS = {b"$FL2": "sav", b"$FL3": "sav", b"PK\x03\x04": "zip", b"%PDF": "pdf"}


@dataclass(frozen=True, eq=False)
class File:
    """What a file holds: the values by variable, and what it says of them."""

    name: str
    kind: str
    values: pd.DataFrame
    meta: Meta


def read_spss(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read an SPSS file; pyreadstat (the extra `spss`) does the reading.

    Variable labels are the wordings, value labels the choices. A code that is declared as missing
    is no answer: where its label says "don't know" it stays as a choice that means so, where it
    says that nothing was asked or answered, or nothing at all, the cell is blank. Notes count each
    of these codes. A multiple response set is one multi-select.

    Parameters
    ----------
    path : Path
    definition : Path, optional
        The file holds its own; one that is given is a problem.
    problems : Problems

    Returns
    -------
    Export

    Raises
    ------
    InputError
        pyreadstat is not installed; the file is damaged, too large, or not SPSS's.
    """
    if definition is not None:
        problems.add("spss: takes no definition; the file holds its own labels")
    file = _read(path)
    notes: list[str] = []
    if file.kind == "por":
        notes.append(
            "a .por file is read without its missing codes: all of them, don't know among them, are"
            " blanks; give the .sav where these matter"
        )
    sets = declared_sets(file.meta.sets, list(file.values.columns))
    sets |= told_sets(
        file.values, file.meta, {n for s in sets.values() for n in s["variable_list"]}
    )
    members = {name: (key, mr_set) for key, mr_set in sets.items()
               for name in mr_set["variable_list"]}  # fmt: skip
    fields: list[Field] = []
    made: set[str] = set()
    blanks: dict[str, Mapping[str, pd.Series]] = {}
    for name in file.values.columns:
        key, mr_set = members.get(name, ("", {}))
        if key:
            if key not in made:
                fields.append(multi_of(key, mr_set, file.values, file.meta, notes))
                made.add(key)
            continue
        codes = codes_of(file.values[name], name, file.meta)
        field, blank = _field(name, codes, file, notes)
        condition = _condition(blank.get("not_asked"), fields)
        if condition:
            notes.append(
                f"{name}: asked only if {condition}, since all others and nobody else are coded as"
                " not asked"
            )
        fields.append(replace(field, asked_if=condition))
        blanks[name] = blank
    used = [f.use for f in fields]
    fields = [  # a second day, weight or id is no question either
        f if f.use in ("question", "dropped") or used.index(f.use) == i
        else replace(f, use="dropped", reason=f"a second column of {f.use}")
        for i, f in enumerate(fields)
    ]  # fmt: skip
    names = unique_names([field.name for field in fields])
    fields = [replace(field, name=name) for field, name in zip(fields, names, strict=True)]
    return Export("spss", tuple(fields), notes=tuple(notes))


def _read(path: Path) -> File:
    """Read within bounds, in a process of its own.

    The C library beneath pyreadstat crashed on 12 of 1,000 files of which three bytes had been
    altered, and took the whole process with it. Here it takes a child, and this one says so.
    """
    kind = _kind(path)
    if find_spec("pyreadstat") is None:
        raise InputError(
            f"{path.name}: SPSS files need pyreadstat, which is not installed; install it:"
            " pip install 'sopgap[spss]'"
        )
    said = _in_a_child(kind, path)
    if "error" in said:
        raise InputError(_sentence(said["error"], path.name))
    _check_size(said["size"], path.name)
    values = pd.DataFrame({name: said["values"][name] for name in said["names"]})
    if len(values) > MAX_ROWS:
        raise InputError(f"{path.name}: has more than {MAX_ROWS:,} rows; split it")
    if values.empty:
        raise InputError(f"{path.name}: holds variables, but no response")
    values.index = pd.RangeIndex(1, len(values) + 1, name="row")
    return File(path.name, kind, values, Meta(**{key: said[key] for key in META}))


def _in_a_child(kind: str, path: Path) -> dict[str, Any]:
    child = Path(__file__).with_name("spss_child.py")
    limits = [str(limit) for limit in (MAX_COLUMNS, MAX_ROWS, MAX_HELD)]
    command = [sys.executable, "-P", str(child), kind, str(path.resolve()), *limits]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"{path.name}: cannot be read in {MAX_SECONDS} seconds") from None
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError(f"{path.name}: is damaged beyond reading; save it anew") from None
    return said


def _sentence(error: str, name: str) -> str:
    if "encoding" in error or "Unicode" in error:
        return (
            f"{name}: its texts are not in the encoding that it names; save it anew in SPSS"
            " (Unicode mode)"
        )
    reason = error.partition(": ")[2][:80].rstrip(".")
    return f"{name}: is damaged or cut off ({reason}); save it anew"


def _kind(path: Path) -> str:
    name = path.name
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; give the .sav, .zsav or .por file")
        if path.exists() and not path.is_file():
            raise InputError(f"{name}: is a pipe or device; give the .sav, .zsav or .por file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{name}: larger than {MAX_BYTES:,} bytes; save fewer variables")
        with path.open("rb") as file:
            head = file.read(600)
    except InputError:  # which is a ValueError too
        raise
    except (FileNotFoundError, ValueError):
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not head:
        raise InputError(f"{name}: the file is empty; save it anew")
    kind = KINDS.get(head[:4], "")
    if kind == "sav":
        return kind
    if b"SPSS PORT FILE" in b"".join(head.split()) or b"SPSS PORT FILE" in head:
        return "por"
    what = "a web page" if head.lstrip()[:1] == b"<" else "a text" if min(head) > 8 else ""
    what = {"zip": "a workbook or zip file", "pdf": "a PDF"}.get(kind, what) or "something else"
    raise InputError(
        f"{name}: is no SPSS file, but {what}; give a .sav, .zsav or .por file, and a table to"
        " sopgap import csv"
    )


def _check_size(size: Sequence[int], name: str) -> None:
    columns, rows, held = size
    if columns > MAX_COLUMNS:
        raise InputError(f"{name}: has {columns:,} variables, more than {MAX_COLUMNS:,}")
    if rows > MAX_ROWS:
        raise InputError(f"{name}: has {rows:,} rows, more than {MAX_ROWS:,}; split it")
    if held > MAX_HELD:
        raise InputError(
            f"{name}: its {rows:,} rows would take {held:,} bytes, more than {MAX_HELD:,};"
            " save fewer variables"
        )


def _wording(name: str, file: File) -> str:
    return clean_wording(file.meta.wordings.get(name) or "") or name


def _field(
    name: str, codes: Codes, file: File, notes: list[str]
) -> tuple[Field, Mapping[str, pd.Series]]:
    """The field of one variable, and by meaning the rows whose missing code was blanked."""
    wording = _wording(name, file)
    fmt = str(file.meta.formats.get(name) or "").rstrip("0123456789.")
    field = Field(name, wording, codes.texts)
    private_for = private(name) or private(wording)
    said = {fold(name), fold(wording)}
    about = next((use for use in ABOUT if said & any_of(use)), "")
    if private_for and not codes.labels:
        return replace(field, use="dropped", reason=private_for), {}
    if fmt in DAYS:
        return _dated(field, file.values[name], about), {}
    if fmt in PERIODS or fmt in TIMES:
        reason = f"{PERIODS[fmt]}, no day" if fmt in PERIODS else "time of day"
        return replace(field, use="dropped", reason=reason), {}
    if about == "complete" and not _says_yes_or_no(codes.texts):
        about = ""
    if about and about != "date" and not (codes.labels and about != "complete"):
        return replace(field, use=about), {}
    texts, blank, dont_know, told = _without_missing(codes)
    if told:
        notes.append(f"{name}: declared missing: {'; '.join(told)}")
    choices = tuple(label for code, label in codes.choices.items() if code not in codes.missing)
    steps = codes.labels and (file.meta.measures.get(name) == "ordinal" or bool(in_steps(choices)))
    kind = "scale" if steps else "single" if codes.labels else ""
    field = replace(
        field, values=texts, kind=kind, choices=(*choices, *dont_know), dont_know=dont_know
    )
    if not codes.labels:  # numbers or free text: what they are is for `tidy` to tell
        field = replace(field, choices=(), kind="single" if dont_know else "")
    return field, blank


def _says_yes_or_no(texts: pd.Series) -> bool:
    return {fold(str(text)) for text in texts.unique()} <= {"", *any_of("yes"), *any_of("no")}


def _dated(field: Field, seconds: pd.Series, about: str) -> Field:
    """A date: the day of the answer where its name says so; else no question of ours."""
    number = pd.to_numeric(seconds, errors="coerce")
    number = number.where(number.between(0, LAST))  # a larger number is no date
    days = EPOCH + (number.fillna(0) // 86400).astype("int64").to_numpy().astype("timedelta64[D]")
    written = pd.Series(days.astype(str), index=seconds.index, dtype="str")
    field = replace(field, values=written.mask(number.isna(), ""))
    if about == "date":
        return replace(field, use="date")
    return replace(
        field, use="dropped", reason="a date that may be another than that of the answer"
    )


def _without_missing(
    codes: Codes,
) -> tuple[pd.Series, dict[str, pd.Series], tuple[str, ...], list[str]]:
    """Blank the codes that are declared missing, save those that mean "don't know"."""
    texts, said = codes.texts, []
    blank: dict[str, pd.Series] = {}
    dont_know: list[str] = []
    for code, label in codes.missing.items():
        rows = codes.coded == code
        meaning = missing_meaning(label)
        shown = f"{label!r}" if label else "without a label"
        if meaning == "dont_know":
            dont_know.append(label)
            said.append(f"{code} {shown} stays as a choice ({int(rows.sum())})")
            continue
        texts = texts.mask(rows, "")
        blank[meaning] = blank.get(meaning, rows) | rows
        how = {"not_asked": "blank, not asked", "skipped": "blank, skipped"}.get(meaning, "blank")
        said.append(f"{code} {shown} is {how} ({int(rows.sum())})")
    return texts, blank, tuple(dict.fromkeys(dont_know)), said


def _condition(not_asked: pd.Series | None, earlier: Sequence[Field]) -> str:
    """Find the one earlier answer that exactly those gave who are not coded as not asked."""
    if not_asked is None or min(int(not_asked.sum()), int((~not_asked).sum())) < FEWEST:
        return ""
    closed = (f for f in earlier if f.use == "question" and f.kind in ("single", "scale"))
    found = [
        f"{field.name}={choice}"
        for field in closed
        for choice in field.choices
        if "=" not in field.name and ((field.values == choice) == ~not_asked).all()
    ]
    return found[0] if len(found) == 1 else ""
