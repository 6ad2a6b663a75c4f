"""A run of the default study and a browser, for the checks of its pages."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def run_folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of the default study; SOPGAP_CHECK_RUN names one that is there already."""
    from sopgap.runs.running import run_study

    made = os.environ.get("SOPGAP_CHECK_RUN")
    return Path(made) if made else run_study(root, tmp_path_factory.mktemp("run") / "out").folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a headless Chromium of this machine; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    found = next(path for path in BROWSERS if Path(path).exists())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, as `npm install` in this folder brings it."""
    named = os.environ.get("SOPGAP_AXE")
    file = Path(named) if named else HERE / "node_modules" / "axe-core" / "axe.min.js"
    return file.read_text(encoding="utf-8")
