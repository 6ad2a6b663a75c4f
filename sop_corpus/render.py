"""Make the DOCX, PDF and HTML texts of the corpus from `sources/*.md`, then refresh the manifest.

    python sop_corpus/render.py

The sources use a small part of Markdown: headings, paragraphs, `>` quotations, numbered lists and
tables. The same source gives the same bytes on every run with the same library versions: dates
are fixed, and reportlab works in its invariant mode. Markdown and plain-text documents are
written by hand in `texts/` and are only hashed. Needs python-docx and reportlab (extra `dev`).
"""

import csv
import hashlib
import html
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).parent
FORMATS = {
    "ace-brd": "html",
    "electronics-sop": "docx",
    "fpf-sop": "docx",
    "pharma-sop": "html",
    "port-cargo-2015": "pdf",
    "port-trade-manual-2012": "pdf",
    "sameph-2011": "pdf",
    "trade-process": "docx",
}
RUNNING_LINES = {"sameph-2011"}  # one PDF carries a header and a footer, as scanned handbooks do
FIXED = datetime(2021, 2, 19, tzinfo=UTC)  # the study's as_of: no clock in the bytes


def read_blocks(source):
    """Cut a Markdown source into (kind, content) blocks.

    Kinds: `h1` to `h4` (str), `p`, `quote` (str), `list` and `table` (list of str, of rows).
    """
    blocks = []
    for chunk in re.split(r"\n\s*\n", source.strip()):
        lines = chunk.splitlines()
        heading = re.match(r"(#{1,4}) (.*)", lines[0])
        if heading:
            blocks.append((f"h{len(heading[1])}", heading[2].strip()))
        elif lines[0].startswith("|"):
            rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines]
            blocks.append(("table", [rows[0], *rows[2:]]))  # the second line is the rule
        elif re.match(r"1\. ", lines[0]) and len(lines) > 1:
            blocks.append(("list", [re.sub(r"^\d+\. ", "", line) for line in lines]))
        elif lines[0].startswith("> "):
            blocks.append(("quote", " ".join(line.removeprefix("> ") for line in lines)))
        else:
            blocks.append(("p", plain(" ".join(lines))))
    return blocks


def plain(text):
    """Take the bold marks out of a line."""
    return text.replace("**", "")


def to_docx(blocks, path):
    """Write blocks with real heading styles and real tables."""
    document = Document()
    document.core_properties.author = "sopgap (synthetic)"
    document.core_properties.title = next(text for kind, text in blocks if kind == "h1")
    document.core_properties.created = FIXED
    document.core_properties.modified = FIXED
    for kind, content in blocks:
        if kind[0] == "h":
            document.add_heading(content, level=int(kind[1]) - 1)
        elif kind == "list":
            for number, item in enumerate(content, start=1):
                document.add_paragraph(f"{number}. {item}", style="List Paragraph")
        elif kind == "table":
            table = document.add_table(rows=0, cols=len(content[0]), style="Table Grid")
            for row in content:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(content, style="Intense Quote" if kind == "quote" else None)
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(with_fixed_times(written.getvalue()))


def with_fixed_times(packed):
    """Rewrite a zip so that every member carries the same date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=FIXED.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()


def to_pdf(blocks, path):
    """Write blocks as one column; long words are never hyphenated."""
    title = next(text for kind, text in blocks if kind == "h1")
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10.5, leading=14, spaceAfter=6)
    styles = {
        "p": body,
        "list": ParagraphStyle("list", body, leftIndent=18),
        "quote": ParagraphStyle("quote", body, fontName="Times-Italic", leftIndent=18),
        "h1": ParagraphStyle("h1", body, fontName="Helvetica-Bold", fontSize=16, leading=20),
        "h2": ParagraphStyle("h2", body, fontName="Helvetica-Bold", fontSize=12, spaceBefore=10),
        "cell": ParagraphStyle("cell", body, fontSize=9.5, leading=12, alignment=TA_LEFT),
    }
    story = []
    for kind, content in blocks:
        if kind == "list":
            story += [
                Paragraph(html.escape(f"{number}. {item}"), styles["list"])
                for number, item in enumerate(content, start=1)
            ]
        elif kind == "table":
            cells = [[Paragraph(html.escape(text), styles["cell"]) for text in r] for r in content]
            grid = TableStyle(
                [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            )
            story += [Table(cells, style=grid, repeatRows=1), Spacer(1, 8)]
        else:
            story.append(Paragraph(html.escape(content), styles[kind]))

    def running_lines(canvas, page):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(inch, LETTER[1] - 0.6 * inch, "Working Handbook 4400-01S (synthetic)")
        canvas.drawRightString(LETTER[0] - inch, 0.6 * inch, f"July 2011, page {page.page}")

    lines = {"onFirstPage": running_lines, "onLaterPages": running_lines}
    template = SimpleDocTemplate(
        str(path), pagesize=LETTER, title=title, author="sopgap (synthetic)", invariant=1
    )
    template.build(story, **(lines if path.stem in RUNNING_LINES else {}))


def to_html(blocks, path):
    """Write blocks as a plain page with the navigation line such pages carry."""
    title = html.escape(next(text for kind, text in blocks if kind == "h1"))
    out = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>',
        '<nav><a href="#top">Top</a> | <a href="index.html">All procedures</a></nav>',
    ]
    for kind, content in blocks:
        if kind == "list":
            items = "\n".join(f"<li>{html.escape(item)}</li>" for item in content)
            out.append(f"<ol>\n{items}\n</ol>")
        elif kind == "table":
            out.append(html_table(content))
        else:
            tag = "blockquote" if kind == "quote" else kind
            out.append(f"<{tag}>{html.escape(content)}</{tag}>")
    out.append("</body></html>")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


def html_table(rows):
    """Write the first row as a header and the rest as cells."""
    head, *body = ([html.escape(text) for text in row] for row in rows)
    lines = ["<table>", "<tr>" + "".join(f"<th>{text}</th>" for text in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in body]
    return "\n".join([*lines, "</table>"])


def refresh_manifest(path):
    """Write the sha256 of each file into the manifest."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["file"]:
            data = (path.parent / row["file"]).read_bytes()
            row["sha256"] = hashlib.sha256(data).hexdigest()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    """Render every source and refresh the hashes."""
    write = {"docx": to_docx, "pdf": to_pdf, "html": to_html}
    for name, kind in FORMATS.items():
        blocks = read_blocks((HERE / "sources" / f"{name}.md").read_text(encoding="utf-8"))
        write[kind](blocks, HERE / "texts" / f"{name}.{kind}")
    refresh_manifest(HERE / "manifest.csv")


if __name__ == "__main__":
    main()
