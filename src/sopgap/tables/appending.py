"""append_table: rows added to a file that is only added to; what is in it stays."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path

import pandas as pd

from sopgap.tables.files import write_table


def append_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Add rows to a CSV, or begin it: what is in it stays to the byte.

    The rows are put into the file's own order of columns. A column that the file lacks is added
    behind its others, blank in the rows before; one that `table` lacks is blank in the new rows.
    The file is replaced as a whole or not at all.

    Parameters
    ----------
    table : DataFrame
    path : str or Path
        Its folder is there.

    Returns
    -------
    Path
        The file.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "t.csv"
    >>> _ = append_table(pd.DataFrame({"a": ["1"]}), file)
    >>> append_table(pd.DataFrame({"b": ["x"], "a": ["2"]}), file).read_text().split()
    ['a,b', '1,', '2,x']
    """
    path = Path(path)
    old = path.read_bytes() if path.exists() else b""
    if old.strip(b"\xef\xbb\xbf \r\n"):
        old, columns = _with_columns(old, [str(name) for name in table])
        text = _as_bytes(table.reindex(columns=columns, fill_value="")).split(b"\n", 1)[1]
        text = old + (b"" if old.endswith(b"\n") else b"\n") + text
    else:
        old, text = b"", _as_bytes(table)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}", suffix=".csv", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return path


def _as_bytes(table: pd.DataFrame) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        return write_table(table, Path(place) / "t.csv").read_bytes()


def _with_columns(old: bytes, names: list[str]) -> tuple[bytes, list[str]]:
    """Return what the file holds with the columns that it lacks, and all its columns."""
    csv.field_size_limit(2**31 - 1)
    text = old.decode("utf-8-sig")
    head = [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")))]
    lacking = [name for name in names if name not in head]
    if not lacking:
        return old, head
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""))):
        if row:
            writer.writerow([*row, *(lacking if number == 0 else [""] * len(lacking))])
    return out.getvalue().encode("utf-8"), [*head, *lacking]
