"""The whole tutorial, its page's blocks in order, prints what the page shows."""

import re
import sys
from pathlib import Path

from markupsafe import Markup

sys.path.insert(0, str(Path(__file__).parents[1]))
from tutorial_blocks import PAGES, follow


def test_the_whole_tutorial(tmp_path: Path) -> None:
    page = PAGES / "from_qualtrics_and_pdfs.md"
    shown, made = follow(page, tmp_path, "quick", "whole")
    assert made == shown
    # The sentences that it walks through are those of the report.
    told = re.findall(r"^> \d\. (.+)$", page.read_text(encoding="utf-8"), re.M)
    report = Markup((tmp_path / "report/index.html").read_text(encoding="utf-8")).striptags()
    assert len(told) == 5
    assert not [said for said in told if said not in re.sub(r"\s", " ", report)]
