"""The tables of who has which part in what, beside what the matrix requires."""

from __future__ import annotations

from sopgap import vocabulary as words
from sopgap.tables.contract import CENTER, Contract, count, flag, text
from sopgap.tables.documents import DUTY_IDS, RESPONSIBILITY, UNIT

ACTOR = text("actor", "canonical name of who has it, else the words that name him", blank=True)

# Laid out by hand: a contract reads as the table that it is.
# fmt: off
PARTS = Contract(
    "parts", "one part that one actor has in one responsibility at one Center, by the documents",
    ("responsibility_id", "center", "unit", "actor", "part"), (
    RESPONSIBILITY, CENTER, ACTOR, UNIT,
    text("part", "accountable, responsible, consulted or informed", levels=words.PARTS),
    flag("owns", "whether by this part the unit owns it: it does it, or must agree to it"),
    text("words", "the words that make the part, by ;", blank=True),
    text("duty_ids", "the duties in which they stand, by ;", blank=True),
))
OWNERS = Contract(
    "owners", "one responsibility at one Center: who is required beside who is named",
    ("responsibility_id", "center"), (
    RESPONSIBILITY, CENTER,
    text("required", "who has it by the authority", levels=words.OWNERSHIPS),
    text("named", "the sides and other units that the documents name as owners, by ;", blank=True),
    text("state", "how the two stand to each other", levels=words.OWNER_STATES),
    DUTY_IDS,
))
SIDES = Contract(
    "sides", "one side at one Center: what it has by the matrix and by the documents",
    ("center", "unit"), (
    CENTER, UNIT,
    count("n_required", "responsibilities that the matrix gives to it, alone or with the other"),
    count("n_named", "responsibilities of which the documents name it as an owner"),
    count("n_kept", "of those required: the documents name it"),
    count("n_left", "of those required: the documents do not name it"),
    count("n_between", "of those left: the documents name neither side"),
    count("n_taken", "of those named: the matrix gives it to the other side alone"),
    count("n_both", "of those named: both sides claim what belongs to one"),
))
UNPARTED = Contract(
    "unparted", "two responsibilities that ought to be parted, in one hand at one Center",
    ("center", "first_id", "second_id", "unit", "actor"), (
    CENTER,
    text("first_id", "the one responsibility"),
    text("second_id", "the other"),
    text("holder", "whether one actor holds both, or different people of one unit",
         levels=words.HOLDERS),
    UNIT, ACTOR,
    text("first_duty_ids", "the duties that give it the one, by ;"),
    text("second_duty_ids", "the duties that give it the other, by ;"),
))
