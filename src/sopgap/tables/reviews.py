"""The tables of what people decide about the map, and of how far it can be trusted."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import DATE, Contract, count, share, text
from sopgap.tables.documents import RESPONSIBILITY

CENTER = text("center", "code of the Center; of a link, blank: at all of them", blank=True)
DUTY = text("duty_id", "the duty, where the link of it is decided; blank: the cell is", blank=True)
TIME = rf"{DATE}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"
WHEN = text("when", "ISO time of the decision", pattern=TIME)
REVIEWER = text("reviewer", "who decided")
DECISION = text("decision", "what was decided", levels=words.DECISIONS)
REASON = text("reason", "why, in the reviewer's words", blank=True)
REPLY = text("reply", "what management answered", blank=True)
REPLY_DATE = text("reply_date", "day of its answer", blank=True, pattern=DATE)
JUDGED = text("judged", "the kind that the reviewer gives", levels=words.STATUSES, blank=True)

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
REVIEWS = Contract(
    "reviews", "one decision of a person on a cell, or on the link of a duty",
    ("when", "reviewer", "responsibility_id", "center", "duty_id"), (
    WHEN, REVIEWER, RESPONSIBILITY, CENTER, DUTY, DECISION, REASON,
    text("kind", "the computed kind when it was decided", levels=words.STATUSES, blank=True),
    text("rests_on", "ids of the duties and paragraphs it rested on, by ;", blank=True),
    REPLY, REPLY_DATE,
    text("sample", "id of the sample in which the cell was drawn", blank=True),
    JUDGED,
))
DECIDED = Contract(
    "decided", "one cell or link as people left it, after all their decisions",
    ("responsibility_id", "center", "duty_id"), (
    RESPONSIBILITY, CENTER, DUTY,
    text("state", "what became of it", levels=words.REVIEWS),
    text("says", "whether it is a gap, or does the responsibility; blank: contested",
         levels=("gap", "in order", "does", "does not"), blank=True),
    text("kind", "the computed kind when it was decided", levels=words.STATUSES, blank=True),
    JUDGED,
    text("reviewers", "whose decisions stand, by ;"),
    text("when", "when the last of them was taken"),
    REASON, REPLY, REPLY_DATE,
    count("n_reviews", "decisions on it, superseded ones too"),
))
REVIEW_FLAGS = Contract(
    "review_flags", "one reason to look again at a decision",
    ("when", "reviewer", "responsibility_id", "center", "duty_id", "flag"), (
    WHEN, REVIEWER, RESPONSIBILITY, CENTER, DUTY, DECISION,
    text("flag", "what is no longer as it was", levels=words.REVIEW_FLAGS),
    text("said", "what it was, and what it is now, in one sentence"),
))
TRUST = Contract(
    "trust", "one measure of how far the map can be trusted, from one sample that people checked",
    ("sample", "measure", "of"), (
    text("sample", "id of the sample"),
    text("measure", "what is measured", levels=words.TRUST),
    text("of", "`all`, or the computed kind"),
    count("n", "cells that were checked and count here"),
    count("cells", "cells of the map for which they stand"),
    share("share", "the estimate"),
    share("low", "lower end of its 95 % interval"),
    share("high", "upper end of its 95 % interval"),
    text("note", "why it is undefined, or weaker than it looks", blank=True),
))
