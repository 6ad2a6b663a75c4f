from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from sopgap.sops.corpus.inventory import take_inventory
from sopgap.sops.documents import read_corpus
from sopgap.tables import INVENTORY

HEADER = "document_id,file,title,tier,scope,access,effective\n"


def write(folder: Path) -> Path:
    (folder / "manifest.csv").write_text(
        f"{HEADER}a,a.txt,A,sop,all,provided,2019-01-01\nb,b.pdf,B,sop,all,provided,\n"
        "c,,C,guide,all,unavailable,\n"
    )
    (folder / "a.txt").write_text("The clerk must count.\n\nThe clerk must sign.\n")
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 and no more")
    return folder


def test_what_was_read_and_what_was_not_stands_in_one_table(tmp_path) -> None:
    found = take_inventory(read_corpus(write(tmp_path))).set_index("document_id")
    assert found["status"].tolist() == ["read", "unread", "unavailable"]
    assert found["n_paragraphs"].tolist() == [2, 0, 0]
    assert found.loc["a", "n_characters"] == len("The clerk must count.The clerk must sign.")
    assert found.loc["b", "problem"].startswith("b.pdf: ")
    assert found["tier"].tolist() == ["sop", "sop", "guide"]
    assert found.loc["a", "effective"] == "2019-01-01"


def test_without_the_readers_word_documents_and_paragraphs_are_counted(tmp_path) -> None:
    corpus = read_corpus(write(tmp_path))
    plain = SimpleNamespace(documents=corpus.documents, paragraphs=corpus.paragraphs)
    found = take_inventory(plain)
    assert found["n_paragraphs"].tolist() == [2, 0, 0]
    assert found["n_pages"].isna().all()
    assert found["format"].tolist() == ["txt", "pdf", ""]
    empty = SimpleNamespace(documents=corpus.documents.iloc[:0], paragraphs=corpus.paragraphs)
    assert len(take_inventory(empty)) == 0
    pd.testing.assert_frame_equal(INVENTORY.check(found), found)
