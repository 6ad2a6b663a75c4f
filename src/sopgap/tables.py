"""The contracts of the tables, and how tables are read and written.

A contract lists columns with their kind, levels and meaning. Kinds are `text` (blank is the empty
string, never NaN), `count` (Int64, may be <NA>), `number` (float64, may be NaN) and `flag` (bool).
A text may be held as categories, where a long table repeats few values; it reads the same.
Extra columns are allowed and kept behind the listed ones. A contract is checked once on the way
out of a public function and once in `read_table`; inside a wing a table is trusted. Checks go by
the different values of a column, not by its cells: the answers of a survey fill millions.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from sopgap import vocabulary as words
from sopgap.errors import ContractError, InputError

DTYPES = {"text": "str", "count": "Int64", "number": "float64", "flag": "bool"}
DECIMALS = 6  # published floats: last bits of an SVD differ between BLAS kernels
SHOWN = 5  # wrong values that a message lists
BLOCK = 100_000  # rows that are written together
Quoting = Literal[0, 2]  # of csv: what needs it, or all text
# A spreadsheet runs a cell that begins like this; the apostrophe in front stops it.
FORMULA = re.compile(r"^(?='*[=+\-@\t\r\n])")
NEUTRALISED = re.compile(r"^'(?='*[=+\-@\t\r\n])")


@dataclass(frozen=True)
class Column:
    """One column of a contract: its name, kind, meaning, allowed levels, and if it may be blank."""

    name: str
    kind: str
    meaning: str
    levels: tuple[str, ...] = ()
    blank: bool = False
    pattern: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contract:
    """The contract of a table.

    Attributes
    ----------
    name : str
        The table's name; also its file's, `tables/<name>.csv`.
    meaning : str
        What one row is.
    key : tuple of str
        Columns that together name a row.
    columns : tuple of Column
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with this contract's columns first and its types; raise what is wrong.

        Parameters
        ----------
        table : DataFrame
            Optional columns (those that may be blank) may be absent: they come back blank.

        Returns
        -------
        DataFrame
            A new table with a fresh index 0..n-1.

        Raises
        ------
        ContractError
            All problems in one message: columns absent, values that are not of the kind, levels
            that are not allowed, blanks in what must be filled, repeated keys.

        Examples
        --------
        >>> import pandas as pd
        >>> LINKS.check(pd.DataFrame({"passage_id": ["p"], "responsibility_id": ["R1"],
        ...     "passage": ["duty"], "score": [0.5], "rank": [1]})).shape
        (1, 5)
        >>> ACTORS.check(pd.DataFrame({"alias": ["CBP"], "actor": ["CBP"]}))
        Traceback (most recent call last):
        ...
        sopgap.errors.ContractError: table 'actors': column unit is absent
        """
        absent = [c.name for c in self.columns if c.name not in table and not c.blank]
        if absent:
            raise ContractError(f"table {self.name!r}: column {', '.join(absent)} is absent")
        shaped, problems = self._shape(table)
        problems += self._failures(shaped) if not problems else []
        if problems:
            raise ContractError(f"table {self.name!r}: " + "; ".join(problems))
        return shaped

    def empty(self) -> pd.DataFrame:
        """Return the table without rows."""
        return self.check(pd.DataFrame({c.name: [] for c in self.columns}))

    def _shape(self, table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        parts, problems = {}, []
        for column in self.columns:
            try:
                parts[column.name] = _as_kind(column, table)
            except (ValueError, TypeError):
                values = ", ".join(map(repr, pd.unique(table[column.name])[:SHOWN]))
                problems.append(f"{column.name} is not a {column.kind}: {values}")
        extra = {c: table[c].reset_index(drop=True) for c in table.columns if c not in parts}
        # Shared, not copied: pandas copies a column when one of the tables that hold it is changed.
        return pd.DataFrame({**parts, **extra}, copy=False), problems

    def _failures(self, table: pd.DataFrame) -> list[str]:
        problems = []
        for column in self.columns:
            wrong = _wrong_values(column, table[column.name])
            if wrong:
                problems.append(f"{column.name} has {wrong}; allowed: {_allowed(column)}")
        repeated = n_repeated(table[list(self.key)])
        if repeated:
            problems.append(f"{repeated} repeated {' + '.join(self.key)}")
        return problems


def n_repeated(keys: pd.DataFrame) -> int:
    """Return how many rows repeat an earlier one, each column by the codes of its values.

    Examples
    --------
    >>> n_repeated(pd.DataFrame({"a": ["x", "x", "x"], "b": [1, 2, 1]}))
    1
    """
    whole = np.zeros(len(keys), dtype=np.int64)
    most = 1  # codes of the columns so far are below this
    for name in keys:
        codes, values = factorise(keys[name])
        size = len(values) + 1  # one more for a missing value
        if most > np.iinfo(np.int64).max // size:
            whole, different = pd.factorize(whole)
            most = len(different)
        whole = whole * size
        whole += codes
        whole += 1
        most *= size
    whole.sort()
    return int((whole[1:] == whole[:-1]).sum())


def factorise(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each cell and the different values; categories are not read again.

    Parameters
    ----------
    values : Series

    Returns
    -------
    tuple of two arrays
        Missing values are -1; of categories there may be some that no cell has.

    Examples
    --------
    >>> codes, different = factorise(pd.Series(["b", "a", "b"]))
    >>> codes.tolist(), list(different)
    ([0, 1, 0], ['b', 'a'])
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.to_numpy(dtype=object)
    codes, different = pd.factorize(values)
    return codes, pd.Index(different).to_numpy(dtype=object)


def find_places(values: pd.Series, known: Sequence[str]) -> np.ndarray:
    """Return for each cell its place in a list; -1 where it does not stand there.

    Examples
    --------
    >>> find_places(pd.Series(["b", "x", "a"]), ["a", "b"]).tolist()
    [1, -1, 0]
    """
    codes, different = factorise(values)
    place_of = {name: place for place, name in enumerate(known)}
    # The last one is what a missing value, code -1, is turned into.
    return np.array([*(place_of.get(name, -1) for name in different), -1], dtype=np.int32)[codes]


def _map_values(values: pd.Series, change: Callable[[Any], Any]) -> pd.Series:
    """Change a column by its different values; `change` keeps apart what differs."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.rename_categories(change)
    if values.dtype != "str":  # numbers in a column of objects: 1 and True would be one value
        return values.map(change)
    codes, different = factorise(values)
    changed = np.array([*map(change, different), np.nan], dtype=object)
    return pd.Series(changed[codes], index=values.index, dtype=values.dtype)


def _wrong_values(column: Column, values: pd.Series) -> list[str]:
    """The first of the different values that the column may not have."""
    if column.kind == "text":
        codes, different = factorise(values)
        refused = np.array([not _is_allowed(column, value) for value in different], dtype=bool)
        if not refused.any():
            return []
        return [str(different[i]) for i in pd.unique(codes[refused[codes]])[:SHOWN]]
    wrong = pd.Series(False, index=values.index)
    if not column.blank:
        wrong |= values.isna()
    if column.low is not None:
        wrong |= (values < column.low).fillna(False).astype(bool)
    if column.high is not None:
        wrong |= (values > column.high).fillna(False).astype(bool)
    return list(dict.fromkeys(map(str, values[wrong])))[:SHOWN]


def _is_allowed(column: Column, value: str) -> bool:
    if value == "":
        return column.blank
    if column.levels and value not in column.levels:
        return False
    return not column.pattern or re.fullmatch(column.pattern, value) is not None


def _as_kind(column: Column, table: pd.DataFrame) -> pd.Series:
    if column.name not in table:
        blank = {"text": "", "count": pd.NA, "number": float("nan"), "flag": False}[column.kind]
        return pd.Series([blank] * len(table), dtype=DTYPES[column.kind])
    values = table[column.name].reset_index(drop=True)
    if column.kind == "text":
        return _as_text(values)
    if column.kind == "flag":
        if values.dtype == bool:
            return values
        known = values.map({True: True, False: False, "True": True, "False": False})
        return known.astype("bool") if known.notna().all() else known.astype("int")
    if values.dtype == object or pd.api.types.is_string_dtype(values):
        values = pd.to_numeric(values.astype("object").replace("", None))
    return values.astype(DTYPES[column.kind])


def _as_text(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype):
        whole = values.cat.categories.dtype == "str" and values.cat.codes.min() != -1
        return values if whole or not len(values) else _as_text(values.astype("object"))
    if values.dtype == "str":
        return values.fillna("") if values.hasnans else values
    return values.astype("object").where(values.notna(), "").astype(str).astype("str")


def _allowed(column: Column) -> str:
    if column.levels:
        return ", ".join(column.levels)
    if column.pattern:
        return f"text like {column.pattern}"
    if column.low is not None:
        return f"{column.low} or more" if column.high is None else f"{column.low} to {column.high}"
    return "anything but blank"


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    r"""Write a table as CSV: UTF-8, `\n`, floats rounded to 6 decimals, formulas neutralised.

    A text that a spreadsheet would run (it begins with ``=``, ``+``, ``-``, ``@``, tab or line
    break) is written behind an apostrophe, which `read_table` takes off again.

    Parameters
    ----------
    table : DataFrame
    path : str or Path
        Its folder is made if absent.

    Returns
    -------
    Path
        Where the table was written.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> file = write_table(pd.DataFrame({"text": ["=1+1", "'=x", "plain"]}),
    ...                    tempfile.mkdtemp() + "/t.csv")
    >>> file.read_text().split()
    ['text', "'=1+1", "''=x", 'plain']
    >>> read_table(file).text.tolist()
    ['=1+1', "'=x", 'plain']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lone carriage return must be quoted, or a reader ends the row; not every csv does so.
    returns = any(_holds_return(table[name]) for name in table)
    quoting: Quoting = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    if len(table) > BLOCK and all(is_text(table[name]) for name in table):
        return _write_texts(table, path, quoting)
    out = table.copy()
    for name in out.columns:
        if pd.api.types.is_float_dtype(out[name]):
            out[name] = out[name].round(DECIMALS) + 0.0  # no -0.0
        elif not pd.api.types.is_numeric_dtype(out[name]):
            out[name] = _map_values(out[name], _neutralise)
    out.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)
    return path


def read_table(path: str | Path, contract: Contract | str | None = None) -> pd.DataFrame:
    """Read a table that `write_table` wrote, and check it against its contract.

    Parameters
    ----------
    path : str or Path
    contract : Contract or str, optional
        By default the contract that bears the file's name, if there is one.

    Returns
    -------
    DataFrame
        Text columns hold no NaN; without a contract every column is text.

    Raises
    ------
    InputError
        The file is not there or cannot be read.
    ContractError
        The table does not keep its contract.
    """
    path = Path(path)
    name = path.stem if contract is None else contract
    contract = CONTRACTS.get(name) if isinstance(name, str) else name
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[], encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such table; run the stage that writes it first") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"{path}: cannot be read as a table: {error}") from None
    raw = raw.apply(
        lambda column: _map_values(column, lambda text: NEUTRALISED.sub("", text, count=1))
    )
    return contract.check(raw) if contract else raw


def is_text(values: pd.Series) -> bool:
    """Whether a column holds text, as such or as categories."""
    held = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values
    return bool(held.dtype == "str")


def _holds_return(values: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(values):
        return False
    different = factorise(values)[1] if is_text(values) else values
    return any(isinstance(value, str) and "\r" in value for value in different)


def _write_texts(table: pd.DataFrame, path: Path, quoting: Quoting) -> Path:
    """Write a long table of text: the same bytes, each different value made ready once."""
    columns = []
    for name in table:
        codes, values = factorise(table[name])
        columns.append(
            (codes, _as_cells([*map(_neutralise, values), ""], len(table.columns) == 1, quoting))
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=quoting).writerow(table.columns)
        for start in range(0, len(table), BLOCK):
            cells = (texts[codes[start : start + BLOCK]].tolist() for codes, texts in columns)
            file.writelines(f"{','.join(row)}\n" for row in zip(*cells, strict=True))
    return path


def _as_cells(values: list[str], alone: bool, quoting: Quoting) -> np.ndarray:
    """Quote values where csv does; a blank that stands alone in its row must be quoted."""
    cells = []
    for value in values:
        line = io.StringIO()
        row = [value] if alone else [value, 0]
        csv.writer(line, lineterminator="\n", quoting=quoting).writerow(row)
        cells.append(line.getvalue()[: -len("\n" if alone else ",0\n")])
    return np.array(cells, dtype=object)


def _neutralise(value: Any) -> Any:
    return FORMULA.sub("'", value, count=1) if isinstance(value, str) else value


def _text(name: str, meaning: str, **more: Any) -> Column:
    return Column(name, "text", meaning, **more)


def _count(name: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, "count", meaning, blank=blank, low=0)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, blank=True, low=0, high=1)


# A Center's code becomes a file's name, so it holds nothing that a path could.
CODE = r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,63}"
DATE = r"\d{4}-\d{2}-\d{2}"

CENTERS = Contract(
    "centers",
    "one Center",
    ("center",),
    (
        _text("center", "code of the Center, also its report's file name", pattern=CODE),
        _text("name", "its name as printed"),
        _text("location", "where its office is", blank=True),
    ),
)
ACTORS = Contract(
    "actors",
    "one alias: words in a document that name who acts",
    ("alias",),
    (
        _text("alias", "the words as written, in their base form"),
        _text("actor", "the canonical name of who is meant"),
        _text("unit", "the side to which the actor belongs", pattern="[a-z][a-z0-9_-]*"),
    ),
)
RESPONSIBILITIES = Contract(
    "responsibilities",
    "one task or role of the ownership matrix",
    ("responsibility_id",),
    (
        _text("responsibility_id", "id, as in the matrix", pattern=CODE),
        _text("name", "its name as printed"),
        _text("kind", "a task, or where a position sits", levels=words.RESPONSIBILITY_KINDS),
        _text("ownership", "who has it by the authority", levels=words.OWNERSHIPS),
        _text("action", "the act, as a verb", blank=True),
        _text("object", "what is acted on", blank=True),
        _text("keywords", "further words for it, by ;", blank=True),
        _text("requires", "slots that the procedures must fill, by ;", blank=True),
        _text("criteria", "the authority that requires it", blank=True),
        _text("source", "where the row comes from", blank=True),
    ),
)
QUESTIONS = Contract(
    "questions",
    "one question of the survey, in the order asked",
    ("question_id",),
    (
        _text("question_id", "id, and column of responses.csv"),
        _text("wording", "the question as it was put"),
        _text("kind", "how it is answered", levels=words.QUESTION_KINDS),
        _text("choices", "what could be chosen, by |", blank=True),
        _text("dont_know", "those choices that mean 'don't know', by |", blank=True),
        _text("asked_if", "put only to those who answered so, as q3=Yes|Often & q1=No", blank=True),
        _text("topic", "what it is about", blank=True),
    ),
)
FRAME = Contract(
    "frame",
    "the staff of one position at one Center to whom the survey went",
    ("center", "position"),
    (
        _text("center", "code of the Center"),
        _text("position", "job series"),
        _count("staff", "how many people"),
    ),
)
RESPONDENTS = Contract(
    "respondents",
    "one person who answered (private)",
    ("respondent_id",),
    (
        _text("respondent_id", "id of the response"),
        _text("center", "code of the Center"),
        _text("position", "job series", blank=True),
        Column("complete", "flag", "whether the questionnaire was finished"),
        _text("date", "day of the answer", blank=True, pattern=DATE),
        Column("weight", "number", "weight of the answers in a sample", blank=True, low=0),
    ),
)
ANSWERS = Contract(
    "answers",
    "one choice of one person at one closed question (private)",
    ("respondent_id", "question_id", "choice"),
    (
        _text("respondent_id", "id of the response"),
        _text("question_id", "id of the question"),
        _text("choice", "what was chosen; blank where nothing was", blank=True),
        _text("state", "what the answer's state is", levels=words.ANSWER_STATES),
        _text("center", "code of the Center"),
        _text("position", "job series", blank=True),
    ),
)
COMMENTS = Contract(
    "comments",
    "one open answer, redacted, parted from who wrote it (private)",
    ("comment_id",),
    (
        _text("comment_id", "id in the order of a hash of the text"),
        _text("question_id", "the open question it answers", blank=True),
        _text("center", "code of the Center", blank=True),
        _text("text", "the comment with names, phones, mail and identifiers redacted"),
    ),
)
RATES = Contract(
    "rates",
    "how many of whom answered: one row a group",
    ("group",),
    (
        _text("group", "`all`, or the code of a Center"),
        _count("staff", "people in the frame; blank where no frame is known", blank=True),
        _count("answered", "people who answered any closed or open question", blank=True),
        _count("complete", "of them, those who finished", blank=True),
        _count("partial", "of them, those who broke off", blank=True),
        _count("commented", "of them, those who wrote a comment with content", blank=True),
        _count("n_comments", "comments with content that they wrote", blank=True),
        _share("rate", "answered of staff"),
        Column("suppressed", "flag", "whether the counts are hidden"),
    ),
)
OUTCOMES = Contract(
    "outcomes",
    "response rates under one rule for what a partly completed survey is worth",
    ("rule",),
    (
        _text("rule", "name of the rule"),
        Column("share", "number", "share of the questions put that makes a partial", low=0, high=1),
        Column("declared", "flag", "whether it is the rule that the study declares"),
        _count("complete", "I: people who finished"),
        _count("partial", "P: people who did not finish, and answered that share or more"),
        _count("breakoff", "R: people who answered something, and less"),
        _count("silent", "people in the frame who answered nothing", blank=True),
        _count("unknown", "UO: of them, those who may not have been eligible", blank=True),
        _share("eligible", "e: share of these taken for eligible"),
        _count("staff", "people in the frame", blank=True),
        *(_share(f"rr{i}", f"AAPOR response rate {i}") for i in range(1, 7)),
    ),
)
REACH = Contract(
    "reach",
    "how far the respondents came with one question",
    ("question_id",),
    (
        _text("question_id", "id of the question, open ones too"),
        _count("answered", "people who answered it", blank=True),
        _count("dont_know", "people who answered that they do not know", blank=True),
        _count("skipped", "people who saw it and left it blank", blank=True),
        _count("not_reached", "people who had broken off before", blank=True),
        _count("not_asked", "people to whom it was not put", blank=True),
        _count("stopped", "people whose last answer it is, of those who did not finish"),
    ),
)
TALLIES = Contract(
    "tallies",
    "one choice of one closed question within one group",
    ("question_id", "group", "choice"),
    (
        _text("question_id", "id of the question"),
        _text("group", "`all`, or the code of a Center"),
        _text("choice", "the choice"),
        _count("n", "people who chose it", blank=True),
        _count("base", "people who answered the question (multi: who saw it)", blank=True),
        _share("share", "n of base"),
        _share("low", "lower end of the 95 % interval"),
        _share("high", "upper end of the 95 % interval"),
        _share("worst_low", "share if none of the silent staff would have chosen it"),
        _share("worst_high", "share if all of the silent staff would have chosen it"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
TALLIES_POSITION = Contract(
    "tallies_position",
    "one choice of one closed question among the people of one position",
    ("question_id", "group", "choice"),
    (
        _text("question_id", "id of the question"),
        _text("group", "`all`, or the position"),
        _text("choice", "the choice"),
        _count("n", "people who chose it", blank=True),
        _count("base", "people who answered the question (multi: who saw it)", blank=True),
        _share("share", "n of base"),
        _share("low", "lower end of the 95 % interval"),
        _share("high", "upper end of the 95 % interval"),
        _share("worst_low", "share if none of the silent staff would have chosen it"),
        _share("worst_high", "share if all of the silent staff would have chosen it"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
ROBUSTNESS = Contract(
    "robustness",
    "what silence could do to one share",
    ("question_id", "group", "choice"),
    (
        _text("question_id", "id of the question"),
        _text("group", "`all`, or the code of a Center"),
        _text("choice", "the choice"),
        _count("n", "people who chose it"),
        _count("base", "people who answered the question"),
        _count("staff", "people in the frame; blank where not known", blank=True),
        _count("needed", "of the silent, those who would turn the majority", blank=True),
        Column(
            "tipping",
            "number",
            "needed of the silent; outside 0 to 1: nothing turns it",
            blank=True,
        ),
        _share("weighted", "share when the answers are weighted to the frame"),
        Column("shift", "number", "weighted less unweighted", blank=True, low=-1, high=1),
        _share("early", "share among the earlier half of the answers"),
        _share("late", "share among the later half"),
        Column("drift", "number", "late less early", blank=True, low=-1, high=1),
        _text("survives", "what the claim withstands", levels=words.SURVIVES),
        _text("sentence", "the same in one sentence"),
    ),
)
COMPARISONS = Contract(
    "comparisons",
    "one difference between groups, or between two questions",
    ("comparison_id",),
    (
        _text("comparison_id", "its id"),
        _text("family", "the family within which p is adjusted"),
        _text("kind", "what is compared", levels=words.COMPARISONS),
        _text("question_id", "id of the question"),
        _text("choice", "the choice; blank where all are compared at once", blank=True),
        _text("group", "the group; blank where all are compared at once", blank=True),
        _text(
            "against", "the other group, `rest`, or the other question and its choice", blank=True
        ),
        _count("n", "people of the group who chose it", blank=True),
        _count("base", "people of the group who answered", blank=True),
        _count("other_n", "people of the other group who chose it", blank=True),
        _count("other_base", "people of the other group who answered", blank=True),
        _count("only_first", "items: people who chose the first and not the second", blank=True),
        _count("only_second", "items: people who chose the second and not the first", blank=True),
        Column("difference", "number", "share less the other share", blank=True, low=-1, high=1),
        Column("low", "number", "lower end of its interval", blank=True, low=-1, high=1),
        Column("high", "number", "upper end of its interval", blank=True, low=-1, high=1),
        Column("statistic", "number", "the test's statistic", blank=True),
        Column("df", "number", "its degrees of freedom", blank=True),
        Column("df2", "number", "its second degrees of freedom", blank=True),
        _share("p", "chance of so large a difference if there were none"),
        _share("p_adjusted", "the same, adjusted for the family"),
        Column("differs", "flag", "whether p_adjusted is at most the family's level"),
        _text("method", "the test"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
SCALES = Contract(
    "scales",
    "one scale question within one group: its upper end",
    ("question_id", "group"),
    (
        _text("question_id", "id of the question"),
        _text("group", "`all`, or the code of a Center"),
        _text("top", "the two choices counted, by |"),
        _count("n", "people who chose one of them", blank=True),
        _count("base", "people who answered, without don't know", blank=True),
        _count("dont_know", "people who did not know", blank=True),
        _share("share", "n of base"),
        _share("low", "lower end of the 95 % interval"),
        _share("high", "upper end of the 95 % interval"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
WAVES = Contract(
    "waves",
    "one choice in two waves of a survey",
    ("question_id", "group", "choice"),
    (
        _text("question_id", "id of the question in the later wave"),
        _text("group", "`all`, or the code of a Center"),
        _text("choice", "the choice"),
        _text("wording", "how the question changed", levels=words.WORDINGS),
        _count("n_before", "people who chose it before", blank=True),
        _count("base_before", "people who answered before", blank=True),
        _count("n", "people who chose it now", blank=True),
        _count("base", "people who answered now", blank=True),
        Column("difference", "number", "share now less share before", blank=True, low=-1, high=1),
        Column("low", "number", "lower end of its interval", blank=True, low=-1, high=1),
        Column("high", "number", "upper end of its interval", blank=True, low=-1, high=1),
        _share("p", "chance of so large a difference if there were none"),
        _share("p_adjusted", "the same, adjusted for the family"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
AGREEMENT = Contract(
    "agreement",
    "how far coders agree on one code, or on all codes at once",
    ("code",),
    (
        _text("code", "the code given or not given; `all`: which code was given"),
        _count("coders", "people who coded"),
        _count("units", "units that two coders or more saw"),
        _count("given", "of the codings of these units, those that gave the code"),
        _share("percent", "observed agreement of pairs of coders"),
        Column("kappa", "number", "Cohen's; of more than two coders the mean of pairs", blank=True),
        Column("kappa_low", "number", "lower end of its interval; two coders only", blank=True),
        Column("kappa_high", "number", "upper end of its interval; two coders only", blank=True),
        Column("alpha", "number", "Krippendorff's", blank=True),
        Column("alpha_low", "number", "lower end of its bootstrap interval", blank=True),
        Column("alpha_high", "number", "upper end of its bootstrap interval", blank=True),
        _text("note", "why a coefficient or an interval is undefined", blank=True),
    ),
)
CLAIMS = Contract(
    "claims",
    "one figure of the survey that may be printed",
    ("claim_id",),
    (
        _text("claim_id", "its id"),
        _text("kind", "what sort of figure it is"),
        _text("source", "the table that holds it"),
        _text("question_id", "id of the question; blank for counts of people", blank=True),
        _text("group", "whom it is about", blank=True),
        _text("choice", "the choice or what is counted", blank=True),
        _count("k", "the count", blank=True),
        _count("n", "its base", blank=True),
        _count("staff", "people in the frame of the group", blank=True),
        Column("share", "number", "k of n, or the figure itself", blank=True),
        Column("low", "number", "lower end of its interval", blank=True),
        Column("high", "number", "upper end of its interval", blank=True),
        _text("wording", "the question as put, or what was counted"),
        _text("base_rule", "who is in the base"),
        _text("weight", "how answers are weighted"),
        _text("method", "how the interval is made; `none` for an exact count"),
        _text("run", "hash of the inputs and parameters of the run"),
    ),
)
AUDIT = Contract(
    "audit",
    "the attack on one table of the release",
    ("table",),
    (
        _text("table", "name of the table"),
        _count("cells", "counts that it holds"),
        _count("hidden", "of them, those that are hidden"),
        _count("recovered", "of them, those that follow from what is published"),
        Column(
            "narrowest", "number", "width of the narrowest range left to a hidden count", blank=True
        ),
    ),
)
BACKTEST = Contract(
    "backtest",
    "one published figure beside ours",
    ("figure_id",),
    (
        _text("figure_id", "id of the published figure"),
        _text("statement", "what it says, in our words"),
        _text("question_id", "the question it rests on; blank for counts of people", blank=True),
        _text("choice", "the choice counted, or what is counted", blank=True),
        _count("published_n", "the count as published", blank=True),
        _count("published_base", "the base as published", blank=True),
        _count("published_percent", "the percentage as published", blank=True),
        _count("n", "our count", blank=True),
        _count("base", "our base", blank=True),
        _count("percent", "our percentage, rounded half up", blank=True),
        Column("agrees", "flag", "whether count, base and percentage are the same"),
        _text("source", "where it was published", blank=True),
    ),
)
CONCERNS = Contract(
    "concerns",
    "one cluster of comments",
    ("concern_id",),
    (
        _text("concern_id", "C01 is the largest"),
        _text("label", "its name, in words of the comments"),
        _text("terms", "words that set it apart, by ;"),
        _count("n_comments", "comments whose first concern it is", blank=True),
        _text("exemplar_id", "the comment nearest to its middle", blank=True),
    ),
)
MEMBERS = Contract(
    "members",
    "one comment in one concern (private)",
    ("comment_id", "concern_id"),
    (
        _text("comment_id", "id of the comment"),
        _text("concern_id", "id of the concern"),
        _count("rank", "1: the concern it fits best"),
        Column("closeness", "number", "how well it fits, 0 to 1", low=0, high=1),
    ),
)
SIZES = Contract(
    "sizes",
    "how many comments of a group raise a concern",
    ("concern_id", "group"),
    (
        _text("concern_id", "id of the concern"),
        _text("group", "`all`, or the code of a Center"),
        _count("n", "comments of the group whose first concern it is", blank=True),
        _count("base", "comments of the group that have content", blank=True),
        _share("share", "n of base"),
        Column("suppressed", "flag", "whether the figures are hidden"),
    ),
)
QUOTATIONS = Contract(
    "quotations",
    "one redacted comment that may be shown for a concern",
    ("concern_id", "group"),
    (
        _text("concern_id", "id of the concern"),
        _text("group", "`all`, or the code of the Center that it may be attributed to"),
        _text("text", "the comment, redacted"),
    ),
)
DOUBTS = Contract(
    "doubts",
    "why a comment may not be quoted before a person has read it (private)",
    ("comment_id",),
    (
        _text("comment_id", "id of the comment"),
        _text("reasons", "joined by `;`; blank where there is none", blank=True),
    ),
)
QUOTES_REVIEW = Contract(
    "quotes_review",
    "a comment that would be quoted but for doubts: a person decides (private)",
    ("digest", "concern_id", "group"),
    (
        _text("digest", "16 hexadecimal digits of a hash of question and text"),
        _text("comment_id", "id of the comment", blank=True),
        _text("concern_id", "the concern that it would stand for", blank=True),
        _text("group", "`all`, or the Center that it would be attributed to", blank=True),
        _text("reasons", "why it is doubted, joined by `;`", blank=True),
        _text("text", "the comment, redacted", blank=True),
        Column("decision", "text", "what a person decided", ("show", "hide"), blank=True),
    ),
)
DOCUMENTS = Contract(
    "documents",
    "one document of the corpus",
    ("document_id",),
    (
        _text("document_id", "id, as in the manifest", pattern=CODE),
        _text("title", "its title"),
        _text("issuer", "who issued it", blank=True),
        _text("tier", "the rank of its authority", levels=words.TIERS),
        _text("scope", "`all`, or codes of Centers by ;"),
        _text("effective", "first day in force", blank=True, pattern=DATE),
        _text("superseded", "day it stopped being in force", blank=True, pattern=DATE),
        _text("access", "how it was had", levels=words.ACCESS),
        _text("sha256", "hash of the file", blank=True, pattern="[0-9a-f]{64}"),
    ),
)
PARAGRAPHS = Contract(
    "paragraphs",
    "one paragraph, list item or table row of a document",
    ("paragraph_id",),
    (
        _text("paragraph_id", "<document>#<section>.<hash of the text>"),
        _text("document_id", "id of the document"),
        _text("section", "number and heading of the section as printed", blank=True),
        _text("page", "page as printed or counted", blank=True),
        _count("ordinal", "place in the document, from 0"),
        _text("text", "the text"),
    ),
)
DUTIES = Contract(
    "duties",
    "one act that a sentence obliges, permits, forbids or recommends",
    ("duty_id",),
    (
        _text("duty_id", "<paragraph_id>.s<sentence>, a further norm of it with .<letter>"),
        _text("paragraph_id", "id of the paragraph"),
        _text("document_id", "id of the document", blank=True),
        _text("text", "the sentence or table row"),
        _text("actor", "canonical name of who is bound", blank=True),
        _text("actor_text", "the words that name who is bound", blank=True),
        _text("unit", "the side to which the actor belongs", pattern="[a-z][a-z0-9_-]*"),
        _text("modality", "what the sentence does to the actor", levels=words.MODALITIES),
        _text("action", "the act", blank=True),
        _text("object", "what is acted on", blank=True),
        _text("condition", "when it applies", blank=True),
        _text("deadline", "by when, in the sentence's words", blank=True),
        _text("frequency", "how often, in the sentence's words", blank=True),
        _text("system", "in which system", blank=True),
        _text("handoff_to", "to whom it passes on", blank=True),
        _text("via", "how it was found", levels=words.VIAS),
    ),
)
LINKS = Contract(
    "links",
    "one passage that speaks of one responsibility",
    ("passage_id", "responsibility_id"),
    (
        _text("passage_id", "duty_id or comment_id"),
        _text("responsibility_id", "id of the responsibility"),
        _text("passage", "what the passage is", levels=words.PASSAGES),
        Column("score", "number", "how well they fit, 0 to 1", low=0, high=1),
        _count("rank", "1: the responsibility that fits the passage best"),
    ),
)
COVERAGE = Contract(
    "coverage",
    "one responsibility at one Center",
    ("responsibility_id", "center"),
    (
        _text("responsibility_id", "id of the responsibility"),
        _text("center", "code of the Center"),
        _text("status", "the headline: the first kind that applies", levels=words.STATUSES),
        _text("labels", "every kind and label that applies, by ;", blank=True),
        _text("reasons", "why, in one sentence"),
        _count("n_duties", "duties in force that cover it"),
        _count("n_documents", "documents in which they stand"),
        _text("duty_ids", "the duties that decided, by ;", blank=True),
    ),
)
GAPS = Contract(
    "gaps",
    "one cell of coverage that is not assigned: a candidate condition",
    ("responsibility_id", "center"),
    (
        _text("responsibility_id", "id of the responsibility"),
        _text("center", "code of the Center"),
        _text("kind", "the headline", levels=words.GAP_KINDS),
        _text("labels", "every kind and label that applies, by ;", blank=True),
        _text("review", "what people decided of it", levels=words.REVIEWS),
        _count("n_comments", "comments of the Center that speak of it", blank=True),
        _text("duty_ids", "the duties that decided, by ;", blank=True),
        _text("comment_ids", "the comments that speak of it, by ;", blank=True),
    ),
)
TRIANGULATION = Contract(
    "triangulation",
    "one responsibility at one Center: what the documents leave open beside what staff say",
    ("responsibility_id", "center"),
    (
        _text("responsibility_id", "id of the responsibility"),
        _text("center", "code of the Center"),
        _text("status", "status of the cell in coverage", levels=words.STATUSES),
        _text("meeting", "how the two sides meet", levels=words.MEETINGS),
        _count("n_comments", "comments of the Center that speak of it", blank=True),
        _count("base", "comments of the Center that have content", blank=True),
        Column("suppressed", "flag", "whether the counts are hidden"),
    ),
)

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        CENTERS, ACTORS, RESPONSIBILITIES, QUESTIONS, FRAME, RESPONDENTS, ANSWERS, COMMENTS,
        RATES, OUTCOMES, REACH, TALLIES, TALLIES_POSITION, ROBUSTNESS, COMPARISONS, SCALES, WAVES,
        AGREEMENT,
        BACKTEST, CLAIMS, AUDIT, CONCERNS, MEMBERS, SIZES, QUOTATIONS, DOUBTS, QUOTES_REVIEW,
        DOCUMENTS, PARAGRAPHS,
        DUTIES, LINKS, COVERAGE, GAPS, TRIANGULATION,
    )
}  # fmt: skip


def join(values: Iterable[str]) -> str:
    """Join values as the cells of our tables hold lists: by `;`.

    Examples
    --------
    >>> join(["R01", "R02"])
    'R01;R02'
    """
    return ";".join(values)


def split(cell: str) -> list[str]:
    """Split a cell that holds a list by `;`; blanks around and between fall away.

    Examples
    --------
    >>> split(" steps; deadline;;")
    ['steps', 'deadline']
    """
    return [part.strip() for part in cell.split(";") if part.strip()]
