"""How a state looks and reads, in one place: its colour, letter, word and meaning.

Pages, maps and figures take every colour from here; a test measures the contrast of each pair
(text at least 4.5, borders and marks at least 3 against their ground) in light and in dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from IPython.display import HTML

# Grounds, inks and lines: name -> (light, dark).
INKS = {
    "ground": ("#ffffff", "#15181c"),
    "ink": ("#1a1a1a", "#e8e6e3"),
    "muted": ("#5a5f66", "#a6adb5"),
    "accent": ("#0b5394", "#8ab8e8"),
    "line": ("#8a9099", "#6f7680"),
    "hair": ("#d5d9de", "#343a41"),
    "band": ("#dbe4ee", "#2b3846"),
    "panel": ("#f5f6f8", "#1c2126"),
    "mark": ("#fff2b8", "#5a4a10"),
    "warning": ("#fff2b8", "#5a4a10"),
}
# Those that a picture draws with.
DRAWN = ("ink", "muted", "accent", "line", "hair", "band")


@dataclass(frozen=True)
class State:
    """How one state of a cell is shown.

    Attributes
    ----------
    letter, word, meaning : str
        What stands in a map's cell, in a table, and in a legend.
    light, dark : tuple of str
        Fill, text on it, and border.
    border : str
        The CSS style of the border.
    """

    letter: str
    word: str
    meaning: str
    light: tuple[str, str, str]
    dark: tuple[str, str, str]
    border: str = "solid"


_BLUE_GREY = (("#e9eff5", "#2b3f52", "#71869b"), ("#25313c", "#cfdbe6", "#71889d"))
_OCHRE = (("#d9a032", "#1a1a1a", "#8a6100"), ("#c9932b", "#15120a", "#e0b04c"))
_SAND = (("#f7e3b5", "#33270a", "#8a6100"), ("#54431a", "#fbecc8", "#b28f3e"))
_VIOLET = (("#6a4c93", "#ffffff", "#4b3570"), ("#b79be0", "#171023", "#cdb8ec"))
_PALE_BLUE = (("#d3e5f7", "#0b2f52", "#3f78b0"), ("#1d3f60", "#d7e9fb", "#5f97cc"))
_ORANGE = (("#b34700", "#ffffff", "#8a3600"), ("#f0924f", "#1b0d04", "#f7b489"))
_WINE = (("#8c1c3a", "#ffffff", "#5e1027"), ("#e4758f", "#1e060c", "#f0a3b4"))
_PAPER = (("#ffffff", "#1a1a1a", "#595959"), ("#15181c", "#e8e6e3", "#a0a0a0"))
_GREY = (("#e4e4e4", "#333333", "#767676"), ("#33373c", "#dddddd", "#8b9096"))
# The second stripe of the hatched grey.
HATCH = ("#d2d2d2", "#43484e")
# Thread of the patterns that tell the steps of a scale apart.
WEAVE = ("#ffffff8c", "#0c10148c")

# In the order in which a headline is chosen (vocabulary.STATUSES).
STATES = {
    "undefined": State(
        "U",
        "undefined",
        "no authority assigns it to anyone: a question for above",
        *_PAPER,
        "dashed",
    ),
    "missing": State("M", "missing", "no document in force speaks of it", *_ORANGE),
    "not-found": State(
        "N",
        "not found",
        "no document in force was found to speak of it; nobody has looked yet",
        *_ORANGE,
    ),
    "mention-only": State(
        "O", "mention only", "documents mention it and oblige nobody to do it", *_PALE_BLUE
    ),
    "conflicting": State(
        "C", "conflicting", "two documents in force name incompatible owners", *_WINE
    ),
    "misassigned": State(
        "W", "misassigned", "the owner named is not the one that the authority requires", *_WINE
    ),
    "one-sided": State(
        "1", "one-sided", "it is joint by the authority, and one side is named", *_OCHRE
    ),
    "ambiguous": State("A", "ambiguous", "nobody who can be held to it is named", *_OCHRE),
    "stale": State(
        "S",
        "stale",
        "what speaks of it is out of force, or older than the reorganisation and names"
        " another owner",
        *_VIOLET,
    ),
    "incomplete": State(
        "I",
        "incomplete",
        "documents name the right owner; steps, system or record are lacking",
        *_SAND,
    ),
    "no-deadline": State(
        "D",
        "no deadline",
        "documents name the right owner; the required deadline is lacking",
        *_SAND,
    ),
    "assigned": State("·", "assigned", "documents in force name the right owner", *_BLUE_GREY),
    "suppressed": State(
        "h",
        "hidden",
        "too small a figure, or one that would give such a figure away",
        *_GREY,
    ),
}

# Shades of a share, from none to half and more: (fill, text), light and dark.
HEAT = (
    (("#ffffff", "#1a1a1a"), ("#15181c", "#e8e6e3")),
    (("#e3edf7", "#1a1a1a"), ("#1d2b3a", "#e8e6e3")),
    (("#c2d7ec", "#1a1a1a"), ("#23405c", "#e8e6e3")),
    (("#8fb4d9", "#1a1a1a"), ("#2e5f8e", "#ffffff")),
    (("#2f6da8", "#ffffff"), ("#8ab8e8", "#10151a")),
)
# A share at or above a step takes the shade after it.
HEAT_STEPS = (0.05, 0.10, 0.20, 0.35)

# Steps of a scale, one hue from pale to deep: (fill, text), light and dark. Neighbours differ in
# lightness, so they do in grey too; each also has its pattern in the page's style.
RAMP = (
    (("#eef3f9", "#1a1a1a"), ("#1c2a38", "#e8e6e3")),
    (("#c2d7ec", "#1a1a1a"), ("#274a6b", "#f2f5f8")),
    (("#8fb4d9", "#1a1a1a"), ("#3b74a8", "#ffffff")),
    (("#3c73ab", "#ffffff"), ("#7fb2e2", "#10151a")),
    (("#0d3a68", "#ffffff"), ("#d3e6f8", "#10151a")),
)

# What a reviewer's decision adds to the letter of a cell.
REVIEW_MARKS = {
    "proposed": "{}",
    "confirmed": "{}✓",
    "rejected": "({})",
    "disputed": "{}?",
    "remediated": "[{}]",
    "contested": "{}!",
}
REVIEW_WORDS = {
    "proposed": "proposed by the program, not yet looked at by a person",
    "confirmed": "confirmed by a reviewer",
    "rejected": "rejected by a reviewer: in order after all",
    "disputed": "disputed by management",
    "remediated": "remediated since",
    "contested": "reviewers contradict each other, and nobody has settled it",
}

# How the documents and the comments meet.
MEETINGS = {
    "corroborated": "a gap, and staff raise it",
    "latent": "a gap; no comments speak of it, or too few to be shown",
    "raised": "staff raise it though the documents are in order",
    "quiet": "in order; no comments speak of it, or too few to be shown",
    "hidden": "how many comments came from here is hidden",
}

# What the further labels of a cell say (vocabulary.EXTRA_LABELS).
LABELS = {
    "uneven": "uneven: documents of other Centers cover it",
    "differs": "Centers differ on owner, deadline or steps",
    "overlapping": "two documents give one owner different steps",
    "weak": "only recommended, not required",
    "partial": "covers a part of the object only",
}


def state_of(kind: str, review: str = "proposed") -> str:
    """Return the state under which a cell is shown: `missing` reads "not found" until reviewed.

    Examples
    --------
    >>> state_of("missing"), state_of("missing", "confirmed"), state_of("stale")
    ('not-found', 'missing', 'stale')
    """
    return "not-found" if kind == "missing" and review == "proposed" else kind


def heat_of(share: float) -> int:
    """Return the shade of a share, 0 to 4.

    Examples
    --------
    >>> [heat_of(share) for share in (0.0, 0.05, 0.2, 0.5)]
    [0, 1, 3, 4]
    """
    return sum(share >= step for step in HEAT_STEPS)


def step_of(place: int, places: int) -> int:
    """Return the shade of a scale's step: the first is the palest, the last the deepest.

    A scale of more steps than shades has neighbours of one shade: their frames, order and figures
    tell them apart.

    Examples
    --------
    >>> [step_of(i, 3) for i in range(3)], step_of(0, 1), [step_of(i, 7) for i in range(7)]
    ([0, 2, 4], 2, [0, 1, 1, 2, 3, 3, 4])
    """
    last = len(RAMP) - 1
    return last // 2 if places < 2 else (2 * place * last + places - 1) // (2 * (places - 1))


def notebook_style() -> HTML:
    """Return the page's style for results shown in a notebook, where no page is around them."""
    folder = resources.files("sopgap.report") / "page"
    parts = [
        (folder / name).read_text(encoding="utf-8")
        for name in ("page.css", "reading.css", "compare.css")
    ]
    page = "\n".join(parts)
    return HTML(f"<style>{css()}\n.jp-RenderedHTML{{{page}}}</style>")


def css() -> str:
    """Return the colours as CSS: light, and dark on a screen that asks for it.

    Examples
    --------
    >>> "--s-stale-fill:#6a4c93" in css()
    True
    """
    rules = [
        f".s-{key}{{background-color:var(--s-{key}-fill);color:var(--s-{key}-ink);"
        f"border:1px {state.border} var(--s-{key}-edge)}}"
        for key, state in STATES.items()
    ]
    rules += [
        f".h-{i}{{background-color:var(--h-{i}-fill);color:var(--h-{i}-ink)}}"
        for i in range(len(HEAT))
    ]
    light, dark = (":root{" + ";".join(_variables(side)) + "}" for side in (0, 1))
    rules += [
        f".r-{i}{{background-color:var(--r-{i}-fill);color:var(--r-{i}-ink)}}"
        for i in range(len(RAMP))
    ]
    # What draws in a picture: its colour as an attribute is the light one, the class's goes before.
    rules += [f".f-{name}{{fill:var(--{name})}}.k-{name}{{stroke:var(--{name})}}" for name in DRAWN]
    return "\n".join([light, "@media screen and (prefers-color-scheme:dark){" + dark + "}", *rules])


def _variables(side: int) -> list[str]:
    out = [f"--{name}:{pair[side]}" for name, pair in INKS.items()]
    for key, state in STATES.items():
        fill, ink, edge = (state.light, state.dark)[side]
        out += [f"--s-{key}-fill:{fill}", f"--s-{key}-ink:{ink}", f"--s-{key}-edge:{edge}"]
    for i, shade in enumerate(HEAT):
        out += [f"--h-{i}-fill:{shade[side][0]}", f"--h-{i}-ink:{shade[side][1]}"]
    for i, shade in enumerate(RAMP):
        out += [f"--r-{i}-fill:{shade[side][0]}", f"--r-{i}-ink:{shade[side][1]}"]
    return [*out, f"--hatch:{HATCH[side]}", f"--weave:{WEAVE[side]}"]
