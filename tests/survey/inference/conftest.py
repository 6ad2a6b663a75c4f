"""The people and the frame that R weighted and estimated from: designs.json."""

import json

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def designs(root):
    return json.loads((root / "tests" / "reference" / "designs.json").read_text())


@pytest.fixture(scope="session")
def frame(designs):
    return pd.DataFrame(designs["frame"])[["center", "position", "staff"]]


@pytest.fixture(scope="session")
def people(designs):
    counts = pd.DataFrame(designs["answers"])
    return counts.loc[counts.index.repeat(counts["n"])].drop(columns="n").reset_index(drop=True)
