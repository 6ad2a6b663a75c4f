"""Write a large workbook (.xlsx) fast: XML by hand, the same sheets always the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from sopgap.workbooks.cells import as_xml, fit_text
from sopgap.workbooks.sheet_xml import (
    MAIN,
    RELATIONS,
    Sheet,
    letters,
    list_notes,
    place_in,
    write_sheet,
    write_strings,
)

DATE = (2000, 1, 1, 0, 0, 0)  # of every part: no clock is asked
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Fonts: plain, bold, link, title, section. Fills 0 and 1 are the format's own.
STYLES = f"""{XML}<styleSheet xmlns="{MAIN}"><fonts count="5">\
<font><sz val="10"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="10"/><name val="Calibri"/><family val="2"/></font>\
<font><u/><sz val="10"/><color rgb="FF0B5394"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="16"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="12"/><color rgb="FF0B5394"/><name val="Calibri"/><family val="2"/></font>\
</fonts><fills count="3"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE4ECF5"/><bgColor indexed="64"/>\
</patternFill></fill></fills><borders count="2"><border/><border><left/><right/><top/>\
<bottom style="thin"><color rgb="FF7F8FA6"/></bottom><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="8">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"\
 applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">\
<alignment vertical="top"/></xf>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"\
 applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0"\
 applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/>\
</xf>\
<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="4" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">\
<alignment vertical="bottom"/></xf>\
</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""


def write_book(
    sheets: Sequence[Sheet], path: str | Path, *, title: str = "", subject: str = ""
) -> Path:
    """Write a workbook: the same sheets give the same bytes, and no text of them is a formula.

    Each cell holds what it was given, as `cells.fit_text` makes it fit.

    Parameters
    ----------
    sheets : sequence of Sheet
    path : str or Path
        Its folder is made if absent.
    title, subject : str
        Of the file, as its properties tell them.

    Returns
    -------
    Path

    Examples
    --------
    >>> import tempfile
    >>> from sopgap.workbooks.sheet_xml import SheetColumn
    >>> sheet = Sheet("t", [SheetColumn("text", ["=1+1"]), SheetColumn("n", [2])])
    >>> file = write_book([sheet], tempfile.mkdtemp() + "/t.xlsx")
    >>> from sopgap.workbooks.reading import read_pages
    >>> [[cell.text for cell in row] for row in read_pages(file)["t"]]
    [['text', 'n'], ['=1+1', '2']]
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    strings: dict[str, int] = {}
    noted = [number for number, sheet in enumerate(sheets, start=1) if list_notes(sheet)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "[Content_Types].xml", [_types(len(sheets), noted)])
        _put(package, "_rels/.rels", [_relations({
            "rId1": (f"{RELATIONS}/officeDocument", "xl/workbook.xml"),
            "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        })])  # fmt: skip
        _put(package, "docProps/core.xml", [_properties(title, subject)])
        _put(package, "xl/workbook.xml", [_workbook(sheets)])
        _put(package, "xl/_rels/workbook.xml.rels", [_relations(_parts(len(sheets)))])
        _put(package, "xl/styles.xml", [STYLES])
        for number, sheet in enumerate(sheets, start=1):
            pieces = write_sheet(sheet, strings, first=number == 1)
            _put(package, f"xl/worksheets/sheet{number}.xml", pieces)
            if number in noted:
                _put_notes(package, number, list_notes(sheet))
        _put(package, "xl/sharedStrings.xml", write_strings(strings))
    return path


def _put(package: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    part = zipfile.ZipInfo(name, DATE)
    part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 3  # the same on every system
    with package.open(part, "w", force_zip64=True) as file:
        kept: list[str] = []
        size = 0
        for piece in pieces:
            kept.append(piece)
            size += len(piece)
            if size > 1_000_000:
                file.write("".join(kept).encode("utf-8"))
                kept, size = [], 0
        file.write("".join(kept).encode("utf-8"))


def _put_notes(package: zipfile.ZipFile, number: int, notes: list[tuple[str, str]]) -> None:
    """Write the notes of a sheet: their texts, and the boxes in which a spreadsheet shows them."""
    texts = "".join(
        f'<comment ref="{at}" authorId="0"><text><r><rPr><sz val="9"/></rPr>'
        f'<t xml:space="preserve">{as_xml(fit_text(note))}</t></r></text></comment>'
        for at, note in notes
    )
    _put(package, f"xl/comments{number}.xml", [
        f'{XML}<comments xmlns="{MAIN}"><authors><author>sopgap</author></authors>'
        f"<commentList>{texts}</commentList></comments>"
    ])  # fmt: skip
    boxes = "".join(_box(number, place, note) for place, (_, note) in enumerate(notes))
    _put(package, f"xl/drawings/vmlDrawing{number}.vml", [
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{number}"/></o:shapelayout><v:shapetype id="_x0000_t202"'
        ' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        f'<v:stroke joinstyle="miter"/></v:shapetype>{boxes}</xml>'
    ])  # fmt: skip
    _put(package, f"xl/worksheets/_rels/sheet{number}.xml.rels", [_relations({
        "rId1": (f"{RELATIONS}/vmlDrawing", f"../drawings/vmlDrawing{number}.vml"),
        "rId2": (f"{RELATIONS}/comments", f"../comments{number}.xml"),
    })])  # fmt: skip


def _box(number: int, column: int, note: str) -> str:
    lines = 2 + sum(1 + len(line) // 44 for line in note.split("\n"))
    return (
        f'<v:shape id="_x0000_s{1024 * number + column + 1}" type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{column + 1}, 10, 1, 5, {column + 4}, 10,"
        f" {1 + lines}, 5</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>0</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _types(n: int, noted: list[int]) -> str:
    parts = {
        "/xl/workbook.xml": f"{TYPES}.sheet.main+xml",
        "/xl/styles.xml": f"{TYPES}.styles+xml",
        "/xl/sharedStrings.xml": f"{TYPES}.sharedStrings+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    parts |= {f"/xl/worksheets/sheet{i}.xml": f"{TYPES}.worksheet+xml" for i in range(1, n + 1)}
    parts |= {f"/xl/comments{i}.xml": f"{TYPES}.comments+xml" for i in noted}
    told = "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in parts.items())
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="vml"'
        f' ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>{told}</Types>'
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>'
        for one, (kind, target) in targets.items()
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _parts(n: int) -> dict[str, tuple[str, str]]:
    sheets = {
        f"rId{i}": (f"{RELATIONS}/worksheet", f"worksheets/sheet{i}.xml") for i in range(1, n + 1)
    }
    return sheets | {
        f"rId{n + 1}": (f"{RELATIONS}/styles", "styles.xml"),
        f"rId{n + 2}": (f"{RELATIONS}/sharedStrings", "sharedStrings.xml"),
    }


def _workbook(sheets: Sequence[Sheet]) -> str:
    told = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{i}" r:id="rId{i}"/>'
        for i, sheet in enumerate(sheets, start=1)
    )
    names = []
    for i, sheet in enumerate(sheets):
        if not sheet.filtered:
            continue
        # The filter and the head that is repeated in print are names of the book, too.
        first = place_in(sheet.name, 0, 1).rsplit("!", 1)[0]
        last = f"${letters(len(sheet.columns) - 1)}${sheet.n_rows() + 1}"
        names += [
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{i}" hidden="1">'
            f"{escape(first)}!$A$1:{last}</definedName>",
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{i}">'
            f"{escape(first)}!$1:$1</definedName>",
        ]
    held = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews>'
        '<workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="16000"'
        f' tabRatio="850"/></bookViews><sheets>{told}</sheets>{held}</workbook>'
    )


def _properties(title: str, subject: str) -> str:
    made = "2000-01-01T00:00:00Z"
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(fit_text(title), quote=False)}</dc:title>"
        f"<dc:subject>{escape(fit_text(subject), quote=False)}</dc:subject>"
        "<dc:creator>sopgap</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified>'
        "</cp:coreProperties>"
    )
