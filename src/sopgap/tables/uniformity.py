"""The tables of how each Center does a responsibility, and of how alike they do it."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import CENTER, Contract, count, share, text
from sopgap.tables.documents import DUTY_IDS, RESPONSIBILITY

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
PRACTICES = Contract(
    "practices", "how the documents lay down one responsibility at one Center",
    ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("source", "whose documents: the Center's own, those for all, or none",
         levels=words.PRACTICE_SOURCES),
    text("owner", "who does it, by ;", blank=True),
    text("unit", "the sides to which they belong, by ;", blank=True),
    text("deadline", "by when, normalised, by ;", blank=True),
    text("frequency", "how often, normalised, by ;", blank=True),
    count("n_steps", "acts of its list of steps"),
    text("steps", "these acts in their order, by ;", blank=True),
    text("system", "in which system, by ;", blank=True),
    text("record", "what is written down, by ;", blank=True),
    text("document_ids", "the documents, by ;", blank=True),
    DUTY_IDS,
))
UNIFORMITY = Contract(
    "uniformity", "how alike the Centers lay down one attribute of one responsibility",
    ("responsibility_id", "attribute"), (
    RESPONSIBILITY,
    text("attribute", "what is compared; `all`: the mean of those of which any Center speaks",
         levels=("all", *words.ATTRIBUTES)),
    count("n_centers", "Centers compared: their documents lay the responsibility down"),
    count("n_own", "of them, those that have documents of their own for it"),
    count("n_saying", "of those compared, those whose documents say anything of the attribute"),
    count("n_ways", "different ways, silence being one"),
    share("uniformity", "chance that two of the Centers say the same; blank under two Centers"),
    text("differences", "what differs, Center by Center, in words", blank=True),
))
