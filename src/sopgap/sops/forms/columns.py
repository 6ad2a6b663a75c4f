"""What the header of a table says of its columns, and whom a short cell or header names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sopgap.sops.actors import singular
from sopgap.sops.forms.norms import Norm
from sopgap.sops.grammar.sentences import DETERMINERS, Sentence, cut_sentence
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import JOINT, NOBODY, SIDES, Bearer, Scene
from sopgap.sops.slots.deadlines import find_times

# What a header says of its column; the first that fits decides.
ROLES = {
    "handoff": r"(?:report(?:s|ed)?|goes|sent|send|hand(?:ed)?|passed?|copied|copy|escalated?) to\b"
    r"|recipient",
    "other": r"may\b(?! not)|can\b(?!not)|access|privilege|permission|rights?\b|describes?\b"
    r"|contact|phone|mail|room\b|address|location|consulted|informed",
    "actor": r"who(?:se)?\b|responsible(?! for)|responsibility of|owner|actor|assigned|performed by"
    r"|done by|lead|accountable|position|office\b|organi[sz]ation|party|unit\b|staff|by whom"
    r"|role\b|(?:go|turn) to\b|^[ra]$|^by$|^(?:desk|post|crew|team|squad|department|division)s?$",
    "deadline": r"when|deadline|time\b|times\b|due|by when|frequency|how often|days?\b|schedule"
    r"|period|interval|^within|hours?\b|minutes?\b|rhythm|cadence|how soon|latest\b",
    "system": r"(?:recorded|logged|entered|filed|kept) in\b|system|tool\b|application|module",
    "record": r"(?:records?|evidence|forms?|proof|trace)$",
    "condition": r"condition|trigger|if\b|case\b",
    "task": r"task|function|action|step|activit|duty|duties|what|procedure|responsib|work"
    r"|process|shift|description|item|does\b|must\b|shall\b|job\b|detail|requirement|operation"
    r"|stage|phase|owes?\b|may not|cannot|never|prohibited|forbidden|not allowed"
    r"|^do(?:'?s)?$|^always$|^do not|^don't|^acts?$|routine\b",
}
PATTERNS = {
    role: re.compile(r"\b(?:" + words + ")", re.IGNORECASE) for role, words in ROLES.items()
}
POSITION = re.compile(r"(?:positions?|roles?|staff|(?:job )?titles?|posts?|ranks?)$", re.IGNORECASE)
DONE_BY = re.compile(
    r"(?!required|needed|caused|affected|followed|owed|funded)(?:\w+ed|taken|kept|done|made|given"
    r"|led|drawn|written|paid|sent|set|run|drafted|filled)(?: (?:in|out|up|off|on))? by\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not|don'?ts?|cannot|prohibited|forbidden|never)\b", re.IGNORECASE)
ALLOWED = re.compile(
    r"(?:you |they )?(?:may|can)(?: also)?$|(?:is |are )?(?:allowed|permitted|free) to$", re.I
)
BINDS = re.compile(
    r"(?:do not|don't|must|shall|may|should|can|never)\b|.*\b(?:prohibited|forbidden)\b", re.I
)
# Headers of whom to turn to: where no other column names who acts, they do.
LOOSE = re.compile(r"(?:first |point of |main )?contact(?: \(\w+\))?$|goes to$", re.IGNORECASE)
SENDER = re.compile(r"(?:from(?: whom)?|sender|sent by)$", re.IGNORECASE)
TAKER = re.compile(r"(?:to(?: whom)?|recipient|taker|addressee)$", re.IGNORECASE)
SHARED = re.compile(r"(?:joint(?:ly)?|both|shared|together)\b", re.IGNORECASE)
NUMBER = re.compile(r"\W*(?:\d+[a-z]?|[ivx]+|[a-z])?(?:\.\d+)*\W*$", re.IGNORECASE)
ASIDE = re.compile(r"\s*[,(].*$")
UNIT = re.compile(r"\b(minute|hour|day|week|month|year)s?\b", re.IGNORECASE)
LONGEST = 12  # characters of an item's number
SHORT = 3  # words of a name that is sought among the words of the aliases


def name_roles(heads: Sequence[str]) -> list[str]:
    """Return what each column holds, '' where its header does not say.

    Examples
    --------
    >>> name_roles(["Step", "Who acts", "Last working day", "Checked by", "Reported to"])
    ['task', 'actor', 'deadline', 'actor', 'handoff']
    """
    roles = [_role(head) for head in heads]
    if "actor" not in roles:
        roles = ["actor" if LOOSE.match(h) else r for h, r in zip(heads, roles, strict=True)]
    sender = next((n for n, head in enumerate(heads) if SENDER.match(head)), -1)
    taker = next((n for n, head in enumerate(heads) if TAKER.match(head)), -1)
    if sender >= 0 and taker >= 0 and "actor" not in roles:
        roles[sender], roles[taker] = "actor", "handoff"
    return roles


@lru_cache(maxsize=1_000)  # every row of a table asks
def _role(head: str) -> str:
    """Return what a column holds."""
    found = [role for role, pattern in PATTERNS.items() if pattern.match(head)]
    found = found or (["actor"] if DONE_BY.match(head) else [])
    found = found or [role for role, pattern in PATTERNS.items() if pattern.search(head)]
    return found[0] if found else ""


def is_worded(cell: str) -> bool:
    """Tell a cell of words from a blank one, a dash and an item's number: "3.", "iv)".

    Examples
    --------
    >>> [is_worded(cell) for cell in ("Cash", "3.", "iv)", "-")]
    [True, False, False, False]
    """
    is_number = len(cell) <= LONGEST and NUMBER.match(cell)
    return any(map(str.isalpha, cell)) and not is_number


def name_cell(cell: str, scene: Scene) -> Bearer:
    """Return whom a cell names: one actor, both sides, or a side by a word of its aliases alone."""
    if SHARED.match(cell.strip()):
        return Bearer("", cell.strip(), JOINT)
    sentence = cut_sentence(cell.replace("/", " and ").replace(" & ", " and "), scene.index)
    n = len(sentence.words)
    if any(n - m.last == 1 and m.first <= 1 for m in sentence.mentions):
        n -= 1  # "Analyst A"
    found = name_bearer(sentence, 0, n, scene)
    if found.unit == "none" and " and " in sentence.text:  # an "&" of a name was taken apart
        sentence = cut_sentence(cell, scene.index)
        found = name_bearer(sentence, 0, len(sentence.words), scene)
    return found if found.unit in SIDES or found.actor else name_side(cell, scene) or found


def name_side(text: str, scene: Scene) -> Bearer | None:
    """Return the side that short words name; None unless its aliases alone have these words.

    Where "Ward director" is an alias of one side and no alias of another has "ward", a column
    "Ward" is that side's.
    """
    words = [singular(word) for word in re.findall(r"[a-z]+", text.lower())]
    words = [word for word in words if word not in DETERMINERS and word not in ("and", "or")]
    if not 0 < len(words) <= SHORT:
        return None
    key = f"side: {' '.join(words)}"  # kept with the owners by heading: long tables repeat it
    if key not in scene.headings:
        scene.headings[key] = _side_of(words, text.strip(), scene) or NOBODY
    found = scene.headings[key]
    return found._replace(text=text.strip()) if found.unit != NOBODY.unit else None


def _side_of(words: Sequence[str], text: str, scene: Scene) -> Bearer | None:
    units: dict[str, set[str]] = {word: set() for word in words}
    for forms in scene.index.values():
        for form in forms:
            for word in {singular(part) for part in form.words}.intersection(words):
                units[word].add(form.unit)
    if any(len(found) != 1 for found in units.values()):
        return None
    sides = {unit for found in units.values() for unit in found}
    if sides == set(SIDES):
        return Bearer("", text, JOINT)
    side = sides.pop()
    return Bearer("", text, side) if side in SIDES and not sides else None


def name_aside(cell: str, scene: Scene) -> Bearer:
    """Return whom a cell names before a bracket or comma: "Porter (Wed)", "Nurse, each Monday"."""
    found = name_cell(cell, scene)
    plain = ASIDE.sub("", cell)
    return found if found.unit != "none" or plain == cell or not plain else name_cell(plain, scene)


def name_labelled(sentence: Sentence, scene: Scene) -> Bearer:
    """Return whom a line makes the owner of what follows: "Owner: night warden", "Done by: X"."""
    label, _, name = sentence.text.partition(":")
    if not name.strip() or len(label.split()) > SHORT:
        return NOBODY
    if not (PATTERNS["actor"].search(label) or DONE_BY.match(label)):
        return NOBODY
    found = name_cell(name.strip().rstrip("."), scene)
    is_whole = found.text and len(found.text) >= len(name.strip(" .")) - len("the ")
    return found if is_whole else NOBODY


def times_of(cell: str, head: str) -> tuple[str, str]:
    """Return deadline and frequency that a cell under a header of times says.

    Examples
    --------
    >>> times_of("each Monday", "When"), times_of("10", "Minute"), times_of("24 hours", "Time")
    (('each Monday', 'each Monday'), ('10 minutes', ''), ('24 hours', ''))
    """
    unit = UNIT.search(head)
    if unit and not any(map(str.isalpha, cell)):
        return f"{cell} {unit[1].lower()}{'' if cell == '1' else 's'}", ""
    return cell, find_times(cell)[1]


def fill(
    norm: Norm, *, times: Sequence[str] = (), system: str = "", handoff: str = "", record: str = ""
) -> Norm:
    """Return a norm with what other cells of its row say, where its own words do not."""
    deadline, frequency = times_of(times[0], "") if times else ("", "")
    return norm._replace(
        deadline=norm.deadline or deadline,
        frequency=norm.frequency or frequency,
        system=norm.system or system,
        handoff_to=norm.handoff_to or handoff,
        record=norm.record or record,
    )
