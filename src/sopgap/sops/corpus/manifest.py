"""Change a manifest by hand's rules: what is not meant stays as it is, byte for byte."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.documents import MANIFEST
from sopgap.sources import read_rows
from sopgap.tables import DOCUMENTS

# The columns of a new manifest: those of the contract, with the file behind the id.
COLUMNS = ("document_id", "file", *(c.name for c in DOCUMENTS.columns[1:]))
NEEDED = ("document_id", "file", "title", "tier", "scope", "access")
CELL = re.compile(r'("(?:[^"]|"")*"|[^,]*)(,|$)')


@dataclass
class Manifest:
    """The lines of a manifest and what stands in them.

    Attributes
    ----------
    path : Path
    before : bytes or None
        The file as it was read; None where there was none.
    columns : tuple of str
    records : list of str
        The header and the rows as they stand in the file, line ends included.
    rows : list of dict
        The cells of each row.
    end : str
        The line end of the file.
    """

    path: Path
    before: bytes | None
    columns: tuple[str, ...]
    records: list[str]
    rows: list[dict[str, str]]
    end: str = "\n"

    def row_of(self, document: str) -> dict[str, str] | None:
        """Return the row of a document, or None."""
        same = [row for row in self.rows if row["document_id"].strip() == document]
        return same[0] if same else None

    def add(self, cells: dict[str, str]) -> None:
        """Add a row; cells for which the file has no column are left out."""
        row = {name: cells.get(name, "") for name in self.columns}
        if not self.records[-1].endswith(("\n", "\r")):
            self.records[-1] += self.end
        self.rows.append(row)
        self.records.append(_write_row(row.values(), self.end))

    def change(self, document: str, column: str, value: str) -> None:
        """Write one cell of one row anew; all others keep their bytes."""
        place = [row["document_id"].strip() for row in self.rows].index(document)
        self.rows[place][column] = value
        record = self.records[place + 1]
        line = record.rstrip("\r\n")
        cells = _raw_cells(line)
        cells[self.columns.index(column)] = _write_row([value], "")
        self.records[place + 1] = ",".join(cells) + record[len(line) :]

    def save(self) -> None:
        """Write the file aside and move it into its place.

        Raises
        ------
        InputError
            Somebody else changed it in the meantime.
        """
        if _read(self.path) != self.before:
            raise InputError(f"{self.path.name}: was changed meanwhile; run the command again")
        data = "".join(self.records).encode("utf-8")
        handle, aside = tempfile.mkstemp(prefix=".manifest-", dir=self.path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            mode = self.path.stat().st_mode & 0o777 if self.before is not None else 0o644
            Path(aside).chmod(mode)
            Path(aside).replace(self.path)
        finally:
            Path(aside).unlink(missing_ok=True)


def open_manifest(folder: Path) -> Manifest:
    r"""Read a manifest so that it can be changed; one that is not there is begun.

    Raises
    ------
    InputError
        It cannot be read, or a column is absent that every row must have.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> manifest = open_manifest(folder)
    >>> manifest.add({"document_id": "a", "title": "Keys, lost"})
    >>> manifest.save()
    >>> (folder / "manifest.csv").read_text().splitlines()[1]
    'a,,"Keys, lost",,,,,,,,'
    """
    path = folder / MANIFEST
    data = _read(path)
    if data is None:
        return Manifest(path, None, COLUMNS, [_write_row(COLUMNS, "\n")], [])
    table = read_rows(path)  # says what is wrong with it, row by row
    absent = [name for name in NEEDED if name not in table]
    if absent:
        raise InputError(f"{path.name}: column {', '.join(absent)} is absent; add it")
    # Blank lines are kept with the record before them.
    records = _records(data.decode("utf-8"))
    end = "\r\n" if records[0].endswith("\r\n") else "\n"
    rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    if len(records) != len(rows) + 1:
        raise InputError(f"{path.name}: its lines cannot be told apart; save it as CSV anew")
    return Manifest(path, data, tuple(table.columns), records, rows, end)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _records(text: str) -> list[str]:
    """The rows of a CSV as they stand in it; a line break in a quoted cell does not end one."""
    records: list[str] = []
    waiting = ""
    for line in io.StringIO(text, newline=""):
        waiting += line
        if waiting.count('"') % 2:
            continue
        if not waiting.strip("\r\n") and records:
            records[-1] += waiting
        else:
            records.append(waiting)
        waiting = ""
    return [*records, waiting] if waiting else records


def _raw_cells(line: str) -> list[str]:
    cells, at = [], 0
    while True:
        match = CELL.match(line, at)
        if match is None:
            raise InputError(f"{MANIFEST}: a row cannot be read: {line[:60]!r}")
        cells.append(match[1])
        at = match.end()
        if not match[2]:
            return cells


def _write_row(cells: Iterable[str], end: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator=end).writerow([cell.replace("\r", " ") for cell in cells])
    return line.getvalue()
