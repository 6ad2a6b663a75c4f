"""Redaction: what names somebody goes, what names nobody stays, whatever the text."""

import importlib.util
import random
import time
from pathlib import Path

import pandas as pd
import pytest

from sopgap.survey.redaction import redact as redaction
from sopgap.survey.redaction.redact import TAG, redact
from sopgap.survey.redaction.roster import index_roster, read_roster
from sopgap.survey.redaction.rows import redaction_rows
from tests.survey.redaction.given import PLANTED, rows_of

ROSTER = [
    "Ada Okonedo",
    "Mark Price",
    "Joy Long",
    "Jean-Luc Vermeulen",
    "Art Case",
    "Zoë St. Clair",
]
FILE = Path(__file__).parents[3] / "benchmarks" / "redaction.py"
MEASURE = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location("r", FILE))
spec.loader.exec_module(MEASURE)  # the benchmark's own count: one definition of found


def redacted(text, roster=()):
    return redact(pd.Series([text]), roster=roster)[0]


@pytest.mark.parametrize("row", redaction_rows(), ids=lambda row: row.use)
def test_each_pattern_redacts_its_own_example(row):
    assert redacted(row.example) == row.redacted


@pytest.mark.parametrize(
    "text",
    [
        "See 19 U.S.C. 1592 and 19 CFR 113.62(a)(1).",
        "Form CF-28 and CBP Form 7501, HTS 8471.30.0100",
        "It cost $1,250,000 in 2019, or $2500000.",
        "From 2016-2019 we had 250000 entries, 103.8 million in all",
        "The Center Director must decide within 314 days.",
        "The director Monday said no. My supervisor FP&F",
        "Import Specialist Training is short; the Director Field Operations knows",
        "call 19 times",
        "In May the price will mark a new port, and joy is long gone.",
        "Directive 5350-020A, GAO-17-123, version 2.1 and FY 2019",
        "We need 2 to 3 people; 12 of 45 worksheets, 30 to 40% of 90 days.",
        "Ports of Laredo, Houston and Long Beach ask for 3 things, 24/7.",
        "Between 0700 and 0900 nobody may key Form I-9 or rule 12(b)(6).",
        "Proclamation 9705, GS-1889-11 and the Jones Act, by every Tom, Dick and Harry.",
        "Data in row 15, column F: C-TPAT, ISO 9001:2015, seizures under 1595a(c).",
        "The amount went to $800 on March 10, 2016.",
        "Below that it is the FP&F Officer. I think so. Ask the Director. A list is missing.",
        "Plan A-B-C-D or e f g h, F.O.B. and P.O. of the U.S.D.A., I/O and a, b, c, d",
        "I rate it 7/10. The manual issued on 10/01/2018 is old. Route 9 is the county's.",
        "Band 5 nurses; a 9-to-five, twenty-one-day, 50-50 split; the Handbook, 3500-08B",
        "The rule of spring 1999 moved two years and three months ago.",
    ],
)
def test_what_names_nobody_stays(text):
    assert redacted(text) == text
    assert redacted(text, ROSTER) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("My supervisor John Smith said no", "Smith"),
        ("Director Jane Doe never came", "Doe"),
        ("Dr. O'Neil knows", "Neil"),
        ("mail me: a.b+c@x.co.uk!", "a.b"),
        ("(555) 010-9999", "9999"),
        ("+1 555 010 9999", "9999"),
        ("SSN 123-45-6789", "6789"),
        ("case number 2020-44", "2020-44"),
        ("employee 00417731", "417731"),
        ("Reviews run under w.bascombe and nobody else", "bascombe"),
        ("Her ACE login is TBASCO", "TBASCO"),
        ("PIV card 4471-0092-11 stopped", "4471"),
        ("Halvorsen Bros. gets extensions", "Halvorsen"),
        ("the importer Delacroix Fine Foods calls", "Delacroix"),
        ("We sit at 9901 Pacific Hwy, 3rd Fl, San Diego CA 92154", "9901"),
        ("my cube (4C-119) is far", "4C-119"),
        ("I was sworn in on 9/11/2006", "2006"),
        ("As a 61 year old I read", "61"),
        ("It is on Q:/Trade/Protest/Kessler/old.", "Kessler"),
        ("it was Gabriela who taught us", "Gabriela"),
        ("ask thomasina or hannah", "hannah"),
        ("Officer J. Kowalczyk-Reyes is out", "Kowalczyk"),
        ("signed, Best regards, Walt", "Walt"),
        ("call two oh two 555 oh one four three", "555"),
        ("She learned it from Cosima van der Velde", "Velde"),
        ("the file is owned by tquillby", "tquillby"),
        ("a bond of Granite Hollow Insurance", "Granite"),
        ("Consultant Argent Bay wrote it", "Argent"),
        ("They moved me on Jan 19th", "19th"),
        ("work at cubical 9 b 12, second from left", "9 b 12"),
        ("see teams channel #permits-night", "permits-night"),
        ("Ask M a r i a about it", "r i a"),
        ("Ask A - r - t - h - u - r about it", "t - h"),
        ("it was R-a-y-m-o-n-d again", "m-o-n"),
        ("it was G.a.i.l. again", "a.i"),
        ("write j . d o e @ c b p . g o v", "d o e"),
        ("closed by q d o e 0 7 again", "o e 0"),
        ("badge seven-7-one-two here", "7-one"),
        ("moved to rm. five-oh-one alone", "five"),
        ("I joined in the fall of '92 as a clerk", "92"),
        ("hired in nineteen ninety-one as a clerk", "ninety"),
        ("I was sworn in on Arbor Day 2011", "2011"),
        ("Joined two years and three months ago", "three"),
        ("our grievance (GR 21/0093) waits", "0093"),
        ("the access code 88 21 is shared", "88"),
        ("ask on Level 2, Harcourt Wing for it", "Harcourt"),
        ("IT IS AT LAREDO TX 78040 NOW", "LAREDO"),
        ("I sit on the fourth floor, west corridor", "west"),
    ],
)
def test_what_names_a_person_a_case_or_a_place_goes(text, secret):
    assert secret not in redacted(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("When Okonedo is out nothing moves", "Okonedo"),
        ("OKONEDO DID IT ALL ALONE, NOBODY ELSE WAS THERE", "OKONEDO"),
        ("okonedo never got training", "okonedo"),
        ("Okonedo's list is the best", "Okonedo"),
        ("Okoneddo has the list", "Okoneddo"),
        ("Long, Joy signed it", "Joy"),
        ("Mark Price has 90 accounts", "Price"),
        ("I was told by Art to stop", "Art"),
        ("Joy is leaving in spring", "Joy"),
        ("Ask Price about it", "Price"),
        ("Jean Luc Vermeulen wrote it", "Vermeulen"),
        ("Zoe St Clair wrote it", "Clair"),
        ("Ｏｋｏｎｅｄｏ knows", "Ｏｋｏｎｅｄｏ"),
        ("Oko\u200bnedo knows", "nedo"),
        ("closed by aokonedo again", "aokonedo"),
        ("OKONEA shows up in the log", "OKONEA"),
        ("the box adaokonedo is full", "adaokonedo"),
        ("Johnny Vermeulen wrote it", "Vermeulen"),
    ],
)
def test_who_stands_on_the_roster_goes_however_written(text, secret):
    assert secret not in redacted(text, ROSTER)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi Deb, no owner. Thanks, jt", "Hi [name], no owner. Thanks, [name]"),
        ("i told siobhan mcgillicuddy All", "i told [name] All"),
        ("Yamaguchi Precision of Ohio has it", "[company] has it"),
        ("from 3/1/2019 to March 29 and back", "from [date] to [date] and back"),
        ("only on share hou-fs02-tariff it", "only on share [link] it"),
        ("Deb and Lorraine agree", "[name] and [name] agree"),
        ("I live in Excel all day", ""),
        ("MARCH 2023 VERSION SAYS SPECIALIST. MARCH 2023 IS OLD", ""),
        ("Erasmus students, Carter-era forms, rob Peter to pay Paul", ""),
        ("on Mill Street, Oak Road and Elm Street", ""),
    ],
)
def test_what_belongs_to_a_name_goes_with_it_and_the_rest_stays(text, said):
    assert redacted(text) == (said or text)


@pytest.mark.parametrize(
    "text",
    [
        "Mark the goods, price the goods, and joy will follow.",
        "Price is checked by nobody. Art and antiques are rare.",
        "In the long case of the mark, art was involved.",
    ],
)
def test_a_word_that_is_a_name_of_the_roster_stays_a_word(text):
    assert redacted(text, ROSTER) == text


def test_only_what_is_replaced_changes_to_the_letter():
    text = "Café’s  list\n– “ask” Ms. Doe –\u00a0is ７ pages…"
    assert redacted(text) == text.replace("Doe", "[name]")


def test_who_is_named_once_is_known_by_the_surname_too():
    text = (
        "Ask Officer Ann Brzoska. She is out, and nobody but Brzoska knows. Brzoska's list is good."
    )
    said = "Ask Officer [name]. She is out, and nobody but [name] knows. [name] list is good."
    assert redacted(text) == said


def test_redacting_twice_changes_nothing_more():
    once = redact(pd.Series([row.example for row in redaction_rows()]))
    assert redact(once).tolist() == once.tolist()


def test_tags_are_listed_in_order():
    assert TAG.findall("[name] at [phone], [sic]") == ["[name]", "[phone]"]


@pytest.mark.parametrize(
    "text", ["", " ", "é", "\ud800", "[", "\\", "@", "\u200b" * 50, "\ue000", "𝕬𝖓𝖓"]
)
def test_odd_texts_are_no_trouble(text):
    assert isinstance(redacted(text, ROSTER), str)


def test_a_missing_index_and_repeated_texts_keep_their_places():
    texts = pd.Series(["a", "Ask Mr. Doe", "Ask Mr. Doe"], index=[7, 7, 2])
    out = redact(texts)
    assert out.index.tolist() == [7, 7, 2]
    assert out.tolist() == ["a", "Ask Mr. [name]", "Ask Mr. [name]"]
    assert redact(pd.Series([], dtype="str")).empty


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a." * 50_000,
            "1" * 100_000,
            "@" * 100_000,
            "[(" * 50_000,
            "my " * 30_000,
            "A-" * 50_000,
        ),
        *("a@" * 50_000, "\\a" * 50_000, "é" * 100_000, "badge case 1 " * 8_000),
        *(
            "I " * 50_000,
            "b c " * 25_000,
            "s-m-" * 25_000,
            "a-1-" * 25_000,
            "1 one " * 16_000,
            "christmas 1 " * 8_000,
        ),
    ],
    ids=lambda text: text[:6],
)
def test_a_hostile_text_takes_no_long_time(text):
    start = time.perf_counter()
    redacted(text, ROSTER)
    assert time.perf_counter() - start < 8


@pytest.mark.parametrize(
    ("span", "out", "gone"),
    [
        ("Ann Doe", "Bonds: [name] signs bonds, [name] mail.", True),
        ("bonds@doe.org", "Bonds: [name] signs bonds, [mail] mail.", True),
        ("bonds@doe.org", "Bonds: [name] signs bonds, bonds[mail] mail.", False),
        ("Ann Doe", "Bonds: [name] Doe signs bonds, [mail] mail.", False),
        ("Ann Doe", "Bonds: Ann Doe signs bonds, bonds@doe.org mail.", False),
    ],
)
def test_a_span_is_readable_where_its_words_stand_more_often_than_outside(span, out, gone):
    row = {"text": "Bonds: Ann Doe signs bonds, bonds@doe.org mail.", "spans": ["Ann Doe"]}
    row["spans"].append("bonds@doe.org")
    assert MEASURE.is_gone(span, row, out) is gone


@pytest.mark.parametrize(
    ("name", "floor", "floor_without"),
    [
        ("dev", 0.98, 0.98),
        ("dev2", 0.95, 0.95),
        ("dev3", 0.98, 0.98),
        ("dev4", 0.98, 0.98),
        ("dev5", 0.95, 0.95),
        ("dev5_aside", 0.88, 0.85),
        ("dev6", 0.98, 0.97),
        ("dev7", 0.97, 0.97),
        ("dev7_aside", 0.96, 0.96),
        ("dev8", 0.96, 0.93),
    ],
)
def test_recall_on_planted_identifiers_stays_above_its_floor(name, floor, floor_without):
    rows = rows_of(f"{name}.jsonl")
    texts = pd.Series([row["text"] for row in rows])
    for names, least in ((MEASURE.roster_of(PLANTED, name[3:]), floor), ([], floor_without)):
        out = redact(texts, roster=names)
        told = [
            MEASURE.is_gone(span, row, text)
            for row, text in zip(rows, out, strict=True)
            for span in row["spans"]
        ]
        assert sum(told) / len(told) >= least


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("clean_dev", 0.01),
        ("clean_dev2", 0.01),
        ("clean_dev3", 0.01),
        ("clean_dev4", 0.01),
        ("clean_dev5", 0.03),
        ("clean_dev5_aside", 0.04),
        ("clean_dev6", 0.01),
        ("clean_dev7", 0.02),
        ("clean_dev7_aside", 0.02),
        ("clean_dev8", 0.01),
    ],
)
def test_few_clean_comments_are_changed(name, most):
    texts = pd.Series([row["text"] for row in rows_of(f"{name}.jsonl")])
    for names in ([], MEASURE.roster_of(PLANTED, name[9:])):
        assert (redact(texts, roster=names) != texts).mean() <= most


def test_the_screen_hides_nothing_from_the_patterns_and_the_names(monkeypatch):
    files = [f"{kind}dev{number}" for number in MEASURE.SETS for kind in ("", "clean_")]
    texts = pd.Series(
        [row["text"] for name in files for row in rows_of(f"{name}.jsonl")]
        + [row.example for row in redaction_rows()]
    )
    names = read_roster(PLANTED / "roster.txt")
    halves = [(texts[::4], names), (texts[2::4], [])]
    screened = [redact(half, roster=roster).tolist() for half, roster in halves]
    every = (1 << len(redaction_rows())) - 1
    monkeypatch.setattr(redaction, "screen", lambda text, roster, seen: (every, True))
    for (half, roster), seen in zip(halves, screened, strict=True):
        assert redact(half, roster=roster).tolist() == seen


def test_plain_comments_are_read_at_thousands_a_second():
    said = "the rule for penalties is not clear and nobody knows who signs while we wait"
    chosen = random.Random(0)
    texts = pd.Series([" ".join(chosen.choices(said.split(), k=20)) for _ in range(5_000)])
    redact(texts[:9])  # the data is read once
    start = time.process_time()
    redact(texts)
    assert len(texts) / (time.process_time() - start) > 5_000


def test_a_code_known_by_its_cue_goes_where_it_stands_alone():
    said = "signed with user code BX7, so ask BX7 why"
    assert redacted(said) == "signed with user code [id], so ask [id] why"


def test_the_planted_identifiers_of_the_default_study_go(root):
    responses = pd.read_csv(
        root / "surveys/oig-22-34/responses.csv", dtype=str, keep_default_na=False
    )
    said = pd.concat([responses["q16"], responses["q17"]])
    left = " ".join(redact(said))
    for secret in ("317-555-0160", "48213", "Lindqvist", "Okafor", "Kowalczyk", "Achterberg"):
        assert secret not in left
    changed = redact(said[said != ""]) != said[said != ""]
    assert changed.mean() <= 0.045


def test_a_large_roster_costs_little():
    names = [
        f"Ann{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} Whit{chr(97 + i // 676)}ok"
        for i in range(17_000)
    ]
    people = index_roster(names)
    texts = pd.Series(
        [f"Nobody at the Center knows what page {i} of the guide means" for i in range(300)]
    )
    start = time.perf_counter()
    redact(texts, roster=people)
    assert time.perf_counter() - start < 4
