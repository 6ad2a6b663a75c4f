"""terms: relations among counts as rows of a table, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def bind(
    family: str | np.ndarray, terms: Sequence[tuple[np.ndarray, float]], equal: bool
) -> pd.DataFrame:
    """Return relations of as many terms each: the first of every term make up the first relation.

    Examples
    --------
    >>> whole, part = np.array([0]), np.array([1])
    >>> bind("of base", [(whole, 1), (part, -1)], False)[["cell", "coefficient"]].values.tolist()
    [[0.0, 1.0], [1.0, -1.0]]
    """
    n, size = len(terms[0][0]) if terms else 0, len(terms)
    columns = {
        "relation": np.repeat(np.arange(n), size),
        "cell": np.array([cell for cell, _ in terms], dtype=np.int64).T.ravel(),
        "coefficient": np.tile([float(k) for _, k in terms], n),
        "equal": equal,
        "sure": True,  # though no figure of its family were seen
        "family": family if isinstance(family, str) else np.repeat(family, size),
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(n * size))


def add_up(
    family: np.ndarray, whole: np.ndarray, part: np.ndarray, *, sure: bool = True
) -> pd.DataFrame:
    """Return of each whole one relation: it is the sum of its parts. By part its family and whole.

    Examples
    --------
    >>> family = np.array(["choices q1"] * 2, dtype=object)
    >>> add_up(family, np.array([0, 0]), np.array([1, 2]))["coefficient"].tolist()
    [1.0, -1.0, -1.0]
    """
    order = np.argsort(whole, kind="stable")
    different, first, size = np.unique(whole[order], return_index=True, return_counts=True)
    n, ends = len(different), np.arange(len(different))
    columns = {
        "relation": np.concatenate([ends, np.repeat(ends, size)]),
        "cell": np.concatenate([different, part[order]]),
        "coefficient": np.repeat([1.0, -1.0], [n, len(part)]),
        "equal": True,
        "sure": sure,
        "family": np.concatenate([family[order][first], family[order]]),
    }
    return pd.DataFrame(columns).sort_values("relation", kind="stable", ignore_index=True)


def where(*conditions: np.ndarray) -> np.ndarray:
    """Return the places where all conditions hold."""
    return np.flatnonzero(np.logical_and.reduce(conditions))


def name_families(before: str, *parts: np.ndarray) -> np.ndarray:
    """Return the name of a family for each of some counts."""
    name = np.full(len(parts[0]), before, dtype=object)
    for part in parts:
        name = name + " " + part
    return name


def all_found(*found: np.ndarray) -> np.ndarray:
    """Return where all of some counts that were looked up are there."""
    return np.logical_and.reduce([of >= 0 for of in found])
