"""Lists of web pages and Markdown: how their items are numbered, and what leads them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sopgap.sops.formats.lists import clip_lead, ends_open, join_leads
from sopgap.sops.formats.numerals import format_number, read_integer

FORMS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "none": "none",
}
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")


@dataclass
class PageList:
    """A list that is open."""

    lead: str
    form: str = "bullet"
    value: int = 1
    step: int = 1
    text: str = ""  # of the item at hand, on which an inner list hangs
    number: str = ""  # of the item at hand, until its first text
    is_term: bool = False


def open_list(element: Any, lists: list[PageList], lead: str) -> None:
    """Put a list on the open ones; `lead` is the paragraph before the outermost."""
    lead = join_leads(lists[-1].lead, clip_lead(lists[-1].text)) if lists else clip_lead(lead)
    tag = element.tag
    style = LIST_STYLE.search(element.get("style", "")[:500])
    named = element.get("type") or (style[1].lower() if style else "")
    form = FORMS.get(named, "decimal" if tag == "ol" else "bullet")
    lists.append(PageList(lead, "none" if tag == "dl" else form))
    if tag == "ol":
        is_down = element.get("reversed") is not None
        start = len(element.findall("li")) if is_down else 1
        lists[-1].value = read_integer(element.get("start"), start)
        lists[-1].step = -1 if is_down else 1


def open_item(at: PageList, element: Any) -> None:
    """Count an item of a list."""
    at.value = read_integer(element.get("value"), at.value)
    if at.form == "bullet":
        at.number = "•"
    else:
        number = format_number(at.value, at.form)
        at.number = f"{number}." if number else ""
    at.value += at.step
    at.text = ""


def place_item(at: PageList, text: str) -> tuple[str, str, str]:
    """Return kind, lead-in and number of a text in a list; a term leads in what is said of it."""
    number, at.number = at.number, ""
    if at.is_term:
        at.text = text
        return "lead-in", at.lead, number
    if at.form == "none" and at.text and not number:
        return "item", join_leads(at.lead, clip_lead(at.text)), number
    if not at.text or ends_open(text):
        at.text = text
    return "item", at.lead, number
