"""The project: valid by the schema, every coded slice the comment, the same bytes every time."""

import os
import re
import stat
import zipfile

import numpy as np
import pandas as pd
import pytest
from lxml import etree

import sopgap
from sopgap.errors import InputError
from sopgap.survey.refi.codebooks import write_qdc
from sopgap.survey.refi.markup import as_paragraph
from sopgap.survey.refi.projects import write_qdpx

NS = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def write(tmp_path, hard):
    """Return what writes the hard study, with whatever a test changes."""

    def make(name="a.qdpx", *, comments=None, concerns=None, members=None, **options):
        tables = [
            hard.comments if comments is None else comments,
            hard.concerns if concerns is None else concerns,
            hard.members if members is None else members,
        ]
        return write_qdpx(tmp_path / name, *tables, **options)

    return make


def people(n, by_center, questions=("q1",)):
    """Comments and members, so many of a Center on each question."""
    rows = [
        (f"{q}-{c}-{i}", q, c, f"{c} says {i} on {q}")
        for q in questions
        for c in n
        for i in range(n[c])
    ]
    comments = pd.DataFrame(rows, columns=["comment_id", "question_id", "center", "text"])
    comments["comment_id"] = [f"c{i:05d}" for i in range(len(comments))]
    members = pd.DataFrame({"comment_id": comments["comment_id"], "concern_id": "C01"})
    return {"comments": comments, "members": members, "by_center": by_center}


def coded(comment, concern):
    return pd.DataFrame({"comment_id": [comment], "concern_id": [concern]})


OPTIONS = [
    {},
    {"source": "comment"},
    {"crlf": True},
    {"by_center": True, "min_base": 1},
    {"by_center": True, "min_base": 3, "source": "comment"},
    {"by_center": True, "min_base": 100},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_project_is_valid(write, read_qde, schemas, options) -> None:
    root, _ = read_qde(write(study="house", as_of="2021-06-30", **options))
    schemas["project"].assertValid(root)


@pytest.mark.parametrize("options", [o for o in OPTIONS if "crlf" not in o], ids=str)
def test_every_coded_slice_is_the_comment(write, hard, read_codings, options) -> None:
    rows = read_codings(write(**options))
    said = hard.comments.set_index("comment_id")["text"]
    assert rows["slice"].tolist() == [as_paragraph(said[c]) for c in rows["comment_id"]]
    names = dict(zip(hard.concerns["concern_id"], hard.concerns["label"], strict=True))
    given = zip(hard.members["comment_id"], hard.members["concern_id"].map(names), strict=True)
    assert sorted(zip(rows["comment_id"], rows["code"], strict=True)) == sorted(given)


@pytest.mark.parametrize("options", [o for o in OPTIONS if "crlf" not in o], ids=str)
def test_who_counts_the_last_character_in_reads_a_line_end_more(
    write, read_codings, options
) -> None:
    rows = read_codings(write(**options))
    assert rows["with_last"].tolist() == [f"{said}\n" for said in rows["slice"]]


@pytest.mark.parametrize("seed", range(4))
def test_no_text_shifts_a_selection(write, read_qde, read_codings, schemas, seed) -> None:
    """Random texts of all planes, control characters and half surrogates included."""
    rng = np.random.default_rng(seed)
    planes = [0x20, 0x80, 0x800, 0x3000, 0x10000, 0x110000]
    texts = []
    for _ in range(60):
        highs = rng.choice(planes, size=rng.integers(1, 30))
        texts.append("x" + "".join(chr(rng.integers(0, high)) for high in highs))
    ids = [f"c{i:02d}" for i in range(60)]
    comments = pd.DataFrame({"comment_id": ids, "text": pd.Series(texts, dtype="object")})
    members = pd.DataFrame({"comment_id": ids, "concern_id": "C01"})
    path = write(comments=comments, members=members)
    schemas["project"].assertValid(read_qde(path)[0])
    assert read_codings(path)["slice"].tolist() == [as_paragraph(text) for text in texts]


def test_positions_are_code_points(write, hard, read_qde) -> None:
    """By hand: the emoji is one, the carriage return is gone, blanks around too."""
    comments = pd.DataFrame({"comment_id": ["c1", "c2", "c3"], "text": ["😀😀", " a\r\nb ", "c"]})
    members = pd.DataFrame({"comment_id": ["c1", "c2", "c3"], "concern_id": "C01"})
    root, texts = read_qde(write(comments=comments, members=members))
    found = [
        (int(s.get("startPosition")), int(s.get("endPosition")))
        for s in root.iter(f"{NS}PlainTextSelection")
    ]
    assert found == [(0, 2), (3, 6), (7, 8)]
    assert list(texts.values()) == ["😀😀\na b\nc\n"]


def test_with_windows_line_ends_each_is_one_position(write, read_qde, hard) -> None:
    plain, text = read_qde(write("a.qdpx"))
    windows, texts = read_qde(write("b.qdpx", crlf=True))
    assert etree.tostring(plain) == etree.tostring(windows)
    assert {n: t.replace("\r\n", "\n") for n, t in texts.items()} == text
    assert all(t.count("\r\n") == t.count("\n") for t in texts.values())


def test_a_text_holds_every_comment_once_in_order(write, hard, read_qde) -> None:
    root, texts = read_qde(write())
    held = {}
    for source in root.iter(f"{NS}TextSource"):
        path = source.get("plainTextPath")
        assert path.startswith("internal://")
        held[source.get("name")] = texts[path.replace("internal://", "sources/")].splitlines()
    for question, group in hard.comments.groupby("question_id"):
        said = [as_paragraph(text) for text in group.sort_values("comment_id")["text"]]
        assert held[question] == said
    assert len(held) == len(texts) == 2


def test_texts_hold_no_byte_order_mark_and_no_lone_return(write, read_qde) -> None:
    _, texts = read_qde(write())
    assert not any(re.search("[\ufeff\r\u2028\u2029\x85\x0b\x0c]", text) for text in texts.values())


def test_a_comment_without_a_concern_is_not_marked(write, read_codings, read_qde) -> None:
    path = write()
    assert "c0011" not in set(read_codings(path)["comment_id"])
    assert any("\nn/a\n" in text for text in read_qde(path)[1].values())


def test_ranks_are_the_order_of_the_codings(write, hard, read_codings) -> None:
    members = hard.members.sample(frac=1, random_state=1)
    rows = read_codings(write(members=members))
    assert rows.loc[rows["comment_id"] == "c0001", "code"].tolist() == [
        "Training & manuals",
        "Old rules",
        "Staff <few>",
    ]


def test_each_coder_has_selections_of_their_own(
    write, hard, read_codings, read_qde, schemas
) -> None:
    coders = hard.members.head(4).assign(coder=["Ann", "Ann", "Ben", " Ben "])
    same = hard.members.head(1).assign(coder="Ben")
    path = write(members=pd.concat([hard.members.assign(coder=""), coders, same]))
    root, _ = read_qde(path)
    schemas["project"].assertValid(root)
    assert [u.get("name") for u in root.iter(f"{NS}User")] == ["sopgap", "Ann", "Ben"]
    rows = read_codings(path)
    assert (rows["user"] == rows["owner"]).all()
    assert rows.loc[rows["comment_id"] == "c0001", "user"].tolist() == [
        *["sopgap"] * 3,
        "Ann",
        "Ben",
    ]
    assert rows["user"].value_counts().to_dict() == {"sopgap": 15, "Ann": 2, "Ben": 3}


def test_no_guid_stands_for_two_things(write, hard, read_qde) -> None:
    coders = hard.members.assign(coder="Ann")
    path = write(members=pd.concat([hard.members, coders]), by_center=True, min_base=1)
    guids = [e.get("guid") for e in read_qde(path)[0].iter() if e.get("guid")]
    assert len(guids) == len(set(guids))


def test_every_reference_leads_somewhere(write, hard, read_qde) -> None:
    root, _ = read_qde(write(by_center=True, min_base=1, as_of="2021-06-30"))
    guids = {e.get("guid") for e in root.iter()}
    named = ("targetGUID", "creatingUser", "creatingUserGUID")
    refs = [value for e in root.iter() for key, value in e.items() if key in named]
    assert refs
    assert set(refs) <= guids


def test_codebook_and_project_name_the_same_codes(write, hard, read_qde, tmp_path) -> None:
    book = etree.parse(write_qdc(tmp_path / "a.qdc", hard.concerns, study="s")).getroot()
    root, _ = read_qde(write(study="s"))

    def guids(tree):
        return [e.get("guid") for e in tree.iter() if etree.QName(e).localname == "Code"]

    assert guids(book) == guids(root)


def test_everything_bears_the_studys_day(write, read_qde) -> None:
    root, _ = read_qde(write(as_of="2021-06-30"))
    days = {value for e in root.iter() for key, value in e.items() if key == "creationDateTime"}
    assert days == {"2021-06-30T00:00:00Z"}
    # QualCoder's importer stops at a source or a selection that bears none.
    for name in ("TextSource", "PlainTextSelection", "Coding"):
        assert all(e.get("creationDateTime") for e in root.iter(f"{NS}{name}"))


def test_the_same_tables_give_the_same_bytes(write, hard, monkeypatch) -> None:
    first = write("a.qdpx", as_of="2021-06-30").read_bytes()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    mixed = {
        "comments": hard.comments.sample(frac=1, random_state=3),
        "members": hard.members.sample(frac=1, random_state=4),
    }
    assert write("b.qdpx", as_of="2021-06-30", **mixed).read_bytes() == first


def test_the_zip_tells_no_time_and_no_user(write) -> None:
    with zipfile.ZipFile(write()) as archive:
        names = archive.namelist()
        assert names[0] == "project.qde"
        assert all(re.fullmatch(r"sources/[0-9a-f-]{36}\.txt", name) for name in names[1:])
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.external_attr for i in archive.infolist()} == {0o100600 << 16}
        assert archive.testzip() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_its_owner_may_read_it(write) -> None:
    assert stat.S_IMODE(write().stat().st_mode) == 0o600


def test_ids_may_change_and_selections_stay(write, hard, read_qde) -> None:
    """A comment is known by its text: in the next wave it has another number."""

    def guids(path):
        return {s.get("guid") for s in read_qde(path)[0].iter(f"{NS}PlainTextSelection")}

    renamed = {c: f"x{c}" for c in hard.comments["comment_id"]}
    comments = hard.comments.replace({"comment_id": renamed})
    members = hard.members.replace({"comment_id": renamed})
    assert guids(write()) == guids(write("b.qdpx", comments=comments, members=members))


def test_no_center_unless_asked_for(write, read_qde) -> None:
    path = write(**people({"north": 12, "south": 12}, by_center=False))
    root, texts = read_qde(path)
    assert not root.findall(f"{NS}Cases") + root.findall(f"{NS}Variables")
    assert b"north" not in etree.tostring(root)
    assert not any("north" in name for name in texts)


def test_asked_for_each_center_has_its_texts_and_a_case(write, read_qde, schemas) -> None:
    root, texts = read_qde(write(**people({"north": 12, "south": 12}, True, ("q1", "q2"))))
    schemas["project"].assertValid(root)
    assert [s.get("name") for s in root.iter(f"{NS}TextSource")] == [
        "q1 north", "q1 south", "q2 north", "q2 south",
    ]  # fmt: skip
    for case in root.iter(f"{NS}Case"):
        held = [ref.get("targetGUID") for ref in case]
        for guid in held:
            source = root.find(f".//{NS}TextSource[@guid='{guid}']")
            assert source.find(f".//{NS}TextValue").text == case.get("name")
            text = texts[source.get("plainTextPath").replace("internal://", "sources/")]
            assert all(line.startswith(case.get("name")) for line in text.splitlines())
        assert len(held) == 2


@pytest.mark.parametrize(
    ("n", "cases"),
    [
        ({"a": 12, "b": 15, "c": 3, "d": 4}, ["a", "b"]),
        ({"a": 12, "b": 15, "c": 3}, ["b"]),  # c alone would be known by being the rest
        ({"a": 3, "b": 3}, []),
        ({"a": 12}, ["a"]),
        ({"a": 3}, []),
        ({"a": 12, "": 4}, ["a"]),
    ],
)
def test_a_center_with_few_comments_is_not_named(write, read_qde, n, cases) -> None:
    root, _ = read_qde(write(**people(n, by_center=True)))
    assert [case.get("name") for case in root.iter(f"{NS}Case")] == cases
    names = [s.get("name") for s in root.iter(f"{NS}TextSource")]
    assert names == (["q1"] if len(cases) < len(n) else []) + [f"q1 {c}" for c in cases]


def test_questions_give_order_and_wording(write, read_qde) -> None:
    questions = pd.DataFrame({"question_id": ["q2", "q1"], "wording": ["Why\n<so>?", np.nan]})
    root, _ = read_qde(write(questions=questions))
    sources = list(root.iter(f"{NS}TextSource"))
    assert [s.get("name") for s in sources] == ["q2", "q1"]
    assert [s.findtext(f"{NS}Description") for s in sources] == ["Why\n<so>?", None]


@pytest.mark.parametrize("question", ["../../etc/passwd", 'a<b>"c"|?*:', "CON\x00", "   ", "." * 9])
def test_a_sources_name_can_be_a_files(write, hard, read_qde, question) -> None:
    """QualCoder writes each source into a file of its name."""
    root, _ = read_qde(write(comments=hard.comments.assign(question_id=question)))
    (source,) = root.iter(f"{NS}TextSource")
    name = source.get("name")
    assert name
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert not name.startswith(".")


def test_sources_that_would_have_one_name_are_told_apart(write, hard, read_qde) -> None:
    ids = [["Q/1", "q:1", "q?1", "x" * 200, "x" * 201][i % 5] for i in range(len(hard.comments))]
    root, _ = read_qde(write(comments=hard.comments.assign(question_id=ids)))
    names = [s.get("name").casefold() for s in root.iter(f"{NS}TextSource")]
    assert len(set(names)) == len(names) == 5


def test_a_long_text_is_parted(write, read_qde, read_codings) -> None:
    rows = people({"north": 10_001}, by_center=False)
    path = write(**rows)
    root, _ = read_qde(path)
    names = [s.get("name") for s in root.iter(f"{NS}TextSource")]
    assert names == ["q1", "q1 part 2", "q1 part 3"]
    said = rows["comments"].set_index("comment_id")["text"]
    codings = read_codings(path)
    assert codings["slice"].tolist() == [said[c] for c in codings["comment_id"]]
    assert len(codings) == 10_001


def test_blank_and_absent_cells_are_taken_as_they_are(write, read_codings) -> None:
    comments = pd.DataFrame({"comment_id": ["c1", "c2", "c3"], "text": ["a", None, " "]})
    members = pd.DataFrame({"comment_id": ["c1"], "concern_id": ["C01"], "rank": [None]})
    rows = read_codings(write(comments=comments, members=members))
    assert rows[["source", "slice"]].values.tolist() == [["comments", "a"]]


def test_categories_and_numbers_are_read_as_text(write, hard) -> None:
    numbers = {c: i for i, c in enumerate(hard.comments["comment_id"])}
    plain = {
        name: getattr(hard, name).assign(
            comment_id=getattr(hard, name)["comment_id"].map(numbers).astype("str")
        )
        for name in ("comments", "members")
    }
    comments = plain["comments"].assign(comment_id=plain["comments"]["comment_id"].astype(int))
    members = plain["members"].assign(comment_id=plain["members"]["comment_id"].astype(int))
    for name in ("question_id", "center", "text"):
        comments[name] = pd.Categorical(comments[name])
    members["concern_id"] = pd.Categorical(members["concern_id"])
    concerns = hard.concerns.assign(label=pd.Categorical(hard.concerns["label"]))
    other = write("b.qdpx", comments=comments, members=members, concerns=concerns)
    assert other.read_bytes() == write(**plain).read_bytes()


def test_a_project_without_codings_is_one(write, hard, read_qde, schemas) -> None:
    root, _ = read_qde(write(members=hard.members.iloc[:0]))
    schemas["project"].assertValid(root)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"comments": "none"}, "comments: none with a text"),
        ({"concerns": "none"}, "concerns: none"),
        ({"comments": "twice"}, "repeated comment_id"),
        ({"members": "twice"}, "repeated comment_id + concern_id + coder"),
        ({"members": coded("c9", "C01")}, "'c9' are no comments of the table"),
        ({"members": coded("c0001", "C9")}, "'C9' are no concerns of the table"),
        ({"members": pd.DataFrame({"comment_id": ["c0001"]})}, "column concern_id is absent"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(write, hard, tmp_path, changes, said) -> None:
    for name, change in changes.items():
        table = getattr(hard, name)
        if isinstance(change, str):
            changes = {name: table.iloc[:0] if change == "none" else pd.concat([table, table])}
    if "comments" in changes and changes["comments"].empty:
        changes["members"] = hard.members.iloc[:0]
    with pytest.raises(InputError, match=re.escape(said)):
        write(**changes)
    assert list(tmp_path.iterdir()) == []


def test_all_problems_come_at_once(write, hard) -> None:
    comments = pd.concat([hard.comments, pd.DataFrame({"comment_id": ["c0"], "text": [""]})])
    members = pd.DataFrame(
        {
            "comment_id": ["c0", *(f"x{i}" for i in range(9))],
            "concern_id": ["C01", *["C77"] * 9],
            "coder": "SOPGAP",
        }
    )
    with pytest.raises(InputError) as error:
        write(comments=comments, members=members)
    assert [p.split(",")[1][:20] for p in error.value.problems] == [
        " column comment_id: ",
        " column comment_id: ",
        " column concern_id: ",
        " column coder: sopga",
    ]
    assert "'x4' and 4 more are no comments" in str(error.value)
    assert "'c0' are comments without a text" in str(error.value)


def test_options_that_are_none_are_refused(write) -> None:
    with pytest.raises(InputError, match="source: 'page' is not allowed"):
        write(source="page")
    with pytest.raises(InputError, match=r"must end in \.qdpx"):
        write("a.zip")
    with pytest.raises(InputError, match="is not a day"):
        write(as_of="yesterday")


def test_no_input_is_changed(write, hard) -> None:
    before = [t.copy() for t in (hard.comments, hard.concerns, hard.members)]
    write(by_center=True)
    for old, new in zip(before, (hard.comments, hard.concerns, hard.members), strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_a_name_with_anything_in_it_is_a_projects(write, read_qde, schemas) -> None:
    root, _ = read_qde(write(study="a\"b'c<d>&\x00\n\ud800"))
    schemas["project"].assertValid(root)
    assert root.get("name") == "a\"b'c<d>&\ufffd \ufffd"


def test_it_is_a_public_name() -> None:
    assert sopgap.write_qdpx is write_qdpx
