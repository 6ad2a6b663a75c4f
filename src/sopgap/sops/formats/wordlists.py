"""The open items of a Word document's lists: which item hangs on which, by level and indent."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.sops.formats.lists import clip_lead, ends_open, join_leads

SAME = 60  # twentieths of a point by which indents of one level may differ


@dataclass
class OpenItem:
    """An item that deeper ones may hang on."""

    num: str
    ilvl: int
    indent: int
    text: str
    lead: str


class OpenItems:
    """The items that are open at a place, the outermost first.

    Examples
    --------
    >>> items = OpenItems()
    >>> items.add("1", 0, 360, "Each month:", "The clerk must:")
    'The clerk must:'
    >>> items.add("1", 1, 720, "count the keys;", "The clerk must:")
    'The clerk must: > Each month:'
    """

    def __init__(self) -> None:
        self.items: list[OpenItem] = []
        self.leads: dict[str, str] = {}  # of a list that a closed paragraph interrupts

    def end_lists(self) -> None:
        """Close all items, as a heading does."""
        self.items, self.leads = [], {}

    def interrupt(self) -> None:
        """Close all items, as a paragraph does, behind which the list may go on."""
        self.items = []

    def owner(self, indent: int) -> OpenItem | None:
        """Return the item that an unnumbered paragraph belongs to: the deepest not beyond it."""
        for at in range(len(self.items) - 1, -1, -1):
            if 0 < self.items[at].indent <= indent + SAME:
                del self.items[at + 1 :]
                return self.items[at]
        return None

    def add(self, num: str, ilvl: int, indent: int, text: str, before: str) -> str:
        """Open an item and return its lead-in; `before` is the paragraph before its list."""
        while self.items and not _is_deeper(num, ilvl, indent, self.items[-1]):
            self.items.pop()
        if self.items:
            lead = join_leads(self.items[-1].lead, clip_lead(self.items[-1].text))
        else:
            lead = clip_lead(before)
            if num in self.leads and not ends_open(before):
                lead = self.leads[num]
            elif num:
                self.leads[num] = lead
        self.items.append(OpenItem(num, ilvl, indent, text, lead))
        return lead


def _is_deeper(num: str, ilvl: int, indent: int, above: OpenItem) -> bool:
    if num == above.num:
        return ilvl > above.ilvl
    if indent and above.indent:
        return indent > above.indent + SAME
    return ilvl > above.ilvl
