"""The whole tutorial, its page's blocks in order, prints what the page shows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tutorial_blocks import PAGES, follow


def test_the_whole_tutorial(tmp_path: Path) -> None:
    shown, made = follow(PAGES / "from_qualtrics_and_pdfs.md", tmp_path, "quick", "whole")
    assert made == shown
