"""keys: what a count counts, in five columns, and where such a count stands among others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

# Two figures with the same key are one count.
KEY = ("what", "question_id", "by", "group", "choice")
PEOPLE, COMMENTS, VOICES = "(people)", "(comments)", "(voices)"  # no question bears such a name
POOLED = "pooled position"  # groups of positions, large enough to be shown


class Counts:
    """Counts by their keys, each once, to be looked up by the thousand.

    Parameters
    ----------
    keys : DataFrame
        Columns of `KEY`, text, no two rows alike. A count is known by its row's number.

    Examples
    --------
    >>> counts = Counts(pd.DataFrame([["n", "q1", "", "all", "Yes"], ["base", "q1", "", "all", ""]],
    ...                              columns=KEY))
    >>> counts.find(np.array([0]), what="base", choice="").tolist()
    [1]
    >>> counts.find(np.array([0]), choice="No").tolist()
    [-1]
    """

    def __init__(self, keys: pd.DataFrame) -> None:
        self._codes, self._values = {}, {}
        for name in KEY:
            codes, values = pd.factorize(keys[name].to_numpy(object))
            self._codes[name], self._values[name] = codes.astype(np.int64), pd.Index(values)
        self._index = pd.Index(self._number(self._codes))

    def __len__(self) -> int:
        return len(self._index)

    def of(self, name: str) -> np.ndarray:
        """Return one column of the keys."""
        values = self._values[name].to_numpy(object)
        return values[self._codes[name]]

    def having(self, name: str, values: Sequence[str]) -> np.ndarray:
        """Return of each count whether its column `name` is one of the values."""
        wanted = self._values[name].isin(list(values))
        return np.asarray(wanted[self._codes[name]], dtype=bool)

    def place(self, keys: pd.DataFrame) -> np.ndarray:
        """Return where counts with these keys stand; -1 where there is no such count."""
        codes = {n: self._values[n].get_indexer(keys[n].to_numpy(object)) for n in KEY}
        return self._look_up(codes)

    def find(self, counts: np.ndarray, **changed: str | np.ndarray) -> np.ndarray:
        """Return the counts whose keys are like those of `counts`, but for what is changed.

        Parameters
        ----------
        counts : array of int
        **changed : str or array of str
            Columns of the key with their other value, or one for each of `counts`.

        Returns
        -------
        array of int
            -1 where there is no such count.
        """
        codes = {name: self._codes[name][counts] for name in KEY}
        for name, value in changed.items():
            listed = [value] if isinstance(value, str) else value
            codes[name] = np.broadcast_to(self._values[name].get_indexer(listed), len(counts))
        found = self._look_up(codes)
        found[counts < 0] = -1
        return found

    def _look_up(self, codes: dict[str, np.ndarray]) -> np.ndarray:
        known = np.logical_and.reduce([of >= 0 for of in codes.values()])
        found = np.full(len(known), -1, dtype=np.int64)
        sought = self._number({name: of[known] for name, of in codes.items()})
        found[known] = self._index.get_indexer(sought)
        return found

    def _number(self, codes: dict[str, np.ndarray]) -> np.ndarray:
        number = np.zeros(len(codes[KEY[0]]), dtype=np.int64)
        for name in KEY:
            number = number * max(len(self._values[name]), 1) + codes[name]
        return number
