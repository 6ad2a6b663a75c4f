"""The pages: an executed notebook becomes one HTML file that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter

import sopgap
from sopgap.errors import NotebookError
from sopgap.report.claim_links import link_claims
from sopgap.report.everything import list_everything
from sopgap.report.folder import Run
from sopgap.report.markup import clean, fill, in_words_of, word, words
from sopgap.report.palette import css
from sopgap.report.signing import say_signed

HEADING = re.compile(r"<h2(?: [^>]*)?>(.*?)</h2>", re.S)
HEADED = re.compile(r"(?=<h2[ >])")
RANKED = re.compile(r"<h([2-4])((?: [^>]*)?)>(.*?)</h\1>", re.S)
MARKS = re.compile(r"[\\`*_{}\[\]()#+!|~$-]")  # what Markdown reads as more than a letter
NEXT_SECTION = re.compile(r"^## .*", re.M | re.S)
LINK = re.compile(r""" href=["']reports/([^"'#]+)\.html(?:#[^"']*)?["']""")
CELL_ID = re.compile(r' id="cell-id=[^"]*"')
# Cells with these tags speak to whoever opens the notebook, or need what a study may lack.
NOTEBOOK_ONLY, NEEDS = "notebook-only", "needs-"
NEEDED = ("backtest", "waves", "scales", "frame", "comparisons", "duties", "requests", "versions",
          "handoffs", "recommendations")  # fmt: skip
SUBJECTS = {  # pages on one subject, beside the overview
    "survey.html": "The survey",
    "procedures.html": "The procedures",
    "responsibilities.html": "The responsibilities",
}
HOLDS = {
    "survey.html": "rates",
    "procedures.html": "duties",
    "responsibilities.html": "parts",
}  # the table without which none is
OWN_STYLE, OWN_SCRIPT = {"procedures.html": "reading.css"}, {"procedures.html": "search.js"}


def render_page(
    notebook: str | Path,
    *,
    run: Run,
    center: str | None = None,
    centers: Sequence[str] = (),
    failed: Mapping[str, str] | None = None,
    about: str = "",
) -> str:
    """Turn an executed notebook into a page: no code, no script from elsewhere, no request.

    Parameters
    ----------
    notebook : str or Path
        The executed notebook.
    run : Run
        Whose title, Centers and synthetic mark the page bears.
    center : str, optional
        Code of the Center; by default the page is the overview.
    centers : sequence of str
        Codes of the Centers that have a page: only those are linked to.
    failed : mapping, optional
        Codes of the Centers whose report could not be made; they are named without a link.
    about : str
        Title of a page on one subject over all Centers; by default it is the overview.

    Returns
    -------
    str
        The page; the same bytes for the same notebook and run.

    Raises
    ------
    NotebookError
        A cell of the notebook failed: such a page is not made.
    """
    notebook = Path(notebook)
    cells = nbformat.read(notebook, as_version=4)
    _refuse_failed(cells, notebook.name)
    body = CELL_ID.sub("", _exporter().from_notebook_node(_readable(cells, run))[0])
    if not center and not about:
        # Behind the first section: who looks for one thing need not read the rest.
        parts = HEADED.split(body)
        body = "".join([*parts[:2], str(list_everything(run)), *parts[2:]])
    named = run.table("centers").set_index("center")["name"]
    body = link_claims(
        body, run.table("claims"), group=center or "all", names=named.astype("str").to_dict()
    )
    body, sections = _anchored(_ranked(_without_dead_links(body, centers)))
    study = run.study
    called = {code: clean(name) for code, name in named.items()}
    heading = clean(run.name_of(center)) if center else about or "Overview"
    top = _with_word(heading, study) if center else about or clean(study["title"])
    up = "../" if center else ""
    folder = "" if center else "reports/"
    script = _part("page.js") + _own(about, OWN_SCRIPT)
    return _template().render(
        kind="center" if center else "subject" if about else "overview",
        title=fill("{} · {}", heading, study["title"]),
        description=fill(
            "{}: what staff say, what the procedures leave open. {}", heading, study["title"]
        ),
        heading=top,
        place=_place(run, center),
        signed="" if about else clean(say_signed(run, center or "")),
        study_title=clean(study["title"]),
        synthetic=study["synthetic"],
        words=words(study),
        home=f"{up}index.html",
        subjects=[
            {"href": up + page, "name": name, "current": name == about}
            for page, name in SUBJECTS.items()
            if run.has(HOLDS[page])
        ],
        centers=[
            {"href": f"{folder}{code}.html", "name": called[code], "current": code == center}
            for code in centers
        ],
        failed=[called.get(code, code) for code in failed or {}],
        sections=sections,
        body=Markup(body),
        version=sopgap.__version__,
        style=Markup("\n".join([css(), _part("page.css"), _own(about, OWN_STYLE)])),
        script=Markup(script),
        script_hash=_hash(script),
    )


def render_comparison(
    body: Markup, *, study: Mapping[str, Any], synthetic: bool, place: str = ""
) -> str:
    """Set the parts of a comparison of two runs into a page that stands alone.

    Parameters
    ----------
    body : Markup
        The sections, each under a heading of the second rank.
    study : mapping
        Settings of the later run's study.
    synthetic : bool
        Whether the data of either run is invented.
    place : str
        The line under the heading: which two runs.

    Returns
    -------
    str
        The page: no script from elsewhere, no request, no link to another page.
    """
    anchored, sections = _anchored(_ranked(str(body)))
    script = _part("page.js")
    return _template().render(
        kind="comparison",
        title=fill("Before and after · {}", study["title"]),
        description=fill("Which gaps closed, opened or moved. {}", study["title"]),
        heading="Before and after",
        place=place,
        signed="",
        study_title=clean(study["title"]),
        synthetic=synthetic,
        words=words(study),
        home="",
        subjects=[],
        centers=[],
        failed=[],
        sections=sections,
        body=Markup(anchored),
        version=sopgap.__version__,
        style=Markup("\n".join([css(), _part("page.css"), _part("compare.css")])),
        script=Markup(script),
        script_hash=_hash(script),
    )


def _with_word(name: str, study: Mapping[str, Any]) -> str:
    """Put what the study calls a Center behind a name that does not say it itself."""
    called = word(study)
    said = re.search(rf"\b{re.escape(called)}\b", name, flags=re.IGNORECASE)
    return name if said else fill("{} {}", name, called)


def _refuse_failed(notebook: Any, name: str) -> None:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise NotebookError(f"{name}, cell {number}: {output.ename}: {output.evalue}")


def _readable(notebook: Any, run: Run) -> Any:
    """Keep what a reader sees: prose, and results without what a library muttered to stderr."""
    kept, held = [], _held(run)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        lacking = [t for t in tags if t.startswith(NEEDS) and t.removeprefix(NEEDS) not in held]
        if NOTEBOOK_ONLY in tags or lacking:
            # What such a cell says before the next section's heading is for others.
            cell.source = "".join(NEXT_SECTION.findall(cell.source))
            if cell.cell_type == "code":
                cell.outputs = []
        if cell.cell_type == "markdown":
            cell.source = in_words_of(_as_prose(run.study), cell.source)
        if cell.cell_type == "raw" or (cell.cell_type == "markdown" and not cell.source):
            continue
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            if not cell.outputs:
                continue
        kept.append(cell)
    return nbformat.v4.new_notebook(cells=kept, metadata={})


def _as_prose(study: Mapping[str, Any]) -> dict[str, Any]:
    """Return the study's word for a Center so that Markdown takes it for text, whatever it is."""
    said = {"center": word(study), "centers": words(study)}
    return {"labels": {key: str(clean(MARKS.sub(r"\\\g<0>", one))) for key, one in said.items()}}


def _held(run: Run) -> set[str]:
    tables = {"survey": "rates", "maps": "coverage", "both": "triangulation"}
    tables |= {name: name for name in NEEDED}
    return {name for name, table in tables.items() if len(run.table(table))}


def _without_dead_links(body: str, centers: Sequence[str]) -> str:
    """Take the address off links to pages that were not made; what they say stays."""
    known = set(centers)
    return LINK.sub(lambda found: found[0] if found[1] in known else "", body)


def _ranked(body: str) -> str:
    """Lift headings of the fourth rank that follow one of the second: no rank is left out."""
    above = 2

    def lift(found: re.Match[str]) -> str:
        nonlocal above
        rank = int(found[1])
        if rank < 4:
            above = rank
        return f"<h3 class=low{found[2]}>{found[3]}</h3>" if rank == 4 and above == 2 else found[0]

    return RANKED.sub(lift, body)


def _anchored(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Give each section's heading an id, and list them; drop those with nothing under them."""
    sections: list[tuple[str, str]] = []

    def anchor(found: re.Match[str]) -> str:
        name = str(Markup(found[1]).striptags())
        under = HEADING.split(body[found.end() :], maxsplit=1)[0]
        if not Markup(under).striptags().strip():
            return ""
        sections.append((re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), name))
        return f'<h2 id="{sections[-1][0]}">{found[1]}</h2>'

    return HEADING.sub(anchor, body), sections


def _place(run: Run, center: str | None) -> str:
    if not center:
        return ""
    centers = run.table("centers").set_index("center")
    return str(centers.loc[center, "location"])


class _Exporter(HTMLExporter):
    """nbconvert's exporter without its second parse of the page.

    That parse takes most of the time, and writes a placeholder where a picture has no alternative
    text: ours have theirs.
    """

    def from_notebook_node(self, nb: Any, resources: Any = None, **more: Any) -> Any:
        resources = self._init_resources(resources)
        widgets = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", widgets)
        self.register_filter("highlight_code", Highlight2HTML(parent=self))
        return TemplateExporter.from_notebook_node(self, nb, resources, **more)


@cache
def _exporter() -> HTMLExporter:
    # One exporter for all pages: making it costs five times a rendering.
    return _Exporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )


@cache
def _template() -> Any:
    environment = Environment(
        loader=DictLoader({"page": _part("page.html.j2")}),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("page")


def _own(about: str, parts: Mapping[str, str]) -> str:
    """Return the style or script that a page on one subject has besides those of all pages."""
    return "".join(_part(parts[page]) for page, name in SUBJECTS.items()
                   if name == about and page in parts)  # fmt: skip


@cache
def _part(name: str) -> str:
    return (resources.files("sopgap.report") / "page" / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
