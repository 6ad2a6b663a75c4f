"""A run to be changed; one scale question and its tallies, made by hand, for the exhibits."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sopgap.tables import TALLIES

CHOICES = "Never|Rarely|Often|Don't know"


@pytest.fixture
def run(tiny_run: Path, tmp_path: Path) -> Path:
    """Return a copy of the whole run of the tiny study, to be changed at will."""
    return shutil.copytree(tiny_run, tmp_path / "run")


@pytest.fixture(scope="session")
def scale_questions() -> pd.DataFrame:
    """Return the one question; its wording holds markup, as a stranger's may."""
    return pd.DataFrame({
        "question_id": ["q1"], "wording": ["How <b>often?"], "kind": ["scale"],
        "choices": [CHOICES], "dont_know": ["Don't know"], "asked_if": [""],
    })  # fmt: skip


@pytest.fixture(scope="session")
def tallies_of() -> Callable[..., pd.DataFrame]:
    """Return the maker of table `tallies`: of each group its counts; None is hidden."""

    def make(**counts: list[int | None]) -> pd.DataFrame:
        rows = []
        for group, ns in counts.items():
            base = sum(n or 0 for n in ns)
            for choice, n in zip(CHOICES.split("|"), ns, strict=True):
                share = None if n is None else n / base
                rows.append(("q1", group, choice, n, None if set(ns) == {None} else base, share,
                             share, None if share is None else min(1, share + 0.1),
                             n is None))  # fmt: skip
        columns = ["question_id", "group", "choice", "n", "base", "share", "low", "high",
                   "suppressed"]  # fmt: skip
        return TALLIES.check(pd.DataFrame(rows, columns=columns))

    return make
