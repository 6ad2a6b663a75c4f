"""A sentence marked in its paragraph, with what stands around it."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from sopgap.report.markup import clean, fill, join
from sopgap.text import split_sentences

WHOLE = 700  # characters up to which a paragraph stands whole
AROUND = 1  # sentences before and after, in a longer paragraph


def mark_sentence(paragraph: str, duty: Any) -> Markup:
    """Mark the sentence in its paragraph, and in it the words that made the match."""
    sentence = str(duty["text"]).strip()
    if not sentence:
        return clean(paragraph)
    before, found, after = str(paragraph).partition(sentence)
    if not found:
        sentences = split_sentences(str(paragraph))
        if sentence not in sentences:
            return fill("<mark>{}</mark>", _strong(sentence, duty))
        at = sentences.index(sentence)
        before, after = " ".join(sentences[:at]) + " ", " " + " ".join(sentences[at + 1 :])
    if len(str(paragraph)) > WHOLE:
        before, after = _near(before, last=True), _near(after, last=False)
    return fill("{}<mark>{}</mark>{}", before, _strong(sentence, duty), after)


def _near(text: str, *, last: bool) -> str:
    sentences = split_sentences(text)
    if len(sentences) <= AROUND:
        return text
    if last:
        return "[…] " + " ".join(sentences[-AROUND:]) + " "
    return " " + " ".join(sentences[:AROUND]) + " […]"


def _strong(sentence: str, duty: Any) -> Markup:
    slots = ("actor_text", "action", "deadline", "frequency", "system")
    words = sorted({str(duty[s]) for s in slots if len(str(duty[s])) > 1}, key=len, reverse=True)
    if not words:
        return clean(sentence)
    cut = re.split(
        "(" + "|".join(r"\b" + re.escape(w) + r"\w*" for w in words) + ")", sentence, flags=re.I
    )
    return join(fill("<strong>{}</strong>", x) if i % 2 else clean(x) for i, x in enumerate(cut))
