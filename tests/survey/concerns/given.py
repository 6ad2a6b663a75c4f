"""Comments made of the words of a few subjects: which concern each raises is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

SUBJECTS = {
    "training": "training course lesson teacher classroom instruction",
    "systems": "system login password screen interface crash",
    "staffing": "staff vacancy overtime hiring workload people",
    "procedures": "procedure manual memo written step version",
    "offices": "office parking desk heating chair noise",
}
FOUR = list(SUBJECTS)[:4]


def comments_on_four(n: int, *, seed: int) -> pd.DataFrame:
    """Return `n` comments, each of four words of one of four subjects, shuffled; its `truth`."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(FOUR, n)
    said = [" ".join(rng.permutation(SUBJECTS[s].split())[:4]) for s in truth]
    ids = [f"c{i:03d}" for i in range(n)]
    return pd.DataFrame({"comment_id": ids, "text": said, "truth": truth})
