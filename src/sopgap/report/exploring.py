"""What the dials of the notebooks under explore/ show: short tables, made anew at each turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from sopgap.mapping.changes.moments import Moment
from sopgap.mapping.drawing import draw_map
from sopgap.mapping.placing import add_headings
from sopgap.report.what_if import what_if
from sopgap.sops.documents import Corpus
from sopgap.tables import split


def count_from(
    links: pd.DataFrame,
    duties: pd.DataFrame,
    matrix: pd.DataFrame,
    corpus: Corpus,
    centers: pd.DataFrame,
    *,
    cut: float,
    reorganisation: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """Draw the map without the links under a probability, and count its cells by state.

    Parameters
    ----------
    links, duties, matrix, corpus, centers, reorganisation, as_of
        As in `weigh_cuts`.
    cut : float
        Probability from which on a link is left; 0 leaves all.

    Returns
    -------
    pandas.DataFrame
        One row, a column a state: cells.

    Examples
    --------
    >>> from sopgap import find_duties, judge_links, link, read_actors, read_corpus
    >>> from sopgap import init_study, read_responsibilities, read_study
    >>> from tempfile import mkdtemp
    >>> study = read_study(init_study(mkdtemp() + "/study"))
    >>> corpus, matrix = read_corpus(study.sops), read_responsibilities(study.responsibilities)
    >>> duties = find_duties(corpus.paragraphs, read_actors(study.actors))
    >>> links = judge_links(link(duties, matrix, passage="duty"), duties, matrix)
    >>> given = (links, duties, matrix, corpus, study.centers)
    >>> for cut in (0, 1):
    ...     count_from(*given, cut=cut, as_of=study.as_of).iloc[0].to_dict()
    {'ambiguous': 2, 'assigned': 4, 'misassigned': 1, 'missing': 1}
    {'mention-only': 7, 'missing': 1}
    """
    left = links[links["probability"] >= cut]
    # With headings in hand, no links are proposed anew behind those that are left.
    headed = add_headings(duties, corpus)
    drawn = draw_map(
        matrix, headed, left, corpus, centers, reorganisation=reorganisation, as_of=as_of
    )
    return _row(drawn.coverage["status"], f"cells, links from {cut:g} on")


def count_without(now: Moment, document: str, *, systems: Iterable[str] = ()) -> pd.DataFrame:
    """Leave documents out, and count the cells by what becomes of them.

    Parameters
    ----------
    now : Moment
        From `read_moment`.
    document : str
        Ids of documents, by `;`; blank leaves none out.
    systems : iterable of str
        As in `what_if`.

    Returns
    -------
    pandas.DataFrame
        One row, a column a change: cells.

    Raises
    ------
    InputError
        A document is not in the corpus.

    Examples
    --------
    >>> from sopgap import init_study, read_moment, read_study
    >>> from tempfile import mkdtemp
    >>> now = read_moment(read_study(init_study(mkdtemp() + "/study")))
    >>> count_without(now, "van").iloc[0].to_dict()
    {'in-order': 2, 'opened': 2, 'same': 4}
    """
    changes = what_if(now, drop=split(document), systems=systems)["change"]
    return _row(changes, f"cells, without {document}" if document else "cells, as it is")


def _row(values: pd.Series, name: str) -> pd.DataFrame:
    return values.value_counts(sort=False).sort_index().rename(name).to_frame().T
