"""Concerns that are known beforehand, with as many comments as a test wants."""

import pandas as pd
import pytest

from sopgap.survey.concerns.clusters import Concerns


@pytest.fixture
def found_in():
    """Return what makes concerns and comments, `counts[concern][center]` comments each."""

    def make(counts):
        cells = [(c, g) for c, row in counts.items() for g, n in row.items() for _ in range(n)]
        ids = [f"c{i}" for i in range(len(cells))]
        said = [f"We have five words and more about {c}" for c, _ in cells]
        members = pd.DataFrame(
            {"comment_id": ids, "concern_id": [c for c, _ in cells], "rank": 1, "closeness": 0.5}
        )
        names = pd.DataFrame({"concern_id": list(counts), "label": list(counts), "exemplar_id": ""})
        table = pd.DataFrame({"comment_id": ids, "center": [g for _, g in cells], "text": said})
        return Concerns(names, members), table

    return make
