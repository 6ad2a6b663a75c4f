"""Name the paragraphs of a document, so that a name stays when another part changes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from sopgap.sops.formats.blocks import Block

SLUG = 40  # characters of a heading that an id repeats
NUMBER = re.compile(
    r"^(?:§+\s*|(?:sec|section|chapter|part|article|appendix|annex)\.?\s+)?"
    r"(?:(\d+[A-Za-z]?(?:[.\-]\d+[a-z]?)*(?:\([a-z0-9]{1,4}\))*)[.):]?(?=\s|$)|([A-Z]|[IVX]{1,5})[.):]\s)",
    re.IGNORECASE,
)
NOT_SLUG = re.compile(r"[^a-z0-9]+")


def name_paragraphs(document: str, blocks: Iterable[Block]) -> list[str]:
    """Return the ids of a document's paragraphs, in order.

    Examples
    --------
    >>> name_paragraphs("sop", [Block("Same.", "A. Use"), Block("Same.", "A. Use")])
    ['sop#A.30b5061f', 'sop#A.30b5061f-2']
    """
    seen: Counter[str] = Counter()
    names = []
    keys: dict[str, str] = {}
    for block in blocks:
        if block.section not in keys:
            keys[block.section] = section_key(block.section)
        digest = hashlib.sha256(block.text.encode()).hexdigest()[:8]
        name = f"{document}#{keys[block.section]}.{digest}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def section_key(section: str) -> str:
    """Return the number of a section, or a short form of its heading where it has none.

    Examples
    --------
    >>> [section_key(s) for s in ("4.2 Meetings", "§ 141.90 Notation.", "A. GENERAL", "A word", "")]
    ['4.2', '141.90', 'A', 'a-word', '0']
    """
    numbered = NUMBER.match(section)
    if numbered:
        return numbered[1] or numbered[2]
    return NOT_SLUG.sub("-", section.lower()).strip("-")[:SLUG].strip("-") or "0"
