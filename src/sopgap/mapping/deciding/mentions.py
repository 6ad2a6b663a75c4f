"""Passages that speak of a responsibility without a duty to do it, for cells without cover."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.fits import OBJECT_FITS, is_near, object_fit
from sopgap.mapping.fitting.lexicon import bases, kin_of
from sopgap.mapping.fitting.matches import COVERING
from sopgap.mapping.fitting.readings import Wanted, read_wanted
from sopgap.mapping.links import link
from sopgap.tables import split
from sopgap.tables.rows import list_rows
from sopgap.text import normalise, split_sentences
from sopgap.vocabulary import OUTSIDE

OBLIGING = re.compile(
    r"\b(?:shall|must|(?:is|are) (?:responsible|required|to be)|ha(?:s|ve) to)\b", re.IGNORECASE
)
NEAR = 0.15  # least score of a passage that is shown as the nearest
# A sentence that obliges somebody to something else speaks of the responsibility only where it
# holds the whole object ("a reconciliation of the drawer" is no word on reconciliation entries);
# and only what names a position whole speaks of it.
WHOLE_OBJECT = 0.8

SENTENCE = ["duty_id", "paragraph_id", "document_id", "title", "section", "text", "kind"]
DEFINING = re.compile(
    r"\b(?:the (?:term|word)s?|means?|refers? to|defined|definition|see|described|explained"
    r"|discussed|set out|found) \b|^[^.]{1,40}: ",
    re.IGNORECASE,
)


def find_mentions(
    matrix: pd.DataFrame,
    responsibility_ids: set[str],
    paragraphs: pd.DataFrame,
    duties: pd.DataFrame,
    titles: dict[str, str],
) -> dict[str, list[dict[str, Any]]]:
    """Find the passages that come near to responsibilities, the nearest first.

    Parameters
    ----------
    matrix : table `responsibilities`
    responsibility_ids : set of str
        Those that are looked for; the others serve to weigh words.
    paragraphs : table `paragraphs`
        Of the documents in force at any Center.
    duties : table `duties`
    titles : dict of str to str
        Title of each document_id.

    Returns
    -------
    dict of str to list of dict
        By responsibility_id; each passage has document_id, title, section, text, `speaks`
        (whether it speaks of the responsibility), `obliges` (whether it is an obligation, to
        whatever act) and `why` (why it was not taken for cover).
    """
    if not responsibility_ids:
        return {}
    sentences = _sentences(paragraphs, titles)
    links = link(sentences, matrix, passage="duty", threshold=NEAR)
    links = links[links["responsibility_id"].isin(responsibility_ids)]
    rows = {row["responsibility_id"]: row for row in list_rows(matrix)}
    passages = {row["duty_id"]: row for row in list_rows(sentences)}
    normative = _normative(duties)
    wanted = read_wanted(matrix)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for pair in list_rows(links.sort_values("score", ascending=False, kind="stable")):
        passage, row = passages[pair["passage_id"]], rows[pair["responsibility_id"]]
        said = normative.get((passage["document_id"], passage["text"]), [])
        want = wanted[row["responsibility_id"]]
        alone = object_fit(passage["text"], "", want)
        fit = object_fit(passage["text"], passage["section"], want)
        obliges = any(duty["modality"] in COVERING for duty in said)
        whole = obliges or row["kind"] == "role"
        named = _names(passage["text"], want)
        speaks = alone >= WHOLE_OBJECT if whole else named and alone > 0 and fit >= OBJECT_FITS
        speaks = speaks or (not obliges and _is_definition(passage["text"], row))
        binds = passage["kind"] != "note" and _obliges(passage["text"], said)
        told = {"speaks": speaks, "obliges": binds}
        found[row["responsibility_id"]].append(passage | told | {"why": _why(passage, said, fit)})
    return found


def _names(text: str, want: Wanted) -> bool:
    """Whether a text names the thing itself, not only what kind of thing it is."""
    said = frozenset(bases(text))
    heads = {option[-1] for option in want.objects}
    return any(head in said or kin_of(head) & said for head in heads) or any(
        said.issuperset(keyword) and is_near(keyword, text) for keyword in want.keywords
    )


def _obliges(text: str, said: list[dict[str, Any]]) -> bool:
    if said:
        return any(duty["modality"] == "obligation" for duty in said)
    return bool(OBLIGING.search(text))


def _is_definition(text: str, row: dict[str, Any]) -> bool:
    """Whether a sentence defines or refers to a keyword: "Bond" means ...; for bonds, see ...."""
    if not DEFINING.search(text):
        return False
    words = set(bases(text))
    keywords = [bases(keyword) for keyword in split(row["keywords"])]
    return any(words.issuperset(k) and is_near(k, text) for k in keywords)


def _sentences(paragraphs: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    rows = [
        {
            "duty_id": f"{row['paragraph_id']}.s{n}",
            "paragraph_id": row["paragraph_id"],
            "document_id": row["document_id"],
            "title": titles.get(row["document_id"], ""),
            "section": row["section"],
            "text": sentence,
            "kind": row.get("kind", ""),
        }
        for row in list_rows(paragraphs)
        for n, sentence in enumerate(split_sentences(row["text"]), 1)
    ]
    return pd.DataFrame(rows, columns=SENTENCE)


def _normative(duties: pd.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for duty in list_rows(duties):
        found[duty["document_id"], normalise(duty["text"])].append(duty)
    return found


def _why(passage: dict[str, Any], said: list[dict[str, Any]], fit: float) -> str:
    if passage["kind"] == "note":
        return "it stands in a note, which binds nobody"
    if not said:
        return "it was read as obliging nobody"
    modality = said[0]["modality"]
    if modality == "permission":
        return "it was read as permitting, not obliging"
    if modality == "prohibition":
        return "it was read as only forbidding"
    if said[0]["unit"] == OUTSIDE:
        return "it was read as binding somebody outside the organisation"
    what = "another act" if fit >= OBJECT_FITS else "over another object"
    return f"it was read as {what}"
