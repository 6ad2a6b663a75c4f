"""The tables of a study's own files, of its documents, and of the map that they give."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import CENTER, CODE, DATE, Contract, count, flag, share, text

# Columns that several tables hold.
UNIT = text("unit", "the side to which the actor belongs", pattern="[a-z][a-z0-9_-]*")
RESPONSIBILITY = text("responsibility_id", "id of the responsibility")
LABELS = text("labels", "every kind and label that applies, by ;", blank=True)
DUTY_IDS = text("duty_ids", "the duties that decided, by ;", blank=True)
N_COMMENTS = count("n_comments", "comments of the Center that speak of it", blank=True)

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
CENTERS = Contract("centers", "one Center", ("center",), (
    text("center", "code of the Center, also its report's file name", pattern=CODE),
    text("name", "its name as printed"),
    text("location", "where its office is", blank=True),
))
ACTORS = Contract("actors", "one alias: words in a document that name who acts", ("alias",), (
    text("alias", "the words as written, in their base form"),
    text("actor", "the canonical name of who is meant"),
    UNIT,
))
RESPONSIBILITIES = Contract(
    "responsibilities", "one task or role of the ownership matrix", ("responsibility_id",), (
    text("responsibility_id", "id, as in the matrix", pattern=CODE),
    text("name", "its name as printed"),
    text("kind", "a task, or where a position sits", levels=words.RESPONSIBILITY_KINDS),
    text("ownership", "who has it by the authority", levels=words.OWNERSHIPS),
    text("action", "the act, as a verb", blank=True),
    text("object", "what is acted on", blank=True),
    text("keywords", "further words for it, by ;", blank=True),
    text("requires", "slots that the procedures must fill, by ;", blank=True),
    text("criteria", "the authority that requires it", blank=True),
    text("source", "where the row comes from", blank=True),
))
DOCUMENTS = Contract("documents", "one document of the corpus", ("document_id",), (
    text("document_id", "id, as in the manifest", pattern=CODE),
    text("title", "its title"),
    text("issuer", "who issued it", blank=True),
    text("tier", "the rank of its authority", levels=words.TIERS),
    text("scope", "`all`, or codes of Centers by ;"),
    text("effective", "first day in force", blank=True, pattern=DATE),
    text("superseded", "day it stopped being in force", blank=True, pattern=DATE),
    text("access", "how it was had", levels=words.ACCESS),
    text("supersedes", "ids of the documents whose place it takes, by ;", blank=True),
    text("sha256", "hash of the file", blank=True, pattern="[0-9a-f]{64}"),
))
PARAGRAPHS = Contract(
    "paragraphs", "one paragraph, list item or table row of a document", ("paragraph_id",), (
    text("paragraph_id", "<document>#<section>.<hash of the text>"),
    text("document_id", "id of the document"),
    text("section", "number and heading of the section as printed", blank=True),
    text("page", "page as printed or counted", blank=True),
    count("ordinal", "place in the document, from 0"),
    text("text", "the text"),
    text("kind", "what it is", levels=words.PARAGRAPH_KINDS, blank=True),
    text("number", "its automatic number or mark, as the page prints it", blank=True),
    text("lead_in", "of an item: what introduces its list", blank=True),
    text("header", "of a row: its table's header cells, by ` | `", blank=True),
    text("above", "the headings above its section, the outermost first, by ` > `", blank=True),
    text("role", "what its section is for", levels=words.SECTION_ROLES, blank=True),
))
DUTIES = Contract(
    "duties", "one act that a sentence obliges, permits, forbids or recommends", ("duty_id",), (
    text("duty_id", "<paragraph_id>.s<sentence>, a further norm of it with .<letter>"),
    text("paragraph_id", "id of the paragraph"),
    text("document_id", "id of the document", blank=True),
    text("text", "the sentence or table row"),
    text("actor", "canonical name of who is bound", blank=True),
    text("actor_text", "the words that name who is bound", blank=True),
    UNIT,
    text("modality", "what the sentence does to the actor", levels=words.MODALITIES),
    text("action", "the act", blank=True),
    text("object", "what is acted on", blank=True),
    text("condition", "when it applies", blank=True),
    text("exception", "what does not fall under it: unless, except", blank=True),
    text("deadline", "by when, in the sentence's words", blank=True),
    text("due", "the deadline normalised: 90 days, monthly, before liquidation", blank=True),
    text("frequency", "how often, in the sentence's words", blank=True),
    text("system", "in which system", blank=True),
    text("record", "what is written down or kept", blank=True),
    text("handoff_to", "to whom it passes on", blank=True),
    text("polarity", "whether it is to be done", levels=words.POLARITIES, blank=True),
    text("via", "how it was found", levels=words.VIAS),
    text("owner_from", "where the owner stands", levels=words.OWNER_PLACES, blank=True),
    text("reason", "why this owner: the words outside the sentence that name him", blank=True),
))
LINKS = Contract(
    "links", "one passage that speaks of one responsibility", ("passage_id", "responsibility_id"), (
    text("passage_id", "duty_id or comment_id"),
    RESPONSIBILITY,
    text("passage", "what the passage is", levels=words.PASSAGES),
    share("score", "how well they fit, 0 to 1", blank=False),
    count("rank", "1: the responsibility that fits the passage best"),
    share("probability", "that a person would say the same"),
    text("verdict", "what the program makes of it", levels=words.VERDICTS, blank=True),
    text("matched", "the words that made it, by ;", blank=True),
))
MATCHES = Contract(
    "matches", "one duty that does one responsibility's act on its object",
    ("responsibility_id", "duty_id"), (
    RESPONSIBILITY,
    text("duty_id", "the duty"),
    text("unit", "the side that it binds; of a role, the side where it seats the position",
         pattern="[a-z][a-z0-9_-]*"),
    text("slots", "what it and its section supply of steps, deadline, system, record, by ;",
         blank=True),
    share("object_fit", "how far its object is the responsibility's", blank=False),
    flag("partial", "whether it is over a part of the object only"),
    flag("full", "whether the object is said in full, or no other responsibility fits it better"),
))
CONFLICTS = Contract(
    "conflicts", "two duties that give one act to both sides", ("duty_id", "other_id"), (
    text("duty_id", "the duty of the one side"),
    text("other_id", "the duty of the other"),
    share("likeness", "of what both say besides who acts, 0 to 1", blank=False),
    UNIT,
    text("other_unit", "the side of the other", pattern="[a-z][a-z0-9_-]*"),
))
COVERAGE = Contract(
    "coverage", "one responsibility at one Center", ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("status", "the headline: the first kind that applies", levels=words.STATUSES),
    LABELS,
    text("reasons", "why, in one sentence"),
    count("n_duties", "duties in force that cover it"),
    count("n_documents", "documents in which they stand"),
    DUTY_IDS,
))
EVIDENCE = Contract(
    "evidence", "one passage that speaks for or against a cell, or comes near it",
    ("responsibility_id", "center", "place"), (
    RESPONSIBILITY, CENTER,
    count("place", "1, 2, ...: what is read first"),
    text("stance", "what it is to the cell", levels=words.STANCES),
    text("passage_id", "duty_id, or <paragraph_id>.s<sentence> where no duty was read"),
    text("paragraph_id", "the paragraph in which it stands", blank=True),
    text("document_id", "the document", blank=True),
    text("why", "what it says for or against, or why it does not count, in one sentence"),
))
GAPS = Contract(
    "gaps", "one cell of coverage that is not assigned: a candidate condition",
    ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("kind", "the headline", levels=words.GAP_KINDS),
    LABELS,
    text("review", "what people decided of it", levels=words.REVIEWS),
    N_COMMENTS, DUTY_IDS,
    text("comment_ids", "the comments that speak of it, by ;", blank=True),
))
TRIANGULATION = Contract(
    "triangulation",
    "one responsibility at one Center: what the documents leave open beside what staff say",
    ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("status", "status of the cell in coverage", levels=words.STATUSES),
    text("meeting", "how the two sides meet", levels=words.MEETINGS),
    N_COMMENTS,
    count("base", "comments of the Center that have content", blank=True),
    flag("suppressed", "whether the counts are hidden"),
))
