"""Read a LimeSurvey survey structure (.lss): what was asked, what could be chosen, of whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.exports.wordings import clean_choice, clean_wording
from sopgap.text import data_rows

MAX_BYTES = 50_000_000  # of a survey structure; the largest real ones have some megabytes
LONGEST = 500  # characters of a condition that may be a single comparison
OTHER = "-oth-"  # the code of the choice "Other" of a list
SAID = "Other"  # its label, where the export does not say another
# One comparison and nothing else: Q1.NAOK == "Y", 123X4X5 == '3'. Dots name a view of the answer.
CONDITION = re.compile(
    r"(?P<code>[A-Za-z0-9_]+)(?:\.(?:NAOK|code|value|valueNAOK))?\s*(?:==|eq)\s*"
    r"(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>\d+))"
)
SGQA = re.compile(r"(\d+X\d+X\d+)(\w*)")  # survey, group and question by number, then the part


@dataclass(frozen=True)
class Item:
    """One question of a survey structure.

    Attributes
    ----------
    code, type, wording : str
        `type` is LimeSurvey's letter; the wording is without markup.
    parts, across : mapping of str to str
        The rows (or choices of a multi-select) and the columns of an array, code to text.
    answers : tuple of mapping
        For each scale what could be chosen, code to label, in the order shown.
    other : bool
        Whether "Other", with a text, could be chosen.
    condition : str
        The expression that had to hold for it to be shown; blank where it was shown to everybody.
    """

    code: str
    type: str
    wording: str
    parts: Mapping[str, str] = field(default_factory=dict)
    across: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Mapping[str, str], ...] = ()
    other: bool = False
    condition: str = ""


@dataclass(frozen=True)
class ItemType:
    """What one letter of LimeSurvey's question types means: shape of columns, kind, choices."""

    shape: str
    kind: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """A survey structure in one of its languages.

    Attributes
    ----------
    name : str
        The file's, for messages.
    language : str
    languages : tuple of str
        All that the file holds, the base language first.
    items : mapping
        Question code to `Item`, in the order asked.
    numbers : mapping
        `245554X1X2`, as older expressions and headers write it, to the question code.
    """

    name: str
    language: str
    languages: tuple[str, ...]
    items: Mapping[str, Item]
    numbers: Mapping[str, str]

    def place(self, code: str) -> tuple[str, str]:
        """Return question code and part that a code of a header or an expression means."""
        if code in self.items:
            return code, ""
        if SGQA.fullmatch(code):  # where a number ends and its part begins, only the longest tells
            known = (number for number in self.numbers if code.startswith(number))
            number = max(known, key=len, default="")
            return (self.numbers[number], code.removeprefix(number)) if number else (code, "")
        question, _, part = code.partition("_")  # a question code holds no underscore
        return (question, part) if question in self.items else (code, "")


def read_lss(path: Path, *, language: str = "") -> Definition:
    """Read a survey structure, in its base language unless told.

    No entity is resolved, no document type is accepted and nothing is fetched.

    Parameters
    ----------
    path : Path
    language : str, optional
        Code of one of the survey's languages.

    Returns
    -------
    Definition

    Raises
    ------
    InputError
        It is absent, larger than 50 MB, not XML, no survey structure, or has no such language.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "survey.lss"
    >>> _ = path.write_text('''<document><LimeSurveyDocType>Survey</LimeSurveyDocType>
    ... <languages><language>en</language></languages>
    ... <questions><rows><row><qid>2</qid><sid>1</sid><gid>1</gid><type>Y</type>
    ... <title>q1</title><question>&lt;b&gt;Rules?&lt;/b&gt;</question><language>en</language>
    ... </row></rows></questions></document>''')
    >>> item = read_lss(path).items["q1"]
    >>> item.wording, dict(item.answers[0])
    ('Rules?', {'Y': 'Yes', 'N': 'No'})
    """
    root = _parse(path)
    tables = {str(table.tag): _rows(table) for table in root if table.find("rows") is not None}
    if "questions" not in tables:
        raise InputError(
            f"{path.name}: holds no questions, so it is no survey structure; in LimeSurvey choose"
            " export, survey structure (.lss)"
        )
    languages = _languages(root, tables)
    if language and language not in languages:
        raise InputError(
            f"{path.name}: has no language {quoted(language)}; it has {', '.join(languages)}"
        )
    language = language or (languages[0] if languages else "")
    read = {name: _in_language(name, tables, language) for name in ("questions", "subquestions")}
    answers = _in_language("answers", tables, language)
    groups = {row.get("gid", ""): row for row in _in_language("groups", tables, language)}
    items: dict[str, Item] = {}
    numbers: dict[str, str] = {}
    for row in sorted(read["questions"], key=lambda row: _order(row, groups)):
        qid, code = row.get("qid", ""), row.get("title", "")
        parts = [sub for sub in read["subquestions"] if sub.get("parent_qid") == qid]
        chosen = [answer for answer in answers if answer.get("qid") == qid]
        items[code] = _item(row, parts, chosen, groups.get(row.get("gid", ""), {}))
        numbers[f"{row.get('sid')}X{row.get('gid')}X{qid}"] = code
    return Definition(path.name, language, languages, items, numbers)


@cache
def item_types() -> dict[str, ItemType]:
    """Return LimeSurvey's question types by their letter.

    Examples
    --------
    >>> item_types()["Y"].choices
    {'Y': 'Yes', 'N': 'No'}
    """
    return {
        row["type"]: ItemType(
            row["shape"],
            row["kind"],
            dict(pair.partition("=")[::2] for pair in row["choices"].split("|") if pair),
        )
        for row in data_rows("limesurvey_types.csv")
    }


def single_condition(expression: str, definition: Definition) -> tuple[str, str, str] | None:
    """Return question code, part and answer code of a condition that is one comparison.

    Returns
    -------
    tuple of str, or None where the expression is anything more, or names no question

    Examples
    --------
    >>> definition = Definition("", "", (), {"q1": Item("q1", "Y", "")}, {"1X2X3": "q1"})
    >>> single_condition('((1X2X3.NAOK == "Y"))', definition)
    ('q1', '', 'Y')
    >>> single_condition('q1 == "Y" or q2 == "N"', definition)
    """
    bare = expression.strip()
    if len(bare) > LONGEST:
        return None
    while bare.startswith("(") and bare.endswith(")") and _is_one(bare[1:-1]):
        bare = bare[1:-1].strip()
    found = CONDITION.fullmatch(bare)
    if not found:
        return None
    code, part = definition.place(found["code"])
    answer = next(v for v in (found["a"], found["b"], found["c"]) if v is not None)
    return (code, part, answer) if code in definition.items else None


def _is_one(text: str) -> bool:
    """Tell whether the brackets around a text belong together."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def _parse(path: Path) -> Any:
    from lxml import etree  # only an import of a structure needs it

    name = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{name}: larger than {MAX_BYTES:,} bytes; is it a survey structure?")
        data = path.read_bytes()
    except InputError:  # which is a ValueError too
        raise
    except (FileNotFoundError, ValueError):
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputError(f"{name}: the file is empty; export the survey structure anew")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        page = "; it is a web page" if re.match(rb"\s*<(?:!doctype )?html", data, re.I) else ""
        raise InputError(
            f"{name}: is not a whole XML file{page}; export the survey structure (.lss) anew"
            f" (row {error.lineno or 1})"
        ) from None
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{name}: declares a document type, which no survey structure does")
    if root.tag != "document" or root.find("LimeSurveyDocType") is None:
        raise InputError(
            f"{name}: is XML, but no survey structure of LimeSurvey; choose there export, survey"
            " structure (.lss)"
        )
    return root


def _rows(table: Any) -> list[dict[str, str]]:
    return [
        {str(cell.tag): "".join(cell.itertext()) for cell in row}
        for row in table.iterfind("rows/row")
    ]


def _languages(root: Any, tables: Mapping[str, list[dict[str, str]]]) -> tuple[str, ...]:
    """All languages, the base language first: the survey's own row tells which one it is."""
    found = [str(one.text or "").strip() for one in root.iterfind("languages/language")]
    base = next((row.get("language", "") for row in tables.get("surveys", [])), "")
    return tuple(dict.fromkeys(one for one in (base, *found) if one))


def _in_language(
    name: str, tables: Mapping[str, list[dict[str, str]]], language: str
) -> list[dict[str, str]]:
    """Rows of one language; since version 4 the texts stand in a table of their own."""
    rows = tables.get(name, [])
    singular = name.removesuffix("s")
    apart = [r for t in (f"{singular}_l10ns", "question_l10ns") for r in tables.get(t, [])]
    key = {"answers": "aid", "groups": "gid"}.get(name, "qid")
    if name in ("answers", "groups"):
        apart = tables.get(f"{singular}_l10ns", [])
    texts = {r.get(key, ""): r for r in apart if r.get("language", language) == language}
    own = [row for row in rows if row.get("language", language) in (language, "")]
    return [{**row, **{k: v for k, v in texts.get(row.get(key, ""), {}).items() if k != "id"}}
            for row in own]  # fmt: skip


def _order(row: Mapping[str, str], groups: Mapping[str, Mapping[str, str]]) -> tuple[int, int]:
    group = groups.get(row.get("gid", ""), {})
    return _number(group.get("group_order", "")), _number(row.get("question_order", ""))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


def _item(
    row: Mapping[str, str],
    parts: Iterable[Mapping[str, str]],
    chosen: Iterable[Mapping[str, str]],
    group: Mapping[str, str],
) -> Item:
    by_place = sorted(parts, key=lambda part: _number(part.get("question_order", "")))
    scales = [
        {p.get("title", ""): clean_wording(p.get("question", "")) for p in by_place
         if p.get("scale_id", "0") == scale}
        for scale in ("0", "1")
    ]  # fmt: skip
    by_order = sorted(chosen, key=lambda answer: _number(answer.get("sortorder", "")))
    answers = [
        {a.get("code", ""): clean_choice(a.get("answer", "")) for a in by_order
         if a.get("scale_id", "0") == scale}
        for scale in ("0", "1")
    ]  # fmt: skip
    kind = row.get("type", "")
    built_in = item_types().get(kind)
    if not answers[0] and built_in:
        answers[0] = dict(built_in.choices)
    if row.get("other") == "Y" and answers[0]:
        answers[0][OTHER] = SAID
    shown = [row.get("relevance", ""), group.get("grelevance", "")]
    shown = [text.strip() for text in shown if text.strip() not in ("", "1")]
    return Item(
        code=row.get("title", ""),
        type=kind,
        wording=clean_wording(row.get("question", "")),
        parts=scales[0],
        across=scales[1],
        answers=tuple(answers),
        other=row.get("other") == "Y",
        condition=shown[0] if len(shown) == 1 else " and ".join(f"({text})" for text in shown),
    )
