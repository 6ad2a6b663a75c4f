"""Fixtures of the checks: a finished run of the default study, a browser, the rules of axe-core."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# No request may leave the machine, nor may the browser make one of its own.
CALM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking"]  # fmt: skip


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """A finished run of the default study: made once, or the one that SOPGAP_CHECK_RUN names."""
    given = os.environ.get("SOPGAP_CHECK_RUN", "")
    if given:
        return Path(given).resolve()
    return make_run(HERE.parents[1] / "study.toml", tmp_path_factory.mktemp("run") / "out")


def make_run(study, out, *options):
    """Run a study as a reader would, by the command."""
    subprocess.run(
        [sys.executable, "-m", "sopgap.cli", "run", str(study), "--out", str(out), *options],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return out


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium: the one that CHROMIUM names, or that is installed."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("chrome")
    if not path:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=CALM)
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe_source():
    """The text of axe-core: of SOPGAP_AXE, or as npm installed it beside this file."""
    given = os.environ.get("SOPGAP_AXE", "")
    path = Path(given) if given else HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is absent: run npm install in tests/checks")
    return path.read_text(encoding="utf-8")
