"""The contracts of the tables, and how tables are read and written.

All that a table must keep stands in `CONTRACTS`. What others need is imported from here.
"""

# ruff: noqa: F401  (this is the door: names of the modules behind it are imported for others)

from __future__ import annotations

from pathlib import Path

import pandas as pd

# fmt: off
# isort: off
from sopgap.tables.changes import DOCUMENT_CHANGES, GAP_CHANGES, PROGRESS, RECOMMENDATIONS
from sopgap.tables.codes import factorise, find_places
from sopgap.tables.concerns import (
    CODEBOOK, CODEBOOK_ACTS, CODING, COMMENTS, CONCERN_CONTRASTS, CONCERN_TERMS,
    CONCERNS, DOUBTS, MARKS, MEMBERS, MERGES, NUMBERS, QUOTATIONS, QUOTES_REVIEW, SIZES,
)
from sopgap.tables.conditions import CONDITIONS, CROSSINGS
from sopgap.tables.corpus import DUTY_CHANGES, HANDOFFS, INVENTORY, REQUESTS, VERSIONS
from sopgap.tables.contract import CODE, DATE, Column, Contract
from sopgap.tables.documents import (
    ACTORS, CENTERS, CONFLICTS, COVERAGE, DOCUMENTS, DUTIES, EVIDENCE, GAPS, LINKS, MATCHES,
    PARAGRAPHS, RESPONSIBILITIES, TRIANGULATION,
)
from sopgap.tables.appending import append_table
from sopgap.tables.files import join, read_cells, split, write_table
from sopgap.tables.ownership import OWNERS, PARTS, SIDES, UNPARTED
from sopgap.tables.register import GAP_REGISTER
from sopgap.tables.reviews import DECIDED, REVIEW_FLAGS, REVIEWS, TRUST
from sopgap.tables.signoffs import SIGNED, SIGNOFFS
from sopgap.tables.proposals import LINK_CUTS, ORPHANS, SYNONYMS
from sopgap.tables.survey import (
    AGREEMENT, ANSWERS, AUDIT, BACKTEST, CLAIMS, COMPARISONS, FRAME, OUTCOMES, QUESTIONS, RATES,
    REACH, RESPONDENTS, ROBUSTNESS, SCALES, TALLIES, TALLIES_POSITION, WAVES,
)
from sopgap.tables.uniformity import PRACTICES, UNIFORMITY

CONTRACTS: dict[str, Contract] = {  # in the order of the story
    contract.name: contract
    for contract in (
        CENTERS, ACTORS, RESPONSIBILITIES, QUESTIONS, FRAME, RESPONDENTS, ANSWERS, COMMENTS,
        RATES, OUTCOMES, REACH, TALLIES, TALLIES_POSITION, ROBUSTNESS, COMPARISONS, SCALES, WAVES,
        AGREEMENT, BACKTEST, CLAIMS, AUDIT, NUMBERS, CONCERNS, CONCERN_TERMS, MERGES, MARKS,
        MEMBERS, SIZES, CONCERN_CONTRASTS, QUOTATIONS, DOUBTS, QUOTES_REVIEW, CODEBOOK, CODING,
        DOCUMENTS, INVENTORY, PARAGRAPHS, DUTIES, REQUESTS, VERSIONS, DUTY_CHANGES, HANDOFFS,
        LINKS, SYNONYMS, LINK_CUTS, MATCHES, ORPHANS, CONFLICTS, COVERAGE, EVIDENCE, REVIEWS,
        DECIDED, REVIEW_FLAGS, TRUST, GAPS, TRIANGULATION, CROSSINGS, CONDITIONS, PARTS, OWNERS,
        SIDES, UNPARTED, PRACTICES, UNIFORMITY, GAP_CHANGES, DOCUMENT_CHANGES, RECOMMENDATIONS,
        PROGRESS, GAP_REGISTER, SIGNOFFS, SIGNED,
    )
}
# isort: on
# fmt: on


def read_table(path: str | Path, contract: Contract | str | None = None) -> pd.DataFrame:
    """Read a table that `write_table` wrote, and check it against its contract.

    Parameters
    ----------
    path : str or Path
    contract : Contract or str, optional
        By default the contract that bears the file's name, if there is one.

    Returns
    -------
    DataFrame
        Text columns hold no NaN; without a contract every column is text.

    Raises
    ------
    InputError
        The file is not there or cannot be read.
    ContractError
        The table does not keep its contract.
    """
    path = Path(path)
    name = path.stem if contract is None else contract
    contract = CONTRACTS.get(name) if isinstance(name, str) else name
    cells = read_cells(path)
    return contract.check(cells) if contract else cells
