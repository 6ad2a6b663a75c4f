"""By when and how often: the times of a norm, those of other clauses left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import BE, SKIPPED, SPAN, Sentence
from sopgap.sops.slots.conditions import Clause, list_clauses
from sopgap.sops.slots.events import slot_words
from sopgap.sops.slots.times import Time, list_times

ANOTHER = re.compile(r", (?:who|which|whom|whose)\b")  # what another does, and by when
# What somebody is told, with a modal of its own: its time binds whoever is told.
TOLD = re.compile(
    r"\bthat(?:, [^,;]{1,90},)? (?:[\w'-]+ ){1,9}(?:shall|must|will|may|should|is to|are to)\b"
)
RELATIVE = ("who", "which", "that", "whose", "whom")
AND = ("and", "or", ",", "not", "to", "then", "be")
# Two times that stand together are one: "by 10 am every Monday", "at entry or within 5 days".
JOINT = re.compile(
    r" ?,? ?(?:(?:and|but) in (?:any|either) (?:case|event),? ?"
    r"|(?:or|but|and) (?=no |not |at the latest|at least|by |within |until |on )|or |and )?",
    re.IGNORECASE,
)
EARLIEST = re.compile(r"\b(?:no|not) (?:earlier|sooner|before|less)\b", re.IGNORECASE)
LATER = re.compile(r"(?:no|not) later\b", re.IGNORECASE)
# "not later than May 1, and annually thereafter"; "for 2 years from sale, if sold, or 3 years".
AGAIN = re.compile(r" ?, and $")
AGAINST = re.compile(
    r",? (?:if|where|when|in the case of|for) [^,;.]{1,90}, (?:or|and) ", re.IGNORECASE
)
# A phrase of time that is set off reaches up to its comma: "upon request [by the owner], the".
SET_OFF = re.compile(
    r" ?(?:of|by|from|to|for|with|under|in|into|on|at|as|that|which|who|pursuant|between|against"
    r"|through|is|are|has|have)\b[^,;:]{1,160}(?=,)"
)
RELATED = re.compile(r" ?(?:that|which|who|is|are|has|have)\b")
# The rule that a noun rests on is left out: "upon receipt of a claim | filed under section 5".
FOUNDED = re.compile(r" \w+ed (?:pursuant to|under|in accordance with)\b")
INSERTED = 60  # characters that a time set off behind the verb is stretched at most
BROKEN = re.compile(
    r"\b(?:if|unless|when|where|except|provided|whether|shall|must|may|should|will|can)\b"
)
OTHER_CLAUSE = re.compile(r", and\b|, (?:who|which) ?$")
SINCE = re.compile(r"as (?:of|from)\b", re.IGNORECASE)
CLOSING = re.compile(r"\b(?:or|but|any case|any event|latest|either case|either event)\b")
EACH = re.compile(r"\b(?:each|every)\b", re.IGNORECASE)
# Words that open a time but tell of a place or body before an actor: "before the board".
FACING = re.compile(
    r"(?:before|upon|on|from|after|by) (?:the |an? |any |its |their )?", re.IGNORECASE
)


def find_times(text: str) -> tuple[str, str]:
    """Return the deadline and the frequency in the words of a text; '' where there is none.

    A span, date or hour goes before an event, an event or a frequency before a vague time
    ("promptly"); where nothing else says by when, the deadline repeats the frequency.

    Examples
    --------
    >>> find_times("must promptly, within 5 days of receipt, send the monthly list")
    ('within 5 days of receipt', '')
    >>> find_times("shall count the vault twice a year")
    ('twice a year', 'twice a year')
    """
    times = list_times(text)
    return _told(text, _joined(text, times), times)


def without_time(text: str) -> str:
    """Return a noun phrase without the time that ends it.

    Examples
    --------
    >>> without_time("old stock twice a year"), without_time("list of the next day")
    ('old stock', 'list of the next day')
    """
    for time in reversed(list_times(text)):
        before = text[: time.start].rstrip(" ,")
        if time.end == len(text) and before.split()[-1:] not in ([], ["of"], ["the"], ["a"]):
            return before
    return text


def is_time(words: list[str]) -> bool:
    """Return whether the first of these words is a span, weekday or month: "each" goes before it.

    Examples
    --------
    >>> is_time(["fridays"]), is_time(["case"])
    (True, False)
    """
    return bool(words and SPAN.fullmatch(words[0]))


def find_deadline(
    sentence: Sentence, begin: int, end: int, *, subject: int | None = None
) -> tuple[str, str]:
    """Return deadline and frequency of the norm whose predicate stands at these characters.

    Sought behind the predicate and in a leading phrase of time. A time in a condition ("if it was
    extended for one year"), behind a participle ("claims filed after May 1") or in what another
    does binds nobody here.

    Parameters
    ----------
    begin, end : int
        The characters of the predicate; 0 and 0 for a step.
    subject : int, optional
        The token at which its subject begins.
    """
    text = sentence.text
    found = list_times(text)
    if not found:
        return "", ""
    parts = _set_off(text, found, begin)
    times = _joined(text, parts)
    starts = [span[0] for span in sentence.spans]
    verb = bisect_left(starts, end)
    clauses = list_clauses(sentence, subject or 0, verb)
    another = ANOTHER.search(text, end)
    told = TOLD.search(text, end)
    own: list[Time] = []
    others: list[Time] = []
    for time in times:
        at = bisect_left(starts, time.start)
        if at >= len(starts) or starts[at] != time.start:  # in brackets or quotation marks
            continue
        if any(clause.start <= time.start < clause.end for clause in clauses):
            continue
        if _tells_of_noun(sentence, time, at, verb if time.start >= begin else 0):
            continue
        if _faces_actor(sentence, time) or (told and time.start > told.start()):
            continue
        if time.start < begin and not _leads(sentence, time, at, begin):
            continue
        if SINCE.match(text, time.start) and text[: time.start].rstrip()[-1:].isalnum():
            continue  # "under way as of 1 July" tells of a noun
        between = text[time.end : begin]
        is_past = ";" in between[between.rfind(":") + 1 :]  # it led in the clause before
        is_others = is_past or (another and time.start > another.start())
        (others if is_others else own).append(time)
    for part in (own, others):
        if part:
            within = [p for p in parts if any(t.start <= p.start < t.end for t in part)]
            return _told(text, part, within, begin)
    return _within_exception(text, times, clauses), ""


def _set_off(text: str, times: Sequence[Time], begin: int) -> list[Time]:
    """Stretch the times that lead or are set off by commas up to their comma."""
    stretched: list[Time] = []
    for number, time in enumerate(times):
        following = times[number + 1].start if number + 1 < len(times) else len(text)
        if stretched and time.start < stretched[-1].end:
            continue
        before = text[: time.start].rstrip()
        more = SET_OFF.match(text, time.end)
        is_set_off = (not before or before.endswith(",")) and time.kind != "frequency"
        if not is_set_off or not more or BROKEN.search(more[0]):
            stretched.append(time)
            continue
        founded = FOUNDED.search(text, time.end, more.end())
        end = founded.start() if founded else more.end()
        if not RELATED.match(more[0]):
            if following < end:  # "of a request | within 90 days"
                end = len(text[:following].rstrip())
            if time.start >= begin and end - time.end > INSERTED:
                end = time.end
        if time.start < begin < end:
            end = time.end
        stretched.append(time._replace(end=end))
    return stretched


def _told(
    text: str, times: Sequence[Time], parts: Sequence[Time], begin: int = 0
) -> tuple[str, str]:
    """Return deadline and frequency of the times of a norm, joined and in parts."""
    # A leading time goes behind one of the norm's own clause where a clause stands between.
    far = {t for t in times if t.end < begin and OTHER_CLAUSE.search(text[t.end : begin])}
    best = min(times, key=lambda t: (_rank(t) + (t in far) / 2, t.start), default=None)
    deadline = text[best.start : best.end] if best else ""
    often = next((text[t.start : t.end] for t in parts if t.kind == "frequency"), "")
    if each := EACH.search(deadline):
        inside = [t for t in list_times(deadline[each.start() :]) if t.kind == "frequency"]
        if inside and best and best.kind != "frequency":
            often = often or deadline[each.start() + inside[0].start : each.start() + inside[0].end]
    return deadline, often


def _rank(time: Time) -> int:
    """A span, date or hour binds the most; "promptly" the least."""
    if time.kind == "vague":
        return 2
    return 0 if time.is_limit and time.kind == "deadline" else 1


def _joined(text: str, times: Iterable[Time]) -> list[Time]:
    """Join times that stand side by side to one."""
    kept: list[Time] = []
    for time in times:
        before = kept[-1] if kept else None
        if before and _belong(text, before, time):
            kind = before.kind if before.kind == time.kind else "deadline"
            kept[-1] = Time(
                before.start, time.end, kind, before.form, before.is_limit or time.is_limit
            )
        else:
            kept.append(time)
    return kept


def _belong(text: str, first: Time, second: Time) -> bool:
    """Tell whether two times are one: "at noon on Friday", not "promptly, within 5 days"."""
    gap = text[first.end : second.start]
    if not gap.strip(" ") and not first.is_limit and text.startswith("within", second.start):
        return False  # "upon receipt of a request | within 5 days of the sale"
    if not gap.strip(" ") and "vague" not in (first.kind, second.kind):
        return first.kind == second.kind or second.is_limit or second.kind == "frequency"
    if first.is_limit and second.kind == "frequency" and AGAIN.fullmatch(gap):
        return True
    if first.is_limit and second.is_limit and AGAINST.fullmatch(gap):
        return True
    joint = JOINT.match(text, first.end)
    if not joint or joint.end() != second.start:
        return False
    if first.kind == "vague" and not CLOSING.search(gap):
        return False
    later = LATER.match(text, second.start) and LATER.match(text, first.start)
    return bool(CLOSING.search(gap) or later or EARLIEST.match(text, first.start))


def _tells_of_noun(sentence: Sentence, time: Time, at: int, verb: int) -> bool:
    """Tell a time that tells of a noun: "claims filed after May 1", "goods that arrive in May"."""
    words = sentence.words
    if at == 0 or at <= verb:
        return False
    before = words[at - 1]
    if words[at - 2 : at] in (["in", "effect"], ["in", "force"]):
        return True
    if words[at - 2] in ("whom", "which") and words[at - 3] in lexicon.word_class("preposition"):
        return False  # "to the owner from whom taken, within 5 days"
    reach = 2 if time.kind == "frequency" else 4
    if any(words[n] in RELATIVE for n in range(max(verb, at - reach), at - 1)):
        return True
    form = lexicon.verbs().get(before, ("", ""))[1]
    is_participle = before.endswith(("ed", "ing")) or form == "past"
    if not is_participle or before in slot_words("time_free"):
        return False
    if at - 1 <= verb:
        return False
    one_before = words[at - 2]
    return not (
        one_before in BE
        or one_before in AND
        or one_before in SKIPPED
        or one_before in lexicon.word_class("preposition")
        or one_before in ("the", "a", "an", "their", "its", "has", "have", "been", "any", "each")
        or lexicon.is_adverb(one_before)
    )


def _faces_actor(sentence: Sentence, time: Time) -> bool:
    """Tell "before the board", where somebody appears, from a time."""
    facing = FACING.match(sentence.text, time.start)
    if not facing or time.is_limit:
        return False
    return any(
        sentence.spans[m.first][0] == facing.end() and sentence.spans[m.last - 1][1] >= time.end
        for m in sentence.mentions
    )


def _leads(sentence: Sentence, time: Time, at: int, begin: int) -> bool:
    """Tell whether a time before the predicate is its own: it leads the sentence or is set off."""
    text = sentence.text
    before = text[: time.start].rstrip().removesuffix(" then")
    if not before or before.endswith((",", ";", ":")):
        return True
    if before.lower() in ("and", "then", "but", "or", "only"):
        return True
    is_next = not text[time.end : begin].strip(" ,")
    named = any(m.last == at for m in sentence.mentions)
    return is_next and (named or time.kind != "deadline")


def _within_exception(text: str, times: Sequence[Time], clauses: Sequence[Clause]) -> str:
    """Return the time of "shall not be heard unless filed within 5 days": by it the act is due."""
    for clause in clauses:
        start, end = clause.start, clause.end
        opening = text[start:end].split()[:4]
        if opening[:1] == ["unless"] and any(w.endswith(("ed", "en")) for w in opening[1:]):
            for time in times:
                if start <= time.start < end and time.is_limit:
                    return text[time.start : time.end]
    return ""
