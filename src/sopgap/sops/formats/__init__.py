"""One reader a format: each turns a file into blocks, and refuses what it cannot read safely.

`read_blocks` picks the reader by the file's extension; a new format is one module and one row here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block

# Extension -> module and function; imported when first needed, as PDF and DOCX libraries are heavy.
READERS = {
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
    ".txt": ("text", "read_text"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".xml": ("ecfr", "read_ecfr"),
    ".docx": ("docx", "read_docx"),
    ".pdf": ("pdf", "read_pdf"),
}


def read_blocks(path: Path) -> list[Block]:
    r"""Read a file into blocks by the reader of its extension.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Block
        In the order of the document; never empty.

    Raises
    ------
    InputError
        The format is not supported, the file is damaged or hostile, or it holds no text.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.md"
    >>> _ = file.write_text("# 1. Meetings\n\nThe board meets monthly.\n")
    >>> read_blocks(file)[0].section
    '1. Meetings'
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ", ".join(READERS)
        raise InputError(
            f"{path.name}: a {suffix or 'nameless'} file cannot be read; save it as one of {known}"
        )
    module, function = READERS[suffix]
    blocks = getattr(import_module(f"sopgap.sops.formats.{module}"), function)(path)
    if not blocks:
        raise InputError(f"{path.name}: holds no text")
    return blocks
