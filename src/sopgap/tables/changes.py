"""The tables of before and after: what became of cells, documents and recommendations."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import CENTER, CODE, DATE, Contract, count, text

RESPONSIBILITY = text("responsibility_id", "id of the responsibility")
RECOMMENDATION = text("recommendation_id", "id of the recommendation", pattern=CODE)
STATUS = text("status", "where it stands, as people say", levels=words.RECOMMENDATIONS)
DUE = text("due", "when it is to be done", blank=True, pattern=DATE)

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
GAP_CHANGES = Contract(
    "gap_changes", "one cell in two maps: what it was, what it is, and why",
    ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("before", "its kind in the earlier map; blank: not there", levels=words.STATUSES,
         blank=True),
    text("after", "its kind in the later map; blank: not there", levels=words.STATUSES,
         blank=True),
    text("review_before", "what people had decided of it", levels=words.REVIEWS, blank=True),
    text("review_after", "what people have decided of it", levels=words.REVIEWS, blank=True),
    text("change", "what became of it", levels=words.CELL_CHANGES),
    text("causes", "what it comes from, by ;", blank=True),
    text("document_ids", "the documents by which it changed, by ;", blank=True),
    text("because", "why, in one sentence"),
))
DOCUMENT_CHANGES = Contract(
    "document_changes", "one document that is not as it was in the earlier corpus",
    ("document_id",), (
    text("document_id", "id of the document"),
    text("title", "its title"),
    text("fate", "what became of it", levels=words.FATES),
    text("columns", "what of it changed, by ;", blank=True),
    text("details", "what those columns held and hold, by |", blank=True),
    count("n_closed", "gaps that it closed, alone or with others"),
    count("n_opened", "gaps that it opened"),
    count("n_moved", "gaps that it made gaps of another kind"),
))
RECOMMENDATIONS = Contract(
    "recommendations", "one recommendation of an audit", ("recommendation_id",), (
    RECOMMENDATION,
    text("text", "what is recommended"),
    STATUS,
    text("closes", "what evidence would close it"),
    text("responsibilities", "ids of those that it bears on, by ;; `all`: every one"),
    text("kinds", "the kinds of gap that it bears on, by ;; blank: every kind", blank=True),
    DUE,
    text("owner", "who is to do it", blank=True),
    text("source", "where it is made", blank=True),
))
PROGRESS = Contract(
    "progress", "one recommendation beside the gaps that it bears on", ("recommendation_id",), (
    RECOMMENDATION, STATUS, DUE,
    count("n_cells", "cells of its responsibilities"),
    count("n_open", "of them, open gaps of its kinds"),
    count("n_centers", "Centers at which such a gap is open"),
    count("n_closed", "such gaps closed since the earlier map; blank: there is none", blank=True),
    count("n_opened", "such gaps opened since; blank: there is no earlier map", blank=True),
    text("open_at", "the responsibilities with such a gap, by ;", blank=True),
))
