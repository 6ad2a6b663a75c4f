"""Read vectors of words from a text file, and make vectors of texts from them.

A text is the mean of its words' vectors, the rarer a word the heavier, less the direction that all
texts share: smooth inverse frequency (SIF), Arora, Liang and Ma 2017, "A simple but tough-to-beat
baseline for sentence embeddings". How rare a word is follows from its row: these files list
frequent words first, and the share of the word at row r is near .07 / r (Zipf 1949). Shares among
the comments themselves would hold down the very words that comments are about. The file is read as
a stream and only the words of the comments are kept: a file of gigabytes needs little memory.
"""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from sopgap.embedding import unit_rows
from sopgap.errors import InputError
from sopgap.text import tokens

COMMON = 0.07  # share of the most frequent word in running English
RARE = 1e-3  # the a of the weight a / (a + p): Arora et al. find 1e-4 to 1e-3 good, and it flat
LARGEST = 16_000_000_000  # bytes of the file, unpacked
LINE = 200_000  # bytes of one row
WIDEST = 4_000  # numbers of one row
SHOWN = 20  # wrong rows that are told one by one; the rest are counted
ENOUGH = 10  # of fewer texts the shared direction is not known, and none is taken out
LEAST = 1e-9  # share of a row's length that rounding leaves
SUFFIXES = (".txt", ".vec", ".txt.gz", ".vec.gz")


def word_vectors(path: str | Path) -> WordVectors:
    r"""Read word vectors as text (word2vec, fastText, GloVe), as a callable for `embed`.

    Parameters
    ----------
    path : str or Path
        A ``.txt`` or ``.vec`` file, packed as ``.gz`` or not: a word and its numbers a line; a
        first line with the two counts, as word2vec and fastText write it, is understood.

    Returns
    -------
    WordVectors
        A callable from texts to an array (n, d) of float32, rows of unit length. The weight of a
        word is ``a / (a + p)`` with its share p by its row in the file, and ``a`` .001; the first
        principal component of the texts is taken out where there are at least 10
        different ones: so rows hang on all texts of the call. A text of which the file knows no
        word has a row of zeros.

    Raises
    ------
    InputError
        The file is absent, of another format, or too large. What is wrong in its rows is
        told, all rows at once, when the callable is first used: that reads it to its end.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "small.txt"
    ...     _ = file.write_text("delay 1 0\nslow 0.8 0.6\n")
    ...     word_vectors(file)(["Slow!", "delay", "dinner"]).round(2)
    array([[0.8, 0.6],
           [1. , 0. ],
           [0. , 0. ]], dtype=float32)
    """
    path = Path(path)
    return WordVectors(path, *_layout(path), {})


@dataclass(frozen=True)
class WordVectors:
    """A callable from texts to vectors, over a file of word vectors; `word_vectors` makes it.

    Attributes
    ----------
    path : Path
    width : int
        Numbers of a row.
    headed : bool
        Whether a line of counts stands first.
    known : dict
        The weighted vector of each word that was looked up; None where the file lacks it.
    shared : array, optional
        The direction that is taken out; None: the one that the texts of each call share.
    """

    path: Path
    width: int
    headed: bool
    known: dict[str, np.ndarray | None]
    shared: np.ndarray | None = None

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row each."""
        rows = self._means(texts)
        shared = _shared(rows) if self.shared is None else self.shared
        before = np.linalg.norm(rows, axis=1)
        rows -= np.outer(rows @ shared, shared)
        rows[np.linalg.norm(rows, axis=1) < LEAST * before] = 0  # nothing but rounding is left
        return unit_rows(rows)

    def fitted_to(self, texts: Sequence[str]) -> WordVectors:
        """Return one that takes out, of any texts, the direction that these share."""
        return replace(self, shared=_shared(self._means(texts)))

    def _means(self, texts: Sequence[str]) -> np.ndarray:
        cut = [tokens(text) for text in texts]
        asked = {word for words in cut for word in words} - set(self.known)
        if asked:
            found = _look_up(self.path, asked, self.width, self.headed)
            self.known.update({word: found.get(word) for word in asked})
        rows = np.zeros((len(cut), self.width))
        for i, words in enumerate(cut):
            # In the order of the alphabet: a sum in another order would end in other last bits.
            seen = [v for word in sorted(words) if (v := self.known[word]) is not None]
            if seen:
                rows[i] = np.mean(seen, axis=0, dtype=np.float64)
        return rows


def _shared(rows: np.ndarray) -> np.ndarray:
    """The first principal component of different rows; zeros where they are too few to have one."""
    kinds = np.unique(rows[rows.any(axis=1)].round(9), axis=0)
    if len(kinds) < ENOUGH:
        return np.zeros(rows.shape[1])
    return np.linalg.svd(kinds, full_matrices=False)[2][0]


def _layout(path: Path) -> tuple[int, bool]:
    """The width of a row, and whether a line of counts stands first."""
    if not path.name.lower().endswith(SUFFIXES):
        raise InputError(
            f"{path.name}: word vectors are read from .txt or .vec files, packed as .gz or not;"
            " write those of a binary file as text first"
        )
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file")
    first: list[bytes] = []
    for _, line in _lines(path):
        first.append(line)
        if len(first) == 2:
            break
    fields = [line.split() for line in first]
    if fields and len(fields[0]) == 2 and all(f.isdigit() for f in fields[0]):
        width, headed = int(fields[0][1][:9]), True
    else:
        width, headed = len(fields[0]) - 1 if fields else 0, False
    if not 2 <= width <= WIDEST:
        raise InputError(
            f"{path.name}, row 1: a word with 2 to {WIDEST:,} numbers is wanted, blanks between;"
            f" {width} stand there"
        )
    if not headed and _numbers(fields[0][1:]) is None:
        raise InputError(f"{path.name}, row 1: what stands behind the word are not all numbers")
    return width, headed


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of the file with their numbers, within bounds."""
    read = 0
    packed = path.name.lower().endswith(".gz")
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            for number in count(1):
                line = file.readline(LINE + 1)
                if not line:
                    return
                read += len(line)
                if len(line) > LINE or read > LARGEST:
                    raise InputError(
                        f"{path.name}, row {number}: longer than {LINE:,} bytes a row or"
                        f" {LARGEST:,} in all; is it a text file of word vectors?"
                    )
                yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path.name}: cannot be read ({error}); get the file anew") from None


def _look_up(path: Path, words: set[str], width: int, headed: bool) -> dict[str, np.ndarray]:
    """The weighted vectors of words; what is written as asked goes before what differs in case.

    Files list frequent words first: of several spellings ("US", "Us") the first is taken.
    """
    exact: dict[str, np.ndarray] = {}
    folded: dict[str, np.ndarray] = {}
    wrong: list[str] = []
    n_wrong = rank = 0
    for number, line in _lines(path):
        if headed and number == 1:
            continue
        line = line.strip()
        if not line:
            continue
        fault, rank = "", rank + 1
        if line.count(b" ") + line.count(b"\t") < width:
            fault = f"fewer than {width} numbers behind the word"
        else:
            fields = line.rsplit(None, width)  # a few words of public files hold blanks
            word = fields[0].decode("utf-8", errors="replace")
            lower = word.lower()
            if len(fields) <= width:
                fault = f"fewer than {width} numbers behind the word"
            elif lower in words and word not in exact:
                row = _numbers(fields[1:])
                if row is None:
                    fault = f"the numbers of {word!r} are not all finite numbers"
                elif word in words:
                    exact[word] = row * RARE / (RARE + COMMON / rank)
                else:
                    folded.setdefault(lower, row * RARE / (RARE + COMMON / rank))
        if fault:
            n_wrong += 1
            if len(wrong) < SHOWN:
                wrong.append(f"{path.name}, row {number}: {fault}")
    if n_wrong > SHOWN:
        wrong.append(f"{path.name}: {n_wrong - SHOWN:,} more rows are wrong")
    if wrong:
        raise InputError(wrong)
    return folded | exact


def _numbers(fields: Sequence[bytes]) -> np.ndarray | None:
    try:
        values = [float(field) for field in fields]
    except ValueError:
        return None
    if not all(math.isfinite(v) and abs(v) < 1e30 for v in values):
        return None
    return np.array(values, dtype=np.float32)
