"""Eight Word documents whose numbers, changes and corners are known.

Each document takes the path to write and returns its `WordTruth`. The numbers in the truth are
written by hand after ECMA-376 part 1, 17.9, and not computed: what Word prints in front of the
paragraph, without the tab or space that follows. Two runs write the same bytes.
"""

# ruff: noqa: E501 - a paragraph's XML keeps its line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

URI = "http://schemas.openxmlformats.org"
SPACES = {
    "w": f"{URI}/wordprocessingml/2006/main",
    "r": f"{URI}/officeDocument/2006/relationships",
    "wp": f"{URI}/drawingml/2006/wordprocessingDrawing",
    "a": f"{URI}/drawingml/2006/main",
    "mc": f"{URI}/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
BY = 'w:id="{n}" w:author="A. Reviser" w:date="2015-03-02T09:00:00Z"'


@dataclass
class Told:
    """One paragraph as it ought to be read, with the number that Word prints before it.

    Kinds: heading, text, item, cell, note, box. White space is made even: a tab or a line break
    counts as a space. A non-breaking hyphen counts as "-", an optional hyphen as nothing.
    """

    text: str
    number: str = ""
    kind: str = "text"
    section: str = ""


@dataclass
class WordTruth:
    """What a reader ought to give of a Word file.

    `told` holds the paragraphs in order, changes accepted; notes stand last, and boxes behind the
    paragraph that anchors them. `absent` holds words that may not come through. `tables` holds
    each table's grid: a merged cell's text at its first place, None at the others. `original` is
    the text with all changes refused, `both` the text with all that is marked kept; they are empty
    where nothing is tracked.
    """

    name: str
    told: list[Told] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    tables: list[list[list[str | None]]] = field(default_factory=list)
    original: list[Told] = field(default_factory=list)
    both: list[Told] = field(default_factory=list)


class Writer:
    """Gather the parts of a Word file beside its truth."""

    def __init__(self, name: str) -> None:
        self.truth = WordTruth(name)
        self.body: list[str] = []
        self.part: dict[str, str] = {}
        self.styles = style("Normal", extra='w:default="1"')
        self.abstracts, self.nums = "", ""
        self.section = ""

    def add(
        self,
        text: str,
        number: str = "",
        *,
        style: str = "",
        num: str = "",
        kind: str = "",
        inner: str = "",
    ) -> None:
        """Add a paragraph and its truth; `inner` is its XML where that is more than one run."""
        kind = kind or ("item" if number else "text")
        if kind == "heading":
            self.section = text
        if text:
            self.truth.told.append(Told(text, number, kind, self.section))
        self.body.append(par(inner or run(text), style, num))

    def save(self, path: Path) -> WordTruth:
        """Write the file."""
        parts = {"styles": f"<w:styles {NAMES}>{self.styles}</w:styles>", **self.part}
        if self.abstracts:
            parts["numbering"] = f"<w:numbering {NAMES}>{self.abstracts}{self.nums}</w:numbering>"
        end = "<w:sectPr>{}</w:sectPr>".format(
            "".join(
                f'<w:{p}Reference w:type="default" r:id="r{p}"/>'
                for p in ("header", "footer")
                if p in parts
            )
        )
        main = f"<w:document {NAMES}><w:body>{''.join(self.body)}{end}</w:body></w:document>"
        package(path, main, parts)
        return self.truth


def package(path: Path, main: str, parts: dict[str, str]) -> None:
    """Write the zip with its content types and relations, all dated alike."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    link = f"{URI}/officeDocument/2006/relationships"
    types = f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
    types += "".join(
        f'<Override PartName="/word/{p}.xml" ContentType="{kind}.{p}+xml"/>' for p in parts
    )
    rels = "".join(f'<Relationship Id="r{p}" Type="{link}/{p}" Target="{p}.xml"/>' for p in parts)
    rels += f'<Relationship Id="rlink" Type="{link}/hyperlink" Target="https://example.org/guide" TargetMode="External"/>'
    defaults = "".join(
        f'<Default Extension="{e}" ContentType="application/{t}"/>'
        for e, t in (("rels", "vnd.openxmlformats-package.relationships+xml"), ("xml", "xml"))
    )
    root = f'<Relationship Id="r1" Type="{link}/officeDocument" Target="word/document.xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{URI}/package/2006/content-types">{defaults}{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{URI}/package/2006/relationships">{root}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{URI}/package/2006/relationships">{rels}</Relationships>',
        "word/document.xml": main,
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    with ZipFile(path, "w") as archive:
        for name, text in files.items():
            info = ZipInfo(name, date_time=(2015, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


# pieces of WordprocessingML
def run(text: str, properties: str = "", tag: str = "t") -> str:
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def par(inner: str, style: str = "", num: str = "", mark: str = "", more: str = "") -> str:
    """Make a paragraph; `num` is "numId", "numId/ilvl" or "/ilvl", `mark` the properties of its mark."""
    made = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        made += numbered(num)
    made += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{made}{more}</w:pPr>{inner}</w:p>"


def numbered(num: str) -> str:
    """Make the numbering property of "numId", "numId/ilvl" or "/ilvl".

    Examples
    --------
    >>> numbered("/2")
    '<w:numPr><w:ilvl w:val="2"/></w:numPr>'
    """
    name, _, level = num.partition("/")
    inner = f'<w:ilvl w:val="{level}"/>' if level else ""
    inner += f'<w:numId w:val="{name}"/>' if name else ""
    return f"<w:numPr>{inner}</w:numPr>"


def style(name: str, base: str = "", num: str = "", outline: int = -1, extra: str = "") -> str:
    inner = f'<w:name w:val="{name}"/>' + (f'<w:basedOn w:val="{style_id(base)}"/>' if base else "")
    made = (numbered(num) if num else "") + (
        f'<w:outlineLvl w:val="{outline}"/>' if outline >= 0 else ""
    )
    return f'<w:style w:type="paragraph" w:styleId="{style_id(name)}" {extra}>{inner}<w:pPr>{made}</w:pPr></w:style>'


def style_id(name: str) -> str:
    """Make the id by which styles and paragraphs name a style (17.7.4.3, 17.7.4.17).

    Examples
    --------
    >>> style_id("heading 1")
    'Heading1'
    """
    return name.title().replace(" ", "")


def headings() -> str:
    """Make the styles heading 1 to 3, unnumbered."""
    return "".join(style(f"heading {i}", "Normal", outline=i - 1) for i in (1, 2, 3))


def level(
    ilvl: int, text: str, fmt: str = "decimal", start: int = 1, more: str = "", after: str = ""
) -> str:
    """Make one level of a list; `more` stands behind the format, `after` behind the text."""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{after}</w:lvl>'
    )


def abstract(name: int, *levels: str, kind: str = "multilevel") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}"><w:multiLevelType w:val="{kind}"/>{"".join(levels)}</w:abstractNum>'


def num(name: int, abstract_name: int, override: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{abstract_name}"/>{override}</w:num>'


def starting(start: int, ilvl: int = 0, inner: str = "") -> str:
    """Make an override of a level's start."""
    return (
        f'<w:lvlOverride w:ilvl="{ilvl}"><w:startOverride w:val="{start}"/>{inner}</w:lvlOverride>'
    )


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int) -> str:
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def complex_field(code: str, result: str) -> str:
    """Make a field of begin, code, separate, result and end; the code may hold a field of its own."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{m}"/></w:r>' for m in ("begin", "separate", "end")]
    inner = code if code.startswith("<") else run(code, tag="instrText")
    return f"{marks[0]}{inner}{marks[1]}{run(result)}{marks[2]}"


# the documents
def outline(path: Path) -> WordTruth:
    """Headings numbered by style; level 3 finds its level by the list's link alone (17.9.23)."""
    doc = Writer("outline")
    doc.styles += style("heading 1", "Normal", "1", 0) + style("heading 2", "Normal", "1/1", 1)
    # of a style, the level is that which names the style; `ilvl` may be absent (17.9.3)
    doc.styles += style("heading 3", "Normal", "1", 2)
    texts = ("%1", "%1.%2", "%1.%2.%3")
    link = '<w:pStyle w:val="Heading{}"/>'
    doc.abstracts = abstract(
        0, *(level(i, t, more=link.format(i + 1)) for i, t in enumerate(texts))
    )
    doc.nums = num(1, 0)
    for text, number, depth in (
        ("Scope of the outline", "1", 1),
        ("Offices bound", "1.1", 2),
        ("Offices not bound", "1.2", 2),
        ("Field offices", "1.2.1", 3),
        ("Sub-offices", "1.2.2", 3),
        ("Duties of the desk", "2", 1),
        ("Morning duties", "2.1", 2),
        ("First mail", "2.1.1", 3),
        ("Evening duties", "2.2", 2),
        ("Last mail", "2.2.1", 3),
        ("Safe & keys", "2.2.2", 3),
        ("Entry into force", "3", 1),
    ):
        doc.add(text, number, style=f"Heading{depth}", kind="heading")
        doc.add(
            f"Under “{text.lower()}”, the desk officer files the day’s papers (19 U.S.C. 1{len(doc.body):03})."
        )
    return doc.save(path)


def inherited(path: Path) -> WordTruth:
    """Numbers that come from a style's base, with the level or the list changed on the way."""
    doc = Writer("inherited")
    doc.styles += headings() + style("Steps", "Normal", "2") + style("Steps Tight", "Steps")
    # the level and the list are two properties: a style may set one and inherit the other
    doc.styles += style("Steps Sub", "Steps Tight", "/1") + style("Steps Off", "Steps Tight", "0")
    link = '<w:pStyle w:val="{}"/>'
    doc.abstracts = abstract(
        5,
        level(0, "%1.", more=link.format("Steps")),
        level(1, "%1%2)", "lowerLetter", more=link.format("StepsSub")),
    )
    doc.nums = num(2, 5)
    doc.add("Opening the counter", style="Heading1", kind="heading")
    doc.add("Unlock the counter drawer.", "1.", style="Steps")
    doc.add("Count the float in the presence of a witness.", "2.", style="StepsTight")
    doc.add("Coins are counted first.", "2a)", style="StepsSub")
    doc.add("Notes are counted second.", "2b)", style="StepsSub")
    doc.add("This remark has no number, for its style turns it off.", style="StepsOff")
    doc.add("Enter the float in the cash-book.", "3.", style="StepsTight")
    doc.add("A direct level moves this step down.", "3a)", style="StepsTight", num="/1")
    doc.add("An ordinary paragraph stands between and changes nothing.")
    doc.add("Switch on the sign.", "4.", style="Steps")
    return doc.save(path)


def restarted(path: Path) -> WordTruth:
    """Lists that go on and lists that start again (17.9.27, 17.9.9)."""
    doc = Writer("restarted")
    doc.styles += headings()
    doc.abstracts = abstract(3, level(0, "%1."), level(1, "%2)", "lowerLetter"))
    letters = level(0, "%1)", "upperLetter")
    doc.nums = num(3, 3) + num(4, 3, starting(1)) + num(5, 3) + num(6, 3, starting(7))
    doc.nums += num(7, 3, starting(1, inner=letters)) + num(8, 3, starting(1) + starting(3, 1))
    doc.add("First list", style="Heading1", kind="heading")
    doc.add("Take the form from the rack.", "1.", num="3/0")
    doc.add("White copies first.", "a)", num="3/1")
    doc.add("Blue copies next.", "b)", num="3/1")
    doc.add("Stamp it.", "2.", num="3/0")
    doc.add("The stamp is inked.", "a)", num="3/1")
    doc.add("Another list of the same kind goes on with the count.")
    doc.add("Sign it.", "3.", num="5/0")
    doc.add("Send it off.", "4.", num="5/0")
    doc.add("Second list", style="Heading1", kind="heading")
    doc.add("Receive the parcel.", "1.", num="4/0")
    doc.add("Weigh the parcel.", "2.", num="4/0")
    doc.add("Third list", style="Heading1", kind="heading")
    doc.add("Check box seven of the sheet.", "7.", num="6/0")
    doc.add("Check box eight of the sheet.", "8.", num="6/0")
    doc.add("Text between the boxes.")
    doc.add("Check box nine of the sheet.", "9.", num="6/0")
    doc.add("Fourth list", style="Heading1", kind="heading")
    doc.add("Open the hatch.", "A)", num="7/0")
    doc.add("Close the hatch.", "B)", num="7/0")
    doc.add("Fifth list", style="Heading1", kind="heading")
    doc.add("Read the dial.", "1.", num="8/0")
    doc.add("Read the third scale.", "c)", num="8/1")
    doc.add("Read the fourth scale.", "d)", num="8/1")
    return doc.save(path)


def formats(path: Path) -> WordTruth:
    """Number formats, texts of levels, suffixes, legal numbering, levels that do not restart."""
    doc = Writer("formats")
    doc.styles += headings()
    fonts = '<w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:hint="default"/></w:rPr>'
    lists = [
        (
            "Letters beyond z",
            [level(0, "%1.", "lowerLetter", 26)],
            [("z.", 0), ("aa.", 0), ("bb.", 0)],
        ),
        ("Roman numerals", [level(0, "%1.", "upperRoman", 4)], [("IV.", 0), ("V.", 0)]),
        ("Padded numbers", [level(0, "%1", "decimalZero", 9)], [("09", 0), ("10", 0)]),
        (
            "Bullets",
            [
                level(0, "\uf0b7", "bullet", after=fonts.format("Symbol")),
                level(1, "o", "bullet", after=fonts.format("Courier New")),
                level(2, "–", "bullet"),
            ],
            [("•", 0), ("o", 1), ("–", 2), ("•", 0)],
        ),
        (
            "Brackets",
            [level(0, "(%1)"), level(1, "(%2)", "lowerRoman")],
            [("(1)", 0), ("(i)", 1), ("(ii)", 1), ("(2)", 0), ("(i)", 1)],
        ),
        (
            "Two levels",
            [level(0, "%1"), level(1, "%1.%2")],
            [("1", 0), ("1.1", 1), ("1.2", 1), ("2", 0), ("2.1", 1)],
        ),
        (
            "Words and a space",
            [level(0, "Step %1:", more='<w:suff w:val="space"/>')],
            [("Step 1:", 0), ("Step 2:", 0)],
        ),
        (
            "Words and nothing",
            [level(0, "Rule %1", more='<w:suff w:val="nothing"/>')],
            [("Rule 1", 0), ("Rule 2", 0)],
        ),
        # 17.9.4: all levels of a legal number are printed as decimals
        (
            "Legal numbers",
            [
                level(0, "Article %1.", "upperRoman"),
                level(1, "%1.%2", more="<w:isLgl/>"),
                level(2, "%1.%2.%3"),
            ],
            [("Article I.", 0), ("1.1", 1), ("I.1.1", 2), ("Article II.", 0), ("2.1", 1)],
        ),
        # 17.9.10: 0 means that the level never starts again
        (
            "No restart",
            [level(0, "%1."), level(1, "%1.%2", more='<w:lvlRestart w:val="0"/>')],
            [("1.", 0), ("1.1", 1), ("1.2", 1), ("2.", 0), ("2.3", 1)],
        ),
        (
            "Late restart",
            [
                level(0, "%1."),
                level(1, "%2)", "lowerLetter"),
                level(2, "%3.", "lowerRoman", more='<w:lvlRestart w:val="1"/>'),
            ],
            [
                ("1.", 0),
                ("a)", 1),
                ("i.", 2),
                ("ii.", 2),
                ("b)", 1),
                ("iii.", 2),
                ("2.", 0),
                ("a)", 1),
                ("i.", 2),
            ],
        ),
        ("Ordinals", [level(0, "%1", "ordinal")], [("1st", 0), ("2nd", 0), ("3rd", 0), ("4th", 0)]),
        (
            "Number words",
            [level(0, "Chapter %1", "cardinalText")],
            [("Chapter One", 0), ("Chapter Two", 0)],
        ),
        (
            "Capital letters",
            [level(0, "%1.", "upperLetter"), level(1, "%1-%2")],
            [("A.", 0), ("A-1", 1), ("B.", 0), ("B-1", 1)],
        ),
        ("No number", [level(0, "", "none"), level(1, "%2.")], [("", 0), ("1.", 1), ("2.", 1)]),
    ]
    for i, (heading, levels, numbers) in enumerate(lists, 1):
        doc.abstracts += abstract(i, *levels)
        doc.nums += num(i, i)
        doc.add(heading, style="Heading1", kind="heading")
        for n, (number, depth) in enumerate(numbers, 1):
            doc.add(
                f"Under {heading.lower()}, the clerk does task {i}-{n}.",
                number,
                num=f"{i}/{depth}",
                kind="item",
            )
    return doc.save(path)


def tracked(path: Path) -> WordTruth:
    """Insertions, deletions, moves, marks of paragraphs and rows, changed properties."""
    doc = Writer("tracked")
    doc.styles += headings()
    doc.abstracts, doc.nums = abstract(0, level(0, "%1.")), num(1, 0)
    by = [BY.format(n=n) for n in range(40)]
    ins, gone = f"<w:ins {by[1]}/>", f"<w:del {by[2]}/>"

    def put(n: int, text: str, tag: str = "ins") -> str:
        kind = "delText" if tag == "del" else "t"
        return f"<w:{tag} {by[n]}>{run(text, tag=kind)}</w:{tag}>"

    moved_from = (
        f'<w:moveFromRangeStart {by[9]} w:name="move1"/>{put(10, "The seal is checked by night. ", "moveFrom")}'
        '<w:moveFromRangeEnd w:id="9"/>'
    )
    moved_to = (
        f'<w:moveToRangeStart {by[11]} w:name="move1"/>{put(12, "The seal is checked by night. ", "moveTo")}'
        '<w:moveToRangeEnd w:id="11"/>'
    )
    was = f'<w:pPrChange {by[20]}><w:pPr><w:pStyle w:val="Heading2"/>{numbered("1/0")}</w:pPr></w:pPrChange>'
    bold_was = f"<w:b/><w:rPrChange {by[21]}><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    table_rows = table(
        row(cell(par(run("Seal"))), cell(par(run("Colour")))),
        row(
            cell(par(put(13, "Gate B"), mark=ins)),
            cell(par(put(14, "red"), mark=ins)),
            properties=ins,
        ),
        row(
            cell(par(put(15, "Gate C", "del"), mark=gone)),
            cell(par(put(16, "blue", "del"), mark=gone)),
            properties=gone,
        ),
        row(cell(par(run("Gate D"))), cell(par(put(17, "grey", "del") + put(18, "green")))),
        columns=2,
    )
    doc.body = [
        par(run("Seals"), "Heading1"),
        par(
            run("The officer ")
            + put(3, "may", "del")
            + put(4, "must")
            + run(" replace a broken seal.")
        ),
        par(run("First, note the number."), num="1/0"),
        par(put(5, "Then, call the yard.", "del"), num="1/0", mark=gone),
        par(put(6, "Then, e-mail the yard."), num="1/0", mark=ins),
        par(run("Last, file the slip."), num="1/0"),
        # a deleted mark joins its paragraph to the next
        par(run("A spare seal is kept "), mark=gone),
        par(run("in the officer’s safe.")),
        # an inserted mark had been no mark: refused, the two are one
        par(run("The key is kept by the shift lead. "), mark=ins),
        par(run("Nobody else has a key.")),
        par(moved_from + run("By day the seal is checked at noon.")),
        par(moved_to + run("The log shows each check.")),
        table_rows,
        par(run("This was a heading with a number."), more=was),
        par(run("This was hidden.", bold_was)),
    ]
    seals = "Seals"
    head = Told(seals, "", "heading", seals)

    def told(text: str, number: str = "", kind: str = "") -> Told:
        return Told(text, number, kind or ("item" if number else "text"), seals)

    def cells(*texts: str) -> list[Told]:
        return [told(text, kind="cell") for text in texts]

    ends = [told("This was a heading with a number."), told("This was hidden.")]
    doc.truth.told = [
        head,
        told("The officer must replace a broken seal."),
        told("First, note the number.", "1."),
        told("Then, e-mail the yard.", "2."),
        told("Last, file the slip.", "3."),
        told("A spare seal is kept in the officer’s safe."),
        told("The key is kept by the shift lead."),
        told("Nobody else has a key."),
        told("By day the seal is checked at noon."),
        told("The seal is checked by night. The log shows each check."),
        *cells("Seal", "Colour", "Gate B", "red", "Gate D", "green"),
        *ends,
    ]
    heading_was = [
        Told(
            "This was a heading with a number.",
            "4.",
            "heading",
            "This was a heading with a number.",
        )
    ]
    doc.truth.original = [
        head,
        told("The officer may replace a broken seal."),
        told("First, note the number.", "1."),
        told("Then, call the yard.", "2."),
        told("Last, file the slip.", "3."),
        told("A spare seal is kept"),
        told("in the officer’s safe."),
        told("The key is kept by the shift lead. Nobody else has a key."),
        told("The seal is checked by night. By day the seal is checked at noon."),
        told("The log shows each check."),
        *cells("Seal", "Colour", "Gate C", "blue", "Gate D", "grey"),
        *heading_was,
    ]
    doc.truth.both = [
        head,
        told("The officer maymust replace a broken seal."),
        told("First, note the number.", "1."),
        told("Then, call the yard.", "2."),
        told("Then, e-mail the yard.", "3."),
        told("Last, file the slip.", "4."),
        told("A spare seal is kept"),
        told("in the officer’s safe."),
        told("The key is kept by the shift lead."),
        told("Nobody else has a key."),
        told("The seal is checked by night. By day the seal is checked at noon."),
        told("The seal is checked by night. The log shows each check."),
        *cells("Seal", "Colour", "Gate B", "red", "Gate C", "blue", "Gate D", "greygreen"),
        *ends,
    ]
    doc.truth.absent = ["may replace", "call the yard", "Gate C", "blue", "grey", "A. Reviser"]
    doc.truth.tables = [[["Seal", "Colour"], ["Gate B", "red"], ["Gate D", "green"]]]
    return doc.save(path)


def merged(path: Path) -> WordTruth:
    """Tables: merged cells, a table in a cell, header rows, lists in cells, an empty cell."""
    doc = Writer("merged")
    doc.styles += headings()
    doc.abstracts = abstract(0, level(0, "%1.")) + abstract(1, level(0, "\uf0b7", "bullet"))
    doc.nums = num(1, 0) + num(2, 1)
    wide, top, under = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    doc.add("Table of reviews", style="Heading1", kind="heading")
    doc.add("The table says who reviews what.")
    head = "<w:tblHeader/>"
    doc.body.append(
        table(
            row(
                cell(par(run("Office"))),
                cell(par(run("Review and time limit")), wide),
                properties=head,
            ),
            row(cell(par("")), cell(par(run("Review"))), cell(par(run("Limit"))), properties=head),
            row(
                cell(par(run("Entry branch")), top),
                cell(par(run("Invoice review"))),
                cell(par(run("5 days"))),
            ),
            row(
                cell(par(""), under), cell(par(run("Late-file review"))), cell(par(run("10 days")))
            ),
            row(
                cell(par(run("Bond branch"))),
                cell(
                    par(run("Open the bond file."), num="1/0")
                    + par(run("Compare the rider."), num="1/0")
                ),
                cell(par(run("same day"), num="2/0")),
            ),
            row(
                cell(
                    par(run("All offices report by Friday."), num="1/0"), '<w:gridSpan w:val="3"/>'
                )
            ),
            columns=3,
        )
    )
    told = [
        ("Office", ""),
        ("Review and time limit", ""),
        ("Review", ""),
        ("Limit", ""),
        ("Entry branch", ""),
        ("Invoice review", ""),
        ("5 days", ""),
        ("Late-file review", ""),
        ("10 days", ""),
        ("Bond branch", ""),
        ("Open the bond file.", "1."),
        ("Compare the rider.", "2."),
        ("same day", "•"),
        ("All offices report by Friday.", "3."),
    ]
    doc.truth.told += [Told(text, number, "cell", doc.section) for text, number in told]
    doc.truth.tables.append(
        [
            ["Office", "Review and time limit", None],
            ["", "Review", "Limit"],
            ["Entry branch", "Invoice review", "5 days"],
            [None, "Late-file review", "10 days"],
            ["Bond branch", "Open the bond file. Compare the rider.", "same day"],
            ["All offices report by Friday.", None, None],
        ]
    )
    doc.add("A numbered paragraph goes on behind the table.", "4.", num="1/0")
    doc.add("A table in a table", style="Heading1", kind="heading")
    inside = table(
        row(cell(par(run("Shift A"))), cell(par(run("06:00")))),
        row(cell(par(run("Shift B"))), cell(par(run("14:00")))),
        columns=2,
    )
    doc.body.append(
        table(
            row(
                cell(par(run("Guard post"))),
                cell(par(run("Hours of the post")) + inside + par(run("Night: closed"))),
            ),
            columns=2,
        )
    )
    for text in (
        "Guard post",
        "Hours of the post",
        "Shift A",
        "06:00",
        "Shift B",
        "14:00",
        "Night: closed",
    ):
        doc.truth.told.append(Told(text, "", "cell", doc.section))
    doc.truth.tables += [
        [["Guard post", "Hours of the post Shift A 06:00 Shift B 14:00 Night: closed"]],
        [["Shift A", "06:00"], ["Shift B", "14:00"]],
    ]
    doc.add("The post is closed at night & on holidays.")
    return doc.save(path)


def corners(path: Path) -> WordTruth:
    """Headers, notes, comments, text boxes, controls, links, fields, symbols, hyphens, smart tags."""
    doc = Writer("corners")
    doc.styles += headings()

    def notes(kind: str, texts: list[str]) -> str:
        lines = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
        for i, text in enumerate(texts, 1):
            inner = par(f"<w:r><w:{kind}Ref/></w:r>" + run(f" {text}"))
            lines += f'<w:{kind} w:id="{i}">{inner}</w:{kind}>'
        return f"<w:{kind}s {NAMES}>{lines}</w:{kind}s>"

    feet = ["See 19 CFR 24.3 on bills.", "A fiscal year ends on Sept. 30."]
    ends = ["Older guides are void."]
    doc.part = {
        "footnotes": notes("footnote", feet),
        "endnotes": notes("endnote", ends),
        "comments": f'<w:comments {NAMES}><w:comment {BY.format(n=1)} w:initials="AR">{par(run("Is this still so?"))}</w:comment></w:comments>',
        "header": f"<w:hdr {NAMES}>{par(run('Cash Office Guide, restricted'))}</w:hdr>",
        "footer": f"<w:ftr {NAMES}>{par(run('Page ') + complex_field(' PAGE ', '7') + run(' of the guide'))}</w:ftr>",
    }
    doc.truth.absent = [
        "Cash Office Guide, restricted",
        "of the guide",
        "Is this still so?",
        "HYPERLINK",
        "PAGEREF",
        "REF _",
        "MERGEFORMAT",
        "DOCPROPERTY",
        "unseen",
        "A. Reviser",
    ]
    foot = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{}Reference w:id="{}"/></w:r>'
    doc.add(
        "Cash office",
        style="Heading1",
        kind="heading",
        inner='<w:bookmarkStart w:id="3" w:name="_Ref1"/>'
        + run("Cash office")
        + '<w:bookmarkEnd w:id="3"/>',
    )
    doc.add(
        "Bills are sent out on the day of liquidation.",
        inner=run("Bills are sent out")
        + foot.format("footnote", 1)
        + run(" on the day of liquidation.")
        + foot.format("endnote", 1),
    )
    doc.add(
        "The books are closed once a year.",
        inner='<w:commentRangeStart w:id="1"/>'
        + run("The books are closed")
        + '<w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="1"/></w:r>'
        + run(" once a year.")
        + foot.format("footnote", 2),
    )
    boxed = f"<w:txbxContent>{par(run('In the box: call the cashier first.'))}</w:txbxContent>"
    drawing = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="900000" cy="300000"/>'
        '<wp:docPr id="1" name="Box 1"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{boxed}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{boxed}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    doc.add(
        "A box stands beside this paragraph.",
        inner=drawing + run("A box stands beside this paragraph."),
    )
    doc.truth.told.append(Told("In the box: call the cashier first.", "", "box", doc.section))
    doc.truth.told.append(Told("A control holds this whole paragraph.", "", "text", doc.section))
    doc.body.append(
        f'<w:sdt><w:sdtPr><w:alias w:val="unseen alias"/></w:sdtPr><w:sdtContent>{par(run("A control holds this whole paragraph."))}'
        "</w:sdtContent></w:sdt>"
    )
    doc.add(
        "The cashier on duty is Ms. Fielding today.",
        inner=run("The cashier on duty is ")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Ms. Fielding')}</w:sdtContent></w:sdt>"
        + run(" today."),
    )
    doc.add(
        "See the guide on the web for refunds.",
        inner=run("See ")
        + f'<w:hyperlink r:id="rlink">{run("the guide")}</w:hyperlink>'
        + run(" on the web for refunds."),
    )
    nested = (
        run(" IF ", tag="instrText")
        + complex_field(" DOCPROPERTY Level ", "2")
        + run(' = 2 "unseen" ', tag="instrText")
    )
    doc.add(
        "Refer to Cash office on page 1 and to level two.",
        inner=run("Refer to ")
        + complex_field(r" REF _Ref1 \h  \* MERGEFORMAT ", "Cash office")
        + run(" on page ")
        + f'<w:fldSimple w:instr=" PAGEREF _Ref1 ">{run("1")}</w:fldSimple>'
        + run(" and to ")
        + complex_field(nested, "level two")
        + run("."),
    )
    link = complex_field(r' HYPERLINK "https://example.org/unseen" ', "Form 5101")
    doc.add("Form 5101 is the collection receipt.", inner=link + run(" is the collection receipt."))
    sym = '<w:r><w:sym w:font="Symbol" w:char="F0{}"/></w:r>'
    doc.add(
        "A difference ≤ $20 and a scale error of ±2 percent are let pass.",
        inner=run("A difference ")
        + sym.format("A3")
        + run(" $20 and a scale error of ")
        + sym.format("B1")
        + run("2 percent are let pass."),
    )
    doc.add(
        "An entry-summary is not re-opened for cooperation alone.",
        inner="<w:r><w:t>An entry</w:t><w:noBreakHyphen/><w:t>summary is not re-opened for co</w:t>"
        "<w:softHyphen/><w:t>operation alone.</w:t></w:r>",
    )
    doc.add(
        "Column one Column two on the next line",
        inner="<w:r><w:t>Column one</w:t><w:tab/><w:t>Column two</w:t><w:br/><w:t>on the next line</w:t></w:r>",
    )
    tag = '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place">{}</w:smartTag>'
    doc.add(
        "The vault in Fairfax is audited in June.",
        inner=run("The vault in ")
        + tag.format(tag.format(run("Fairfax")))
        + f'<w:customXml w:element="when">{run(" is audited in June.")}</w:customXml>',
    )
    doc.add(
        "Only this is shown.",
        inner=run("Only this ") + run("unseen ", "<w:vanish/>") + run("is shown."),
    )
    doc.add(
        "The word official is cut over three runs.",
        inner=run("The word of")
        + '<w:proofErr w:type="spellStart"/>'
        + run("fi", "<w:b/>")
        + "<w:r><w:lastRenderedPageBreak/></w:r>"
        + run("cial is cut over three runs."),
    )
    doc.truth.told += [Told(t, str(n), "note", doc.section) for n, t in enumerate(feet, 1)]
    doc.truth.told += [Told(t, "i", "note", doc.section) for t in ends]
    return doc.save(path)


def skipped(path: Path) -> WordTruth:
    """A number taken away, a list over a table, a late start, nine levels, an empty item."""
    doc = Writer("skipped")
    doc.styles += headings() + style("Clause", "Normal", "1")
    deep = [level(i, ".".join(f"%{k}" for k in range(1, i + 2)) + ".") for i in range(9)]
    doc.abstracts = abstract(
        0, level(0, "%1.", start=5, more='<w:pStyle w:val="Clause"/>')
    ) + abstract(1, *deep)
    doc.nums = num(1, 0) + num(2, 1)
    doc.add("Clauses from five", style="Heading1", kind="heading")
    doc.add("The lessee pays in advance.", "5.", style="Clause")
    doc.add("The lessee gives notice in writing.", "6.", style="Clause")
    doc.add("This continues clause six without a number.", style="Clause", num="0")
    doc.add("The lessor repairs the roof.", "7.", style="Clause")
    doc.body.append(
        table(
            row(cell(par(run("Clause in a table"), "Clause")), cell(par(run("no clause")))),
            columns=2,
        )
    )
    doc.truth.told += [
        Told("Clause in a table", "8.", "cell", doc.section),
        Told("no clause", "", "cell", doc.section),
    ]
    doc.truth.tables.append([["Clause in a table", "no clause"]])
    doc.add("The clause behind the table.", "9.", style="Clause")
    # an item without text still counts: Word prints 10. on an empty line
    doc.add("", style="Clause")
    doc.add("The clause behind an empty one.", "11.", style="Clause")
    doc.add("Nine levels", style="Heading1", kind="heading")
    for i in range(9):
        doc.add(f"This is the text of depth {i + 1}.", "1." * (i + 1), num=f"2/{i}")
    doc.add("Back at depth three.", "1.1.2.", num="2/2")
    doc.add("Again at depth four.", "1.1.2.1.", num="2/3")
    doc.add("A second top item.", "2.", num="2/0")
    doc.add("Its only child.", "2.1.", num="2/1")
    return doc.save(path)


DOCUMENTS: dict[str, Callable[[Path], WordTruth]] = {
    each.__name__: each
    for each in (outline, inherited, restarted, formats, tracked, merged, corners, skipped)
}
