"""What several tests of the report need: pages as plain text, and a table that is empty."""

from __future__ import annotations

import pandas as pd


def plain(page) -> str:
    """Return a page's text with plain blanks: numbers and their units are held together."""
    return page.data.replace("\u00a0", " ")


def no_backtest() -> pd.DataFrame:
    """Return a table `backtest` without rows: nothing was published."""
    return pd.DataFrame({"question_id": [], "choice": []})
