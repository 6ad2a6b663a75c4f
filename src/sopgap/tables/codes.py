"""Work on a column by its different values, not by its cells: answers fill millions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def factorise(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each cell and the different values; categories are not read again.

    Parameters
    ----------
    values : Series

    Returns
    -------
    tuple of two arrays
        Missing values are -1; of categories there may be some that no cell has.

    Examples
    --------
    >>> codes, different = factorise(pd.Series(["b", "a", "b"]))
    >>> codes.tolist(), list(different)
    ([0, 1, 0], ['b', 'a'])
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.to_numpy(dtype=object)
    codes, different = pd.factorize(values)
    return codes, pd.Index(different).to_numpy(dtype=object)


def find_places(values: pd.Series, known: Sequence[str]) -> np.ndarray:
    """Return for each cell its place in a list; -1 where it does not stand there.

    Examples
    --------
    >>> find_places(pd.Series(["b", "x", "a"]), ["a", "b"]).tolist()
    [1, -1, 0]
    """
    codes, different = factorise(values)
    place_of = {name: place for place, name in enumerate(known)}
    # The last one is what a missing value, code -1, is turned into.
    return np.array([*(place_of.get(name, -1) for name in different), -1], dtype=np.int32)[codes]


def n_repeated(keys: pd.DataFrame) -> int:
    """Return how many rows repeat an earlier one, each column by the codes of its values.

    Examples
    --------
    >>> n_repeated(pd.DataFrame({"a": ["x", "x", "x"], "b": [1, 2, 1]}))
    1
    """
    whole = np.zeros(len(keys), dtype=np.int64)
    most = 1  # codes of the columns so far are below this
    for name in keys:
        codes, values = factorise(keys[name])
        size = len(values) + 1  # one more for a missing value
        if most > np.iinfo(np.int64).max // size:
            whole, different = pd.factorize(whole)
            most = len(different)
        whole = whole * size
        whole += codes
        whole += 1
        most *= size
    whole.sort()
    return int((whole[1:] == whole[:-1]).sum())
