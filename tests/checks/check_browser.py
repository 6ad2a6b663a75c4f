"""The pages in a browser: accessible, by keyboard, enlarged, without a request or a script."""

import re

import pytest

from ..in_browser import OPEN, OVERFLOW, opened, pages

PLACE = re.compile("""id=["']([^"']+)["']""")
RULES = {"resultTypes": ["violations"]}


def test_axe_finds_no_violation_in_light_and_dark(run_folder, browser, axe_source):
    wrong = []
    for path in pages(run_folder):
        for scheme in ("light", "dark"):
            # The page forbids every script but its own; the rules are not a part of the page.
            with opened(browser, path, color_scheme=scheme, bypass_csp=True) as page:
                page.evaluate(OPEN)  # what is closed is not looked at otherwise
                # What lies far below is not laid out yet: its colours would be held against others.
                page.add_style_tag(content="*{content-visibility:visible!important}")
                page.evaluate(axe_source + "; undefined")
                found = page.evaluate("rules => axe.run(document, rules)", RULES)
                wrong += [
                    (path.name, scheme, one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160],
                     one["nodes"][0]["failureSummary"][:200])
                    for one in found["violations"]
                ]  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))


def test_pages_ask_for_nothing_and_report_no_error(run_folder, browser):
    for path in pages(run_folder):
        with opened(browser, path) as page:
            page.wait_for_timeout(100)
            page.mouse.wheel(0, 2000)
            assert page.heard == {"requests": [], "said": [], "dialogs": []}, path.name
            rule = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
            assert "default-src 'none'" in rule
            assert page.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("settings", [
    {"viewport": {"width": 390, "height": 844}},  # a phone
    {"viewport": {"width": 683, "height": 384}},  # a laptop's window at 200 %
    {"viewport": {"width": 320, "height": 640}},  # the narrowest that WCAG asks for
    {"viewport": {"width": 1366, "height": 768}, "large": True},  # text alone at 200 %
], ids=["phone", "zoom", "narrow", "text"])  # fmt: skip
def test_nothing_is_lost_when_enlarged(run_folder, browser, settings):
    large, lost = settings.get("large"), []
    settings = {key: value for key, value in settings.items() if key != "large"}
    for path in pages(run_folder):
        with opened(browser, path, **settings) as page:
            if large:
                page.evaluate("document.body.style.fontSize = '32px'; undefined")
            got = page.evaluate(OVERFLOW)
            if got["wide"] > 0 or got["cut"]:
                lost.append((path.name, got))
    assert not lost, "\n".join(map(str, lost))


def test_a_map_is_filtered_sorted_and_opened_by_keyboard(run_folder, browser):
    with opened(browser, run_folder / "index.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        table = page.locator("table[data-map]").last
        box = page.get_by_label("Show rows that contain").last
        # Each figure before the map is a stop: a reader goes there by the list of sections.
        section = page.evaluate(
            "() => [...document.querySelectorAll('main h2')].filter(h => h.compareDocumentPosition("
            "[...document.querySelectorAll('table[data-map]')].pop()) & 4).pop().id"
        )
        assert _tab_until(page, page.locator(f"nav.contents a[href='#{section}']"), 60)
        page.keyboard.press("Enter")
        reached = _tab_until(page, box, 60)
        assert reached, "the box of the map is not reached by the Tab key"
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none"
        page.keyboard.type("protest")
        rows = table.locator("tbody tr:visible")
        assert 0 < rows.count() < table.locator("tbody tr").count()
        button = table.locator("thead button").first
        assert _tab_until(page, button)
        page.keyboard.press("Enter")
        assert table.locator("thead th[aria-sort=ascending]").count() == 1
        page.keyboard.press("Space")
        assert table.locator("thead th[aria-sort=descending]").count() == 1
        cell = rows.first.locator("td a").first
        assert _tab_until(page, cell)
        page.keyboard.press("Enter")
        page.wait_for_url("**/reports/*.html#gap-*")
        assert page.locator(":target").is_visible()


def _tab_until(page, wanted, most=400):
    handle = wanted.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("one => one === document.activeElement", handle):
            return True
    return False


def test_everything_is_there_without_a_script(run_folder, browser):
    for path in pages(run_folder):
        with opened(browser, path, java_script_enabled=False) as page:
            assert page.locator("h1").is_visible()
            assert page.locator("main h2").count() >= 2
            assert page.locator("[hidden]").count() == 0, path.name


def test_pages_print_on_both_papers(run_folder, browser, tmp_path):
    for path in (run_folder / "index.html", pages(run_folder)[-1]):
        for paper in ("A4", "Letter"):
            with opened(browser, path) as page:
                out = tmp_path / f"{path.stem}-{paper}.pdf"
                page.pdf(path=out, format=paper, prefer_css_page_size=False)
                assert out.stat().st_size > 20_000


def test_one_search_over_gaps_duties_and_concerns(run_folder, browser):
    with opened(browser, run_folder / "index.html") as page:
        part = page.locator("[data-everything]")
        part.get_by_label("Words").fill("protest")
        shown = part.locator("li:visible")
        assert 0 < shown.count() < part.locator("li").count()
        assert "protest" in shown.first.inner_text().lower()
        for kind in ("Gap", "Duty"):
            assert shown.filter(has_text=kind).count() > 0, kind
        links = part.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    places = {path.relative_to(run_folder).as_posix(): set(PLACE.findall(path.read_text("utf-8")))
              for path in pages(run_folder)}  # fmt: skip
    for link in links:
        name, _, place = link.partition("#")
        assert place in places[name or "index.html"], link
