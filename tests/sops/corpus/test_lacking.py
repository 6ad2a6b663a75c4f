import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.corpus.lacking import find_citations
from sopgap.sops.formats import read_blocks

DOCUMENTS = {
    "dir-35": "Directive 3550-067A: Late Bonds",
    "dock": "Dock Safety Handbook",
    "rd": "Revenue: Standard Operating Procedure RD-3",
    "ecfr-19-159": "19 CFR part 159: Liquidation of Duties",
    "usc19-1304": "19 U.S.C. 1304 Marking",
    "fr": "Regulatory Implementation of the Centers (81 FR 92978)",
    "cear": "Commercial Enforcement Analysis and Response",
    "iso-9001": "Quality management",
}


def corpus(*texts: str, **more: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    titles = DOCUMENTS | more
    documents = pd.DataFrame({"document_id": list(titles), "title": list(titles.values())})
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": [f"dock#{i}" for i in range(len(texts))],
            "document_id": "dock",
            "section": "",
            "text": list(texts),
        }
    )
    return paragraphs, documents


def lacking(*texts: str, **more: str) -> list[str]:
    return find_citations(*corpus(*texts, **more))["citation"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Follow CBP Directive No. 3550-067A.",
        "See the Dock Safety Handbooks.",
        "The DOCK has its Dock Safety Handbook of rules.",
        "Under SOP RD-3 it is paid.",
        "Entries liquidate under 19 CFR 159.12(a) and 159.11.",
        "Goods are marked (19 U.S.C. 1304(a)).",
        "It was published at 81 Fed. Reg. 92,978.",
        "The office works to ISO 9001:2015.",
    ],
)
def test_what_the_corpus_holds_is_not_asked_for(text: str) -> None:
    assert lacking(text) == []


def test_what_it_lacks_is_asked_for_most_cited_first() -> None:
    paragraphs, documents = corpus(
        "See 19 CFR 141.61 and 19 CFR 141.90.", "Form 7501 is kept.", "By 19 CFR part 141, it is."
    )
    other = paragraphs.iloc[[1]].assign(document_id="rd", paragraph_id="rd#1")
    found = find_citations(pd.concat([paragraphs, other]), documents)
    assert found[["citation", "n_citations", "n_documents"]].values.tolist() == [
        ["Form 7501", 2, 2],
        ["19 CFR part 141", 3, 1],
    ]
    assert found["document_ids"].tolist() == ["dock;rd", "dock"]
    assert found["paragraph_ids"].tolist() == ["dock#1;rd#1", "dock#0;dock#2"]


def test_another_number_or_title_is_another_document() -> None:
    assert lacking("See Directive 3550-068.") == ["Directive 3550-068"]
    assert lacking("See Form 4.", **{"sop-4": "SOP 4"}) == []  # too short to be a form's number
    assert lacking("See SOP 5.", **{"policy-5": "Policy 5"}) == ["SOP 5"]
    assert lacking("See 19 CFR 15.9.") == ["19 CFR part 15"]
    assert lacking("See 18 CFR 159.12.") == ["18 CFR part 159"]


def test_a_general_title_does_not_meet_a_special_one() -> None:
    asked = "See the Standard Operating Procedures for Bond Handling."
    assert len(lacking(asked, general="Standard Operating Procedures")) == 1
    assert lacking("See the Dock Safety Handbook of Rules for 2012.") == []


def test_a_document_bears_the_number_of_its_first_line() -> None:
    def asked(first: str) -> list[str]:
        paragraphs, documents = corpus(first, "Under Directive 77-1200 it is paid.")
        return find_citations(paragraphs, documents)["citation"].tolist()

    assert asked("Directive 77-1200") == []
    assert asked("Supersedes Directive 77-1200") == ["Directive 77-1200"]


def test_what_is_like_is_suggested_and_still_asked_for() -> None:
    found = find_citations(
        *corpus(
            "See Directive 3550-067B.",
            "See the Dock Security and Safety Handbook.",
            "See the CEAR Procedure.",
            "See 81 FR 92990.",
            "See the Boiler Manual.",
        )
    )
    assert dict(zip(found["citation"], found["perhaps"], strict=True)) == {
        "Directive 3550-067B": "dir-35",
        "Dock Security and Safety Handbook": "dock",
        "CEAR Procedure": "cear",
        "81 FR 92990": "fr",
        "Boiler Manual": "",
    }


def test_a_document_that_was_not_to_be_had_is_lacking() -> None:
    paragraphs, documents = corpus("See the Dock Safety Handbook.")
    gone = documents.assign(access=["unavailable" if d == "dock" else "" for d in documents.title])
    assert len(find_citations(paragraphs, gone)) == 0
    gone["access"] = ["unavailable" if d == "dock" else "" for d in documents.document_id]
    assert find_citations(paragraphs, gone)["citation"].tolist() == ["Dock Safety Handbook"]


def test_sections_that_stand_in_the_text_are_held() -> None:
    paragraphs, documents = corpus("See 21 CFR 11.10 and 21 CFR 12.1.", part="21 CFR, excerpt")
    held = pd.DataFrame(
        {"paragraph_id": ["p"], "document_id": ["part"], "section": ["§ 11.3 Terms."], "text": [""]}
    )
    found = find_citations(pd.concat([paragraphs, held]), documents)
    assert found["citation"].tolist() == ["21 CFR part 12"]


def test_the_citations_of_the_default_study_are_met(root) -> None:
    """Its documents cite one another by title, and nothing else."""
    files = sorted((root / "sop_corpus/texts").glob("*.md"))
    texts = [block.text for path in files for block in read_blocks(path)]
    manifest = pd.read_csv(root / "sop_corpus/manifest.csv", dtype=str).fillna("")
    paragraphs = pd.DataFrame({"paragraph_id": "p", "document_id": "d", "text": texts})
    assert len(find_citations(paragraphs, manifest)) == 0
    few = manifest[manifest["document_id"] != "port-trade-manual-2012"]
    asked = find_citations(paragraphs, few)["citation"].tolist()
    assert asked == ["Port Trade Operations Manual"]


def test_an_absent_column_is_named() -> None:
    with pytest.raises(InputError, match="column document_id is absent"):
        find_citations(pd.DataFrame({"paragraph_id": [], "text": []}), pd.DataFrame())


def test_a_document_of_the_register_is_known_by_its_number_too() -> None:
    text = "As FR Doc. 2016-29719 says."
    assert lacking(text) == ["FR Doc. 2016-29719"]
    assert lacking(text, **{"fr-2016-29719": "Centers"}) == []
    assert lacking(text, rule="Centers (FR Doc. 2016-29719)") == []
