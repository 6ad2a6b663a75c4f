"""Closed word lists of the method: no Center, no actor, no system stands here, those are data.

Every list is a tuple in its canonical order; tables.py checks columns against them.
"""

from __future__ import annotations

QUESTION_KINDS = ("single", "multi", "scale", "open")
ANSWER_STATES = ("answered", "dont-know", "skipped", "not-reached", "not-asked")

# What is compared: all Centers at once, one with the rest, positions likewise, two questions.
COMPARISONS = ("centers", "center-rest", "positions", "position-rest", "items")
# What is left of "a majority" when the silent are counted (docs/methods/survey.md).
SURVIVES = ("majority", "minority", "open", "unknown")
DIRECTIONS = ("more", "fewer")  # of a Center's people than of all others
# Intervals of a share, the first by default (docs/methods/error.md).
INTERVALS = ("wilson", "korn-graubard", "hypergeometric")
# How a question of two waves changed.
WORDINGS = ("same", "wording", "choices", "both", "absent")

# Ranks of authority, the highest first (LAYOUT: the tier of a document ranks its authority).
TIERS = ("statute", "regulation", "directive", "handbook", "sop", "guide")
ACCESS = ("provided", "public", "unavailable")

# The two sides whose boundary is mapped carry these codes in every study; a study labels them.
CENTER, PORT = "center", "port"
# Units that the method itself knows; actors.csv may name further ones (hq, other, ...).
METHOD_UNITS = (CENTER, PORT, "joint", "agency", "unknown", "none")

# An outsider's (a vendor's, an applicant's) duty is never the organisation's: it covers nothing.
OUTSIDE = "other"

# Deontic modalities: what a duty does to its actor.
MODALITIES = ("obligation", "permission", "prohibition", "recommendation")
# How a duty was found.
VIAS = ("modal", "imperative", "table", "descriptive", "passive", "context")
# Whether the act is to be done or left undone.
POLARITIES = ("positive", "negative")
# Where the owner of a duty stands: in its sentence, in the lead-in of its list, in what was said
# before, in a heading, in a table's cell or column, in who issued the document, or nowhere.
OWNER_PLACES = ("sentence", "lead-in", "before", "heading", "cell", "column", "issuer", "nowhere")

# What a paragraph is, and what its section is for.
PARAGRAPH_KINDS = ("paragraph", "lead-in", "item", "row", "note")
SECTION_ROLES = (
    "definitions",
    "scope",
    "authority",
    "responsibilities",
    "procedure",
    "references",
    "other",
)
# What is read of tracked changes: the text as accepted, or with what was struck out.
TRACKED = ("accepted", "both")
# What became of a file of the corpus.
READINGS = ("read", "unavailable", "unread")
# How two documents of a corpus belong together.
RELATIONS = ("copy", "version", "near-copy")
CHANGES = ("added", "removed", "changed")

RESPONSIBILITY_KINDS = ("responsibility", "role")
OWNERSHIPS = (CENTER, PORT, "joint", "undefined")
REQUIREMENTS = ("steps", "deadline", "system", "record")
PASSAGES = ("duty", "comment")

# The headline of a cell is the first of these that applies.
STATUSES = (
    "undefined",
    "missing",
    "mention-only",
    "conflicting",
    "misassigned",
    "one-sided",
    "ambiguous",
    "stale",
    "incomplete",
    "no-deadline",
    "assigned",
)
GAP_KINDS = STATUSES[:-1]
# Labels that never are the headline; `weak` marks a duty that is only a recommendation,
# `partial` one over part of the object.
EXTRA_LABELS = ("uneven", "differs", "overlapping", "weak", "partial")

# What a person decides of a cell; of a link only the first two.
DECISIONS = ("confirmed", "rejected", "disputed", "remediated")
# What becomes of it: nobody has looked, what was decided, or reviewers who contradict each other.
REVIEWS = ("proposed", *DECISIONS, "contested")
# Why a decision should be looked at again (docs/methods/reviews.md).
REVIEW_FLAGS = ("kind", "changed", "gone", "moved", "unused")
# How far the map can be trusted, of a sample that people checked.
TRUST = ("precision", "recall", "kind", "state")
# Survey beside documents (docs/methods/gaps.md); `hidden` where the count is suppressed.
MEETINGS = ("corroborated", "latent", "raised", "quiet", "hidden")

# What a passage is to a cell: it speaks for its cover, against it, or comes near without covering.
STANCES = ("for", "against", "near")
# What the program makes of a link by its probability; between both thresholds a person is asked.
VERDICTS = ("accept", "ask", "reject")
LEARNED_BY = ("kin", "defined", "learned")  # how a word is known to stand for a row's words
# What a unit has in a responsibility, by the documents (RACI).
PARTS = ("accountable", "responsible", "consulted", "informed")
# How who is required and who is named stand to each other (docs/methods/ownership.md).
OWNER_STATES = ("as-required", "other-side", "both-claim", "one-of-two", "between", "undefined")
# In whose hand two responsibilities lie that ought to be parted.
HOLDERS = ("actor", "unit")
# What of a practice is compared between Centers, and whose documents lay it down.
ATTRIBUTES = ("owner", "deadline", "frequency", "steps", "system", "record")
PRACTICE_SOURCES = ("own", "national", "none")
# As what somebody signs, and what became of the signature: it holds, a figure changed, it was given
# anew, or what was signed is not there.
SIGN_ROLES = ("preparer", "reviewer")
SIGNED = ("holds", "sign-again", "superseded", "gone")
# Where a recommendation of an audit stands.
RECOMMENDATIONS = ("open", "resolved", "closed")

# What became of a cell between two maps: `closed` and `opened` by the computed kind and what people
# decided; `moved`: a gap of another kind; `in-order`: no gap in either.
CELL_CHANGES = ("closed", "opened", "moved", "same", "in-order", "only-before", "only-after")
# What became of a document between two corpora.
FATES = ("added", "removed", "superseded", "changed")
# Why a cell changed: a document; a list of the study; a date of the study; a person's decision; how
# well sentences fit, weighed over a corpus or a matrix that changed; the program itself.
CAUSES = ("document", "matrix", "actors", "centers", "reorganisation", "as-of", "review", "fit",
          "program")  # fmt: skip
