"""Acceptance: the two ownership tables, set as a document, come out as duties of the right unit.

The 20 rows are those of OIG-22-34, Appendix C, Tables 2 and 3: 13 responsibilities and 7 positions.
"""

import csv
import html
from itertools import zip_longest
from pathlib import Path

import pytest

import sopgap as sg

ROOT = Path(__file__).parents[2]
NAMED = {f"R{n:02}" for n in range(1, 14)} | {f"P{n:02}" for n in range(1, 8)}
with (ROOT / "responsibilities.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = [
        (row["name"], row["kind"], row["ownership"])
        for row in csv.DictReader(stream)
        if row["responsibility_id"] in NAMED
    ]
LONG = {
    "center": "Center Director",
    "port": "Port Director",
    "joint": "Port Director and Center Director",
}
SHORT = {"center": "Center", "port": "Port", "joint": "Joint (Center and port)"}
MARKS = {"center": ["X", ""], "port": ["", "X"], "joint": ["X", "X"]}


def of_kind(kind: str) -> list[tuple[str, str]]:
    return [(name, owner) for name, its, owner in ROWS if its == kind]


def markdown(title: str, rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return f"## {title}\n\n" + "\n".join(lines) + "\n\n"


def web(title: str, rows: list[list[str]]) -> str:
    cells = [[html.escape(cell) for cell in row] for row in rows]
    head = "".join(f"<th>{cell}</th>" for cell in cells[0])
    body = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:]]
    return f"<h2>{title}</h2><table><tr>{head}</tr>{''.join(body)}</table>"


def listed(kind: str, sides: list[str]) -> list[list[str]]:
    """Return the names of a kind in one column per side."""
    columns = [[name for name, owner in of_kind(kind) if owner == side] for side in sides]
    return [list(cells) for cells in zip_longest(*columns, fillvalue="")]


def tables(shape: str) -> list[list[list[str]]]:
    """Return the two tables, header first, in one of the shapes in which people set them."""
    duties, positions = of_kind("responsibility"), of_kind("role")
    if shape == "owner last":
        heads, names = (["Responsibility", "Owner"], ["Position", "Assigned to"]), (LONG, LONG)
    elif shape == "short names":
        heads, names = (["Trade function", "Responsible"], ["Position", "Office"]), (SHORT, SHORT)
    elif shape == "owner first":
        heads, names = (["Authority", "Function"], ["Organization", "Position"]), (LONG, SHORT)
    elif shape == "marks":
        return [
            [["Responsibility", "Center Director", "Port Director"]]
            + [[name, *MARKS[owner]] for name, owner in duties],
            [["Position", "Center", "Port"]] + [[n, *MARKS[owner]] for n, owner in positions],
        ]
    else:
        heads = ["Transitioned to Center Directors", "Joint: Port Directors and Center Directors"]
        first = [heads, *listed("responsibility", ["center", "joint"])]
        heads = ["Transitioned to Centers", "Remained with ports"]
        return [first, [heads, *listed("role", ["center", "port"])]]
    step = -1 if shape == "owner first" else 1
    return [
        [head] + [[name, owners[owner]][::step] for name, owner in rows]
        for head, owners, rows in zip(heads, names, (duties, positions), strict=True)
    ]


def read(folder: Path, shape: str, suffix: str, actors: Path):
    """Return the duties of a corpus of one document that holds the two tables."""
    write = markdown if suffix == "md" else web
    titles = ("Table 2. Responsibilities", "Table 3. Positions")
    text = "".join(map(write, titles, tables(shape)))
    (folder / f"tables.{suffix}").write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(
        "document_id,file,title,issuer,tier,scope,access\n"
        f"c,tables.{suffix},Appendix C,OIG,guide,all,public\n",
        encoding="utf-8",
    )
    corpus = sg.read_corpus(folder)
    return sg.find_duties(corpus.paragraphs, sg.read_actors(actors), documents=corpus.documents)


def words(text: str) -> set[str]:
    """Return the words of a name in a form that an act shares with its noun."""
    return {word.strip("(),.;").lower()[:6] for word in text.split()} - {"of", "and", "the", "for"}


def units_by_name(duties) -> dict[str, set[str]]:
    """Return the units of the duties whose act and object are the words of each name."""
    found: dict[str, set[str]] = {name: set() for name, _, _ in ROWS}
    for duty in duties.itertuples():
        said = words(f"{duty.action} {duty.object}")
        for name in found:
            if said == words(name):
                found[name].add(duty.unit)
    return found


SHAPES = ["owner last", "short names", "owner first", "marks", "columns"]


@pytest.mark.parametrize("suffix", ["md", "html"])
@pytest.mark.parametrize("shape", SHAPES)
def test_each_row_is_one_duty_of_its_unit(tmp_path, shape, suffix):
    duties = read(tmp_path, shape, suffix, ROOT / "actors.csv")
    assert len(duties) == len(ROWS) == 20
    assert units_by_name(duties) == {name: {owner} for name, _, owner in ROWS}
    assert set(duties["modality"]) == {"obligation"}


@pytest.mark.parametrize("shape", SHAPES)
def test_sides_are_known_where_aliases_hold_longer_names_only(tmp_path, shape):
    actors = tmp_path / "actors.csv"
    actors.write_text(
        "alias,actor,unit\nCenter director,Center director,center\n"
        "port director,Port director,port\nimporter,importer,other\n",
        encoding="utf-8",
    )
    duties = read(tmp_path, shape, "md", actors)
    assert units_by_name(duties) == {name: {owner} for name, _, owner in ROWS}
