"""The tasks of a run, and which must be done before which: a small graph without circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sopgap.runs.registry import NOTEBOOKS, check_parameters
from sopgap.study import Study

# Of the notebooks that write tables: what each needs the tables of, and the parts of the study
# whose files it reads. The ledger of 07 bears a stamp of them all.
STAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "01_survey": ((), ("survey", "previous")),
    "03_duties": ((), ("sops", "actors")),
    "02_concerns": (("01_survey",), ("survey", "families")),
    "04_gaps": (
        ("01_survey", "03_duties"),
        ("responsibilities", "reviews", "conditions"),
    ),
    "05_release": (("02_concerns", "04_gaps"), ()),
    "06_ownership": (("04_gaps",), ("recommendations",)),
    "07_ledger": (
        ("01_survey", "03_duties", "02_concerns", "04_gaps", "05_release", "06_ownership"),
        ("all",),
    ),
}
# The notebooks that become pages over all Centers, and the name of each page's file.
PAGES = {
    "overview": "index.html",
    "survey_evidence": "survey.html",
    "procedures": "procedures.html",
    "responsibilities": "responsibilities.html",
}
# Tables that one notebook reads, or none: who forks the others need not have them.
READ_ONCE = frozenset(
    {"practices", "concern_contrasts", "orphans", "gap_register", "links", "uniformity"}
)
# A notebook's executed copy lies in DIR/notebooks: from there the run is one folder up.
SHOWN = {"run_dir": "..", "roster": "", "jobs": 0}
WEIGHTS = {
    "notebook": 4.0,
    "page": 1.0,
    "conditions": 1.0,
    "release": 1.0,
    "workpapers": 3.0,
    "paper": 10.0,
}  # rough, for time left


@dataclass(frozen=True)
class Task:
    """Something to do in a run's folder.

    Attributes
    ----------
    name : str
        As progress and log call it.
    act : str
        The name of what is done, see `sopgap.runs.acts`.
    values : dict
        What the act is told, in JSON; no path of this machine.
    after : tuple of str
        Names of the tasks that must be done before.
    inputs : tuple of str
        Parts of the study whose files the act reads; `all` for every one.
    center : str
        Code of the Center whose report alone is lost where the task fails; else the run is.
    """

    name: str
    act: str
    values: dict[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    center: str = ""

    @property
    def weight(self) -> float:
        """How long it takes, against others."""
        return WEIGHTS.get(self.act, 1.0)


def plan_stages(study: Study, *, roster: bool = False) -> list[Task]:
    """Return the tasks that write the tables of a study, those before whose tables they need.

    Examples
    --------
    >>> from sopgap.study import read_study
    >>> [task.name for task in plan_stages(read_study("study.toml"))][:3]
    ['01_survey', '03_duties', '02_concerns']
    """
    held = holds(study)
    names = [name for name in STAGES if held[NOTEBOOKS[name].needs]]
    tasks = []
    for name in names:
        after, inputs = STAGES[name]
        values = {"notebook": name, "file": f"{name}.ipynb", "study": study.path.name}
        tasks.append(
            Task(
                name,
                "notebook",
                values,
                tuple(other for other in after if other in names),
                ("study", *inputs, *(["roster"] if roster else [])),
            )
        )
    return tasks


def plan_reading(study: Study, wanted: Sequence[str], after: Sequence[str]) -> list[Task]:
    """Return the tasks that run the notebooks which only read: over all Centers, and for each."""
    held = holds(study)
    tasks = [
        Task(name, "notebook", {"notebook": name, "file": f"{name}.ipynb"}, tuple(after))
        for name in PAGES
        if held[NOTEBOOKS[name].needs]
    ]
    for code in wanted:
        file = f"center_report-{code}.ipynb"
        values = {"notebook": "center_report", "file": file, "center": code}
        tasks.append(Task(code, "notebook", values, tuple(after), center=code))
    return tasks


def plan_pages(
    reading: Sequence[Task], failed: Mapping[str, str], *, conditions: bool, makers: str = ""
) -> list[Task]:
    """Return the tasks that make pages of the executed notebooks, and what goes with each page.

    With `makers`, the versions of what makes PDF, each page is also set on paper.
    """
    made = [task for task in reading if task.center not in failed]
    codes = [task.center for task in made if task.center]
    tasks = []
    for task in made:
        page = f"reports/{task.center}.html" if task.center else PAGES[task.name]
        values = {
            "page": page,
            "notebook": task.values["file"],
            "center": task.center,
            "centers": codes,
            "failed": dict(failed),
        }
        tasks.append(Task(page, "page", values))
    if conditions:
        tasks += [Task(f"conditions/{code}.docx", "conditions", {"center": code}) for code in codes]
        tasks.append(Task("gap register", "register", {"centers": codes}))
    register = tuple(task.name for task in tasks if task.act == "register")
    tasks.append(Task("package", "package", after=register))
    tasks.append(Task("workpapers", "workpapers", after=register, inputs=("all",)))
    pages = [task.values["page"] for task in tasks if task.act == "page"]
    names = tuple(task.name for task in tasks if task.act == "page")
    tasks.append(Task("release", "release", {"pages": pages}, names))
    if makers:
        tasks += [plan_paper(page, makers) for page in pages]
    return tasks


def plan_paper(page: str, makers: str) -> Task:
    """Return the task that sets a page on paper, beside it: made anew where page or makers changed.

    Examples
    --------
    >>> plan_paper("reports/north.html", "weasyprint 70").name
    'reports/north.pdf'
    """
    name = f"{page.removesuffix('.html')}.pdf"
    return Task(name, "paper", {"page": page, "file": name, "makers": makers}, after=(page,))


def holds(study: Study) -> dict[str, bool]:
    """Say by what a notebook needs whether the study holds it."""
    return {"": True, "survey": bool(study.survey), "sops": study.maps}


def parameters(task: Task) -> dict[str, Any]:
    """Return what of a notebook's task tells how, not where: the Center, and nothing else."""
    known = check_parameters(task.values["notebook"], {})
    return {name: task.values[name] for name in ("center",) if name in known}
