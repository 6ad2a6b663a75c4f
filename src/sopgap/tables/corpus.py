"""The tables that tell about a corpus: what was read, what is cited and lacking, what changed."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import Contract, count, share, text

OTHER = text("other_id", "id of the other document")

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
INVENTORY = Contract("inventory", "one document: what was read of its file", ("document_id",), (
    text("document_id", "id of the document"),
    text("file", "its file, relative to the corpus", blank=True),
    text("format", "how it was read: pdf, docx, html, ...", blank=True),
    text("status", "what became of it", levels=words.READINGS),
    text("problem", "why it was not read, or what of it was not, and what to do", blank=True),
    count("n_pages", "pages, where the format has pages", blank=True),
    count("n_paragraphs", "paragraphs, items and rows that were read"),
    count("n_characters", "characters of their texts"),
    text("lost", "signs, numbers or actors that the file holds and the paragraphs do not, by ;",
         blank=True),
))
REQUESTS = Contract(
    "requests", "one document that others cite and the corpus lacks", ("citation",), (
    text("citation", "the document as it is cited most often, a regulation by its part"),
    text("kind", "what kind of document the citation names: numbered, title, regulation, ..."),
    count("n_citations", "how often it is cited"),
    count("n_documents", "in how many documents"),
    text("document_ids", "the documents that cite it, by ;"),
    text("paragraph_ids", "the first paragraphs that cite it, by ;"),
    text("perhaps", "a document of the corpus that may be meant", blank=True),
))
VERSIONS = Contract("versions", "two documents that belong together", ("document_id", "other_id"), (
    text("document_id", "id of the earlier document"),
    OTHER,
    text("relation", "how they belong together", levels=words.RELATIONS),
    share("similarity", "share of their word sequences that both hold", blank=False),
))
DUTY_CHANGES = Contract(
    "duty_changes", "one duty that differs between two versions of a document",
    ("document_id", "other_id", "number"), (
    text("document_id", "id of the earlier document"),
    OTHER,
    count("number", "place in the list of changes, from 1"),
    text("change", "what happened", levels=words.CHANGES),
    text("duty_id", "the duty in the earlier document", blank=True),
    text("other_duty_id", "the duty in the later document", blank=True),
    text("columns", "what of it changed, by ;; `text`: only the wording", blank=True),
    text("details", "what those columns held and hold, by |", blank=True),
    text("before", "the sentence in the earlier document", blank=True),
    text("after", "the sentence in the later document", blank=True),
))
HANDOFFS = Contract("handoffs", "who passes something on to whom", ("giver", "taker"), (
    text("giver", "actor who passes it on"),
    text("taker", "actor to whom it goes"),
    text("giver_unit", "side of the giver"),
    text("taker_unit", "side of the taker", blank=True),
    count("n_duties", "duties that say so"),
    text("duty_ids", "those duties, by ;"),
))
