"""Exports of Qualtrics as strangers bring them, with what was expected before they were read."""

import json

import pytest

OWN = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)
CENTER = ("Q1", "Your Center", "QID1")


@pytest.fixture
def export(as_csv):
    """Write an export: (header, wording, ImportId) a column, and the answers by row."""

    def write(columns, answers, *, status="IP Address", finished="True", separator=","):
        headers = [*OWN, *columns]
        ids = [json.dumps({"ImportId": i}, separators=(",", ":")) for _, _, i in headers]
        rows = [[h for h, _, _ in headers], [w for _, w, _ in headers], ids]
        for n, cells in enumerate(answers, 1):
            day = f"2023-05-{n:02d} 08:00:00"
            own = [day, day, status, f"10.0.0.{n}", "100", finished, day]
            own += [f"R_{n:02d}abcdefghijklm", "jane@doe.org", "anonymous", "EN"]
            rows.append([*own, *cells])
        return as_csv(rows, separator)

    return write


def test_seen_but_unanswered_is_blank_without_a_definition(export, bring) -> None:
    columns = [
        CENTER,
        ("Q2", "Is there a rule?", "QID2"),
        ("Q3", "Which? - Selected Choice", "QID3"),
        ("Q4", "How many years?", "QID4_TEXT"),
    ]
    answers = [
        ["1", "1", "1,3", "12"],
        ["2", "2", "2", "3"],
        ["1", "-99", "1,2,3", ""],
        ["2", "1", "-99", "7"],
        ["1", "2", "3", "20"],
        ["1", "1", "1", "-99"],
    ]
    done = bring("qualtrics", "x.csv", export(columns, answers, status="0", finished="1"))
    assert done.answers["Is there a rule?"] == ["1", "2", "", "1", "2", "1"]
    assert done.answers["Which?"] == ["1|3", "2", "1|2|3", "", "3", "1"]
    assert done.answers["How many years?"] == ["12", "3", "", "7", "20", ""]
    assert done.questions[:2] == [
        ("Is there a rule?", "single", ("1", "2")),
        ("Which?", "multi", ("1", "2", "3")),
    ]
    assert "-99 (seen, not answered) became blank in Q2, Q3, Q4" in done.said


def test_ticks_recoded_as_0_were_seen_and_nothing_ticked_is_none(export, bring) -> None:
    columns = [CENTER, ("Q2_1", "Which? - Can", "QID2_1"), ("Q2_2", "Which? - Rod", "QID2_2")]
    answers = [
        ["N", "1", "0"],
        ["S", "0", "1"],
        ["N", "0", "0"],
        ["S", "-99", "-99"],
        ["N", "", ""],
    ]
    done = bring("qualtrics", "x.csv", export(columns, answers))
    assert done.questions == [("Which?", "multi", ("Can", "Rod"))]
    assert done.answers["Which?"] == ["Can", "Rod", "none", "", ""]


def test_the_boxes_of_contact_data_are_dropped_and_rows_of_such_names_stay(export, bring) -> None:
    columns = [
        CENTER,
        ("Q4_1", "Contact - Name", "QID4_1"),
        ("Q4_2", "Contact - E-mail", "QID4_2"),
        ("Q5_1", "How often? - Phone", "QID5_1"),
        ("Q5_2", "How often? - Email", "QID5_2"),
    ]
    answers = [
        ["N", "Joe Bloggs", "joe@b.org", "Often", "Never"],
        ["S", "", "", "Never", "Often"],
        ["N", "Ann Lee", "ann@b.org", "Sometimes", "Often"],
        ["S", "", "", "Often", "Often"],
    ]
    done = bring("qualtrics", "x.csv", export(columns, answers))
    steps = ("Often", "Sometimes", "Never")
    assert done.questions == [
        ("How often? - Phone", "scale", steps),
        ("How often? - Email", "scale", steps),
    ]
    assert not [secret for secret in ("Bloggs", "ann@", "jane@", "10.0.0") if secret in done.text]


def test_an_old_export_that_names_a_response_set_has_two_rows_of_headers(as_csv, bring) -> None:
    head = [
        "ResponseID",
        "ResponseSet",
        "Name",
        "Status",
        "EndDate",
        "Finished",
        "Q1",
        "Q2_1",
        "Q2_2",
        "Q3_TEXT",
        "",
    ]
    said = [*head[:6], "Which Center?", "Tools-Can", "Tools-Rod", "Why?", ""]
    cells = [("1", "1", "", "x"), ("2", "", "1", "y"), ("1", "1", "1", ""), ("2", "", "1", "z")]
    rows = [
        [
            f"R_{n}abcdefghijklm",
            "Default Response Set",
            "Anonymous",
            "0",
            f"2015-03-0{n} 10:00:00",
            "1",
            *row,
            "",
        ]
        for n, row in enumerate(cells, 1)
    ]
    done = bring("qualtrics", "x.csv", as_csv([head, said, *rows]))
    assert done.questions == [("Tools", "multi", ("Can", "Rod")), ("Why?", "open", ())]
    assert done.answers["Tools"] == ["Can", "Rod", "Can|Rod", "Rod"]
    assert done.respondents["date"].tolist() == [f"2015-03-0{n}" for n in (1, 2, 3, 4)]


def test_loops_timing_order_and_embedded_data(export, bring) -> None:
    columns = [
        ("Q7_First Click", "Timing - First Click", "QID7_FIRST_CLICK"),
        ("Q2_DO", "Clear? - Display Order", "QID2_DO"),
        ("FL_12_DO", "FL_12 - Block Randomizer - Display Order", "FL_12_DO"),
        ("1_Q9", "Entry: how often?", "1_QID9"),
        ("2_Q9", "Protests: how often?", "2_QID9"),
        ("Center", "Center", "Center"),
        ("staff_hash", "staff_hash", "staff_hash"),
    ]
    often = [("Often", "Never"), ("Never", "Often"), ("Sometimes", "Often"), ("Often", "Sometimes")]
    answers = [["1.2", "1|2", "Q2|Q9", *pair, f"C{n % 2}", f"h{n}"] for n, pair in enumerate(often)]
    done = bring("qualtrics", "x.csv", export(columns, answers))
    steps = ("Often", "Sometimes", "Never")
    assert done.questions == [
        ("Entry: how often?", "scale", steps),
        ("Protests: how often?", "scale", steps),
    ]
    assert done.centers == ["C0", "C1"]
    assert "dropped (order of display): FL_12_DO, Q2_DO" in done.said
    assert "dropped (embedded data, no question): staff_hash" in done.said
    assert "dropped: 9 columns of the platform's own: StartDate, EndDate, Status and 6" in done.said


def test_markup_piped_text_and_one_wording_twice_in_utf_16(export, bring) -> None:
    columns = [
        ("Q1", "<div>Which  <b>Center</b>\n&nbsp;is it?</div>", "QID1"),
        ("Q2", "You said ${q://QID1/ChoiceGroup/SelectedChoices}. Why?", "QID2_TEXT"),
        ("Q3", "More?", "QID3_TEXT"),
        ("Q4", "More?", "QID4_TEXT"),
    ]
    answers = [
        ["Süd", "a\nb", "null", "NA"],
        ["Nord", "", "None", "-"],
        ["Süd", "x", "y", "n/a"],
        ["Nord", "z", "", ""],
    ]
    text = export(columns, answers, separator="\t")
    done = bring("qualtrics", "x.tsv", text.encode("utf-16"))
    piped = "You said ${q://QID1/ChoiceGroup/SelectedChoices}. Why?"
    assert [q[:2] for q in done.questions] == [
        (piped, "open"),
        ("More?", "open"),
        ("More?", "open"),
    ]
    assert done.answers[piped] == ["a\nb", "", "x", "z"]
    assert done.answers["More?"] == ["NA", "-", "n/a", ""]
    assert done.centers == ["Süd", "Nord"]


def test_choices_with_commas_in_one_column(export, bring) -> None:
    columns = [
        CENTER,
        ("Q2", "What do you read? - Selected Choice", "QID2"),
        ("Q2_4_TEXT", "What do you read? - Other - Text", "QID2_4_TEXT"),
    ]
    read = [
        "Laws, old and new,Maps",
        "Maps",
        "Laws, old and new",
        "Maps,Other",
        "Laws, old and new,Maps,Other",
        "Maps",
        "Other",
        "",
    ]
    answers = [["N" if n % 2 else "S", cell, ""] for n, cell in enumerate(read)]
    done = bring("qualtrics", "x.csv", export(columns, answers))
    assert done.questions[0] == (
        "What do you read?",
        "multi",
        ("Laws, old and new", "Maps", "Other"),
    )
    assert done.answers["What do you read?"][4] == "Laws, old and new|Maps|Other"
    assert done.questions[1][:2] == ("What do you read? - Other - Text", "open")
