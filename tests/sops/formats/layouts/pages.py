"""Ten layouts of PDF pages, drawn line by line so that the truth is known.

Each layout takes the path to write and returns a `Truth`. Two runs write the same bytes. The fonts
are those of every PDF reader (Times, Helvetica) or come with matplotlib (STIX, DejaVu: embedded,
with ligatures). `Press` sets the text; the layouts below it say what stands where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.sops.formats.layouts import Block, Table, Truth
from tests.sops.formats.layouts.texts import TOPICS, teller, unmarked

Frame = tuple[float, float, float, float]  # left, bottom, width, height
TIMES = ("Times-Roman", "Times-Bold", "Times-Italic")
HELVETICA = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")
STIX = ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic")
SERIF = ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic")
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
TOGETHER = {"th", "ch", "sh", "ph", "ck", "wh", "gh"}  # letters that no hyphen parts


def register(face: tuple[str, ...]) -> None:
    """Make matplotlib's fonts known to the writer; the standard ones are."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name in face:
        if (folder / f"{name}.ttf").exists() and name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def partings(word: str, *, soft: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield the ways to part a word at a line's end, the latest first: left, right, hyphen kept.

    Examples
    --------
    >>> list(partings("entry-summary", soft=False))
    [('entry-', 'summary', True)]
    >>> list(partings("procedure,", soft=True))[-1]
    ('pro', 'cedure,', False)
    """
    hard = [m.end() for m in re.finditer(r"(?<=[A-Za-z]{2})-(?=[A-Za-z]{2})", word)]
    for end in reversed(hard):
        yield word[:end], word[end:], True
    core = re.fullmatch(r"(\W*)([A-Za-z]{7,})(\W*)", word)
    if not soft or core is None or hard:
        return
    before, letters, after = core.groups()
    for i in range(len(letters) - 3, 2, -1):
        a, b, c = letters[i - 1 : i + 2].lower()
        two = a not in "aeiouy" and b not in "aeiouy" and a + b not in TOGETHER
        one = a in "aeiouy" and b not in "aeiouy" and b + c not in TOGETHER
        if c in "aeiouy" and (one or (two and letters[i - 2].lower() in "aeiouy")):
            yield before + letters[:i], letters[i:] + after, False


@dataclass
class Look:
    """How body text is set."""

    face: tuple[str, str, str] = TIMES
    size: float = 10.5
    leading: float = 13.5
    gap: float = 6
    justify: bool = False
    hyphenate: bool = False
    hyphen: str = "-"
    ligatures: bool = False
    by_word: bool = False  # each word drawn by itself, without a space between: as some writers do
    first: float = 0  # indent of a paragraph's first line


@dataclass
class Line:
    """One set line: words, each with the marker of its note."""

    words: list[tuple[str, str]] = field(default_factory=list)
    last: bool = False


class Press:
    """Set text into frames, page by page, and keep the truth of what was set."""

    def __init__(
        self,
        path: Path,
        name: str,
        frames: Callable[[int], list[Frame]],
        look: Look | None = None,
        dress: Callable[[Press], None] | None = None,
        size: tuple[float, float] = letter,
        under: Callable[[Press], None] | None = None,
    ) -> None:
        """`dress` draws the running lines when a page is full, `under` what lies under its text."""
        self.frames_of, self.look, self.size = frames, look or Look(), size
        self.dress, self.under = dress, under
        register(self.look.face)
        self.canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1)
        self.canvas.setTitle(name)
        self.truth = Truth(name)
        self.page, self.section = 0, ""
        self.notes: list[tuple[str, list[str], str]] = []
        self.open_page()

    # pages and frames
    def open_page(self) -> None:
        self.page += 1
        self.frames = self.frames_of(self.page)
        self.frame = -1
        self.open_frame()
        if self.under:
            self.under(self)

    def open_frame(self) -> None:
        self.frame += 1
        self.left, self.bottom, self.width, height = self.frames[self.frame]
        self.top = self.y = self.bottom + height

    def next_frame(self) -> None:
        """Go on in the next column, or on the next page."""
        self.close_notes()
        if self.frame + 1 < len(self.frames):
            self.open_frame()
        else:
            self.close_page()
            self.open_page()

    def close_page(self) -> None:
        if self.dress:
            self.dress(self)
        self.canvas.showPage()

    def turn(self) -> None:
        """Turn this page: its content lies along the long side, and /Rotate shows it upright."""
        # the writer swaps the sides of a turned page: swapped here, the sheet stays upright
        self.canvas.setPageSize(self.size[::-1])
        self.canvas.setPageRotation(90)
        self.canvas.translate(self.size[0], 0)
        self.canvas.rotate(90)

    def upright(self) -> None:
        self.canvas.setPageSize(self.size)
        self.canvas.setPageRotation(0)

    def save(self) -> Truth:
        self.close_notes()
        self.close_page()
        self.canvas.save()
        self.truth.n_pages = self.page
        return self.truth

    # words and lines
    def wide(self, text: str, font: str, size: float) -> float:
        return pdfmetrics.stringWidth(self.glyphs(text), font, size)

    def glyphs(self, text: str) -> str:
        """Put ligatures for their letters where the font draws them."""
        if self.look.ligatures:
            for letters, glyph in LIGATURES.items():
                text = text.replace(letters, glyph)
        return text

    def lines(
        self, text: str, width: float, font: str, size: float, first: float = 0
    ) -> list[Line]:
        """Break a text into lines; note which words were parted."""
        space = pdfmetrics.stringWidth(" ", font, size)
        done, line, used = [], Line(), first
        queue = text.split()
        while queue:
            word, _, mark = queue.pop(0).partition("^")
            long = self.wide(word, font, size) + 3 * len(mark)
            lead = space if line.words else 0
            if used + lead + long <= width:
                line.words.append((word, mark))
                used += lead + long
                continue
            for left, right, kept in partings(word, soft=self.look.hyphenate):
                shown = left if kept else left + self.look.hyphen
                if used + lead + self.wide(shown, font, size) <= width:
                    whole = (left + right).strip("“”.,;:()")
                    cut = whole.index(right.strip("“”.,;:()"))
                    wrong = (
                        whole[: cut - 1] + whole[cut:] if kept else f"{whole[:cut]}-{whole[cut:]}"
                    )
                    self.truth.joins.append((whole, wrong))
                    line.words.append((shown, ""))
                    queue.insert(0, f"{right}^{mark}" if mark else right)
                    break
            else:
                if not line.words:
                    raise ValueError(f"{word!r} is wider than its column")
                queue.insert(0, f"{word}^{mark}" if mark else word)
            done.append(line)
            line, used = Line(), 0.0
        line.last = True
        return [*done, line]

    def draw(self, line: Line, x: float, y: float, width: float, font: str, size: float) -> None:
        """Draw one line; spread its words if the look is justified."""
        pen = self.canvas
        pen.setFont(font, size)
        space = pdfmetrics.stringWidth(" ", font, size)
        total = sum(self.wide(w, font, size) for w, _ in line.words) + space * (len(line.words) - 1)
        marked = any(mark for _, mark in line.words)
        more = 0.0
        if self.look.justify and not line.last and len(line.words) > 1:
            more = (width - total - 3 * marked) / (len(line.words) - 1)
        if not self.look.by_word and not marked:
            text = self.glyphs(" ".join(word for word, _ in line.words))
            pen.drawString(x, y, text, wordSpace=more)
            return
        for word, mark in line.words:
            gap = "" if self.look.by_word else " "
            pen.setFont(font, size)
            pen.drawString(x, y, self.glyphs(word) + ("" if mark else gap))
            x += self.wide(word, font, size)
            if mark:
                pen.setFont(font, size * 0.62)
                pen.drawString(x, y + size * 0.36, mark)
                x += pdfmetrics.stringWidth(mark, font, size * 0.62)
            x += space + more

    def flow(
        self,
        text: str,
        font: str,
        size: float,
        leading: float,
        indent: float,
        first: float,
        notes: dict,
    ) -> int:
        """Set a text from frame to frame; give the page on which it began."""
        began = 0
        for i, line in enumerate(self.lines(text, self.width - indent, font, size, first)):
            here = {m: notes[m] for _, m in line.words if m in notes}
            need = leading + sum(self.note_height(m, t) + 14 for m, t in here.items())
            if self.y - need < self.bottom:
                self.next_frame()
            for mark, sentences in here.items():
                self.bottom += self.note_height(mark, sentences) + (0 if self.notes else 14)
                self.notes.append((mark, sentences, self.section))
            began = began or self.page
            self.y -= leading
            shift = indent + (first if i == 0 else 0)
            width = self.width - shift
            self.draw(line, self.left + shift, self.y, width, font, size)
        return began

    # what a document is made of
    def text(
        self,
        sentences: list[str],
        kind: str = "text",
        *,
        label: str = "",
        lead_in: str = "",
        level: int = 0,
        indent: float = 0,
        hang: float = 0,
        notes: dict | None = None,
        small: float = 0,
    ) -> Block:
        """Set a paragraph; with a label, hang it in front of the first line."""
        look = self.look
        size, leading = look.size - small, look.leading - small
        plain = [unmarked(each) for each in sentences]
        block = Block(kind, plain, self.section, self.page, label, lead_in, level)
        self.truth.blocks.append(block)
        if label and self.y - leading < self.bottom:
            self.next_frame()
        if label:
            self.canvas.setFont(look.face[0], size)
            self.canvas.drawString(self.left + indent, self.y - leading, label)
        first = look.first if kind == "text" else 0
        block.page = self.flow(
            " ".join(sentences), look.face[0], size, leading, indent + hang, first, notes or {}
        )
        self.y -= look.gap
        return block

    def heading(
        self, text: str, level: int = 1, *, size: float = 0, bold: bool = True, middle: bool = False
    ) -> None:
        """Set a heading, with room for two lines under it."""
        look = self.look
        size = size or look.size + 5 - 1.5 * level
        font = look.face[1] if bold else look.face[0]
        lines = self.lines(text, self.width, font, size)
        if self.y - len(lines) * size * 1.25 - 2 * look.leading - 6 < self.bottom:
            self.next_frame()
        self.y -= 0 if self.y == self.top else 6
        for line in lines:
            self.y -= size * 1.25
            long = self.wide(" ".join(w for w, _ in line.words), font, size)
            kept, self.look.justify = self.look.justify, False
            self.draw(
                line, self.left + (self.width - long) / 2 * middle, self.y, self.width, font, size
            )
            self.look.justify = kept
        self.y -= look.gap * 0.7
        self.section = text
        self.truth.blocks.append(Block("heading", [text], text, self.page, level=level))

    def items(
        self,
        lead_in: str,
        pairs: list[tuple[str, str]],
        *,
        indent: float = 12,
        hang: float = 16,
        level: int = 1,
    ) -> None:
        """Set the sentence that leads in and the items under it."""
        if lead_in:
            self.text([lead_in])
        for label, sentence in pairs:
            self.text(
                [sentence],
                "item",
                label=label,
                lead_in=lead_in,
                level=level,
                indent=indent,
                hang=hang,
            )

    def note_height(self, mark: str, sentences: list[str]) -> float:
        size = self.look.size * 0.78
        kept, self.truth.joins = self.truth.joins, []
        n = len(self.lines(" ".join([mark, *sentences]), self.width, self.look.face[0], size))
        self.truth.joins = kept
        return n * size * 1.2 + 2

    def close_notes(self) -> None:
        """Draw the notes of this frame at its foot, under a short rule."""
        if not self.notes:
            return
        size, font = self.look.size * 0.78, self.look.face[0]
        y = self.bottom - 11
        self.canvas.line(self.left, y + 2, self.left + 110, y + 2)
        for mark, sentences, section in self.notes:
            for i, line in enumerate(self.lines(" ".join(sentences), self.width - 8, font, size)):
                y -= size * 1.2
                if i == 0:
                    self.canvas.setFont(font, size * 0.7)
                    self.canvas.drawString(self.left, y + size * 0.3, mark)
                self.draw(line, self.left + 8, y, self.width - 8, font, size)
            y -= 2
            self.truth.blocks.append(Block("note", list(sentences), section, self.page, label=mark))
        self.notes = []

    def table(
        self,
        header: list[str],
        rows: list[list[str]],
        widths: list[float],
        *,
        ruled: bool = True,
        caption: str = "",
        small: float = 1.0,
    ) -> None:
        """Set a table; repeat its header on each further page."""
        if caption:
            self.text([caption], "caption")
        made = Table(header, rows, ruled, [])
        block = Block("table", [], self.section, self.page, table=made)
        self.truth.blocks.append(block)
        head = self.row_height(header, widths, small)
        for i, row in enumerate(rows):
            high = self.row_height(row, widths, small)
            if self.y - high - (head if i == 0 else 0) < self.bottom:
                self.next_frame()
            if not made.pages or made.pages[-1] != self.page:
                made.pages.append(self.page)
                self.row(header, widths, head, small, ruled=ruled, bold=True)
            self.row(row, widths, high, small, ruled=ruled)
        block.page = made.pages[0]
        self.y -= self.look.gap * 2

    def row_height(self, row: list[str], widths: list[float], small: float) -> float:
        kept, self.truth.joins = self.truth.joins, []
        size = self.look.size - small
        n = max(
            len(self.lines(c, w - 8, self.look.face[1], size))
            for c, w in zip(row, widths, strict=True)
        )
        self.truth.joins = kept
        return n * size * 1.2 + 6

    def row(
        self,
        row: list[str],
        widths: list[float],
        high: float,
        small: float,
        *,
        ruled: bool,
        bold: bool = False,
    ) -> None:
        """Set one row, cell by cell."""
        size, x = self.look.size - small, self.left
        kept, self.look.justify = self.look.justify, False
        for cell, width in zip(row, widths, strict=True):
            if ruled:
                self.canvas.rect(x, self.y - high, width, high)
            y = self.y - 2
            for line in self.lines(cell, width - 8, self.look.face[1], size) if cell else []:
                y -= size * 1.2
                self.draw(line, x + 4, y + 1, width - 8, self.look.face[int(bold)], size)
            x += width
        self.look.justify = kept
        if bold and not ruled:
            self.canvas.line(self.left, self.y - high + 1, x, self.y - high + 1)
        self.y -= high

    def running(
        self, x: float, y: float, text: str, size: float = 9, *, side: str = "left", font: int = 0
    ) -> None:
        """Draw a running line, which no reader ought to give."""
        self.canvas.setFont(self.look.face[font], size)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "middle": self.canvas.drawCentredString,
        }
        draw[side](x, y, text)
        self.truth.running.append((self.page, text))

    def chapter(self, take: Callable[[int], list[str]], sizes: tuple[int, ...]) -> None:
        """Set paragraphs of so many sentences each."""
        for n in sizes:
            self.text(take(n))

    def fill(self, take: Callable[[int], list[str]], frame: int, spare: float = 60) -> None:
        """Set paragraphs until little is left of a frame of this page."""
        while self.frame < frame or self.y - self.bottom > spare:
            self.text(take(3))


def even(
    left: float, bottom: float, width: float, height: float, n: int = 1, gutter: float = 20
) -> list[Frame]:
    """Cut a rectangle into columns.

    Examples
    --------
    >>> even(72, 72, 420, 600, n=2)
    [(72.0, 72, 200.0, 600), (292.0, 72, 200.0, 600)]
    """
    one = (width - gutter * (n - 1)) / n
    return [(float(left + i * (one + gutter)), bottom, one, height) for i in range(n)]


def sentences_of(
    take: Callable[[int], list[str]], n: int, labels: str | list[str]
) -> list[tuple[str, str]]:
    """Pair the next sentences with labels."""
    return list(zip([labels] * n if isinstance(labels, str) else labels, take(n), strict=True))


def plain(path: Path) -> Truth:
    """One column, ragged right, a running head and a page number at the foot."""

    def frames(page: int) -> list[Frame]:
        return even(72, 80, 468, 620)

    def dress(press: Press) -> None:
        press.running(72, 740, "Import Operations Handbook, Part II")
        press.running(306, 44, str(press.page), side="middle")

    topic = TOPICS["plain"]
    take = teller(topic)
    press = Press(path, "plain", frames, Look(STIX, 11.5, 15.5, ligatures=True), dress)
    press.heading(topic.title, 0, size=17)
    for i, heading in enumerate(topic.headings):
        press.heading(heading)
        press.chapter(take, (3, 4))
        if i == 1:
            press.items("The file is complete only if:", sentences_of(take, 4, "•"))
        if i == 4:
            lead_in = "In this order, the specialist does the following."
            press.items(lead_in, sentences_of(take, 4, ["1.", "2.", "3.", "4."]))
        press.chapter(take, (2, 3))
    return press.save()


def columns(path: Path) -> Truth:
    """Two columns, justified, with headings in the columns and a bulleted list."""

    def frames(page: int) -> list[Frame]:
        return even(54, 66, 504, 650, n=2, gutter=24)

    def dress(press: Press) -> None:
        press.running(54, 738, "Circular 11 on Bonds")
        press.running(558, 738, "Revenue Division", side="right")
        press.running(306, 40, f"- {press.page} -", side="middle")

    topic = TOPICS["columns"]
    take = teller(topic)
    press = Press(path, "columns", frames, Look(HELVETICA, 9, 11.5, justify=True), dress)
    for i, heading in enumerate(topic.headings):
        press.heading(heading)
        press.chapter(take, (4, 3, 5))
        if i % 3 == 1:
            lead_in = {
                1: "The bond-desk sends back each bond that:",
                4: "The register shows for each bond:",
                7: "Callers are told the following:",
            }[i]
            press.items(lead_in, sentences_of(take, 3, "•"))
            press.chapter(take, (3,))
    return press.save()


def abstract(path: Path) -> Truth:
    """Two columns under a full-width title and abstract; a full-width table amid page 2."""

    def frames(page: int) -> list[Frame]:
        if page == 1:
            return [(60, 565, 492, 165), *even(60, 60, 492, 500, n=2)]
        if page == 2:
            return [
                *even(60, 450, 492, 280, n=2),
                (60, 310, 492, 130),
                *even(60, 60, 492, 248, n=2),
            ]
        return even(60, 60, 492, 670, n=2)

    def dress(press: Press) -> None:
        if press.page > 1:
            press.running(60, 748, "Technical Bulletin LAB-4")
        press.running(552, 36, f"Page {press.page}", side="right")

    topic = TOPICS["abstract"]
    take = teller(topic)
    press = Press(
        path,
        "abstract",
        frames,
        Look(STIX, 10, 12.5, 4, justify=True, hyphenate=True, ligatures=True, first=12),
        dress,
    )
    press.heading(topic.title, 0, size=19, middle=True)
    press.heading("Abstract", 1, middle=True)
    press.chapter(take, (8,))
    press.next_frame()
    heads = list(topic.headings)
    rows = [
        ["Crude oil", "4 × 500 ml", "72 hours", "Flash point, water & sediment"],
        ["Sugar, raw", "3 × 1 kg", "20 days", "Polarization at 20 °C, see 19 CFR 151.30"],
        ["Wool, greasy", "Core of 12 bales", "15 days", "Clean yield; fibre diameter"],
        ["Petroleum coke", "2 × 2 kg", "30 days", "Ash and volatile matter"],
    ]
    while press.page < 2:
        press.heading(heads.pop(0))
        press.chapter(take, (4, 3, 4))
    press.fill(take, 1, 75)
    press.next_frame()
    press.table(
        ["Commodity", "Sample", "Time limit", "Tests"],
        rows,
        [100, 100, 80, 212],
        caption="Table 1. Samples, time limits and tests.",
    )
    press.next_frame()
    for heading in heads:
        press.heading(heading)
        press.chapter(take, (4, 5, 3))
    return press.save()


def running(path: Path) -> Truth:
    """Running lines that change: chapter, date and page x of y, on the outer side."""
    total = 5

    def frames(page: int) -> list[Frame]:
        return even(90 if page % 2 else 60, 90, 445, 640)

    def dress(press: Press) -> None:
        head = press.section.split(". ", 1)[1]
        if press.page % 2:
            press.running(535, 770, f"{head} · {press.page}", side="right", font=2)
            press.running(90, 48, "Revision 3, 14 May 2012")
            press.running(535, 48, f"Page {press.page} of {total}", side="right")
        else:
            press.running(60, 770, f"{press.page} · Manual of Drawback Claims", font=2)
            press.running(60, 48, f"Page {press.page} of {total}")
            press.running(505, 48, "Printed 2012-06-01 08:15", side="right")

    topic = TOPICS["running"]
    take = teller(topic)
    press = Press(path, "running", frames, Look(SERIF, 9.5, 14.5, 7, by_word=True), dress, A4)
    for i, heading in enumerate(topic.headings):
        press.heading(heading)
        press.chapter(take, (3, 4, 4, 3))
        if i in (2, 3):
            lead_in = "A certificate is refused if:" if i == 2 else "The audit covers:"
            press.items(lead_in, sentences_of(take, 3, ["(a)", "(b)", "(c)"]), hang=22)
        press.chapter(take, (3, 4))
    truth = press.save()
    if truth.n_pages != total:
        raise ValueError(f"{truth.n_pages} pages, and the feet say {total}")
    return truth


def notes(path: Path) -> Truth:
    """Footnotes under a rule, their markers raised in the text, some amid a sentence."""

    def frames(page: int) -> list[Frame]:
        return even(80, 76, 452, 640)

    def dress(press: Press) -> None:
        press.running(306, 746, "Seized Property Guide", side="middle", font=2)
        press.running(532, 46, str(press.page), side="right")

    topic = TOPICS["notes"]
    take = teller(topic)
    feet = iter(
        [
            ["The office is also called the FP&F office in older papers."],
            [
                "See 19 CFR 171.21 for the form of a petition.",
                "A letter is enough where the sum is below $1,000.",
            ],
            ["Now Directive 4410-002A."],
            ["The clock of the mail-room counts, cf. § 171.2(b); a postmark does not."],
            ["This was 60 days before 2009."],
            [
                "The vault log is kept in ink.",
                "Corrections are struck through once and dated, so that the first figure "
                "stays legible to the auditor.",
            ],
            ["Firearms under Title 26 are outside this guide."],
            ["Id., at 14."],
            ["The panel has three members & sits on Tuesdays."],
            ["Sums are in U.S. dollars unless another currency is named."],
        ]
    )
    press = Press(path, "notes", frames, Look(TIMES, 11.5, 17, 8), dress)
    press.heading(topic.title, 0, size=18)
    n = 0
    for heading in topic.headings:
        press.heading(heading)
        for k in (5, 3, 4):
            told = take(k)
            noted = {}
            if k != 3 and (foot := next(feet, None)):
                n += 1
                noted[str(n)] = foot
                words = told[1].split()
                words[-1 if n % 2 else 4] += f"^{n}"
                told[1] = " ".join(words)
            press.text(told, notes=noted)
    return press.save()


def tables(path: Path) -> Truth:
    """Tables with and without rules, cells of several lines, headers repeated over the break."""

    def frames(page: int) -> list[Frame]:
        return even(60, 70, 492, 650)

    def dress(press: Press) -> None:
        press.running(60, 742, "Schedule S-2 (rev. 6)")
        press.running(552, 742, f"{press.page}", side="right")

    topic = TOPICS["tables"]
    take = teller(topic)
    press = Press(path, "tables", frames, Look(HELVETICA, 10, 13, 6), dress)
    press.heading(topic.title, 0, size=16)
    press.heading(topic.headings[0])
    press.chapter(take, (4, 5))
    press.heading(topic.headings[1])
    press.chapter(take, (3, 4, 5, 4))
    limits = [
        [
            "Entry-summary review",
            "Entry specialist, or the team lead if the specialist is on leave",
            "5 working days",
            "Note in ACE",
        ],
        [
            "Census warning",
            "Import specialist",
            "2 working days",
            "Override code and a reason in words",
        ],
        [
            "Quota entry",
            "Quota officer at headquarters",
            "same day",
            "Quota log, see 19 CFR 132.13(a)",
        ],
        [
            "Protest",
            "Protest reviewer, who is not the officer that made the decision",
            "30 days",
            "Decision letter & worksheet",
        ],
        ["Prior disclosure", "FP&F officer", "10 working days", "Case number"],
        [
            "Bond sufficiency",
            "Bond-desk",
            "every quarter",
            "Sufficiency report signed by the supervisor and filed by year",
        ],
        ["Ruling request", "National specialist", "30 days", "Ruling number"],
        [
            "Seized property",
            "Vault custodian and one witness",
            "at each change of shift",
            "Seizure-log",
        ],
        [
            "Refund over $10,000",
            "Refund officer, then the branch chief",
            "7 working days",
            "Voucher with two signatures",
        ],
        ["Broker permit", "Broker officer", "90 days", "Permit file; fee receipt"],
        [
            "Marking notice",
            "Import specialist",
            "30 days from release",
            "Form 4647, returned by the importer",
        ],
        ["Laboratory referral", "Entry team", "3 days", "Field-sheet and seal number"],
    ]
    press.table(
        ["Review", "Office that acts", "Time limit", "Record"],
        limits,
        [105, 165, 92, 130],
        caption="Table B-1. Time limits by kind of review.",
    )
    press.chapter(take, (3, 5))
    press.heading(topic.headings[2])
    press.chapter(take, (5, 4, 5))
    who = [
        [f"{code}", name, rate]
        for code, name, rate in (
            ("01", "Consumption, free & dutiable", "5 percent"),
            ("03", "Consumption, AD/CVD", "100 percent"),
            (
                "06",
                "Foreign-trade zone, consumption, where the zone week ends on a Sunday",
                "10 percent",
            ),
            ("11", "Informal", "1 percent"),
            ("21", "Warehouse", "25 percent of all withdrawals"),
            ("23", "Temporary importation under bond", "50 percent"),
            ("31", "Warehouse withdrawal", "8 percent"),
            ("51", "Defense contract management", "n/a"),
        )
    ]
    press.table(
        ["Type", "Description", "Share reviewed"],
        who,
        [60, 250, 150],
        ruled=False,
        caption="Table C-1. Entry types and shares.",
    )
    press.chapter(take, (4, 5, 5))
    press.heading(topic.headings[3])
    press.chapter(take, (4, 5, 4, 3))
    more = [
        [f"E-{i}", f"Exception {word}, granted by the {by}", f"until {month} 2013"]
        for i, (word, by, month) in enumerate(
            (
                ("for small ports", "director", "January"),
                ("for night shifts", "area chief", "February"),
                ("for rail cars", "port director", "March"),
                ("for courier hubs", "branch chief", "April"),
                ("for ferry traffic", "port director", "May"),
                ("for pipeline imports", "director", "June"),
                ("for returned mail", "area chief", "July"),
                ("for pleasure boats", "director", "August"),
            ),
            1,
        )
    ]
    press.table(["No.", "Exception", "Valid"], more, [50, 290, 120], ruled=False)
    press.heading(topic.headings[4])
    press.chapter(take, (4, 5, 4))
    return press.save()


def hyphens(path: Path) -> Truth:
    """Narrow justified columns, with soft and hard hyphens at many line ends."""

    def frames(page: int) -> list[Frame]:
        return even(70, 60, 350, 470, n=2, gutter=22)

    def dress(press: Press) -> None:
        press.running(245, 548, "Rulings and Advice: Instructions", 8, side="middle", font=2)
        press.running(245, 34, str(100 + press.page), 8, side="middle")

    topic = TOPICS["hyphens"]
    take = teller(topic)
    look = Look(STIX, 9.5, 11.5, 2, justify=True, hyphenate=True, ligatures=True, first=10)
    press = Press(path, "hyphens", frames, look, dress, (490, 595))
    for i, heading in enumerate(topic.headings):
        # some writers put U+00AD where a word was parted, others the plain sign
        look.hyphen = "\u00ad" if i in (3, 4) else "-"
        press.heading(heading, size=10.5)
        press.chapter(take, (3, 4, 3))
    return press.save()


def rotated(path: Path) -> Truth:
    """The third page lies along the long side and is turned by /Rotate 90."""

    def frames(page: int) -> list[Frame]:
        return even(60, 70, 672, 450) if page == 3 else even(72, 76, 468, 640)

    def dress(press: Press) -> None:
        if press.page == 3:
            press.running(60, 556, "Terminal Manual")
            press.running(732, 40, "Sheet 3", side="right")
        else:
            press.running(72, 744, "Terminal Manual")
            press.running(540, 44, f"Sheet {press.page}", side="right")

    class Turning(Press):
        def open_page(self) -> None:
            super().open_page()
            if self.page == 3:
                self.turn()
            else:
                self.upright()

    topic = TOPICS["rotated"]
    take = teller(topic)
    press = Turning(path, "rotated", frames, Look(HELVETICA, 11, 15.5, 8), dress)
    heads = list(topic.headings)
    press.heading(topic.title, 0, size=17)
    for heading in heads[:3]:
        press.heading(heading)
        press.chapter(take, (4, 5, 4))
    while press.page < 3:
        press.chapter(take, (3,))
    press.heading(heads[3])
    press.chapter(take, (3, 3))
    plan = [
        [
            "Bay 01-05",
            "Reefer boxes, plugged in",
            "yard-planner",
            "Read the set-point & the actual figure every 6 hours",
        ],
        [
            "Bay 06-11",
            "Dry boxes for exam",
            "boarding officer",
            "Seal is verified before the box is moved, 19 CFR 18.4",
        ],
        [
            "Bay 12-14",
            "Hazardous goods, class 3",
            "terminal operator",
            "Keep 30 ft. from reefers; fire watch at night",
        ],
    ]
    press.table(
        ["Place", "What stands there", "Who answers for it", "Rule"], plan, [80, 180, 130, 282]
    )
    press.chapter(take, (3,))
    press.next_frame()
    for heading in heads[4:]:
        press.heading(heading)
        press.chapter(take, (4, 5, 3))
        if heading == heads[4]:
            press.items("At the post, the officer:", sentences_of(take, 2, "–"))
    return press.save()


def nested(path: Path) -> Truth:
    """A numbered procedure with four levels of hanging items that run over pages."""

    def frames(page: int) -> list[Frame]:
        return even(72, 84, 468, 610)

    def dress(press: Press) -> None:
        press.running(72, 738, "SOP 7.3")
        press.running(540, 738, "Effective 2013-02-01", side="right")
        press.running(306, 48, f"Page {press.page}", side="middle")

    topic = TOPICS["nested"]
    take = teller(topic)
    press = Press(path, "nested", frames, Look(TIMES, 11.5, 15, 5), dress)
    press.heading(topic.title, 0, size=16)
    for n, heading in enumerate(topic.headings, 1):
        press.heading(heading)
        for m in range(1, 5):
            lead = take(1 if m % 2 else 3)
            press.text(lead, "item", label=f"{n}.{m}", level=1, hang=30)
            if m % 2 == 0:
                continue
            for a in "abc":
                item = take(2 if a == "b" else 1)
                press.text(
                    item, "item", label=f"({a})", lead_in=lead[-1], level=2, indent=30, hang=24
                )
                if a == "b" and n > 1:
                    for i in ("i", "ii", "iii"):
                        press.text(
                            take(1),
                            "item",
                            label=f"({i})",
                            lead_in=item[-1],
                            level=3,
                            indent=54,
                            hang=26,
                        )
    return press.save()


def memo(path: Path) -> Truth:
    """A memorandum: address block, boxed note in the margin, small print, DRAFT across the page."""

    def frames(page: int) -> list[Frame]:
        return even(72, 90, 318, 535) if page == 1 else even(72, 90, 468, 640)

    def under(press: Press) -> None:
        pen = press.canvas
        pen.saveState()
        pen.setFillGray(0.85)
        pen.translate(306, 396)
        pen.rotate(50)
        pen.setFont("Helvetica-Bold", 110)
        pen.drawCentredString(0, -30, "DRAFT")
        pen.restoreState()
        press.truth.running.append((press.page, "DRAFT"))

    def dress(press: Press) -> None:
        if press.page > 1:
            press.running(72, 752, "Memorandum of 3 October 2022, continued", 8)
        press.running(306, 40, "OFFICIAL USE ONLY", 8, side="middle")

    def box(press: Press, title: str, told: list[str]) -> None:
        """Draw a note beside the text, in a tinted box."""
        kept = press.left, press.bottom, press.width, press.top, press.y
        look, press.look = press.look, Look(HELVETICA, 8.5, 11, 4)
        pen = press.canvas
        pen.setFillGray(0.92)
        pen.rect(410, 365, 134, 205, fill=1)
        pen.setFillGray(0)
        press.left, press.bottom, press.width, press.top, press.y = 418, 365, 118, 562, 562
        section, press.section = press.section, title
        pen.setFont("Helvetica-Bold", 9.5)
        pen.drawString(418, 552, title)
        press.y -= 16
        block = press.text(told, "box")
        block.label = title
        press.section, press.look = section, look
        press.left, press.bottom, press.width, press.top, press.y = kept

    topic = TOPICS["memo"]
    take = teller(topic)
    press = Press(path, "memo", frames, Look(TIMES, 11.5, 15.5, 8), dress, under=under)
    pen = press.canvas
    pen.setFont("Times-Bold", 16)
    pen.drawString(72, 728, "MEMORANDUM")
    press.truth.blocks.append(Block("heading", ["MEMORANDUM"], "MEMORANDUM", 1))
    press.section = "MEMORANDUM"
    y = 704
    for label, name in (
        ("To:", "All Center Directors; Directors of Field Operations"),
        ("From:", "Executive Director, Trade Relations"),
        ("Date:", "October 3, 2022"),
        ("Subject:", topic.title),
    ):
        pen.setFont("Times-Bold", 11.5)
        pen.drawString(72, y, label)
        pen.setFont("Times-Roman", 11.5)
        pen.drawString(140, y, name)
        press.truth.blocks.append(Block("field", [name], "MEMORANDUM", 1, label=label))
        y -= 16
    pen.line(72, y + 6, 540, y + 6)
    press.heading(topic.headings[0])
    press.chapter(take, (4, 4))
    box(press, "In short", take(4))
    press.heading(topic.headings[1])
    press.chapter(take, (3, 4))
    press.items("Each Center does three things:", sentences_of(take, 3, ["1.", "2.", "3."]))
    press.chapter(take, (4, 3))
    press.heading(topic.headings[2])
    press.chapter(take, (4, 3, 4, 3, 4))
    while press.page < 3:
        press.chapter(take, (3,))
    fine = take(2)
    press.heading(topic.headings[3])
    press.chapter(take, (4, 4))
    press.text(fine, small=3.5)
    press.y -= 40
    pen.line(72, press.y, 250, press.y)
    for line in ("Roberta Fitzgerald-Flynn", "Chief of the detention staff"):
        press.look.gap = 0
        press.text([line], "field")
    return press.save()


LAYOUTS: dict[str, Callable[[Path], Truth]] = {
    each.__name__: each
    for each in (plain, columns, abstract, running, notes, tables, hyphens, rotated, nested, memo)
}
