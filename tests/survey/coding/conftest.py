"""A small survey with four concerns, and a hand that fills in workbooks."""

import random
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from sopgap.survey.coding.digests import digests
from sopgap.survey.coding.pages import write_coding_workbook
from sopgap.survey.concerns.clusters import Concerns

SAID = {
    "C01": ("training", "We need more training on {}", "No training for {}",
            "Training of {} is short", "Nobody trained me in {}"),
    "C02": ("slow system", "The system is slow with {}", "The computer hangs at {}",
            "{} load on slow screens", "The system is down when {} come in"),
    "C03": ("staff", "We lack staff for {}", "Too few people for {}", "More staff is needed at {}",
            "Hire people for {}"),
    "C04": ("unclear rules", "The rules on {} are unclear", "Nobody knows the procedure for {}",
            "Write the procedure for {} down", "Which rule holds for {}?"),
}  # fmt: skip
THINGS = ("protests", "entries", "bonds", "=samples")


@pytest.fixture(scope="session")
def case() -> SimpleNamespace:
    """Sixty comments in four concerns, as a run has them; four of the same words."""
    rows, members = [], []
    for concern, (_, *patterns) in SAID.items():
        for i, pattern in enumerate(patterns):
            for j, thing in enumerate(THINGS):
                rows.append(("q1" if i % 2 else "q2", pattern.format(thing), concern, j / 10 + 0.1))
    rows.append((*rows[0][:3], 0.1))  # once more in the same words
    random.Random(1).shuffle(rows)
    comments = pd.DataFrame(
        [(f"c{i:04d}", question, "north", text) for i, (question, text, _, _) in enumerate(rows)],
        columns=["comment_id", "question_id", "center", "text"],
    )
    for i, (_, text, concern, closeness) in enumerate(rows):
        members.append((f"c{i:04d}", concern, 1, closeness))
        if text.startswith("Nobody trained me in b"):
            members.append((f"c{i:04d}", "C03", 2, 0.2))
    concerns = pd.DataFrame(
        [(c, said[0], f"terms of {c}", 20, "") for c, said in SAID.items()],
        columns=["concern_id", "label", "terms", "n_comments", "exemplar_id"],
    )
    columns = ["comment_id", "concern_id", "rank", "closeness"]
    found = Concerns(concerns, pd.DataFrame(members, columns=columns))
    code = digests(comments)
    first = found.members[found.members["rank"] == 1]
    place = dict(zip(first["comment_id"].map(code), first["concern_id"], strict=True))
    own = {c: sorted(d for d, p in place.items() if p == c) for c in SAID}
    return SimpleNamespace(found=found, comments=comments, code=code, place=place, own=own)


@pytest.fixture(scope="session")
def blank_book(case, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("book") / "codebook.xlsx"
    return write_coding_workbook(case.found, case.comments, path, n_double=12)


@pytest.fixture
def book(blank_book, tmp_path) -> Path:
    """The workbook of the run, a copy of its own."""
    return Path(shutil.copy(blank_book, tmp_path / "codebook.xlsx"))


@pytest.fixture
def fill():
    """Fill in cells of a workbook: sheet, key (of the first column) or row, column, value."""

    def write(path: Path, *cells: tuple, out: Path | None = None) -> Path:
        book = openpyxl.load_workbook(path)
        for sheet, key, column, value in cells:
            page = book[sheet]
            head = {cell.value: cell.column for cell in page[1]}
            keys = {page.cell(r, 1).value: r for r in range(2, page.max_row + 1)}
            row = key if isinstance(key, int) else keys[key]
            page.cell(row, head[column]).value = value
        book.save(out or path)
        return out or path

    return write


@pytest.fixture
def rewrite():
    """Change a sheet as a whole: a function of its rows (lists of values, the head first)."""

    def change(path: Path, sheet: str, function) -> Path:
        book = openpyxl.load_workbook(path)
        page = book[sheet]
        rows = function([[cell.value for cell in row] for row in page.iter_rows()])
        place = book.index(page)
        del book[sheet]
        page = book.create_sheet(sheet, place)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = page.cell(number, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
        book.save(path)
        return path

    return change


@pytest.fixture
def resave():
    """Save a workbook as spreadsheets do: texts in a shared table, no style kept but dates'."""

    def save(path: Path) -> Path:
        import re
        from html import unescape
        from xml.sax.saxutils import escape

        strings: dict[str, int] = {}
        cell = re.compile(
            r'<c r="(\w+)"(?: s="\d+")? t="inlineStr"><is><t(?: [^>]*)?>([^<]*)</t></is></c>'
        )

        def share(found: re.Match) -> str:
            number = strings.setdefault(unescape(found[2]), len(strings))
            return f'<c r="{found[1]}" t="s"><v>{number}</v></c>'

        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name).decode() for name in old.namelist()}
        for name in parts:
            if name.startswith("xl/worksheets/sheet"):
                parts[name] = cell.sub(share, parts[name])
                assert 'inlineStr"><is>' not in parts[name]
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        items = "".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings)
        parts["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{main}">{items}</sst>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        types = parts["[Content_Types].xml"]
        if "sharedStrings" not in types:
            override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            parts["[Content_Types].xml"] = types.replace("</Types>", override)
        with zipfile.ZipFile(path, "w") as new:
            for name, text in parts.items():
                new.writestr(name, text)
        return path

    return save
