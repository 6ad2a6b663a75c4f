"""Write comments, concerns and who coded which as a REFI-QDA project (.qdpx)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

import pandas as pd

from sopgap.errors import ContractError, InputError
from sopgap.sources import Problems, quoted
from sopgap.survey.refi.codebooks import as_codes, check_plain, list_codes
from sopgap.survey.refi.files import check_place, placed, write_archive
from sopgap.survey.refi.markup import (
    HEADER,
    PROGRAM,
    as_description,
    as_paragraph,
    element,
    make_guid,
    root_attributes,
    stamp,
    text_element,
)
from sopgap.survey.refi.texts import Line, Source, lay_out
from sopgap.tables import Contract
from sopgap.tables.contract import count, text

FEW = 5  # ids that a message names
SAID = Contract(
    "comments",
    "one comment",
    ("comment_id",),
    (
        text("comment_id", "id of the comment"),
        text("question_id", "the open question it answers", blank=True),
        text("center", "code of the Center", blank=True),
        text("text", "the comment, redacted", blank=True),
    ),
)
CODINGS = Contract(
    "members",
    "one concern that one coder gave a comment",
    ("comment_id", "concern_id", "coder"),
    (
        text("comment_id", "id of the comment"),
        text("concern_id", "id of the concern"),
        text("coder", "who gave it; blank: the program", blank=True),
        count("rank", "1: the concern it fits best", blank=True),
    ),
)
ABOUT = (
    "Open answers of a survey, redacted, a paragraph each, and the concerns that they raise. The"
    " first code of a selection is the concern that it fits best. Codings by the user sopgap are"
    " the program's."
)


@dataclass(frozen=True)
class _Context:
    """What every part of a project bears."""

    study: str
    moment: str
    wordings: dict[str, str]

    def guid(self, kind: str, *names: str) -> str:
        return make_guid(self.study, kind, *names)


def write_qdpx(
    path: str | Path,
    comments: pd.DataFrame,
    concerns: pd.DataFrame,
    members: pd.DataFrame,
    *,
    study: str = "",
    questions: pd.DataFrame | None = None,
    as_of: str | date = "",
    source: Literal["question", "comment"] = "question",
    by_center: bool = False,
    min_base: int = 10,
    crlf: bool = False,
) -> Path:
    """Write coded comments as a REFI-QDA project, which NVivo, ATLAS.ti, MAXQDA and others read.

    A zip with `project.qde` (namespace `urn:QDA-XML:project:1.0`, REFI-QDA 1.0,
    https://www.qdasoftware.org) and a plain text for each question under `sources/`, a paragraph
    a comment. Each comment that has a concern is one selection with a coding for each, in the
    order of their ranks; each coder's codings stand under their own user. The same tables give
    the same bytes. **It holds what people wrote: only its owner may read the file.**

    Parameters
    ----------
    path : str or Path
        Ends in `.qdpx`; what lies there is replaced.
    comments : DataFrame
        As table `comments`; those without a concern are in the text, uncoded. Line ends within a
        comment become spaces.
    concerns : DataFrame
        As in `write_qdc`.
    members : DataFrame
        As table `members`; `coder` where known: blank is the program, anything else a person.
    study : str
        As in `write_qdc`; also the project's name.
    questions : DataFrame, optional
        `question_id` and `wording`: the order of the texts, and what describes each.
    as_of : str or date
        Day that everything bears; if blank that of `SOURCE_DATE_EPOCH`, else 1970-01-01.
    source : {"question", "comment"}
        One text for each question, or for each comment: then no line end can shift a selection.
    by_center : bool
        Part the texts by Center and give them the variable `Center`, with a case for each. Where
        a person wrote can give the person away: not unless asked for.
    min_base : int
        With `by_center`: a Center with fewer comments on every question goes into a rest.
    crlf : bool
        Write Windows line ends in the texts, each counted as one position. By the standard each
        would count as two; MAXQDA wants it so, by what QualCoder writes for it.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        No concern or comment, repeated ids, members that name an unknown comment or concern or a
        blank comment, a wrong suffix, a folder that cannot be written: all problems at once.

    Examples
    --------
    >>> import tempfile, zipfile
    >>> comments = pd.DataFrame({"comment_id": ["c1"], "question_id": ["q7"], "text": ["No staff"]})
    >>> concerns = pd.DataFrame({"concern_id": ["C01"], "label": ["Staffing"]})
    >>> members = pd.DataFrame({"comment_id": ["c1"], "concern_id": ["C01"], "rank": [1]})
    >>> file = write_qdpx(tempfile.mkdtemp() + "/study.qdpx", comments, concerns, members)
    >>> zipfile.ZipFile(file).namelist()[0]
    'project.qde'
    """
    path = check_place(path, ".qdpx")
    if source not in ("question", "comment"):
        raise InputError(f"source: {quoted(source)} is not allowed; allowed: question, comment")
    said, codes, codings = _read(comments, concerns, members, study)
    wordings = _wordings(questions)
    laid = lay_out(said, questions=wordings, source=source, by_center=by_center, min_base=min_base)
    context = _Context(study, stamp(as_of), wordings)
    end = "\r\n" if crlf else "\n"
    texts = ((_file(context, one), [one.text.replace("\n", end)]) for one in laid)
    lines = chain([HEADER], _project(context, codes, codings, laid))
    with placed(path) as file:
        write_archive(file, chain([("project.qde", lines)], texts))
    return path


def _read(
    comments: pd.DataFrame, concerns: pd.DataFrame, members: pd.DataFrame, study: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    problems = Problems()
    tables = {}
    for contract, table in ((SAID, comments), (CODINGS, members)):
        try:
            tables[contract.name] = check_plain(contract, table)
        except ContractError as error:
            problems.add(str(error))
    try:
        codes = as_codes(concerns, study)
    except InputError as error:
        problems.gather(error)
    problems.raise_if_any()
    said, codings = tables["comments"], tables["members"]
    codings["coder"] = codings["coder"].map(as_paragraph).astype("str")
    written = {c for c, t in zip(said["comment_id"], said["text"], strict=True) if as_paragraph(t)}
    if not written:
        problems.add("comments: none with a text; a project must hold at least one")
    blank = set(said["comment_id"]) - written
    coded, given = set(codings["comment_id"]), set(codings["concern_id"])
    _refuse("comment_id", coded - written - blank, "no comments of the table", problems)
    _refuse("comment_id", coded & blank, "comments without a text", problems)
    _refuse("concern_id", given - set(codes["concern_id"]), "no concerns of the table", problems)
    if (codings["coder"].str.casefold() == PROGRAM).any():
        problems.add(
            f"members, column coder: {PROGRAM} is the program's name; leave it blank there"
        )
    problems.raise_if_any()
    guids = dict(zip(codes["concern_id"], codes["guid"], strict=True))
    codings["guid"] = codings["concern_id"].map(guids)
    codings = codings.sort_values(["coder", "rank", "concern_id"], kind="stable")
    return said, codes, codings.drop_duplicates(list(CODINGS.key))


def _refuse(column: str, wrong: set[str], what: str, problems: Problems) -> None:
    if wrong:
        named = ", ".join(quoted(value) for value in sorted(wrong)[:FEW])
        more = f" and {len(wrong) - FEW} more" if len(wrong) > FEW else ""
        problems.add(f"members, column {column}: {named}{more} are {what}")


def _wordings(questions: pd.DataFrame | None) -> dict[str, str]:
    if questions is None:
        return {}
    rows = questions.reindex(columns=["question_id", "wording"]).astype("object")
    rows = rows.where(rows.notna(), "").astype(str)
    return dict(zip(rows["question_id"], rows["wording"], strict=True))


def _file(context: _Context, source: Source) -> str:
    return f"sources/{context.guid('source', source.name)}.txt"


def _project(
    context: _Context, codes: pd.DataFrame, codings: pd.DataFrame, laid: list[Source]
) -> Iterator[str]:
    """The lines of `project.qde`; the schema gives the order of the parts."""
    users = {coder: context.guid("user", coder) for coder in ["", *sorted(set(codings["coder"]))]}
    centers = sorted({source.center for source in laid} - {""})
    coded: dict[str, list[tuple[str, str]]] = {}
    columns = (codings[name].tolist() for name in ("comment_id", "coder", "guid"))
    for comment, coder, guid in zip(*columns, strict=True):
        coded.setdefault(comment, []).append((coder, guid))
    parts = chain(
        element("Users", _users(users)),
        element("CodeBook", element("Codes", list_codes(codes))),
        element("Variables", _variable(context)) if centers else (),
        element("Cases", _cases(context, centers, laid)) if centers else (),
        element("Sources", _sources(context, users, coded, laid)),
        text_element("Description", ABOUT),
    )
    yield from element(
        "Project",
        parts,
        **root_attributes("Project"),
        name=as_paragraph(context.study) or PROGRAM,
        creatingUserGUID=users[""],
        creationDateTime=context.moment,
    )


def _users(users: dict[str, str]) -> Iterator[str]:
    for coder, guid in users.items():
        yield from element("User", guid=guid, name=coder or PROGRAM)


def _variable(context: _Context) -> Iterator[str]:
    guid = context.guid("variable", "Center")
    yield from element("Variable", guid=guid, name="Center", typeOfVariable="Text")


def _cases(context: _Context, centers: list[str], laid: list[Source]) -> Iterator[str]:
    for center in centers:
        held = [context.guid("source", one.name) for one in laid if one.center == center]
        refs = chain.from_iterable(element("SourceRef", targetGUID=guid) for guid in held)
        guid = context.guid("case", center)
        yield from element("Case", refs, guid=guid, name=as_paragraph(center))


def _sources(
    context: _Context,
    users: dict[str, str],
    coded: dict[str, list[tuple[str, str]]],
    laid: list[Source],
) -> Iterator[str]:
    for source in laid:
        wording = as_description(context.wordings.get(source.question, ""))
        selections = (
            line
            for said in source.lines
            for line in _selections(context, users, coded.get(said.comment_id, []), said)
        )
        inside = chain(text_element("Description", wording), selections, _value(context, source))
        yield from element(
            "TextSource",
            inside,
            guid=context.guid("source", source.name),
            name=source.name,
            plainTextPath=_file(context, source).replace("sources/", "internal://"),
            creatingUser=users[""],
            creationDateTime=context.moment,
        )


def _value(context: _Context, source: Source) -> Iterator[str]:
    if source.center:
        reference = element("VariableRef", targetGUID=context.guid("variable", "Center"))
        value = text_element("TextValue", as_paragraph(source.center))
        yield from element("VariableValue", chain(reference, value))


def _selections(
    context: _Context, users: dict[str, str], given: list[tuple[str, str]], said: Line
) -> Iterator[str]:
    """One selection for each coder: QualCoder reads who coded there, not in the coding.

    Written in one piece: nine of ten lines of a project are these.
    """
    name = quoteattr(as_paragraph(said.comment_id))
    for coder in dict.fromkeys(coder for coder, _ in given):
        guid = context.guid("selection", said.mark, coder)
        by = f'creatingUser="{users[coder]}" creationDateTime="{context.moment}"'
        codings = "".join(
            f'<Coding guid="{context.guid("coding", said.mark, coder, code)}" {by}>'
            f'<CodeRef targetGUID="{code}"/></Coding>\n'
            for who, code in given
            if who == coder
        )
        yield (
            f'<PlainTextSelection guid="{guid}" name={name} startPosition="{said.start}"'
            f' endPosition="{said.stop}" {by}>\n{codings}</PlainTextSelection>\n'
        )
