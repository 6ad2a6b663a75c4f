"""What a condition sheet says: criteria, condition and testimony of one open gap, in plain text.

Page and paper are made from the same sheets. A sheet is a draft: cause and effect are an
auditor's, and stand in it only where the study's conditions.csv holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame as Table

from sopgap.report.evidence import Passages, in_force, read_passages
from sopgap.report.folder import Run
from sopgap.report.gap_tables import say_comments
from sopgap.report.headlines import UPWARD, still_open
from sopgap.report.markup import listed, word
from sopgap.report.palette import LABELS, MEETINGS, REVIEW_WORDS, STATES, state_of
from sopgap.report.sides import in_labels_of, port_word, the
from sopgap.tables import split
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import GAP_KINDS

SHOWN = 6  # passages of one stance that a sheet cites, as on the page
NEAR = 3  # passages that come near, where none speaks for or against it
STANCES = {"for": "For", "against": "Against", "near": "Near it, not counted"}
ORDER = (
    "Gaps that staff raise stand first, then the kinds of gap in the order in which a headline is"
    " chosen (missing, mention only, conflicting, and so on), then the order of the matrix."
)
RAISED = "The same comments, wherever they come from, also raise:"
LEFT_TO_AUDITOR = "Left to the auditor."


@dataclass(frozen=True)
class Citation:
    """One passage that a sheet cites: what it is to the gap, where it stands, what it says."""

    stance: str
    document: str
    place: str
    in_force: str
    sentence: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """The condition sheet of one open gap.

    Attributes
    ----------
    responsibility_id, name : str
    state, state_word, meaning : str
        Key of its colour and letter, its word, and what that says.
    required, authority, source : str
        The criteria: who must do it and what must be laid down, by which authority, and where the
        row of the matrix comes from.
    reason : str
        Why the cell has its state, in one sentence.
    also : str
        Further labels that apply.
    review : str
        What people decided of it.
    citations : tuple of Citation
    uncited : int
        Further passages for or against it that the page lists.
    meeting, comments : str
        How documents and comments meet; count, base, share and interval of the comments, or that
        they are hidden.
    concerns : tuple of str
        Concerns that go with the responsibility, over all Centers.
    cause, effect, test : str
        Blank where no auditor wrote them.
    """

    responsibility_id: str
    name: str
    state: str
    state_word: str
    meaning: str
    required: str
    authority: str
    source: str
    reason: str
    also: str
    review: str
    citations: tuple[Citation, ...]
    uncited: int
    meeting: str
    comments: str
    concerns: tuple[str, ...]
    cause: str
    effect: str
    test: str


def list_sheets(run: Run, center: str, *, read: Passages | None = None) -> list[Sheet]:
    """List the condition sheets of a Center: one for each open gap, in a stated order.

    What no authority assigns, and what a reviewer rejected or found remediated, has none.

    Parameters
    ----------
    run : Run
        Its tables coverage, gaps, evidence, responsibilities, triangulation, crossings, concerns,
        conditions, duties, paragraphs and documents are read; those of the survey may be absent.
    center : str
        Code of the Center.
    read : Passages, optional
        Of the run, where it has been read already.

    Returns
    -------
    list of Sheet
        Corroborated gaps first, then by kind in the order of the vocabulary, then as the matrix.
    """
    gaps, coverage = run.table("gaps"), run.table("coverage")
    if coverage.empty:
        return []
    rows = still_open(gaps[(gaps["center"] == center) & (gaps["kind"] != UPWARD)])
    cells = _rows(coverage, center)
    beside, written = _rows(run.table("triangulation"), center), _written(run, center)
    matrix = list_rows(run.table("responsibilities"))
    known = {row["responsibility_id"]: row for row in matrix}
    place = {one: i for i, one in enumerate(known)}
    concerns, read = _concerns(run), read or read_passages(run, center)

    def key(gap: Mapping[str, Any]) -> tuple[bool, int, int]:
        met = beside.get(gap["responsibility_id"], {}).get("meeting")
        return met != "corroborated", GAP_KINDS.index(gap["kind"]), place[gap["responsibility_id"]]

    return [
        _sheet(
            gap,
            cells[gap["responsibility_id"]],
            known[gap["responsibility_id"]],
            beside.get(gap["responsibility_id"]),
            concerns.get(gap["responsibility_id"], ()),
            written.get(gap["responsibility_id"], {}),
            read,
        )
        for gap in sorted(list_rows(rows), key=key)
    ]


def say_order(sheets: list[Sheet]) -> str:
    """Say in which order the sheets stand; nothing where there is one."""
    return ORDER if len(sheets) > 1 else ""


def _sheet(
    gap: Mapping[str, Any], cell: Mapping[str, Any], known: Mapping[str, Any],
    voice: Mapping[str, Any] | None, concerns: tuple[str, ...], written: Mapping[str, str],
    read: Passages,
) -> Sheet:  # fmt: skip
    state = state_of(gap["kind"], gap["review"])
    found = read.evidence.get((gap["responsibility_id"], gap["center"]), [])
    cited, uncited = _cited(found)
    labels = [x for x in split(cell["labels"]) if x != cell["status"]]
    meeting, comments = _testimony(voice)
    return Sheet(
        responsibility_id=gap["responsibility_id"],
        name=known["name"],
        state=state,
        state_word=STATES[state].word,
        meaning=STATES[state].meaning,
        required=say_required(known, read.study),
        authority=known["criteria"],
        source=known["source"],
        reason=_reason(in_labels_of(read.study, cell["reasons"]), STATES[state].word),
        also="; ".join(STATES[x].word if x in STATES else LABELS[x] for x in labels),
        review=REVIEW_WORDS[gap["review"]],
        citations=tuple(_citation(passage, read) for passage in cited),
        uncited=uncited,
        meeting=meeting,
        comments=comments,
        concerns=concerns,
        cause=written.get("cause", ""),
        effect=written.get("effect", ""),
        test=written.get("test", ""),
    )


def say_required(known: Mapping[str, Any], study: Mapping[str, Any]) -> str:
    """Say who must do it by the authority, and what the procedures must lay down of it.

    Examples
    --------
    >>> say_required({"ownership": "joint", "requires": "steps;deadline"}, {})
    'The Center and the Port must do it jointly; its steps and deadline must be laid down.'
    """
    center, port = the(word(study)), the(port_word(study))
    owner = {
        "center": f"{center} must do it",
        "port": f"{port} must do it",
        "joint": f"{center} and {port} must do it jointly",
    }.get(known["ownership"], "No authority says by whom it must be done")
    owner = owner[:1].upper() + owner[1:]
    slots = split(known["requires"])
    return f"{owner}; its {listed(slots)} must be laid down." if slots else f"{owner}."


def _cited(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Return the passages to cite, those for it first, and how many for or against are left."""
    speaks = [[p for p in found if p["stance"] == stance] for stance in ("for", "against")]
    shown = [passage for passages in speaks for passage in passages[:SHOWN]]
    left = sum(map(len, speaks)) - len(shown)
    near = [p for p in found if p["stance"] == "near"][:NEAR]
    return shown or near, left


def _citation(passage: Mapping[str, Any], read: Passages) -> Citation:
    document, where = read.document(passage["document_id"]), []
    paragraph = read.paragraphs.get(passage["paragraph_id"])
    if paragraph is not None:
        where = [f"section {paragraph['section']}" if paragraph["section"] else "",
                 f"page {paragraph['page']}" if paragraph["page"] else ""]  # fmt: skip
    return Citation(
        stance=STANCES[passage["stance"]],
        document=passage["document_id"] if document is None else document.title,
        place=", ".join(part for part in where if part),
        in_force="" if document is None else _in_force(document, read),
        sentence=str(read.duty(passage)["text"]),
        why=_as_sentence(_named(passage["why"], read)),
    )


def _in_force(document: Any, read: Passages) -> str:
    """Say since when it is in force; of a document that takes effect later, that it is not yet."""
    as_of = str(read.study.get("as_of") or "")
    if as_of and document.effective > as_of:
        return f"not in force before {document.effective}"
    return f"in force {in_force(document)}"


def _reason(reason: str, state: str) -> str:
    """Leave out the state at the head of a reason: it stands before it already."""
    head, parted, rest = reason.partition(": ")
    return rest[:1].upper() + rest[1:] if parted and head.lower() == state else reason


def _as_sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}" + ("" if why.endswith(".") else ".")


def _named(why: str, read: Passages) -> str:
    """Put the names of Centers for their codes in what a passage stands for."""
    head, parted, codes = why.partition("stands in a document for ")
    if not parted:
        return why
    parts = codes.replace(" and ", ", ").split(", ")
    return f"{head}{parted}{listed(read.called.get(code, code) for code in parts)} only"


def _testimony(voice: Mapping[str, Any] | None) -> tuple[str, str]:
    if voice is None:
        return "No survey stands beside the documents.", ""
    meeting = MEETINGS[voice["meeting"]]
    said = say_comments(voice)
    comments = f"{said} speak of it." if said else "How many comments speak of it is not shown."
    return f"{voice['meeting'].capitalize()}: {meeting}.", comments


def _concerns(run: Run) -> dict[str, tuple[str, ...]]:
    """Return the concerns that go with each responsibility, by their labels, in their order."""
    pairs, concerns = run.table("crossings"), run.table("concerns")
    found: dict[str, tuple[str, ...]] = {}
    for one, mine in pairs.groupby("responsibility_id"):
        ids = set(mine["concern_id"])
        labels = concerns[concerns["concern_id"].isin(ids)]["label"]
        found[str(one)] = tuple(labels)
    return found


def _written(run: Run, center: str) -> dict[str, dict[str, str]]:
    """Return what an auditor wrote of each gap here; the row of one Center goes before all."""
    rows = run.table("conditions")
    return {**_rows(rows, ""), **_rows(rows, center)}


def _rows(table: Table, center: str) -> dict[str, dict[str, Any]]:
    mine = table[table["center"] == center]
    return {row["responsibility_id"]: row for row in list_rows(mine)}
