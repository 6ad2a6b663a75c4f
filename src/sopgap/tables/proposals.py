"""The tables behind the links of duties: the words learned, and the duties that serve nothing."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import Contract, count, share, text
from sopgap.tables.documents import RESPONSIBILITY, UNIT

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
SYNONYMS = Contract(
    "synonyms", "one word that stands for a responsibility's words in links",
    ("responsibility_id", "word", "learned_by"), (
    RESPONSIBILITY,
    text("word", "the stem of the word"),
    text("learned_by", "how it is known", levels=words.LEARNED_BY),
    share("weight", "what it adds to a link, where 1 is a row said in full", blank=False),
))
LINK_CUTS = Contract(
    "link_cuts", "one probability under which links are left out", ("probability",), (
    share("probability", "a link is left from here on", blank=False),
    count("n_links", "links that are left"),
    share("recall", "expected share of the true links that are left", blank=False),
    share("precision", "expected share of what is left that is true"),
    count("n_matches", "duties that do a responsibility"),
    count("n_gaps", "cells that are not assigned"),
    count("n_moved", "cells whose state is another than with all links"),
    count("n_orphans", "duties in force that serve no responsibility"),
))
ORPHANS = Contract(
    "orphans", "one duty in force that serves no responsibility", ("duty_id",), (
    text("duty_id", "the duty"),
    text("document_id", "the document in which it stands", blank=True),
    UNIT,
    text("text", "its sentence"),
    text("responsibility_id", "the nearest responsibility", blank=True),
    share("score", "how near that is, 0 to 1"),
    text("why", "why the duty does not serve it, in words"),
))
# fmt: on
