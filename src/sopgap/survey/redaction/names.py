"""Find the names of people in a comment, word by word: by a roster, and by how names are used."""

from __future__ import annotations

from sopgap.survey.redaction.name_shapes import (
    Text,
    Word,
    extend,
    is_led,
    is_odd_at,
    is_paired,
    is_place,
    is_shaped,
    is_subject,
    is_surname,
    low_before,
    read_words,
    word_at,
)
from sopgap.survey.redaction.near import LONG_PART
from sopgap.survey.redaction.roster import Roster
from sopgap.survey.redaction.rostered import find_rostered
from sopgap.survey.redaction.words import (
    SHORTEST_NAME,
    cues,
    given_names,
    is_common,
    is_joined,
    is_odd,
    is_ordinary,
    is_sure_name,
    proper_of,
    proper_words,
    surnames,
)

# Given names that begin a sentence as other words do.
OPENERS = frozenset(("may", "april", "june", "august", "will", "mark"))


def find_names(text: str, roster: Roster) -> list[tuple[int, int]]:
    """Return where names of people stand in a folded text, in order.

    Parameters
    ----------
    text : str
        Folded; what other patterns took is overwritten with private-use characters.
    roster : Roster

    Returns
    -------
    list of (start, end)

    Examples
    --------
    >>> from sopgap.survey.redaction.roster import index_roster
    >>> find_names("Ask Hollis, not the Price desk", index_roster(["May Price"]))
    [(4, 10)]
    """
    said = read_words(text)
    words = said.words
    named: set[int] = set()
    for i in range(len(words)):
        if i not in named:
            named |= set(find_rostered(said, i, roster)) if roster.parts else set()
            named |= set(_by_use(said, i))
    if not named:
        return []
    # Who is named once is often named again, by one part and without any cue.
    again = {words[i].low for i in named if len(words[i].low) > 2 and not is_ordinary(words[i].low)}
    sure = {low for low in again if low in roster.parts or low in given_names() | surnames()}
    named |= {
        i
        for i, word in enumerate(words)
        if word.low in again and (word.shape != "l" or said.small or word.low in sure)
    }
    return _spans(text, words, sorted(named))


def bare_names(text: str, roster: Roster) -> list[str]:
    """Return the words that may be names and stand without anything that would settle it."""
    said = read_words(text)
    found = []
    for i, word in enumerate(said.words):
        low = word.low
        on_roster = low in roster.parts and not (low in proper_words() and len(low) < LONG_PART)
        if said.shouted or said.small:
            if (
                not is_common(low)
                and low not in proper_words()
                and (on_roster or low in given_names() or low in surnames())
            ):
                found.append(low)
        elif word.shape == "C" and (
            is_odd(low)
            or (not word.first and not is_common(low) and not is_place(said, i))
            or (not word.first and on_roster)
            or (is_sure_name(low))
        ):
            found.append(low)
    return found


def _by_use(said: Text, i: int) -> list[int]:
    """The name that begins at i by what stands around it, or nothing."""
    word = said.words[i]
    low = word.low
    if word.shape == "l" and not said.small and is_common(low):
        return []  # most words: no name is written so
    if word.shape == "I" and (initialled := _by_initial(said, i)):
        return initialled
    if low in cues("courtesy", "role", "suffix") or len(low) < 2:
        return []
    longest = max(map(len, low.split("-")))
    if word.shape == "U" and not said.shouted and longest <= SHORTEST_NAME:
        return []  # an abbreviation; initials are a matter of patterns
    before = low_before(said, i)
    if low in proper_of("lead") or is_led(said, i):
        return []  # "San Diego", "St. Louis"
    if titled := _by_title(said, i, before):
        return titled
    if is_sure_name(low) and (
        word.shape in "CU"
        or (len(low) >= SHORTEST_NAME and before not in cues("determiner"))  # "a manuel"
        or before in cues("before")
    ):
        return extend(said, i)
    if word.shape == "C" and low in surnames() and not is_ordinary(low) and len(low) > 2:
        return extend(said, i)
    if word.shape == "U" and len(low) >= LONG_PART and not said.shouted and is_odd(low):
        return extend(said, i)  # no abbreviation is that long: a login, or a name in capitals
    if is_joined(low):
        return extend(said, i)
    shaped = is_shaped(said, i)
    if (
        word.shape == "l"
        and i > 1
        and len(low) >= SHORTEST_NAME
        and is_paired(said.words[i - 2].low, before)
        and is_odd(low)
    ):
        return [i, i + 1] if word_at(said, i + 1) and is_odd(said.words[i + 1].low) else [i]
    if not shaped or (is_place(said, i) and low not in given_names()):
        return []
    follows = word_at(said, i + 1)
    ambiguous = low in given_names() and not (said.small or said.shouted)
    if (
        ambiguous
        and follows
        and follows.gap == " "
        and follows.shape == "C"
        and is_surname(said, i + 1)
    ):
        both = is_common(follows.low)
        third = word_at(said, i + 2)
        crowd = third is not None and third.gap == " " and third.shape == "C"
        doubtful = both and (crowd or (word.first and low in OPENERS))
        if not doubtful or (not crowd and is_subject(said, i + 1, strong=False)):
            return extend(said, i)
    if (
        ambiguous
        and word.shape == "C"
        and not word.first
        and low not in OPENERS
        and low not in proper_words()
        and before not in cues("determiner")
        and not (follows and follows.gap == " " and follows.shape in "CU")
        and word.gap == " "
        and (said.words[i - 1].shape in "lI" or said.words[i - 1].low in cues("before"))
    ):
        return [i]
    odd = is_odd(low)
    plain = said.shouted or said.small
    if (
        plain
        and low in given_names()
        and follows
        and follows.gap == " "
        and is_odd(follows.low)
        and (said.shouted or before in cues("before") or is_subject(said, i + 1, strong=False))
    ):
        return extend(said, i)
    if (
        (odd or not is_ordinary(low))
        and follows
        and follows.gap == ", "
        and (is_sure_name(follows.low) or (follows.shape == "C" and follows.low in given_names()))
        and is_shaped(said, i + 1)
    ):
        return [i, i + 1]
    if (
        odd
        and word.shape == "C"
        and follows
        and follows.gap == " "
        and follows.shape == "C"
        and not is_ordinary(follows.low)
    ):
        return extend(said, i)
    return _by_company(said, i, before, odd=odd)


def _by_initial(said: Text, i: int) -> list[int]:
    """A name that begins with initials: "J. Smith", "Officer J. Q. Smith"."""
    j = i + 1
    while (word := word_at(said, j)) and word.shape == "I" and word.gap in (". ", "."):
        j += 1
    word = word_at(said, j)
    if not word or word.gap not in (". ", ".") or word.shape != "C" or is_common(word.low):
        return []
    titled = i and said.words[i - 1].low in cues("courtesy", "role")
    if titled or (is_odd(word.low) and not (said.words[i].low in "iq" and not said.words[i].first)):
        return [*range(i, j), *extend(said, j)]
    return []


def _by_title(said: Text, i: int, before: str) -> list[int]:
    word = said.words[i]
    if not i or word.gap not in (" ", ". ", ", ", ": ", ".", ' "'):
        return []
    low, title = word.low, said.words[i - 1].low
    listed = low in given_names() or low in surnames()
    courtesy = title in cues("courtesy") and (said.words[i - 1].shape != "U" or said.shouted)
    called = word.shape in "CI" or (is_shaped(said, i) and (listed or not is_ordinary(low)))
    if courtesy and called and word.gap in (" ", ". ", "."):
        return extend(said, i)
    if (
        title in cues("named")
        and is_shaped(said, i)
        and (listed or is_odd(low))
        and not is_place(said, i)
    ):
        return extend(said, i)
    if (
        title not in cues("role")
        or word.gap not in (" ", ", ", ": ", ". ")
        or not is_shaped(said, i)
    ):
        return []
    if word.gap == ". " and said.words[i - 1].low not in (
        "supv",
        "supvr",
        "asst",
        "capt",
        "lt",
        "sgt",
        "mgr",
        "sup",
        "svr",
        "rep",
        "dir",
        "dep",
        "ofc",
        "spec",
        "det",
        "insp",
    ):
        return []
    if low in cues("role") or low in proper_of("month") or low in proper_of("day"):
        return []
    if (
        word.gap == ", "
        and low not in given_names()
        and not (is_odd_at(said, i) and word.shape == "C")
    ):
        return []
    if said.small or said.shouted:
        determined = any(w.low in cues("determiner") for w in said.words[max(0, i - 4) : i - 1])
        sure = is_sure_name(low) or (is_odd(low) and not determined)
        return extend(said, i) if sure else []
    if is_place(said, i) and low not in given_names():
        return []
    if not is_common(low) or low in given_names():
        return extend(said, i)
    name = extend(said, i)
    after = word_at(said, name[-1] + 1)
    settled = after is None or after.low in cues("after", "weak") or after.gap[:1] in ",.;!?"
    return name if low in surnames() and settled else []


def _by_company(said: Text, i: int, before: str, *, odd: bool) -> list[int]:
    """A name by the verbs beside it: "ask X", "told by X", "X told us", "X and I"."""
    word = said.words[i]
    low = word.low
    listed = low in given_names() or low in surnames()
    if not odd and not (listed and word.shape == "C"):
        return []
    two_before = said.words[i - 2].low if i > 1 else ""
    asked = before in cues("before") or is_paired(two_before, before)
    if asked and (odd or word.shape == "C") and (not word.first or odd):
        return extend(said, i)
    if odd and _bears_capital(said, i, before):
        return extend(said, i)
    if not odd and is_common(low) and word_at(said, i + 1) is None:
        return []
    name = extend(said, i)
    plain = said.small or said.shouted
    thing = low.endswith(tuple(cues("ending"))) or len(low) < LONG_PART
    strong = plain or (word.first and (thing or not odd))
    if is_subject(said, name[-1], strong=strong):
        return name
    return []


def _bears_capital(said: Text, i: int, before: str) -> bool:
    """Whether an unknown word bears a capital in the middle of a sentence, as names do.

    Things bear one too: not behind an article or "using", nor with an ending of things.
    """
    word = said.words[i]
    if word.shape != "C" or word.first or said.small or said.shouted:
        return False
    if before in cues("thing") or word.low.endswith(tuple(cues("ending"))):
        return False
    last = word_at(said, i - 1)
    return last is None or last.shape != "C" or last.first or last.low in given_names()


def _spans(text: str, words: list[Word], named: list[int]) -> list[tuple[int, int]]:
    """Join the words of one name, with the points of its initials."""
    spans: list[tuple[int, int]] = []
    for i in named:
        start, end = words[i].start, words[i].end
        if words[i].shape == "I" and text[end : end + 1] == ".":
            end += 1
        if (
            spans
            and i - 1 in named
            and words[i].gap in (" ", ". ", ", ", ".", "")
            and words[i - 1].end >= spans[-1][1] - 1
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
