"""The quick parts of the tutorial print what its page shows: import, corpus, check."""

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tutorial_blocks import PAGES, follow


def test_import_and_check_print_what_the_page_shows(tmp_path: Path) -> None:
    shown, made = follow(PAGES / "from_qualtrics_and_pdfs.md", tmp_path, "quick")
    assert made == shown


def test_the_export_is_made_by_its_script(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_data", PAGES / "make_data.py")
    assert spec is not None and spec.loader is not None
    make_data = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_data)
    make_data.write_export(tmp_path / "export.csv")
    assert (tmp_path / "export.csv").read_bytes() == (PAGES / "data/export.csv").read_bytes()


def test_each_swapped_step_gives_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PAGES.parents[1])
    page = (PAGES / "swap_a_step.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S):
        exec(block, names)  # the page is ours
    assert len(names["found"].concerns) and len(names["embedded"].concerns)
    assert len(names["mine"]) < len(names["links"])
    assert len(names["gaps"])
