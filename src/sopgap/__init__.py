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
    "add_documents": "sops.corpus.adding",
    "fetch_ecfr": "sops.corpus.ecfr_api",
    "fetch_federal_register": "sops.corpus.federal_register_api",
    "take_inventory": "sops.corpus.inventory",
    "find_citations": "sops.corpus.lacking",
    "find_versions": "sops.corpus.versions",
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
    "weigh_numbers": "survey.concerns.numbers",
    "cluster_concerns": "survey.concerns.clusters",
    "Concerns": "survey.concerns.clusters",
    "word_vectors": "survey.concerns.word_vectors",
    "sentence_model": "survey.concerns.sentence_models",
    "weigh_terms": "survey.concerns.terms",
    "name_merges": "survey.concerns.merges",
    "grow_tree": "survey.concerns.trees",
    "climb_tree": "survey.concerns.trees",
    "split_concern": "survey.concerns.trees",
    "compare_models": "survey.concerns.compare",
    "weigh_stability": "survey.concerns.compare",
    "size_concerns": "survey.concerns.sizes",
    "contrast_concerns": "survey.concerns.contrasts",
    "read_codebook": "survey.coding.log",
    "replay_codebook": "survey.coding.replay",
    "write_coding_workbook": "survey.coding.pages",
    "read_decisions": "survey.coding.decisions",
    "write_codebook": "survey.coding.log",
    "read_codes": "survey.coding.agreement",
    "list_codings": "survey.coding.agreement",
    "agree_with_program": "survey.coding.agreement",
    "redact": "survey.redaction.redact",
    "find_doubts": "survey.redaction.doubts",
    "weigh_quotes": "survey.concerns.quotations",
    "choose_quotations": "survey.concerns.quotations",
    "list_doubtful_quotes": "survey.concerns.quotations",
    "read_released": "survey.concerns.quotations",
    "count_unknown": "survey.concerns.quotations",
    "write_qdc": "survey.refi.codebooks",
    "write_qdpx": "survey.refi.projects",
    "agree": "survey.inference.coders",
    "cohen_kappa": "survey.inference.agreement",
    "krippendorff_alpha": "survey.inference.agreement",
    "find_duties": "sops.duties",
    "find_unknown_actors": "sops.owners.unknown",
    "count_handoffs": "sops.slots.handoff_pairs",
    "compare_versions": "sops.corpus.duty_changes",
    "compare_duties": "sops.corpus.duty_changes",
    "add_headings": "mapping.placing",
    "link": "mapping.links",
    "learn_synonyms": "mapping.synonyms",
    "judge_links": "mapping.judging",
    "draw_map": "mapping.drawing",
    "Map": "mapping.drawing",
    "list_orphans": "mapping.orphans",
    "weigh_cuts": "mapping.cuts",
    "find_conflicts": "mapping.conflicts",
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
