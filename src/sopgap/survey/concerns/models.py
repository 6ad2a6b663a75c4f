"""Take another model for the clustering: whatever groups texts in one of three known ways."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np

from sopgap.errors import InputError

NO_MODEL = (
    "model: has neither fit_predict nor fit_transform, and is no function; give a"
    " scikit-learn clusterer or pipeline, a BERTopic, or a function from texts to labels"
)


@runtime_checkable
class Model(Protocol):
    """What may take the place of our clustering: it gives each text a label.

    A scikit-learn clusterer over texts (a pipeline that begins with a vectoriser), or anything
    with this one method. Equal labels are one concern; -1 is none.
    """

    def fit_predict(self, texts: Sequence[str]) -> Sequence[int]:
        """Return a label for each text."""
        ...


def is_model(model: Any) -> bool:
    """Tell whether `fit_model` knows a way to use it.

    Examples
    --------
    >>> is_model("kmeans"), is_model(len)
    (False, True)
    """
    return hasattr(model, "fit_predict") or hasattr(model, "fit_transform") or callable(model)


def fit_model(model: Any, texts: Sequence[str]) -> np.ndarray:
    """Label texts by a model, a copy of it, so that it stays as it was.

    Three ways are known: `fit_predict(texts)` of scikit-learn's clusterers and pipelines;
    `fit_transform(texts)` that returns `(topics, probabilities)`, as BERTopic and Top2Vec's
    successors do; a function of the texts.

    Parameters
    ----------
    model : object
        Of the three, the first that it has.
    texts : sequence of str

    Returns
    -------
    array of int
        One label a text, -1 where it is in none. Labels that are no numbers are numbered by the
        alphabet; among these a blank, None, "nan" and "-1" are none.

    Raises
    ------
    InputError
        It has none of the three, fails, or does not give one label a text.

    Examples
    --------
    >>> fit_model(lambda texts: ["long" if len(t) > 3 else "short" for t in texts], ["a", "bbbb"])
    array([1, 0])
    """
    try:
        labels = np.asarray(_run(model, list(texts)))
    except ValueError as error:
        raise InputError(f"model: its labels are no list of one label a text: {error}") from None
    if labels.shape != (len(texts),):
        raise InputError(
            f"model: gave {labels.shape} labels for {len(texts)} texts; give one a text"
        )
    if labels.dtype.kind in "iub":
        return labels.astype(int)
    if labels.dtype.kind == "f":
        if not np.isfinite(labels).all() or (labels != np.round(labels)).any():
            raise InputError("model: its labels are no whole numbers")
        return labels.astype(int)
    named = np.array(["" if label is None else str(label) for label in labels.tolist()])
    none = np.isin(named, ["", "nan", "-1"])
    found = np.full(len(named), -1)
    found[~none] = np.unique(named[~none], return_inverse=True)[1]
    return found


def _run(model: Any, texts: list[str]) -> Any:
    from sklearn.base import clone

    try:
        own = clone(model) if hasattr(model, "get_params") else copy.deepcopy(model)
        if hasattr(own, "fit_predict"):
            return own.fit_predict(texts)
        if hasattr(own, "fit_transform"):
            found = own.fit_transform(texts)
            return found[0] if isinstance(found, tuple) else found
        if callable(own):
            return own(texts)
    except InputError:
        raise
    except Exception as error:  # whatever a model of others raises
        raise InputError(f"model: {type(error).__name__}: {error}") from error
    raise InputError(NO_MODEL)
