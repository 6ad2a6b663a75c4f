"""The tables of the comments: the concerns in them, and what of them may be quoted."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import Contract, count, flag, number, share, text
from sopgap.tables.survey import INTERVAL, SUPPRESSED, TESTED

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
    text("concern_id", "C01 is the largest, where no codebook gave the codes"),
    text("label", "its name, in words of the comments"),
    text("terms", "words that set it apart, by ;"),
    count("n_comments", "comments that raise it, first or besides", blank=True),
    text("exemplar_id", "the comment nearest to its middle", blank=True),
    text("definition", "what people wrote that it means", blank=True),
    text("include", "what people wrote that belongs to it", blank=True),
    text("exclude", "what people wrote that does not belong to it", blank=True),
))
CONCERN_TERMS = Contract(
    "concern_terms", "one word that sets a concern apart", ("concern_id", "term"), (
    CONCERN,
    text("term", "as most comments write it; at least three of the concern hold it"),
    count("place", "1: the most telling"),
    number("lift", "times commoner in the concern than elsewhere, rounded"),
    count("n_comments", "comments of the concern that hold it", blank=True),
))
MEMBERS = Contract(
    "members", "one comment in one concern (private)", ("comment_id", "concern_id"), (
    COMMENT, CONCERN,
    count("rank", "1: the concern it fits best"),
    share("closeness", "how well it fits, 0 to 1", blank=False),
))
NUMBERS = Contract(
    "numbers", "one number of concerns that the comments may be cut into", ("n_concerns",), (
    count("n_concerns", "concerns that come out"),
    number("modularity", "of the graph of neighbours: links inside concerns beyond chance"),
    number("separation", "mean silhouette: nearer to the own concern than to the next, -1 to 1"),
    number("stability", "mean adjusted Rand index with runs that leave comments out"),
    count("smallest", "comments of the smallest concern; blank under 3", blank=True),
    count("base", "comments that were weighed: a sample, where there are too many"),
    flag("chosen", "whether it is taken where none is given"),
))
MERGES = Contract("merges", "one joint of the tree of concerns, the nearest first", ("merge_id",), (
    text("merge_id", "M01 joins the two concerns that are nearest"),
    text("left", "what it joins: a concern or an earlier merge; the larger of the two"),
    text("right", "the other"),
    text("label", "what both share, in words of the comments"),
    count("n_comments", "comments that raise a concern below it, each once"),
    share("nearness", "mean nearness of a comment of the one to one of the other", blank=False),
))
MARKS = Contract("marks", "a comment that is set apart, or flagged (private)", ("comment_id",), (
    COMMENT,
    text("mark", "`none`: says nothing, in no concern; `language`: not in that of most comments",
         levels=("none", "language")),
))
SIZES = Contract(
    "sizes", "how many comments, and how many people, of a group raise a concern",
    ("concern_id", "group"), (
    CONCERN,
    text("group", "`all`, the code of a Center, or `position:` and the name of one or more"),
    count("n", "comments of the group that raise the concern, first or besides", blank=True),
    count("base", "comments of the group that have content", blank=True),
    share("share", "n of base"),
    count("people", "people who wrote such a comment, each once", blank=True),
    count("people_base", "people who wrote a comment with content", blank=True),
    share("people_share", "people of people_base"),
    *INTERVAL,
    SUPPRESSED,
))
CONCERN_CONTRASTS = Contract(
    "concern_contrasts", "whether more, or fewer, of a Center's people raise a concern than others",
    ("concern_id", "group"), (
    CONCERN,
    text("group", "the code of the Center"),
    count("people", "people of the Center who raise it"),
    count("people_base", "people of the Center who wrote a comment with content"),
    count("other_people", "people of all others who raise it"),
    count("other_base", "people of all others who wrote a comment with content"),
    share("share", "people of people_base"),
    share("other_share", "other_people of other_base"),
    *TESTED,
    count("tests", "tests of the family within which p is adjusted"),
    text("direction", "blank: no difference beyond chance is shown", blank=True,
         levels=words.DIRECTIONS),
    text("sentence", "what may be said"),
))
QUOTATIONS = Contract(
    "quotations", "one redacted comment that may be shown for a concern",
    ("concern_id", "group", "place"), (
    CONCERN,
    text("group", "`all`, or the code of the Center that it may be attributed to"),
    count("place", "1: the most typical; the others differ from it and one another"),
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
CODEBOOK_ACTS = (
    "base", "place", "merge", "split", "add", "rename", "define", "include", "exclude", "move",
    "also", "example", "code", "words",
)
CODEBOOK = Contract(
    "codebook", "one act of people on the concerns, or what came of it (private)", ("step",), (
    count("step", "1, 2, 3, ...: the order in which the acts hold"),
    text("act", "what was done", levels=CODEBOOK_ACTS),
    text("concern_id", "the concern that it was done to; of a comment, where it belongs now",
         pattern=r"C\d{2,9}"),
    text("value", "label, definition, words; of merge the concern it went into; of split its parts",
         blank=True),
    text("digest", "16 hexadecimal digits of a hash of question and text", blank=True,
         pattern=r"[0-9a-f]{16}"),
    text("by", "who decided", blank=True),
    text("note", "why, or what else is to be known", blank=True),
    count("batch", "the how many-th workbook that was applied"),
    text("workbook", "16 hexadecimal digits that name the state it was made from",
         pattern=r"[0-9a-f]{16}"),
))
CODING = Contract(
    "coding", "how far the program agrees with who coded by hand (private)", ("against", "code"), (
    text("against", "`coder_1`, `coder_2`, or `both`: the comments on which these two agree"),
    text("code", "a concern; `all`: which concern it was"),
    count("units", "comments that were coded"),
    count("program", "of them, those that the program put into the concern"),
    count("coder", "of them, those that the coder did"),
    count("same", "of them, those that both did"),
    share("precision", "of what the program put there, what the coder did (`all`: agreement)"),
    share("precision_low", "lower end of its interval"),
    share("precision_high", "upper end of its interval"),
    share("recall", "of what the coder put there, what the program did"),
    share("recall_low", "lower end of its interval"),
    share("recall_high", "upper end of its interval"),
    number("kappa", "Cohen's"),
    number("kappa_low", "lower end of its interval"),
    number("kappa_high", "upper end of its interval"),
    text("note", "why a figure is undefined or rests on few", blank=True),
))
