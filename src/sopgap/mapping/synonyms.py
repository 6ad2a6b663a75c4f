"""learn_synonyms: which words stand for each responsibility's words in its links, to be read."""

from __future__ import annotations

import pandas as pd

from sopgap.mapping.links import read_duties
from sopgap.tables import SYNONYMS


def learn_synonyms(
    duties: pd.DataFrame, matrix: pd.DataFrame, *, learn_from: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the words that `link` takes for a responsibility's words without its naming them.

    Kin are of one family of things in the package's list; defined are what the corpus sets beside
    a name of the row ("X means Y", "X, also called Y", "X (Y)"); learned are the words of the
    duties that fit the row best, where they stand more often than elsewhere. What each source adds
    is capped, so that a word that leads astray leads not far; a keyword in the matrix says it
    better.

    Parameters
    ----------
    duties : table `duties`
        As `link` gets them.
    matrix : table `responsibilities`
    learn_from : DataFrame, optional
        Further passages of the corpus, `text`, such as its paragraphs.

    Returns
    -------
    table `synonyms`, by responsibility in the matrix's order, the heaviest words first

    Examples
    --------
    >>> matrix = pd.DataFrame({"responsibility_id": ["R1"], "name": ["Documents"],
    ...     "action": ["accept"], "object": ["documents"], "keywords": [""]})
    >>> duties = pd.DataFrame({"duty_id": ["a#1.s1"], "text": ["The clerk accepts the papers."]})
    >>> learn_synonyms(duties, matrix)[["responsibility_id", "word", "learned_by"]]
      responsibility_id   word learned_by
    0                R1  paper        kin
    """
    proposals = read_duties(duties, matrix, learn_from=learn_from)
    rows = [
        {"responsibility_id": one, "word": word, "learned_by": source, "weight": round(weight, 6)}
        for source, found in proposals.synonyms.items()
        for one, words in zip(matrix["responsibility_id"].astype(str), found, strict=True)
        for word, weight in words.items()
    ]
    columns = [column.name for column in SYNONYMS.columns]
    found = pd.DataFrame(rows, columns=columns)
    place = {one: n for n, one in enumerate(matrix["responsibility_id"].astype(str))}
    order = found.assign(at=found["responsibility_id"].map(place), less=-found["weight"])
    order = order.sort_values(["at", "less", "word"], kind="stable")
    return SYNONYMS.check(order[columns])
