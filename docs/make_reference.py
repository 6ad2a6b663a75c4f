"""Write the reference of every public name from its docstring: a folder of pages that work offline.

    make reference                                     # build/reference/sopgap.html
    python docs/make_reference.py build/reference      # where the extra `docs` is installed

The pages ask for nothing: styles, script and search are in them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pdoc

import sopgap

# The names that `import sopgap` offers are found on first use; a reference wants them all at once.
REQUEST = re.compile(r"<(?:link|script|img|iframe)\b[^>]*(?:href|src)=[\"']?(?:https?:)?//")


def make_reference(out: Path) -> list[Path]:
    """Write the pages, and return them.

    Parameters
    ----------
    out : Path
        A folder; pages of the same names are written over.

    Returns
    -------
    list of Path

    Raises
    ------
    ValueError
        A page would ask another host for something.
    """
    for name in sopgap.__all__:
        vars(sopgap)[name] = getattr(sopgap, name)
    pdoc.render.configure(
        docformat="numpy",
        show_source=False,
        footer_text="sopgap",
        template_directory=Path(__file__).parent / "reference",
    )
    pdoc.pdoc("sopgap", "!sopgap.", output_directory=out)
    pages = sorted(out.glob("**/*.html"))
    asking = [str(p) for p in pages if REQUEST.search(p.read_text(encoding="utf-8"))]
    if asking:
        raise ValueError(f"{', '.join(asking)}: asks another host for something")
    return pages


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python docs/make_reference.py FOLDER")
    for made in make_reference(Path(sys.argv[1])):
        print(made)
