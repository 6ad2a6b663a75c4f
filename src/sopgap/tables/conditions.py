"""The tables of condition sheets: what comments tie together, and what an auditor wrote."""

from __future__ import annotations

from sopgap.tables.concerns import CONCERN
from sopgap.tables.contract import Contract, text
from sopgap.tables.documents import RESPONSIBILITY

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
CROSSINGS = Contract(
    "crossings", "a responsibility and a concern that enough comments share, over all Centers",
    ("responsibility_id", "concern_id"), (
    RESPONSIBILITY, CONCERN,
))
CONDITIONS = Contract(
    "conditions", "what an auditor wrote on a gap: its cause, its effect, and the test of it",
    ("responsibility_id", "center"), (
    RESPONSIBILITY,
    text("center", "code of the Center; blank: all", blank=True),
    text("cause", "why it is so", blank=True),
    text("effect", "what came of it", blank=True),
    text("test", "the test on records that shows the effect", blank=True),
))
