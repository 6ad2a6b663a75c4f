"""The codebook: valid by the schema, told apart, with GUIDs that last."""

import pandas as pd
import pytest
from lxml import etree

import sopgap
from sopgap.errors import InputError
from sopgap.survey.refi.codebooks import COLOURS, as_codes, write_qdc
from sopgap.survey.refi.files import placed

NAMESPACE = "{urn:QDA-XML:codebook:1.0}"


def table(labels, **columns):
    ids = [f"C{i:02d}" for i in range(1, len(labels) + 1)]
    return pd.DataFrame({"concern_id": ids, "label": labels, "terms": "", **columns})


def read(path, schemas=None):
    tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    if schemas:
        schemas["codebook"].assertValid(tree)
    return tree.getroot()


def names(root):
    return [code.get("name") for code in root.iter(f"{NAMESPACE}Code")]


def test_a_codebook_is_valid(tmp_path, hard, schemas) -> None:
    root = read(write_qdc(tmp_path / "a.qdc", hard.concerns), schemas)
    assert names(root) == ["Training & manuals", "Staff <few>", "Old rules"]


def test_the_schema_refuses_what_is_wrong(tmp_path, hard, schemas) -> None:
    """Lest the test above could not fail: GUID, colour, order and namespace are all held."""
    text = write_qdc(tmp_path / "a.qdc", hard.concerns).read_text("utf-8")
    for old, new in [
        ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0"),
        ("#e69f00", "orange"),
        ('isCodable="true"', 'isCodable="maybe"'),
        ('guid="', 'guid="x'),
        ("<Description>", "<Definition>"),
        ("<Sets>", "<Sets/><Sets>"),
    ]:
        closed = new.replace("<", "</") if new == "<Definition>" else ""
        wrong = text.replace(old, new)
        wrong = wrong.replace("</Description>", closed) if closed else wrong
        assert not schemas["codebook"].validate(etree.fromstring(wrong.encode())), new


def test_the_description_says_what_people_wrote(tmp_path, schemas) -> None:
    concerns = table(
        ["Training"],
        terms="course;manual",
        definition="Not trained\r\nfor the task",
        include="courses, on the job",
        exclude="schooling\nof clients",
    )
    root = read(write_qdc(tmp_path / "a.qdc", concerns), schemas)
    assert root.find(f".//{NAMESPACE}Description").text.splitlines() == [
        "Not trained",
        "for the task",
        "Terms: course; manual",
        "Include: courses, on the job",
        "Exclude: schooling of clients",
    ]


def test_without_anything_to_say_there_is_no_description(tmp_path, schemas) -> None:
    root = read(write_qdc(tmp_path / "a.qdc", table(["Training"])), schemas)
    assert root.find(f".//{NAMESPACE}Description") is None


def test_all_codes_are_in_one_set(tmp_path, hard, schemas) -> None:
    root = read(write_qdc(tmp_path / "a.qdc", hard.concerns, study="house"), schemas)
    held = [member.get("guid") for member in root.iter(f"{NAMESPACE}MemberCode")]
    assert held == [code.get("guid") for code in root.iter(f"{NAMESPACE}Code")]
    assert root.find(f".//{NAMESPACE}Set").get("name") == "Concerns of house"


def test_codes_stand_under_their_parents(tmp_path, schemas) -> None:
    concerns = table(
        ["Rules", "Old rules", "Staff", "Lost rules"], parent_id=["", "C01", "", "C02"]
    )
    root = read(write_qdc(tmp_path / "a.qdc", concerns), schemas)
    assert names(root) == ["Rules", "Old rules", "Lost rules", "Staff"]
    lost = root.find(f".//{NAMESPACE}Code[@name='Lost rules']")
    assert lost.getparent().get("name") == "Old rules"


def test_the_same_concerns_give_the_same_bytes(tmp_path, hard) -> None:
    first = write_qdc(tmp_path / "a.qdc", hard.concerns, study="x").read_bytes()
    assert write_qdc(tmp_path / "b.qdc", hard.concerns, study="x").read_bytes() == first


def test_a_study_has_codes_of_its_own(hard) -> None:
    assert not set(as_codes(hard.concerns, "a")["guid"]) & set(as_codes(hard.concerns, "b")["guid"])


def test_with_a_key_a_renamed_concern_is_the_same_code() -> None:
    before = as_codes(table(["Training"], key=["k1"]), "s")
    after = as_codes(table(["Courses"], key=["k1"]).assign(concern_id="C07"), "s")
    assert before["guid"].tolist() == after["guid"].tolist()


def test_without_a_key_another_label_is_another_code() -> None:
    """C01 is the largest of a run: in the next one it may be another concern."""
    one, other = (as_codes(table([label]), "s")["guid"][0] for label in ("Training", "Pay"))
    assert one != other


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Pay", "pay", "Staff"], ["Pay (C01)", "pay (C02)", "Staff"]),
        (["a  b", "a\nb"], ["a b (C01)", "a b (C02)"]),
        (["\ufeff", "x"], ["C01", "x"]),
        (["Pay", "Pay (C03)", "pay"], ["Pay (C01)", "Pay (C03)", "pay (C03) 2"]),
    ],
)
def test_names_are_told_apart(labels, expected) -> None:
    assert as_codes(table(labels), "")["name"].tolist() == expected


def test_more_concerns_than_colours_have_colours(schemas, tmp_path) -> None:
    concerns = table([f"concern {i}" for i in range(40)])
    read(write_qdc(tmp_path / "a.qdc", concerns), schemas)
    assert as_codes(concerns, "")["colour"][len(COLOURS)] == COLOURS[0]


@pytest.mark.parametrize(
    ("concerns", "said"),
    [
        (table([]), "concerns: none"),
        (pd.DataFrame({"concern_id": ["C01"]}), "column label is absent"),
        (table(["a", "b"]).assign(concern_id="C01"), "1 repeated concern_id"),
        (table(["", "b"]), "label has"),
        (table(["a", "b"], key="k"), "'k' names C01, C02"),
        (table(["a", "b"], parent_id=["", "C1"]), "'C1' is no concern of the table; did you mean"),
        (table(["a", "b"], parent_id=["C02", "C01"]), "C01 stands under C02; C02 stands under C01"),
        (table(["a"], parent_id=["C01"]), "C01 stands under C01"),
        (table(["x"] * 30, parent_id=["", *(f"C{i:02d}" for i in range(1, 30))]), "29 levels deep"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path, concerns, said) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        write_qdc(tmp_path / "a.qdc", concerns)
    assert list(tmp_path.iterdir()) == []


def test_a_circle_is_told_once() -> None:
    concerns = table(["a", "b", "c", "d"], parent_id=["C02", "C03", "C01", "C01"])
    with pytest.raises(InputError) as error:
        as_codes(concerns, "")
    assert len(error.value.problems) == 1


def test_problems_come_all_at_once() -> None:
    concerns = table(["a", "b", "c"], key=["k", "k", ""], parent_id=["", "C9", "C8"])
    with pytest.raises(InputError) as error:
        as_codes(concerns, "")
    assert len(error.value.problems) == 3


def test_a_broken_write_leaves_what_was_there(tmp_path) -> None:
    path = tmp_path / "a.qdc"
    path.write_text("before")

    def fail() -> None:
        with placed(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [p.name for p in tmp_path.iterdir()] == ["a.qdc"]
    assert path.read_text() == "before"


@pytest.mark.parametrize("name", ["a.xml", "a", "a.qdpx"])
def test_another_suffix_is_refused(tmp_path, hard, name) -> None:
    with pytest.raises(InputError, match="must end in .qdc"):
        write_qdc(tmp_path / name, hard.concerns)


def test_a_folder_is_refused_and_a_file_as_folder_too(tmp_path, hard) -> None:
    (tmp_path / "a.qdc").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        write_qdc(tmp_path / "a.qdc", hard.concerns)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_qdc(tmp_path / "file/a.qdc", hard.concerns)


def test_it_is_a_public_name() -> None:
    assert sopgap.write_qdc is write_qdc
