"""The tables of the comments: the concerns in them, and what of them may be quoted."""

from __future__ import annotations

from sopgap.tables.contract import Contract, count, share, text
from sopgap.tables.survey import GROUP, SUPPRESSED

COMMENT = text("comment_id", "id of the comment")
CONCERN = text("concern_id", "id of the concern")

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
COMMENTS = Contract(
    "comments", "one open answer, redacted, parted from who wrote it (private)", ("comment_id",), (
    text("comment_id", "id in the order of a hash of the text"),
    text("question_id", "the open question it answers", blank=True),
    text("center", "code of the Center", blank=True),
    text("text", "the comment with names, phones, mail and identifiers redacted"),
))
CONCERNS = Contract("concerns", "one cluster of comments", ("concern_id",), (
    text("concern_id", "C01 is the largest"),
    text("label", "its name, in words of the comments"),
    text("terms", "words that set it apart, by ;"),
    count("n_comments", "comments whose first concern it is", blank=True),
    text("exemplar_id", "the comment nearest to its middle", blank=True),
))
MEMBERS = Contract(
    "members", "one comment in one concern (private)", ("comment_id", "concern_id"), (
    COMMENT, CONCERN,
    count("rank", "1: the concern it fits best"),
    share("closeness", "how well it fits, 0 to 1", blank=False),
))
SIZES = Contract("sizes", "how many comments of a group raise a concern", ("concern_id", "group"), (
    CONCERN, GROUP,
    count("n", "comments of the group whose first concern it is", blank=True),
    count("base", "comments of the group that have content", blank=True),
    share("share", "n of base"),
    SUPPRESSED,
))
QUOTATIONS = Contract(
    "quotations", "one redacted comment that may be shown for a concern", ("concern_id", "group"), (
    CONCERN,
    text("group", "`all`, or the code of the Center that it may be attributed to"),
    text("text", "the comment, redacted"),
))
DOUBTS = Contract(
    "doubts", "why a comment may not be quoted before a person has read it (private)",
    ("comment_id",), (
    COMMENT,
    text("reasons", "joined by `;`; blank where there is none", blank=True),
))
QUOTES_REVIEW = Contract(
    "quotes_review", "a comment that would be quoted but for doubts: a person decides (private)",
    ("digest", "concern_id", "group"), (
    text("digest", "16 hexadecimal digits of a hash of question and text"),
    text("comment_id", "id of the comment", blank=True),
    text("concern_id", "the concern that it would stand for", blank=True),
    text("group", "`all`, or the Center that it would be attributed to", blank=True),
    text("reasons", "why it is doubted, joined by `;`", blank=True),
    text("text", "the comment, redacted", blank=True),
    text("decision", "what a person decided", levels=("show", "hide"), blank=True),
))
