"""The gap register: the gaps as issue trackers and tools for governance and risk take them.

Its heads are no snake case, for they are the names that importers look for, without punctuation:
Summary, Description, Labels, Due Date.
"""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import DATE, Contract, count, text

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
GAP_REGISTER = Contract("gap_register", "one gap, as an issue tracker takes it", ("Gap Id",), (
    text("Gap Id", "<responsibility>--<Center>: the same in every run"),
    text("Summary", "the gap in one line, at most 255 characters"),
    text("Description", "what is required, the condition, the citations, what people decided"),
    text("Status", "`Closed` where a person rejected it or called it remediated",
         levels=("Open", "Closed")),
    text("Labels", "words without blanks, parted by blanks: sopgap, kind, state, Center"),
    text("State", "what people decided of it", levels=words.REVIEWS),
    text("Kind", "the headline", levels=words.GAP_KINDS),
    text("Further Labels", "every kind and label that applies, by ;", blank=True),
    text("Responsibility", "id of the responsibility"),
    text("Responsibility Name", "its name"),
    text("Center Code", "code of the Center"),
    text("Center", "its name"),
    text("Owner Required", "who has it by the authority", levels=words.OWNERSHIPS),
    text("Required", "who must do it, and what must be laid down of it"),
    text("Criteria", "the authority that requires it", blank=True),
    text("Condition", "why it is a gap, in one sentence"),
    text("Citations", "document, section, page and paragraph of what was weighed, one a line",
         blank=True),
    count("Comments", "comments of the Center that speak of it", blank=True),
    text("Recommendations", "ids of the recommendations that bear on it, by ;", blank=True),
    text("Due Date", "the first day on which one of them that is not closed is due", blank=True,
         pattern=DATE),
    text("Decided On", "when the last decision was taken", blank=True),
    text("Reviewers", "whose decisions stand, by ;", blank=True),
    text("Answer", "what management answered", blank=True),
    text("Answered On", "day of its answer", blank=True, pattern=DATE),
    text("As Of", "the day at which documents count as in force", blank=True, pattern=DATE),
    text("Page", "page and place in the run that show it", blank=True),
))
