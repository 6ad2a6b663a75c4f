"""Do the procedures say who does what, and do the people who work by them agree.

The public names, in the order of the story; each is resolved when it is first used (PEP 562), so
that importing sopgap costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "read_study": "study",
    "Study": "study",
    "read_survey": "survey.answers",
    "Survey": "survey.answers",
    "read_corpus": "sops.documents",
    "Corpus": "sops.documents",
    "read_actors": "sops.actors",
    "read_responsibilities": "mapping.responsibilities",
    "count_responses": "survey.rates",
    "tally": "survey.tallies",
    "back_test": "survey.backtest",
    "has_content": "survey.comments",
    "cluster_concerns": "survey.concerns",
    "Concerns": "survey.concerns",
    "size_concerns": "survey.sizes",
    "choose_quotations": "survey.quotations",
    "find_duties": "sops.duties",
    "link": "mapping.links",
    "map_coverage": "mapping.coverage",
    "find_gaps": "mapping.gaps",
    "triangulate": "mapping.gaps",
    "run_study": "report.run",
    "save_tables": "report.folder",
    "read_run": "report.folder",
    "locate": "report.folder",
    "run_notebook": "report.notebooks",
    "read_table": "tables",
    "write_table": "tables",
    "CONTRACTS": "tables",
    "SopgapError": "errors",
    "InputError": "errors",
    "ContractError": "errors",
    "NotebookError": "errors",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sopgap' has no attribute {name!r}")
    value = getattr(import_module(f"sopgap.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
