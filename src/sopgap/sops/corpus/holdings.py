"""What a corpus holds, as others would cite it: by number, by title, by parts of a code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from sopgap.sops.corpus.citations import Citation, read_citations
from sopgap.sops.corpus.titles import general_words
from sopgap.text import normalise, stop_words

CODE_OF = re.compile(r"\b(\d{1,2}) ?(C\.?F\.?R|U\. ?S\. ?C|USC)\b")
CODE_IN_ID = re.compile(r"(?:^|[-_])(?:(\d{1,2})-?(cfr)|(usc|cfr|ecfr)-?(\d{1,2}))(?=$|[-_.])")
SECTION = re.compile(r"^(?:§+ ?|[Ss]ec(?:tion|\.) )?(\d{1,5}[a-z]{0,2})(\.\d+[a-z]?)?(?=[\s.:]|$)")
PART = re.compile(r"^(\d{1,2} CFR) (\d+[a-z]{0,2})")
WORD = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")
ASIDE = re.compile(r"\([^)]*\)")
EDITION = re.compile(r"(?<=\d)[a-z]$")  # 5350-020a: the letter of an edition
LEAST_SHARED = 0.5  # of the words of two titles, for one to be suggested for the other
FIRST_LINE = 80  # characters of a first paragraph that may be a line of the title
# A first line that speaks of other documents.
OTHERS = re.compile(r"\b(?:supersed|replac|cancel|rescind|see|under|per|amend|refer|follow)", re.I)
PAGES = 200  # of the Federal Register behind a first page that one document may fill


@dataclass
class Holdings:
    """What the documents of a corpus answer to.

    Attributes
    ----------
    own : dict of str to str
        Of a document that is part of a code, that code: `19 CFR`.
    names : dict of str to str
        Citations of the documents themselves, folded, and whose they are.
    titles : dict of str to tuple of str
        The words of each document's title and id.
    by_word : dict of str to set of str
        The documents whose title or id holds a word.
    """

    own: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def list_holdings(documents: pd.DataFrame, paragraphs: pd.DataFrame) -> Holdings:
    """Tell what the documents of a corpus are called and which parts of codes they hold.

    A document that could not be had (`unavailable`) is held by nobody. Parts and sections of a
    code are read from titles, and from the numbers of sections in the text.

    Examples
    --------
    >>> documents = pd.DataFrame({"document_id": ["c"], "title": ["19 CFR part 159"]})
    >>> sorted(list_holdings(documents, pd.DataFrame()).names)
    ['19 cfr 159']
    """
    held = Holdings()
    for entry in documents.to_dict("records"):
        if entry.get("access") == "unavailable":
            continue
        document, title = entry["document_id"], normalise(entry["title"])
        own = _own(document, title)
        if own:
            held.own[document] = own
        for cited in read_citations(title, own=own):
            if cited.kind != "title":
                held.names.setdefault(fold(cited), document)
        words = words_of(f"{title} ; {document.replace('_', ' ')}")
        held.titles[document] = words
        for word in words:
            held.by_word[word].add(document)
    _add_headings(held, paragraphs)
    _add_sections(held, paragraphs)
    return held


def _own(document: str, title: str) -> str:
    if match := CODE_OF.search(title):
        return f"{match[1]} {'CFR' if 'F' in match[2] else 'USC'}"
    if match := CODE_IN_ID.search(document.lower()):
        code = match[2] or match[3]
        return f"{match[1] or match[4]} {'USC' if code == 'usc' else 'CFR'}"
    return ""


def _add_headings(held: Holdings, paragraphs: pd.DataFrame) -> None:
    """What the first lines of a document say of its own number, where the manifest does not."""
    if not {"document_id", "text"} <= set(paragraphs):
        return
    for entry in paragraphs.drop_duplicates("document_id").to_dict("records"):
        document, text = entry["document_id"], str(entry["text"])
        lines = [str(entry.get("above") or "").split(" > ")[0], str(entry.get("section") or "")]
        is_title = len(text) <= FIRST_LINE and not text.endswith(".") and not OTHERS.search(text)
        lines += [text] if is_title else []
        for line in lines if document in held.titles else ():
            for cited in read_citations(line):
                if cited.kind in ("numbered", "form", "report", "standard", "register"):
                    held.names.setdefault(fold(cited), document)


def _add_sections(held: Holdings, paragraphs: pd.DataFrame) -> None:
    if not held.own or "section" not in paragraphs or "document_id" not in paragraphs:
        return
    pairs = paragraphs[["document_id", "section"]].drop_duplicates()
    for document, section in pairs.itertuples(index=False):
        own = held.own.get(document, "")
        match = SECTION.match(section) if own else None
        if match and (match[2] or own.endswith("USC")):
            held.names.setdefault(f"{own} {match[1]}".lower(), document)


def fold(cited: Citation) -> str:
    """Return the document that a citation names, in one form for all its spellings.

    Of a regulation that is its part, as the parts of a code are had one by one.

    Examples
    --------
    >>> [fold(Citation(*c)) for c in (("regulation", "19 CFR 159.12"), ("title", "The Dock Guides"),
    ...                               ("numbered", "SOP RD-3"))]
    ['19 cfr 159', 'dock guide', 'sop rd 3']
    """
    if cited.kind == "title":
        return " ".join(words_of(cited.name))
    if match := PART.match(cited.name):
        return f"{match[1]} {match[2]}".lower()
    return " ".join(WORD.findall(cited.name.lower().removeprefix("fr doc.")))


def words_of(title: str) -> tuple[str, ...]:
    """Return the words of a title that tell it from others, without case and plural.

    Examples
    --------
    >>> words_of("The Rules for Docks (revised)")
    ('rule', 'dock')
    """
    plain = WORD.findall(ASIDE.sub(" ", title).lower().replace("'s", ""))
    return tuple(_singular(word) for word in plain if word not in stop_words())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def holder(cited: Citation, held: Holdings) -> str:
    """Return the document of the corpus that is cited, or '' where the corpus lacks it."""
    key = fold(cited)
    if key in held.names:
        return held.names[key]
    if cited.kind == "title":
        return _titled(tuple(key.split()), held)
    if cited.kind in ("numbered", "report", "form", "standard", "register"):
        return _numbered(key, held)
    return ""


def _titled(words: tuple[str, ...], held: Holdings) -> str:
    for document in sorted(_candidates(words, held, len(words))):
        if _holds(held.titles[document], words):
            return document
    for document in sorted(_candidates(words, held, 3)):
        # "Dock Safety Handbook of 2012" names the Dock Safety Handbook.
        if len(held.titles[document]) >= 3 and _holds(words, _before_id(held, document)):
            return document
    return ""


def _before_id(held: Holdings, document: str) -> tuple[str, ...]:
    words, last = held.titles[document], len(words_of(document.replace("_", " ")))
    title = words[: len(words) - last]
    return title if len(title) >= 3 and len({*title} - general_words()) >= 2 else ("\0",)


def _numbered(key: str, held: Holdings) -> str:
    words = key.split()
    number = words[1:] if words[0].isalpha() else words
    for document in sorted(_candidates(tuple(number), held, len(number))):
        title = held.titles[document]
        # A short number counts with its word alone: "SOP 4" is not "Form 4".
        if _holds(title, tuple(words)) or (_is_distinct(number) and _holds(title, tuple(number))):
            return document
    return ""


def _is_distinct(number: Iterable[str]) -> bool:
    said = "".join(number)
    digits = sum(c.isdigit() for c in said)
    return digits >= 4 or (digits > 0 and said[:1].isalpha())


def _candidates(words: tuple[str, ...], held: Holdings, least: int) -> set[str]:
    """Documents that hold at least so many of the words."""
    counts: dict[str, int] = defaultdict(int)
    for word in set(words):
        for document in held.by_word.get(word, ()):
            counts[document] += 1
    wanted = min(least, len(set(words)))
    return {document for document, n in counts.items() if n >= wanted}


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    n = len(part)
    return n > 0 and any(words[i : i + n] == part for i in range(len(words) - n + 1))


def suggest(cited: Citation, held: Holdings) -> str:
    """Return the document that might be meant: another edition, a like title, its initials."""
    key = fold(cited)
    words = tuple(key.split())
    if cited.kind == "register" and " FR " in cited.name:
        volume, page = cited.name.split(" FR ")
        for name, document in sorted(held.names.items()):
            match = re.fullmatch(rf"{volume} fr (\d+)", name)
            if match and 0 <= int(page) - int(match[1]) < PAGES:
                return document
        return ""
    if cited.kind == "numbered":
        stem = (*words[1:-1], EDITION.sub("", words[-1]))
        for document, title in sorted(held.titles.items()):
            stems = tuple(EDITION.sub("", word) for word in title)
            if _is_distinct(stem) and _holds(stems, stem):
                return document
        return ""
    if cited.kind != "title":
        return ""
    best = [
        (len({*words} & {*title}) / len({*words} | {*title}), document)
        for document in sorted(_candidates(words, held, 2))
        if (title := _before_id(held, document))
    ]
    best = [found for found in best if found[0] >= LEAST_SHARED]
    if best:
        return max(best, key=_first)[1]
    return _by_initials(words, held)


def _first(found: tuple[float, str]) -> float:
    return found[0]


def _by_initials(words: tuple[str, ...], held: Holdings) -> str:
    for word in words:
        for document, title in sorted(held.titles.items()) if len(word) >= 3 else ():
            if word in "".join(part[0] for part in title) and len(word) <= len(title):
                return document
    return ""
