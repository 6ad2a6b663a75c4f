"""The running text of Markdown: marks taken off, links kept by their text alone."""

from __future__ import annotations

import re
from typing import Any

TAG = re.compile(r"<[^<>]{0,2000}>")
LINK = re.compile(r"!?\[([^\[\]]{0,2000})\]\([^()]{0,2000}\)")
LONG = 20_000  # beyond it inline marks are taken off by patterns: the parser can be slow
SPECIAL = re.compile(r"[\\`*_\[\]<>]|&#?\w{1,32};|!\[")
# The usual cases, for speed: what they leave over goes to the parser.
EASY_BOLD = re.compile(
    r"(?<![\w*])(\*\*?)(?=\w)([^*_\[\]<>`\\\n]{1,500}?)(?<=[\w.,:;!?)%])\1(?![\w*])"
)
EASY_LINK = re.compile(r"(?<![!\]\\])\[(?=\w)([^\[\]`*_<>\\!^]{1,300})\]\([^()\s<>\\\"]{0,500}\)")
# Attributes and template tags of site generators: "{: .wide}", "{% include x %}".
QUOTED = re.compile(r"\"([^\"/\n]{1,300})\"")  # what a tag may print: no path
ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}|\{%[^%\n]{0,500}%\}")


def read_inline(content: str, parser: Any, env: dict[str, Any]) -> str:
    """Return the text of a paragraph's content, its lines as they are.

    Examples
    --------
    >>> from markdown_it import MarkdownIt
    >>> read_inline("The **clerk** opens [it](http://x.y).", MarkdownIt("commonmark"), {})
    'The clerk opens it.'
    """
    if "{" in content:
        content = ATTRIBUTES.sub(_quoted, content)
    if not SPECIAL.search(content):
        return content
    content = EASY_LINK.sub(r"\1", EASY_BOLD.sub(r"\2", content))
    if not SPECIAL.search(content):
        return content
    if len(content) > LONG:
        return LINK.sub(r"\1", TAG.sub(" ", content)).replace("**", "").replace("`", "")
    children: list[Any] = []
    parser.inline.parse(content, parser, env, children)
    parts = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or child.content[:3].lower() == "<br":
            parts.append("\n")
    return "".join(parts)


def _quoted(tag: re.Match[str]) -> str:
    """Return what a template tag prints, as far as the file tells: {% channel "news" %}."""
    return " ".join(QUOTED.findall(tag[0])) if tag[0][1] == "%" else ""


def drop_comments(source: str) -> str:
    """Return a text without its HTML comments.

    Examples
    --------
    >>> drop_comments("a<!-- b -->c<!-- d")
    'ac'
    """
    parts = source.split("<!--")
    kept = [parts[0]]
    for part in parts[1:]:
        _, end, rest = part.partition("-->")
        if end:
            kept.append(rest)
    return "".join(kept)
