"""Read one file of a corpus, and tell what was lost between the file and its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from sys import intern

from sopgap.errors import InputError
from sopgap.sops.formats import read_whole
from sopgap.sops.formats.blocks import Block
from sopgap.sops.formats.lists import LEVEL
from sopgap.text import normalise

SIGNS = ("&", "§")
NUMBER = re.compile(r"\d+")
CELLS = attrgetter(*(field.name for field in fields(Block)))  # `astuple` copies each text
FEW = 50  # numbers of a file under which those of its pages weigh too much to tell anything
KEPT = 0.9  # share of the file's numbers that the paragraphs must hold: page numbers are no text


@dataclass(frozen=True)
class Reading:
    """What was read of a file.

    Attributes
    ----------
    blocks : list of Block
        Empty where it could not be read.
    format : str
        Name of the reader, as `pdf`.
    lost : str
        Signs, numbers and names that the file holds and the blocks do not, by `;`.
    problem : str
        Why it could not be read and what to do, else ''.
    remark : str
        What a person should know of a file that was read.
    """

    blocks: list[Block]
    format: str = ""
    lost: str = ""
    problem: str = ""
    remark: str = ""


def read_file(path: Path, *, changes: str = "accepted", names: Sequence[str] = ()) -> Reading:
    """Read a file into blocks; what cannot be read is said and not raised.

    Parameters
    ----------
    path : Path
    changes : {"accepted", "both"}
        What is read of tracked changes.
    names : sequence of str
        Names whose mentions are counted before and after: aliases of actors.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.odt"
    >>> _ = file.write_text("x")
    >>> read_file(file).problem.startswith("sop.odt: ")
    True
    """
    try:
        found, whole = read_whole(path, changes=changes)
    except InputError as error:
        return Reading([], problem="; ".join(error.problems))
    lost = "" if whole.raw is None else compare_signs(whole.raw, whole.blocks, names)
    remark = "; ".join(filter(None, [found.remark, whole.remark]))
    return Reading(whole.blocks, found.name, lost, remark=remark)


def compare_signs(raw: str, blocks: Iterable[Block], names: Sequence[str] = ()) -> str:
    """Return which signs, numbers and names stand less often in the blocks than in the raw text.

    Headings count once, however many blocks stand below them.

    Examples
    --------
    >>> compare_signs("FP&F pays § 5 by § 6", [Block("FP&F pays 5 by § 6")])
    '§ 1 of 2'
    """
    before = count_signs(raw, names)
    after = count_signs(" \n ".join(_texts(blocks)), names)
    lost = []
    for sign, count in before.items():
        kept = after[sign]
        if sign == "numbers" and count < FEW:
            continue
        enough = KEPT * count if sign == "numbers" else count
        if kept < enough:
            lost.append(f"{sign} {kept:,} of {count:,}")
    return "; ".join(lost)


def count_signs(text: str, names: Sequence[str] = ()) -> Counter[str]:
    """Return how often `&`, `§`, numbers and each of some names stand in a text.

    Examples
    --------
    >>> sorted(count_signs("The clerk pays 5 & 6.", ["clerk"]).items())
    [('&', 1), ('clerk', 1), ('numbers', 2), ('§', 0)]
    """
    text = normalise(text)
    counts = Counter({sign: text.count(sign) for sign in SIGNS})
    counts["numbers"] = len(NUMBER.findall(text))
    folded = text.casefold() if names else ""
    for name in names:
        counts[name] = folded.count(name.casefold())
    return counts


def pack(reading: Reading) -> dict[str, object]:
    """Return a reading as plain lists and texts, to be sent between processes as JSON."""
    return {
        "blocks": list(map(CELLS, reading.blocks)),
        "format": reading.format,
        "lost": reading.lost,
        "problem": reading.problem,
        "remark": reading.remark,
    }


def unpack(said: dict[str, object]) -> Reading:
    """Return the reading that `pack` packed; texts that repeat are held once."""
    rows: list[list[str]] = said["blocks"]  # type: ignore[assignment]
    columns = [map(intern, column) for column in zip(*rows, strict=True)]
    blocks = list(map(Block, *columns)) if columns else []
    return Reading(
        blocks, str(said["format"]), str(said["lost"]), str(said["problem"]), str(said["remark"])
    )


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    heading, above = "", [""]
    for block in blocks:
        parts = block.above.split(LEVEL)
        if parts != above:
            yield " ".join(part for part in parts if part not in above)
            above = parts
        if block.section != heading:
            heading = block.section
            yield heading
        if block.kind == "row" and block.header:
            yield block.header
        yield f"{block.number} {block.text}"
