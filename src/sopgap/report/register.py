"""write_register: the gaps of a run for an issue tracker or a tool for governance and risk."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

import sopgap
from sopgap.report.condition_facts import say_required
from sopgap.report.evidence import in_force, read_passages
from sopgap.report.folder import Run
from sopgap.report.headlines import CLOSED
from sopgap.report.palette import REVIEW_WORDS, STATES, state_of
from sopgap.report.sides import in_labels_of
from sopgap.tables import GAP_REGISTER, split, write_table
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import STANCES

CSV, JSON, SCHEMA = "gap_register.csv", "gap_register.json", "gap_register.schema.json"
LONGEST_SUMMARY = 255  # characters that a tracker takes
LONGEST_DESCRIPTION = 30_000
CITED = 12  # passages of one gap that are cited
STANCE_WORDS = {"for": "For", "against": "Against", "near": "Near it, not counted"}
CANDIDATE = (
    "A gap is computed: a candidate condition, to be confirmed, rejected or disputed by a person."
)


def write_register(
    run: Run, out: str | Path, *, centers: Collection[str] | None = None
) -> list[Path]:
    """Write the gaps of a run as `gap_register.csv`, `gap_register.json` and the JSON's schema.

    Every gap is in it, with what people decided: also one that was rejected, which is `Closed`. A
    run without a gap gives an empty register. Ids and order are those of the map.

    Parameters
    ----------
    run : Run
        Its tables gaps, coverage, responsibilities, centers, evidence, duties, paragraphs,
        documents, decided, triangulation, recommendations and conditions are read; all but the
        first four may be absent.
    out : str or Path
        Folder of the files; made if absent.
    centers : collection of str, optional
        Codes of the Centers that have a page; by default all.

    Returns
    -------
    list of Path
        The same run gives the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> empty = Run(Path("no-such-folder"), {"title": "Keys", "name": "keys", "synthetic": True})
    >>> [file.name for file in write_register(empty, tempfile.mkdtemp())]
    ['gap_register.csv', 'gap_register.json', 'gap_register.schema.json']
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    gaps = list(list_register(run, centers=centers))
    study = run.study
    register = {
        "$schema": SCHEMA,
        "study": {
            "name": study["name"],
            "title": study["title"],
            "synthetic": bool(study.get("synthetic")),
            "as_of": study.get("as_of"),
        },
        "made_by": f"sopgap {sopgap.__version__}",
        "meaning": CANDIDATE,
        "n_gaps": len(gaps),
        "gaps": gaps,
    }
    text = json.dumps(register, indent=1, ensure_ascii=False, allow_nan=False)
    (out / JSON).write_text(_writable(text) + "\n", encoding="utf-8", newline="\n")
    schema = (resources.files("sopgap") / "data" / SCHEMA).read_text(encoding="utf-8")
    (out / SCHEMA).write_text(schema, encoding="utf-8", newline="\n")
    columns = [column.name for column in GAP_REGISTER.columns]
    table = pd.DataFrame([_as_row(gap, study) for gap in gaps], columns=columns)
    file = write_table(GAP_REGISTER.check(table), out / CSV)
    told = file.read_bytes()
    if not told.isascii():  # else a spreadsheet takes it for the machine's own encoding
        file.write_bytes(b"\xef\xbb\xbf" + told)
    return [file, out / JSON, out / SCHEMA]


def list_register(run: Run, *, centers: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
    """Give each gap of a run as it stands in the register's JSON, in the order of the map."""
    study = run.study
    matrix = run.table("responsibilities").set_index("responsibility_id").to_dict("index")
    called = run.table("centers").set_index("center")["name"].to_dict()
    cells, decided, voices = (_by_cell(run.table(t))
                              for t in ("coverage", "decided", "triangulation"))  # fmt: skip
    cited, told = _Citations(run), list_rows(run.table("recommendations"))
    written = _by_cell(run.table("conditions"))
    for gap in list_rows(run.table("gaps")):
        one, center = gap["responsibility_id"], gap["center"]
        known, cell, judged = matrix[one], cells[one, center], decided.get((one, center), {})
        state = STATES[state_of(gap["kind"], gap["review"])]
        bears = [row for row in told if _bears(row, one, gap["kind"])]
        due = [row["due"] for row in bears if row["due"] and row["status"] != "closed"]
        own = {**written.get((one, ""), {}), **written.get((one, center), {})}
        paged = centers is None or center in centers
        yield {
            "id": f"{one}--{center}",
            "title": _shorten(f"{one} at {called.get(center, center)}: {known['name']}"
                              f" ({state.word})", LONGEST_SUMMARY),
            "status": "closed" if gap["review"] in CLOSED else "open",
            "state": gap["review"],
            "state_words": REVIEW_WORDS[gap["review"]],
            "kind": gap["kind"],
            "kind_words": state.word,
            "kind_meaning": state.meaning,
            "labels": split(gap["labels"]),
            "responsibility": {"id": one, "name": known["name"], "kind": known["kind"]},
            "center": {"code": center, "name": called.get(center, center)},
            "owner_required": known["ownership"],
            "required": say_required(known, study),
            "requires": split(known["requires"]),
            "criteria": known["criteria"],
            "criteria_source": known["source"],
            "condition": in_labels_of(study, cell["reasons"]),
            "citations": cited.of(one, center),
            "n_comments": None if pd.isna(gap["n_comments"]) else int(gap["n_comments"]),
            "meeting": voices.get((one, center), {}).get("meeting"),
            "cause": own.get("cause", ""),
            "effect": own.get("effect", ""),
            "test": own.get("test", ""),
            "recommendations": [row["recommendation_id"] for row in bears],
            "due": min(due, default=None),
            "decision": {
                "when": judged.get("when") or None,
                "reviewers": split(judged.get("reviewers", "")),
                "reason": judged.get("reason", ""),
                "answer": judged.get("reply", ""),
                "answered": judged.get("reply_date") or None,
            },
            "page": f"reports/{center}.html#{anchor_of(one, center)}" if paged else None,
        }  # fmt: skip


def anchor_of(responsibility: str, center: str) -> str:
    """Return the id of a gap's place in the page of its Center.

    Examples
    --------
    >>> anchor_of("R05", "north")
    'gap-R05'
    """
    return f"gap-{responsibility}"


class _Citations:
    """The passages of each cell, with the place in which each stands."""

    def __init__(self, run: Run) -> None:
        self.read = read_passages(run)
        self.sentences: dict[str, str] = {}

    def of(self, responsibility: str, center: str) -> list[dict[str, Any]]:
        """Return what is cited of a cell: what speaks for it, against it, and near it."""
        found = self.read.evidence.get((responsibility, center), [])
        ordered = sorted(found, key=lambda row: (STANCES.index(row["stance"]), row["place"]))
        return [self._one(row) for row in ordered[:CITED]]

    def _one(self, row: dict[str, Any]) -> dict[str, Any]:
        passage, document = row["passage_id"], self.read.document(row["document_id"])
        if passage not in self.sentences:
            self.sentences[passage] = str(self.read.duty(row)["text"])
        place = self.read.paragraphs.get(row["paragraph_id"], {})
        return {
            "stance": row["stance"],
            "document_id": row["document_id"],
            "document": document.title if document else row["document_id"],
            "section": place.get("section", ""),
            "page": place.get("page", ""),
            "paragraph_id": row["paragraph_id"],
            "passage_id": passage,
            "in_force": in_force(document) if document else "",
            "sentence": self.sentences[passage],
            "why": row["why"],
        }


def _as_row(gap: dict[str, Any], study: Any) -> dict[str, Any]:
    decision, center = gap["decision"], gap["center"]
    labels = ["sopgap", gap["kind"], f"state-{gap['state']}", f"center-{center['code']}"]
    labels += ["synthetic"] if study.get("synthetic") else []
    return {
        "Gap Id": gap["id"],
        "Summary": gap["title"],
        "Description": _describe(gap, study),
        "Status": gap["status"].capitalize(),
        "Labels": " ".join(labels),
        "State": gap["state"],
        "Kind": gap["kind"],
        "Further Labels": ";".join(gap["labels"]),
        "Responsibility": gap["responsibility"]["id"],
        "Responsibility Name": gap["responsibility"]["name"],
        "Center Code": center["code"],
        "Center": center["name"],
        "Owner Required": gap["owner_required"],
        "Required": gap["required"],
        "Criteria": gap["criteria"],
        "Condition": gap["condition"],
        "Citations": "\n".join(map(_cite, gap["citations"])),
        "Comments": gap["n_comments"],
        "Recommendations": ";".join(gap["recommendations"]),
        "Due Date": gap["due"] or "",
        "Decided On": decision["when"] or "",
        "Reviewers": ";".join(decision["reviewers"]),
        "Answer": decision["answer"],
        "Answered On": decision["answered"] or "",
        "As Of": study.get("as_of") or "",
        "Page": gap["page"] or "",
    }


def _describe(gap: dict[str, Any], study: Any) -> str:
    """Say all of a gap in plain text, as it stands in an issue."""
    parts = ["SYNTHETIC DATA: invented for demonstration." if study.get("synthetic") else ""]
    parts += [
        f"Condition: {gap['kind_words']}. {gap['condition']}",
        f"Required: {gap['required']}",
        f"Criteria: {gap['criteria']}" if gap["criteria"] else "",
        f"State: {gap['state_words']}.",
        f"Decided: {gap['decision']['reason']}" if gap["decision"]["reason"] else "",
        f"Answer of management: {gap['decision']['answer']}" if gap["decision"]["answer"] else "",
    ]
    parts += [f"{name.capitalize()}: {gap[name]}" for name in ("cause", "effect", "test")
              if gap[name]]  # fmt: skip
    if gap["citations"]:
        lines = (f'- {_cite(one)}: "{one["sentence"]}"' for one in gap["citations"])
        parts.append("\n".join(["Passages:", *lines]))
    if gap["page"]:
        parts.append(f"Page of the run: {gap['page']}")
    parts.append(CANDIDATE)
    return _shorten("\n\n".join(part for part in parts if part), LONGEST_DESCRIPTION)


def _cite(one: dict[str, Any]) -> str:
    where = [one["document"], f"section {one['section']}" if one["section"] else "",
             f"page {one['page']}" if one["page"] else "", one["paragraph_id"]]  # fmt: skip
    return f"{STANCE_WORDS[one['stance']]}: {', '.join(part for part in where if part)}"


def _bears(row: dict[str, Any], responsibility: str, kind: str) -> bool:
    ids, kinds = split(row["responsibilities"]), split(row["kinds"])
    return (ids == ["all"] or responsibility in ids) and (not kinds or kind in kinds)


def _by_cell(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    rows = table[table["duty_id"] == ""] if "duty_id" in table else table
    return {(row["responsibility_id"], row["center"]): row for row in list_rows(rows)}


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _writable(text: str) -> str:
    """Put U+FFFD for halves of characters, which no UTF-8 can hold."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
