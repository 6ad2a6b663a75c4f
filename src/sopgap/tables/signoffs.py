"""The tables of signatures: who prepared and who reviewed what, and whether it still holds."""

from __future__ import annotations

from dataclasses import replace

from sopgap import vocabulary as words
from sopgap.tables.contract import DATE, Contract, count, text

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
SIGNOFFS = Contract(
    "signoffs", "one signature under a run, a Center's page or a condition sheet",
    ("date", "who", "role", "what", "stamp"), (
    text("date", "day of the signature, as the person gave it", pattern=DATE),
    text("who", "who signed"),
    text("role", "as what", levels=words.SIGN_ROLES),
    text("what", "`run`, the code of a Center, or <responsibility>--<Center>"),
    text("stamp", "hash of the figures that were signed", pattern="[0-9a-f]{16}"),
    text("parts", "hash of each table's part in them, as name=hash, by ;", blank=True),
    text("note", "what the person wrote beside it", blank=True),
))
SIGNED = replace(
    SIGNOFFS,
    name="signed",
    meaning="one signature, and whether what was signed is still as it was",
    key=("number",),
    columns=(
        count("number", "place in the study's signoffs.csv, from 1"),
        *(column for column in SIGNOFFS.columns if column.name != "parts"),
        text("state", "whether it holds", levels=words.SIGNED),
        text("changed", "the tables of which something changed since, by ;", blank=True),
    ),
)
