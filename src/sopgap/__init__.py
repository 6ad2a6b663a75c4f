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
    "import_survey": "survey.exports.importing",
    "read_survey": "survey.answers",
    "Survey": "survey.answers",
    "read_roster": "survey.redaction.roster",
    "read_corpus": "sops.documents",
    "Corpus": "sops.documents",
    "read_actors": "sops.actors",
    "read_responsibilities": "mapping.responsibilities",
    "count_responses": "survey.rates",
    "reach": "survey.reach",
    "response_rates": "survey.outcomes",
    "count_choices": "survey.choices",
    "tally": "survey.tallies",
    "Rules": "survey.disclosure.releases",
    "hide_counts": "survey.disclosure.hiding",
    "interval": "survey.inference.intervals",
    "sample_size": "survey.inference.intervals",
    "indicators": "survey.inference.indicators",
    "estimate": "survey.inference.designs",
    "poststratify": "survey.inference.weighting",
    "rake": "survey.inference.weighting",
    "kish": "survey.inference.weighting",
    "check_nonresponse": "survey.inference.nonresponse",
    "withstand": "survey.inference.robustness",
    "compare_groups": "survey.inference.comparisons",
    "compare_items": "survey.inference.paired",
    "summarise_scales": "survey.scales",
    "compare_waves": "survey.inference.waves",
    "back_test": "survey.backtest",
    "has_content": "survey.comments",
    "cluster_concerns": "survey.concerns.clusters",
    "Concerns": "survey.concerns.clusters",
    "size_concerns": "survey.concerns.sizes",
    "redact": "survey.redaction.redact",
    "find_doubts": "survey.redaction.doubts",
    "choose_quotations": "survey.concerns.quotations",
    "list_doubtful_quotes": "survey.concerns.quotations",
    "read_released": "survey.concerns.quotations",
    "count_unknown": "survey.concerns.quotations",
    "agree": "survey.inference.coders",
    "cohen_kappa": "survey.inference.agreement",
    "krippendorff_alpha": "survey.inference.agreement",
    "find_duties": "sops.duties",
    "link": "mapping.links",
    "map_coverage": "mapping.coverage",
    "find_gaps": "mapping.gaps",
    "triangulate": "mapping.gaps",
    "audit_run": "report.release",
    "list_claims": "report.claims",
    "stamp_inputs": "report.inputs",
    "run_study": "report.run",
    "purge_run": "report.purge",
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
    "DisclosureError": "errors",
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
