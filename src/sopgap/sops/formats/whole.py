"""What one pass over a file gives: its blocks, its text by a simpler way, and a remark."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.sops.formats.blocks import Block


@dataclass(frozen=True)
class Whole:
    """A file that was read, to be compared with what stands in it.

    Attributes
    ----------
    blocks : list of Block
    raw : str or None
        The text of the file by another way than the blocks; None where there is no other.
    remark : str
        What a person should know of the reading, as pages that could not be read.
    """

    blocks: list[Block]
    raw: str | None = None
    remark: str = ""
