"""Pages on paper: a finished page becomes a tagged PDF, of the page's own bytes and nothing else.

Needs the extra `pdf`: WeasyPrint is imported where a paper is made, and nowhere else.
"""

from __future__ import annotations

import logging
from importlib import metadata
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.report.paper_markup import fit_for_paper

LACKING = (
    "--pdf: {}; install it with `pip install sopgap[pdf]`, and Pango with the system's own"
    " packages (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
)
MAKERS = ("weasyprint", "pydyf", "fonttools", "tinycss2", "cssselect2", "tinyhtml5")


def check_papers() -> str:
    """Return the versions that papers are made with.

    Returns
    -------
    str
        Of WeasyPrint and what draws for it: papers of other versions are other bytes.

    Raises
    ------
    InputError
        WeasyPrint, or the library that it sets text with, is not installed.
    """
    _weasyprint()
    return " ".join(f"{name} {metadata.version(name)}" for name in MAKERS)


def write_paper(page: str | Path, file: str | Path) -> Path:
    """Set a page of a run on paper.

    Nothing is asked of any network or disk: what the page does not hold itself is not drawn. The
    bytes hang on the page, the versions of `check_papers` and the fonts of the system.

    Parameters
    ----------
    page : str or Path
        HTML that `sopgap.report.site.render_page` made.
    file : str or Path
        The PDF; a former one is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        WeasyPrint is not installed.
    """
    made = _weasyprint()
    page, file = Path(page), Path(file)
    fetcher = made.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    html = fit_for_paper(page.read_bytes(), name=page.name)
    document = made.HTML(string=html, base_url=None, url_fetcher=fetcher)
    pdf = document.write_pdf(pdf_variant="pdf/ua-1")
    file.write_bytes(pdf)
    return file


def _weasyprint() -> Any:
    # What it does not know of the pages' style for screens, it tells line by line.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    try:
        import weasyprint  # heavy, and an extra
        import weasyprint.urls
    except ImportError:
        raise InputError(LACKING.format("WeasyPrint is not installed")) from None
    except OSError:
        raise InputError(LACKING.format("Pango, which WeasyPrint needs, is not found")) from None
    return weasyprint
