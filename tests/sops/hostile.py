"""Files made to harm: each function writes one, and the tests hold what becomes of it."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.'
    'vbaProject"/><Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARAGRAPH = "<w:p><w:r><w:t>The clerk must count.</w:t></w:r></w:p>"


def word(path: Path, body: str, *, kind: str = DOCX, doctype: str = "", **parts: bytes) -> None:
    """Write a package with a body; further parts by name, `__` for a slash."""
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}"><w:body>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES.format(kind))
        package.writestr("_rels/.rels", RELS)
        package.writestr("word/document.xml", f"{document}{body}</w:body></w:document>")
        for name, data in parts.items():
            package.writestr(name.replace("__", "/") + ".bin", data)


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES.format(DOCX))
        package.writestr("_rels/.rels", RELS)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            head = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>'
            part.write(head.encode())
            for _ in range(400):
                part.write(b" " * 1_000_000)


def lying_zip(path: Path) -> None:
    """A package whose directory says that its parts are small."""
    zip_bomb(path)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))


def entity_bomb(path: Path) -> None:
    lines = ['<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    path.write_text(f"<!DOCTYPE x [{''.join(lines)}]><ECFR><P>&a9;</P></ECFR>")


def external_entity(path: Path) -> None:
    secret = path.parent / "secret.txt"
    secret.write_text("the secret of this machine")
    path.write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><ECFR><P>&e; x</P></ECFR>'
    )


def word_entity(path: Path) -> None:
    secret = path.parent / "secret.txt"
    secret.write_text("the secret of this machine")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    word(path, "<w:p><w:r><w:t>&e; counts</w:t></w:r></w:p>", doctype=doctype)


def macros(path: Path) -> None:
    word(path, PARAGRAPH, kind=DOCM, word__vbaProject=b"\xd0\xcf\x11\xe0" * 100)


def deep_word(path: Path) -> None:
    word(path, "<w:sdt><w:sdtContent>" * 50_000 + PARAGRAPH + "</w:sdtContent></w:sdt>" * 50_000)


def deep_html(path: Path) -> None:
    path.write_text("<div>" * 1_000_000 + "The clerk must count." + "</div>" * 1_000_000)


def pdf(path: Path, objects: list[str | bytes], *, root: int = 1) -> None:
    """Write objects, numbered from 1, as a PDF."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, data in enumerate(objects, start=1):
        places.append(out.tell())
        raw = data if isinstance(data, bytes) else data.encode()
        out.write(b"%d 0 obj\n" % number + raw + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    path.write_bytes(out.getvalue())


def stream(data: bytes, more: str = "") -> bytes:
    return f"<</Length {len(data)}{more}>>stream\n".encode() + data + b"\nendstream"


FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F1 12 Tf 72 700 Td (The clerk must count.) Tj ET"
PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>"
    "/Contents 4 0 R>>"
)
CATALOG = "<</Type/Catalog/Pages 2 0 R>>"


def page_loop(path: Path) -> None:
    kids = "<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 1000000>>"
    pdf(path, [CATALOG, kids, PAGE, stream(TEXT), FONT])


def many_objects(path: Path) -> None:
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    pdf(path, [CATALOG, kids, PAGE, stream(TEXT), FONT, *["<</A 1>>"] * 1_000_000])


def pdf_bomb(path: Path) -> None:
    """A page whose few bytes unpack to a gigabyte of marks."""
    packer = zlib.compressobj(9)
    line = b"BT /F1 12 Tf 72 700 Td (The clerk must count.) Tj ET\n" * 20_000
    data = b"".join([*(packer.compress(line) for _ in range(900)), packer.flush()])
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    pdf(path, [CATALOG, kids, PAGE, stream(data, "/Filter/FlateDecode"), FONT])


def same_page(path: Path) -> None:
    """A hundred thousand pages that are one."""
    kids = f"<</Type/Pages/Kids[{'3 0 R ' * 100_000}]/Count 100000>>"
    pdf(path, [CATALOG, kids, PAGE, stream(TEXT), FONT])


def password(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt="secret")
    canvas.drawString(72, 700, "The clerk must count.")
    canvas.save()


def password_word(path: Path) -> None:
    """Word wraps an encrypted package in the old compound format."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"EncryptedPackage".ljust(4096, b"\0"))


def truncated_pdf(path: Path) -> None:
    many_objects(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def truncated_word(path: Path) -> None:
    word(path, PARAGRAPH * 5000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def word_as_pdf(path: Path) -> None:
    word(path, PARAGRAPH)


def picture_as_text(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


def long_text(path: Path) -> None:
    line = "The clerk must count the coins within 5 days of receipt. " * 20
    with path.open("w") as file:
        for number in range(200_000_000 // len(line)):
            file.write(f"{line}{number}\n\n" if number % 7 else f"{line}{number} ")


def one_line(path: Path) -> None:
    path.write_text("The clerk must count and " * 2_000_000)


def null_bytes(path: Path) -> None:
    path.write_bytes(b"The clerk\0 must count.\n")


def marks(path: Path) -> None:
    """Direction marks and invisible letters, which hide words from a reader."""
    path.write_text("The c\u200blerk \u202emust\u202c not co\u00adunt.\n\u2067The\u2069 end.\n")


def repeated_marks(path: Path) -> None:
    path.write_text("# " * 300_000 + "\n" + "[" * 300_000 + "\n" + "> " * 100_000 + "The clerk.\n")


def scanned(path: Path) -> None:
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    pdf(path, [CATALOG, kids, PAGE, stream(b"0 0 612 792 re f"), FONT])


# name of the file -> who writes it, and what is said of it: '' where it is read.
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "zip_bomb.docx": (zip_bomb, "refused as unsafe"),
    "lying_zip.docx": (lying_zip, "."),
    "entity_bomb.xml": (entity_bomb, "entities"),
    "external_entity.xml": (external_entity, "entities"),
    "word_entity.docx": (word_entity, "."),
    "macros.docx": (macros, ""),
    "deep.docx": (deep_word, "."),
    "deep.html": (deep_html, "."),
    "page_loop.pdf": (page_loop, "."),
    "many_objects.pdf": (many_objects, ""),
    "pdf_bomb.pdf": (pdf_bomb, "."),
    "same_page.pdf": (same_page, "pages"),
    "password.pdf": (password, "password"),
    "password.docx": (password_word, "password"),
    "truncated.pdf": (truncated_pdf, "."),
    "truncated.docx": (truncated_word, "."),
    "word_as_pdf.pdf": (word_as_pdf, "."),
    "picture.txt": (picture_as_text, "picture"),
    "long.txt": (long_text, "larger than"),
    "one_line.txt": (one_line, "."),
    "nulls.txt": (null_bytes, "null byte"),
    "marks.txt": (marks, ""),
    "repeated.md": (repeated_marks, "."),
    "scanned.pdf": (scanned, "ocrmypdf"),
}
