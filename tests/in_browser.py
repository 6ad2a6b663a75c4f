"""Pages opened in a browser, and what is asked of each: for the checks in tests/checks."""

from contextlib import contextmanager

OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
# What may not leave the window to the side, and text that its own box cuts off.
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const cut = [...document.querySelectorAll("main p, main li, main td, main th, main h1, main h2, main h3, main h4, main summary, main dd")]
    .filter(e => { const s = getComputedStyle(e);
      return s.position !== "absolute" && e.offsetParent && (s.overflowX === "hidden" || s.overflowX === "clip") && e.scrollWidth > e.clientWidth + 1; })
    .map(e => e.textContent.slice(0, 60));
  return { wide, cut };
}"""  # noqa: E501


def pages(folder):
    return sorted(folder.glob("*.html")) + sorted((folder / "reports").glob("*.html"))


@contextmanager
def opened(browser, path, **settings):
    """Open a page and gather what it asked for, what it said, and what dialogs it opened."""
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **settings})
    page = context.new_page()
    page.heard = {"requests": [], "said": [], "dialogs": []}
    page.on("request", lambda one: page.heard["requests"].append(one.url))
    page.on("console", lambda one: page.heard["said"].append(one.text))
    page.on("pageerror", lambda one: page.heard["said"].append(str(one)))

    def dismiss(dialog):
        page.heard["dialogs"].append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(path.as_uri())
    page.heard["requests"].remove(path.as_uri())
    try:
        yield page
    finally:
        context.close()
