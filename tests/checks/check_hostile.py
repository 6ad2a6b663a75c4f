"""Hostile texts in a browser: nothing runs, nothing is asked for, nothing breaks the page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..hostile_study import FROM_RIGHT, write_hostile_study
from ..in_browser import OPEN, OVERFLOW, opened, pages


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """A finished run of the hostile study: made here, or the one SOPGAP_CHECK_HOSTILE names."""
    given = os.environ.get("SOPGAP_CHECK_HOSTILE", "")
    if given:
        return Path(given).resolve()
    home = tmp_path_factory.mktemp("hostile")
    study, out = write_hostile_study(home / "study"), home / "out"
    call = [sys.executable, "-m", "sopgap.cli", "run", str(study), "--out", str(out)]
    subprocess.run(call, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return out


@pytest.mark.parametrize("width", [1366, 390])
def test_nothing_runs_and_nothing_breaks(hostile_run, browser, width):
    for path in pages(hostile_run):
        with opened(browser, path, viewport={"width": width, "height": 800}) as page:
            page.evaluate(OPEN)
            for one in page.locator("main a:visible, main summary:visible").all()[:40]:
                one.dispatch_event("mouseover")
            page.wait_for_timeout(100)
            assert page.heard == {"requests": [], "said": [], "dialogs": []}, path.name
            assert page.evaluate("window.hostile") is None, path.name
            assert page.locator("script").count() == 1
            loose = "iframe, base, meta[http-equiv=refresh], link, img[src=x]"
            assert page.locator(loose).count() == 0
            schemes = page.evaluate(
                "[...document.querySelectorAll('a[href]')].map(a => a.protocol)"
                ".filter(p => !['file:', 'http:', 'https:'].includes(p))"
            )
            assert schemes == [], path.name
            handlers = page.evaluate(
                "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
                ".filter(n => n.startsWith('on'))"
            )
            assert handlers == [], path.name
            assert page.locator("main").count() == 1
            assert page.locator("body > footer").is_visible()
            assert page.evaluate(OVERFLOW)["wide"] <= 0, path.name


def test_words_from_the_right_are_set_apart(hostile_run):
    for path in pages(hostile_run):
        text = path.read_text(encoding="utf-8")
        assert not set("\u202a\u202b\u202c\u202d\u202e") & set(text), path.name
        assert FROM_RIGHT[:9] not in text or "\u2068" in text, path.name
