"""Take vectors from any callable: what a model gives is checked before it is believed.

An embedding is one more view of comments or duties, beside their words. It is whatever turns a
list of texts into an array of a row each: `word_vectors` (a file of word vectors), `sentence_model`
(an encoder that lies on this machine), or a function of one's own. Nothing here downloads anything;
a function that sends texts elsewhere sends the comments with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sopgap.errors import InputError

Embed = Callable[[Sequence[str]], Any]

WIDEST = 10_000  # numbers of one row
MOST = 500_000_000  # numbers of all rows: 2 GB
PROBE = 6  # texts that are embedded again, to see that their rows do not hang on their place
ALIKE = 0.999  # cosine of two rows of one text that passes for the same


def embed_texts(texts: Sequence[str], embed: Embed) -> np.ndarray:
    """Embed texts: one checked row each, of unit length.

    The callable gets every different text once, in the order of the alphabet, so that neither the
    order of the texts nor their repeats change a row.

    Parameters
    ----------
    texts : sequence of str
    embed : callable
        From a list of n texts to an array (n, d), the same whenever it is called.

    Returns
    -------
    ndarray
        (n, d), float32; rows have length 1, or 0 where the callable knows nothing of a text.

    Raises
    ------
    InputError
        It is no callable, fails, or gives what is not such an array; or a text's row changes with
        the place that it stands at.

    Examples
    --------
    >>> embed_texts(["bb", "a", "bb"], lambda texts: [[len(t), 1.0] for t in texts]).round(2)
    array([[0.89, 0.45],
           [0.71, 0.71],
           [0.89, 0.45]], dtype=float32)
    """
    rows = _embed(texts, embed)
    if len(rows) and not rows.any():
        raise InputError(
            "embed: every row is zero: the model knows no word of the texts; give one of"
            " their language, or leave embed out"
        )
    return rows


def fit_embedding(
    texts: Sequence[str], embed: Embed
) -> tuple[Callable[[Sequence[str]], np.ndarray], np.ndarray]:
    """Embed texts less the direction that they share; return also what embeds others alike.

    All comments answer one question, and their vectors share a direction that says so: without it
    the rest tells them apart better.

    Parameters
    ----------
    texts : sequence of str
    embed : callable
        As in `embed_texts`. Where it has a method `fitted_to`, as `word_vectors` does, that is
        given the texts first, and returns the callable that is used.

    Returns
    -------
    callable
        From other texts to their rows, by what was learnt of these.
    ndarray
        (n, d), float32; rows have length 1, or 0 where the callable knows nothing of a text.

    Raises
    ------
    InputError
        As in `embed_texts`.

    Examples
    --------
    >>> place, rows = fit_embedding(["a", "bbb"], lambda texts: [[len(t), 1.0] for t in texts])
    >>> rows.round(2).tolist() == place(["a", "bbb"]).round(2).tolist()
    True
    """
    used = embed.fitted_to(texts) if hasattr(embed, "fitted_to") else embed
    rows = embed_texts(texts, used)
    known = np.asarray(rows.any(axis=1))
    middle = rows[known].mean(axis=0, dtype=np.float64) if known.any() else np.zeros(rows.shape[1])

    def less_middle(rows: np.ndarray) -> np.ndarray:
        return unit_rows(np.where(rows.any(axis=1, keepdims=True), rows - middle, 0))

    def place(others: Sequence[str]) -> np.ndarray:
        found = _embed(others, used)
        if not len(found):
            return np.zeros((0, len(middle)), dtype=np.float32)
        if found.shape[1] != len(middle):
            raise InputError(
                f"embed: returned rows of {len(middle)} numbers, then of {found.shape[1]}; the"
                " width must not change"
            )
        return less_middle(found)

    return place, less_middle(rows)


def check_vectors(given: Any, n: int) -> np.ndarray:
    """Check that something is n rows of finite numbers; return it as float32.

    Parameters
    ----------
    given : array-like
        What a callable returned.
    n : int
        How many texts it was given.

    Returns
    -------
    ndarray
        (n, d), float32.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_vectors([[1, 2], [3, float("nan")]], 2)
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: embed: 1 of 2 rows hold values that are no finite numbers, the first \
of them row 2; give a row of zeros for a text that the model does not know
    """
    if hasattr(given, "toarray") and len(getattr(given, "shape", ())) == 2:
        _check_size(given.shape, n)  # before a sparse array is unpacked
        given = given.toarray()
    try:
        rows = np.asarray(given)
        if rows.dtype.kind not in "fiu":
            raise TypeError(f"its values are of type {rows.dtype}")
    except (TypeError, ValueError, RuntimeError) as error:
        raise InputError(
            f"embed: returned {_named(given)} that is no array of numbers ({error}); give a numpy"
            " array of a row each text, all of one width"
        ) from None
    _check_size(rows.shape, n)
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite: seen below
        rows = rows.astype(np.float32)
    wrong = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(wrong):
        raise InputError(
            f"embed: {len(wrong)} of {n} rows hold values that are no finite numbers, the first of"
            f" them row {wrong[0] + 1}; give a row of zeros for a text that the model does not know"
        )
    return rows


def _embed(texts: Sequence[str], embed: Embed) -> np.ndarray:
    if not callable(embed):
        raise InputError(
            f"embed: is {_named(embed)}, no callable; give a function from a list of texts to an"
            " array, such as sopgap.sentence_model()"
        )
    kinds = sorted(set(texts))
    if not kinds:
        return np.zeros((0, 1), dtype=np.float32)
    rows = unit_rows(check_vectors(_call(embed, kinds), len(kinds)))
    _check_places(kinds, embed, rows.shape[1])
    place = {text: i for i, text in enumerate(kinds)}
    return rows[[place[text] for text in texts]]


def _call(embed: Embed, texts: list[str]) -> Any:
    try:
        return embed(list(texts))
    except InputError:
        raise
    except MemoryError:
        raise InputError(
            f"embed: ran out of memory over {len(texts):,} texts; let it work in batches"
        ) from None
    except Exception as error:
        raise InputError(f"embed: failed with {type(error).__name__}: {error}") from error


def _check_size(shape: tuple[int, ...], n: int) -> None:
    if len(shape) != 2 or shape[0] != n:
        raise InputError(
            f"embed: returned the shape {tuple(shape)} for {n} texts; give one row each, ({n}, d)"
        )
    if not 1 <= shape[1] <= WIDEST or n * shape[1] > MOST:
        raise InputError(
            f"embed: returned the shape {tuple(shape)}; a row may hold 1 to {WIDEST:,} numbers, and"
            f" all rows {MOST:,}: give fewer dimensions"
        )


def _check_places(texts: list[str], embed: Embed, width: int) -> None:
    """A few texts again, forwards and backwards: a row must belong to its text and stay the same.

    What hangs on the other texts of the call, such as a component that is taken out, is the same
    in both, so a callable of that kind passes.
    """
    probe = texts[:: max(1, len(texts) // PROBE)][:PROBE]
    if len(probe) < 2:
        return
    there = check_vectors(_call(embed, probe), len(probe))
    back = check_vectors(_call(embed, probe[::-1]), len(probe))[::-1]
    if not there.shape[1] == back.shape[1] == width:
        raise InputError(
            f"embed: returned rows of {width} numbers, then the shape {there.shape} for"
            f" {len(probe)} of the same texts; the width must not change"
        )
    a, b = unit_rows(there), unit_rows(back)
    same = np.asarray((a * b).sum(axis=1) > ALIKE)
    unknown = np.asarray(~a.any(axis=1) & ~b.any(axis=1))
    if not np.logical_or(same, unknown).all():
        raise InputError(
            "embed: gives a text another row when the texts stand in another order, or at every"
            " call; fix its seed, turn dropout off, and return the rows in the order of the texts"
        )


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Give every row the length 1, as float32; rows of zeros stay so.

    Examples
    --------
    >>> unit_rows(np.array([[3, 4], [0, 0]])).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    rows = np.asarray(rows, dtype=np.float64)
    # Divided by the largest first: squares of huge or tiny values would leave the range.
    rows = rows / np.maximum(np.abs(rows).max(axis=1, keepdims=True), np.finfo(float).tiny)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0).astype(np.float32)


def _named(value: Any) -> str:
    return f"a {type(value).__name__}" if value is not None else "None"
