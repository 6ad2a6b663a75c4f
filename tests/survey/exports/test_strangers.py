"""Exports of other platforms as strangers bring them, with what was expected before."""

import datetime as dt

import pytest

MONKEY = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
LIME = ["id", "submitdate", "lastpage", "startlanguage"]
DONE = "2023-05-01 10:00:00"
ALCHEMER = ["Response ID", "Time Started", "Date Submitted", "Status", "SessionID", "IP Address"]
CLEAR = ("Very clear", "Clear", "Unclear")


def monkey(as_csv, first, second, *rows, more=()):
    own = [
        [str(11_000_000_000 + n), "4", f"05/{13 + n}/2023", f"05/{13 + n}/2023", "9.9.9.9"]
        for n in range(1, len(rows) + 1)
    ]
    pairs = zip(own, rows, strict=True)
    return as_csv([[*MONKEY, *first], [*[""] * 5, *second], *([*o, *r] for o, r in pairs)])


def workbook(rows):
    def write(path):
        from openpyxl import Workbook

        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)

    return write


def test_surveymonkey_a_column_a_choice_is_a_single_choice_where_nobody_ticked_two(
    as_csv, bring
) -> None:
    rows = [
        ["North", "", "Yes", "", "w"],
        ["", "South", "", "No", "x"],
        ["North", "", "", "No", ""],
        ["", "South", "Yes", "", "y"],
        ["North", "", "", "No", ""],
    ]
    text = monkey(
        as_csv,
        ["Which Center?", "", "Is it clear?", "", "Why?"],
        ["North", "South", "Yes", "No", "Open-Ended Response"],
        *rows,
    )
    done = bring("surveymonkey", "x.csv", text)
    assert done.questions == [("Is it clear?", "single", ("Yes", "No")), ("Why?", "open", ())]
    assert done.answers["Is it clear?"] == ["Yes", "No", "No", "Yes", "No"]
    assert done.centers == ["North", "South"]
    assert "q2: nobody ticked more than one, so it is taken as a single choice" in done.said


def test_surveymonkey_numeric_values_are_the_ticks_of_their_columns(as_csv, bring) -> None:
    rows = [["1", "1", "2", ""], ["2", "", "2", "3"], ["1", "1", "", "3"], ["2", "1", "2", ""]]
    text = monkey(
        as_csv, ["Which Center?", "Which tools?", "", ""], ["Response", "Can", "Rod", "Hat"], *rows
    )
    done = bring("surveymonkey", "x.csv", text)
    assert done.questions == [("Which tools?", "multi", ("Can", "Rod", "Hat"))]
    assert done.answers["Which tools?"] == ["Can|Rod", "Rod|Hat", "Can|Hat", "Can|Rod"]


def test_surveymonkey_condensed_ticks_and_rows_that_share_their_choices(as_csv, bring) -> None:
    ticks = ["Can, Rod", "Rod", "Can, Hat", "Can", "Rod, Hat", "Hat", "Can, Rod, Hat", "Can"]
    law = ["Very clear", "Clear", "Unclear", "", "Clear", "Clear", "", "Unclear"]
    memo = ["Clear", "Unclear", "Clear", "", "", "Clear", "Clear", "Unclear"]
    cells = zip(ticks, law, memo, strict=True)
    rows = [["N" if n % 2 else "S", *row] for n, row in enumerate(cells)]
    text = monkey(
        as_csv,
        ["Which Center?", "Which tools?", "How clear?", ""],
        ["Response", "Response", "Law", "Memo"],
        *rows,
    )
    done = bring("surveymonkey", "x.csv", text)
    assert done.questions == [
        ("Which tools?", "multi", ("Can", "Rod", "Hat")),
        ("How clear? - Law", "scale", CLEAR),
        ("How clear? - Memo", "scale", CLEAR),
    ]


def test_surveymonkey_leaves_out_who_was_disqualified(as_csv, bring) -> None:
    rows = [
        ["completed", "N", "Yes"],
        ["partial", "S", ""],
        ["disqualified", "N", "No"],
        ["completed", "S", "No"],
        ["overquota", "S", "No"],
    ]
    text = monkey(
        as_csv,
        ["Response Status", "Which\xa0Center?", "Clear?"],
        ["", "Response", "Response"],
        *rows,
    )
    done = bring("surveymonkey", "x.csv", text)
    assert done.respondents["complete"].tolist() == ["yes", "no", "yes"]
    assert "left out: 2 rows, disqualified" in done.said


def test_google_a_grid_shares_its_steps_and_a_quiz_is_no_answer(as_csv, bring) -> None:
    head = [
        "Zeitstempel",
        "Gesamtpunktzahl",
        "E-Mail-Adresse",
        "An welchem Standort arbeiten Sie?",
        "Ist es klar?",
        "Ist es klar? [Punktzahl]",
        "How clear? [Law]",
        "How clear? [Memo]",
    ]
    rows = [
        [
            f"{n + 10}.05.2023 09:15:00",
            "2 / 5",
            "a@b.de",
            "Köln" if n % 2 else "Bonn",
            ["Ja", "Nein", "Weiß nicht"][n % 3],
            "1 / 1",
            CLEAR[n % 3],
            CLEAR[n % 2],
        ]
        for n in range(6)
    ]
    done = bring("forms", "x.csv", as_csv([head, *rows]))
    assert done.questions == [
        ("Ist es klar?", "single", ("Ja", "Nein", "Weiß nicht")),
        ("How clear? [Law]", "scale", CLEAR),
        ("How clear? [Memo]", "scale", CLEAR),
    ]
    assert done.dont_know["Ist es klar?"] == "Weiß nicht"
    assert done.respondents["date"].tolist()[0] == "2023-05-10"
    assert "Center: An welchem Standort arbeiten Sie?" in done.said
    assert "dropped (score of a quiz): Ist es klar? [Punktzahl]" in done.said


def test_microsoft_in_french(bring) -> None:
    head = [
        "ID",
        "Heure de début",
        "Heure de fin",
        "Adresse de messagerie",
        "Nom",
        "Votre site",
        "Quels outils ?",
        "Points - Quels outils ?",
    ]
    rows = [
        [
            n,
            dt.datetime(2023, 5, n, 8),
            dt.datetime(2023, 5, n, 9),
            "x@y.fr",
            "Ann Lee",
            "Lyon" if n % 2 else "Nice",
            ["Carte;", "Carte;Loi, neuve;", "Loi, neuve;"][n % 3],
            1,
        ]
        for n in range(1, 7)
    ]
    done = bring("forms", "x.xlsx", workbook([head, *rows]))
    assert done.questions == [("Quels outils ?", "multi", ("Carte", "Loi, neuve"))]
    assert done.centers == ["Lyon", "Nice"]
    assert "Ann Lee" not in done.text
    assert "x@y" not in done.text


def test_limesurvey_where_an_attribute_of_the_participant_is_the_center(as_csv, bring) -> None:
    head = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "token. Access code",
        "attribute_1. Center",
        "q1. Is there a rule?",
        "q2[SQ001]. Rate [Law]",
        "q2[SQ002]. Rate [Memo]",
    ]
    rows = [
        [
            str(n),
            DONE if n != 2 else "",
            "3",
            "en",
            f"t{n}",
            "North" if n % 2 else "South",
            "Yes" if n < 3 else "No",
            str(n),
            str(6 - n),
        ]
        for n in range(1, 6)
    ]
    done = bring("limesurvey", "r.csv", as_csv([head, *rows]))
    steps = ("1", "2", "3", "4", "5")
    assert done.questions == [
        ("Is there a rule?", "single", ("Yes", "No")),
        ("Rate [Law]", "scale", steps),
        ("Rate [Memo]", "scale", steps),
    ]
    assert done.centers == ["North", "South"]
    assert done.respondents["complete"].tolist() == ["yes", "no", "yes", "yes", "yes"]


def test_limesurvey_by_codes_names_the_text_beside_other_by_its_code(as_csv, bring) -> None:
    head = [*LIME, "center", "tools[SQ001]", "tools[SQ002]", "tools[other]"]
    rows = [
        ["1", DONE, "3", "en", "N", "Yes", "No", ""],
        ["2", "", "1", "en", "S", "N/A", "N/A", ""],
        ["3", DONE, "3", "en", "N", "No", "No", ""],
        ["4", DONE, "3", "en", "S", "No", "Yes", "Fax"],
    ]
    done = bring("limesurvey", "r.csv", as_csv([head, *rows], ";"))
    assert done.questions == [
        ("tools", "multi", ("SQ001", "SQ002", "Other")),
        ("tools[other]", "open", ()),
    ]
    assert done.answers["tools"] == ["SQ001", "", "none", "SQ002|Other"]


def test_alchemer_labels_in_brackets_behind_the_question(as_csv, bring) -> None:
    head = [*ALCHEMER, "Your Center", "Tools? (Can)", "Tools? (Rod)", "Years (in your role)"]
    rows = [
        [str(n), DONE, DONE, "Complete", "s", "8.8.8.8", "N" if n % 2 else "S", can, rod, years]
        for n, (can, rod, years) in enumerate(
            [("Can", "", "3"), ("", "Rod", "12"), ("Can", "Rod", "3"), ("", "", "12")], 1
        )
    ]
    done = bring("alchemer", "x.csv", as_csv([head, *rows]))
    assert done.questions == [
        ("Tools?", "multi", ("Can", "Rod")),
        ("Years (in your role)", "single", ("3", "12")),
    ]
    assert done.answers["Tools?"] == ["Can", "Rod", "Can|Rod", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sep=;\r\nCenter;Clear?\r\nN;Yes\r\nS;No\r\nN;No\r\nS;Yes\r\n", "semicolons"),
        ("Center,Clear?\nN,Yes\nS,No\nN,No\nS,Yes\n".encode("utf-16-le"), "UTF-16"),
        ("Center,Clear?\nN,Yes\nS,No\nN,No\nS,Yes\n".encode("utf-16-be"), "UTF-16"),
        ("Center,Clear?\rN,Yes\rS,No\rN,No\rS,Yes\r", "4 respondents"),
        ("Center,Clear?,,\nN,Yes,,\nS,No,,\n,,,\nN,No,,\nS,Yes,,\n\n,,,\n", "2 rows without any"),
    ],
)
def test_a_table_as_spreadsheets_of_all_lands_write_it(text, said, bring) -> None:
    done = bring("csv", "x.csv", text)
    assert done.questions == [("Clear?", "single", ("Yes", "No"))]
    assert done.answers["Clear?"] == ["Yes", "No", "No", "Yes"]
    assert said in done.said


def test_a_center_written_in_several_ways_is_one_and_answers_are_not_mended(bring) -> None:
    text = "Center ,Clear?\nNorth,Yes\nnorth ,yes\nSouth, No\nNORTH,Yes\nSouth,NO\n"
    done = bring("csv", "x.csv", text)
    assert done.centers == ["North", "South"]
    assert done.respondents["center"].tolist() == ["north", "north", "south", "north", "south"]
    assert "'North', 'north', 'NORTH' are one Center, north" in done.said
    assert done.answers["Clear?"] == ["Yes", "yes", "No", "Yes", "NO"]
    assert "alike but for capitals" in done.said


def test_columns_are_dropped_for_the_addresses_in_them(as_csv, bring) -> None:
    head = ["Center", "Staff name", "Reach you at", "Proof", "Clear?"]
    rows = [
        ["N" if n % 2 else "S", f"Ann Lee{n}", f"a{n}@x.org", f"https://x.org/{n}", "Yes"]
        for n in range(4)
    ]
    done = bring("csv", "x.csv", as_csv([head, *rows]))
    assert [q[0] for q in done.questions] == ["Clear?"]
    for reason in ("name of a person): Staff name", "mail addresses): Reach", "links): Proof"):
        assert f"dropped ({reason}" in done.said
    assert not [secret for secret in ("Ann Lee", "@x.org", "https") if secret in done.text]


def test_a_map_keeps_a_column_that_its_cells_would_drop(as_csv, bring) -> None:
    rows = [["N" if n % 2 else "S", f"https://x.org/{n}", "Yes"] for n in range(4)]
    text = as_csv([["Center", "Proof", "Clear?"], *rows])
    done = bring("csv", "x.csv", text, 'keep = ["Proof"]\n')
    assert done.answers["Proof"] == [f"https://x.org/{n}" for n in range(4)]
