"""Invented documents with known truth, for the readers of PDF and Word files.

`pages.LAYOUTS` writes PDF pages, `words.DOCUMENTS` writes Word files; each function takes a path,
writes the file and returns its truth. `score.score` compares the truth with what a reader gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Table:
    """A table as it ought to be read: the header once, whatever the number of pages.

    `ruled` says whether lines are drawn; without lines a reader may give up the cells, but not
    their words.
    """

    header: list[str]
    rows: list[list[str]]
    ruled: bool = True
    pages: list[int] = field(default_factory=list)


@dataclass
class Block:
    """A heading, paragraph, item, table, note, field or box, in the order of reading.

    `page` is where it begins, `section` the heading above it, `label` the printed number, bullet or
    marker, `lead_in` the sentence that leads in a list. The markers of notes are absent from the
    sentences. Kinds: heading, text, item, table, note (behind the text of its page), caption, box
    (its place is free), field ("To", with the name as its sentence).
    """

    kind: str
    sentences: list[str]
    section: str
    page: int
    label: str = ""
    lead_in: str = ""
    level: int = 0
    table: Table | None = None


@dataclass
class Sentence:
    """One sentence of the truth; `page` is that on which its paragraph begins."""

    text: str
    section: str
    page: int
    kind: str


@dataclass
class Truth:
    """What a reader ought to give: blocks in order; and what it ought to leave out or join.

    `running` holds (page, text) of running heads, feet and watermarks. `joins` holds (right, wrong)
    of each word that is parted at a line's end: ("procedure", "proce-dure"), ("entry-summary",
    "entrysummary").
    """

    name: str
    blocks: list[Block] = field(default_factory=list)
    running: list[tuple[int, str]] = field(default_factory=list)
    joins: list[tuple[str, str]] = field(default_factory=list)
    n_pages: int = 0

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences in order, without headings and tables."""
        return [
            Sentence(text, block.section, block.page, block.kind)
            for block in self.blocks
            if block.kind not in ("heading", "table")
            for text in block.sentences
        ]

    @property
    def headings(self) -> list[str]:
        """The printed headings in order."""
        return [block.sentences[0] for block in self.blocks if block.kind == "heading"]

    @property
    def tables(self) -> list[Table]:
        """The tables in order."""
        return [block.table for block in self.blocks if block.table is not None]
