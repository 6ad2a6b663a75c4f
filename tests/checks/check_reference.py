"""The reference of public names: every name with its sections, and no request.

pytest tests/checks/check_reference.py -o python_files='check_*.py'
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sopgap

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The folder of pages, as `make reference` makes it."""
    out = tmp_path_factory.mktemp("reference")
    script = ROOT / "docs/make_reference.py"
    subprocess.run([sys.executable, str(script), str(out)], check=True, stdout=subprocess.DEVNULL)
    return out


def test_every_public_name_has_its_place_and_its_words(reference) -> None:
    page = (reference / "sopgap.html").read_text(encoding="utf-8")
    parts = dict(re.findall(r'<section id="([A-Za-z_]+)">(.*?)</section>', page, flags=re.S))
    for name in sopgap.__all__:
        assert name in parts, name
        if callable(getattr(sopgap, name)) and not isinstance(getattr(sopgap, name), type):
            assert "docstring" in parts[name], name
    assert parts["find_conflicts"].count("<h6") >= 4  # parameters, returns, raises, examples


def test_it_asks_for_nothing(reference, browser) -> None:
    asked = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((reference / "sopgap.html").as_uri() + "#draw_map")
    page.fill("input[type=search]", "conflicts")
    page.wait_for_selector("section.search-result >> text=find_conflicts", timeout=20_000)
    assert page.title().startswith("sopgap")
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
    page.close()


def test_the_same_names_give_the_same_bytes(reference, tmp_path) -> None:
    script = ROOT / "docs/make_reference.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True,
                   stdout=subprocess.DEVNULL, cwd=tmp_path)  # fmt: skip
    name = "sopgap.html"
    assert (tmp_path / name).read_bytes() == (reference / name).read_bytes()
