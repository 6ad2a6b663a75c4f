"""The pages in a browser: nothing asked of the network, nothing that a reader cannot reach."""

from pathlib import Path

import pytest

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))]);
}"""
CLIPPED = """() => Array.from(document.querySelectorAll('main :is(p, li, dd, h2, h3)'))
  .filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 2
          && !one.closest('.scroll') && getComputedStyle(one).display !== 'inline')
  .map(one => one.textContent.slice(0, 80))"""


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


@pytest.fixture(params=["light", "dark"])
def context(request, browser):
    context = browser.new_context(color_scheme=request.param, viewport=LAPTOP, bypass_csp=True)
    yield context
    context.close()


def test_axe_has_nothing_against_any_page(context, run_folder, axe) -> None:
    wrong = {}
    for file in pages(run_folder):
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate(axe)
        found = page.evaluate(AXE)
        page.evaluate(OPEN_ALL)
        found += page.evaluate(AXE)
        if found:
            wrong[file.name] = found
        page.close()
    assert wrong == {}


def test_no_page_asks_for_anything_or_stumbles(browser, run_folder) -> None:
    context = browser.new_context(viewport=LAPTOP)
    for file in pages(run_folder):
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda line, said=said: said.append(line.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto(file.as_uri())
        page.evaluate(OPEN_ALL)
        page.mouse.wheel(0, 100_000)
        assert [url for url in asked if url != file.as_uri()] == [], file.name
        assert said == [], file.name
        page.close()
    context.close()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_page_is_wider_than_the_screen(browser, run_folder, size) -> None:
    context = browser.new_context(viewport=size)
    wide = {}
    for file in pages(run_folder):
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate(OPEN_ALL)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"] + 1:
            wide[file.name] = page.evaluate("document.documentElement.scrollWidth")
        page.close()
    context.close()
    assert wide == {}


def test_text_of_twice_the_size_loses_nothing(browser, run_folder) -> None:
    context = browser.new_context(viewport=LAPTOP)
    wrong = {}
    for file in pages(run_folder):
        page = context.new_page()
        page.goto(file.as_uri())
        page.add_style_tag(content="html{font-size:200% !important}")
        page.evaluate(OPEN_ALL)
        clipped = page.evaluate(CLIPPED)
        wide = page.evaluate("document.documentElement.scrollWidth") > LAPTOP["width"] + 1
        if clipped or wide:
            wrong[file.name] = (wide, clipped[:5])
        page.close()
    context.close()
    assert wrong == {}


def test_without_a_script_everything_is_there(browser, run_folder) -> None:
    context = browser.new_context(viewport=LAPTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto((run_folder / "index.html").as_uri())
    assert page.locator("table[data-map] tbody tr").count() > 10
    cell = page.locator("table[data-map] tbody td a").first
    cell.click()
    assert page.url.split("#")[-1].startswith(("gap-", "cell-"))
    context.close()


IS_BOX = """() => {
  const tools = document.activeElement.closest('.tools');
  const map = tools && tools.nextElementSibling.querySelector('table[data-map] caption');
  return document.activeElement.type === 'search' && map
    && map.textContent.startsWith('Responsibilities');
}"""


def press_until(page, condition: str, at_most: int = 600) -> None:
    """Go on by the tabulator until a condition holds of where the reader is."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"not reached by the keyboard: {condition}")


def test_a_map_is_filtered_sorted_and_opened_by_keyboard_alone(browser, run_folder) -> None:
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.goto((run_folder / "index.html").as_uri())
    table = page.locator("table[data-map]", has=page.locator("caption:text('Responsibilities')"))
    rows = table.locator("tbody tr:not([hidden])")
    everything = rows.count()
    press_until(page, IS_BOX)
    style = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{style}.outlineStyle") != "none"
    names = rows.locator("th").all_inner_texts()
    word = names[3].split()[-1]
    page.keyboard.type(word)
    assert 0 < rows.count() < everything
    assert all(word.lower() in text.lower() for text in rows.all_inner_texts())
    for _ in range(len(word)):
        page.keyboard.press("Backspace")
    assert rows.count() == everything
    press_until(page, "document.activeElement.tagName === 'BUTTON'", 20)
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert rows.locator("th").all_inner_texts() == sorted(
        rows.locator("th").all_inner_texts(), reverse=True
    )
    press_until(page, "document.activeElement.matches('table[data-map] td a')", 60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/**")
    assert "reports/" in page.url
    assert "#" in page.url
    at = page.url.split("#")[1]
    assert page.locator(f"[id='{at}']").is_visible()
    context.close()


def test_every_picture_has_words_for_who_cannot_see_it(browser, run_folder) -> None:
    lacking = {}
    context = browser.new_context(viewport=LAPTOP)
    for file in pages(run_folder):
        page = context.new_page()
        page.goto(file.as_uri())
        poor = page.evaluate(
            """() => Array.from(document.querySelectorAll('svg:not([aria-hidden=true]), img'))
              .map(one => (one.getAttribute('aria-label') || one.getAttribute('alt') || '')
                + (one.getAttribute('aria-labelledby') || '').split(' ')
                  .map(id => id ? (document.getElementById(id) || {}).textContent : '').join(' ')
                + Array.from(one.querySelectorAll(':scope > title, :scope > desc'))
                  .map(t => t.textContent).join(' '))
              .filter(text => text.length < 20 || !/[0-9]/.test(text)
                || /no (description|alt)|image\\b|^figure$/i.test(text))"""
        )
        if poor:
            lacking[file.name] = poor[:3]
        page.close()
    context.close()
    assert lacking == {}


def test_center_pages_keep_their_bound(run_folder) -> None:
    sizes = {p.name: p.stat().st_size for p in (run_folder / "reports").glob("*.html")}
    assert max(sizes.values()) <= 400_000, sizes
