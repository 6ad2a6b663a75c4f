import random
import time

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.corpus.versions import find_versions

WORDS = [f"{a}{b}" for a in ("bond", "clerk", "dock", "entry", "goods", "seal") for b in range(99)]


def invent(seed: int, n: int = 600) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def edit(text: str, seed: int, share: float = 0.03) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) if draw.random() < share else w for w in text.split())


def halves(words: list[str]) -> tuple[list[str], list[str]]:
    return words[: len(words) // 2], words[len(words) // 2 :]


def find(*rows: tuple[str, str, str, str], **options: float) -> list[tuple[str, str, str]]:
    documents = pd.DataFrame(
        [row[:3] for row in rows], columns=["document_id", "title", "effective"]
    )
    # Several paragraphs each, as they come.
    paragraphs = pd.DataFrame(
        [(r[0], " ".join(part)) for r in rows for part in halves(r[3].split())],
        columns=["document_id", "text"],
    )
    found = find_versions(paragraphs, documents, **options)
    return [tuple(row) for row in found.iloc[:, :3].values.tolist()]


def test_the_same_words_are_a_copy_whatever_their_marks_and_dates() -> None:
    text = invent(1)
    loud = text.upper().replace(" ", ", ")
    rows = ("a", "One", "2019-01-01", text), ("b", "Two", "2012-01-01", loud)
    assert find(*rows, ("c", "Three", "", invent(2))) == [("b", "a", "copy")]


def test_like_texts_of_different_dates_are_versions_else_near_copies() -> None:
    text = invent(1)
    new = ("new", "Keys", "2020-01-01", edit(text, 5))
    assert find(new, ("old", "Locks", "2010-01-01", text)) == [("old", "new", "version")]
    assert find(new, ("old", "Locks", "2020-01-01", text)) == [("new", "old", "near-copy")]
    assert find(new, ("old", "Locks", "", text)) == [("old", "new", "near-copy")]


@pytest.mark.parametrize(
    ("one", "two", "is_version"),
    [
        ("Dock Handbook, 2012 edition", "Dock Handbook (revised 2019)", True),
        ("Dock Handbook v1.2", "Dock Handbook v2", True),
        ("Directive 5350-020", "Directive 5350-020A: Prior Papers", True),
        ("SOP 4.2", "SOP 4.3", False),
        ("Paper 3", "Paper 4", False),
        ("Dock Handbook", "Port Handbook", False),
    ],
)
def test_titles_that_differ_by_edition_bring_much_changed_texts_together(
    one: str, two: str, is_version: bool
) -> None:
    kept = invent(1, 200)
    rows = (
        ("a", one, "2012-01-01", f"{kept} {invent(2, 400)}"),
        ("b", two, "2019-01-01", f"{kept} {invent(3, 400)}"),
    )
    assert find(*rows) == ([("a", "b", "version")] if is_version else [])


def test_a_template_that_all_fill_in_makes_no_near_copies() -> None:
    template = invent(0, 500)
    rows = [
        (f"d{i}", f"Paper on {WORDS[i]}", f"20{10 + i}-01-01", f"{template} {invent(i, 150)}")
        for i in range(1, 12)
    ]
    assert find(*rows) == []
    again = ("again", "Another paper", "2031-01-01", edit(rows[3][3], 1, 0.02))
    assert find(*rows, again) == [("d4", "again", "version")]


def test_a_chain_of_editions_is_told_pair_by_pair() -> None:
    texts = [invent(1)]
    for i in range(3):
        texts.append(edit(texts[-1], i, 0.02))
    rows = [(f"v{i}", "Dock Handbook", f"201{i}-01-01", text) for i, text in enumerate(texts)]
    found = find(*rows)
    assert {("v0", "v1", "version"), ("v1", "v2", "version"), ("v2", "v3", "version")} <= {*found}


def test_the_order_of_the_documents_does_not_matter() -> None:
    rows = [
        (f"d{i}", f"T {WORDS[i]}", f"20{10 + i}-01-01", edit(invent(i // 3), i)) for i in range(15)
    ]
    assert sorted(find(*rows)) == sorted(find(*rows[::-1]))
    assert len(find(*rows)) == 15  # three pairs of each of five texts


def test_empty_and_short_documents_are_compared_too() -> None:
    assert find(("a", "A", "", ""), ("b", "B", "", "One two.")) == []
    assert find(("a", "A", "", "One two"), ("b", "B", "", "one, TWO!")) == [("a", "b", "copy")]
    assert find() == []


def test_the_cost_grows_with_the_text_and_not_with_its_square() -> None:
    def seconds(n: int) -> float:
        template = invent(0, 300)
        rows = [(f"d{i}", f"P {i}", "", f"{template} {invent(i, 900)}") for i in range(n)]
        start = time.process_time()
        find(*rows)
        return time.process_time() - start

    seconds(10)
    assert seconds(400) < 14 * seconds(50)  # eight times the text


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InputError, match="column text is absent"):
        find_versions(pd.DataFrame({"document_id": []}), pd.DataFrame())
    with pytest.raises(InputError, match="above 0, at most 1"):
        find(least=0)


def test_an_issuer_with_its_article_is_the_issuer() -> None:
    kept = invent(1, 200)
    documents = pd.DataFrame(
        {
            "document_id": ["a", "b"],
            "title": "Dock Handbook",
            "effective": ["2012-01-01", "2019-01-01"],
            "issuer": ["the Office of Trade", "Office of Trade"],
        }
    )
    texts = [f"{kept} {invent(2, 400)}", f"{kept} {invent(3, 400)}"]
    paragraphs = pd.DataFrame({"document_id": ["a", "b"], "text": texts})
    assert find_versions(paragraphs, documents)["relation"].tolist() == ["version"]
    documents["issuer"] = ["the Office of Trade", "Office of Ports"]
    assert find_versions(paragraphs, documents).empty
