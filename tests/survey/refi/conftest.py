"""A small study with everything that makes positions shift, and readers that fetch nothing."""

import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from lxml import etree

REFERENCE = Path(__file__).parents[2] / "reference/refi"
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False}
NAMESPACE = "{urn:QDA-XML:project:1.0}"

HARD = {
    "c0001": "No training & <no> manuals",
    "c0002": "😀 emoji first, then 👩‍👩‍👧 a family",
    "c0003": "two lines\r\nby Windows and\rby an old Mac\nby Unix",
    "c0004": "عربي ثم English 123",
    "c0005": "a bell \x07, a null \x00, a half \ud83d and \ufffe",
    "c0006": "separators \u2028here\u2029and\x85there\x0band\x0cthere",
    "c0007": "\ufeffbyte order mark in front",
    "c0008": "é composed, é combined, ﬁ ligature",
    "c0009": '"quoted" it\'s ]]> done',
    "c0010": "   blanks around   ",
    "c0011": "n/a",
    "c0012": "Same words",
    "c0013": "Same words",
}


def _read_qde(path):
    """Return the root of a project and its texts by file name, as a reader without trust would."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"), etree.XMLParser(**SAFE))
        texts = {n: archive.read(n).decode("utf-8") for n in archive.namelist() if ".txt" in n}
    return root, texts


def _read_codings(path):
    """Return what a program reads: a row a coding, with the slice of text that it marks."""
    root, texts = _read_qde(path)
    users = {u.get("guid"): u.get("name") for u in root.iter(f"{NAMESPACE}User")}
    codes = {c.get("guid"): c.get("name") for c in root.iter(f"{NAMESPACE}Code")}
    rows = []
    for source in root.iter(f"{NAMESPACE}TextSource"):
        text = texts[source.get("plainTextPath").replace("internal://", "sources/")]
        for mark in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, stop = int(mark.get("startPosition")), int(mark.get("endPosition"))
            for coding in mark.iter(f"{NAMESPACE}Coding"):
                rows.append(
                    {
                        "source": source.get("name"),
                        "comment_id": mark.get("name"),
                        "slice": text[start:stop],
                        "with_last": text[start : stop + 1],
                        "code": codes[coding.find(f"{NAMESPACE}CodeRef").get("targetGUID")],
                        "user": users[coding.get("creatingUser")],
                        "owner": users[mark.get("creatingUser")],
                    }
                )
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def schemas():
    def read(name):
        return etree.XMLSchema(etree.parse(REFERENCE / name, etree.XMLParser(**SAFE)))

    return {"project": read("Project.xsd"), "codebook": read("Codebook.xsd")}


@pytest.fixture
def hard():
    """Comments that shift positions, two questions, codes of rank 1 to 3 and of two coders."""
    ids = list(HARD)
    comments = pd.DataFrame(
        {
            "comment_id": ids,
            "question_id": ["q1" if i % 3 else "q2" for i in range(len(ids))],
            "center": ["north", "south"] * 6 + ["north"],
            "text": pd.Series(list(HARD.values()), dtype="object"),
        }
    )
    comments.loc[comments["comment_id"].isin(["c0012", "c0013"]), "question_id"] = "q1"
    concerns = pd.DataFrame(
        {
            "concern_id": ["C01", "C02", "C03"],
            "label": ["Training & manuals", "Staff <few>", "Old rules"],
            "terms": ["training;manual", "staff", "rule;old"],
        }
    )
    coded = [i for i in ids if i != "c0011"]
    members = pd.DataFrame(
        [(c, f"C0{n % 3 + 1}", 1, 0.5) for n, c in enumerate(coded)]
        + [("c0001", "C03", 2, 0.3), ("c0001", "C02", 3, 0.2), ("c0002", "C01", 2, 0.2)],
        columns=["comment_id", "concern_id", "rank", "closeness"],
    )
    return SimpleNamespace(comments=comments, concerns=concerns, members=members)


@pytest.fixture
def read_qde():
    return _read_qde


@pytest.fixture
def read_codings():
    return _read_codings
