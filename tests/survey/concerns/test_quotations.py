"""choose_quotations: one typical comment, of a length that can be read."""

import json
from pathlib import Path

import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import InputError
from sopgap.survey.comments import hash_comments
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.decided import read_released
from sopgap.survey.concerns.quotations import (
    count_unknown,
    list_doubtful_quotes,
    weigh_quotes,
)
from sopgap.survey.redaction.doubts import find_doubts, self_identifying

PLANTED = Path(__file__).parents[2] / "reference" / "redaction"


def test_a_center_is_quoted_only_where_its_count_may_be_shown(found_in):
    counts = {"C01": {"A": 9, "B": 8, "C": 2}, "C02": {"A": 9, "B": 9, "C": 1}}
    found, table = found_in(counts)
    quoted = sg.choose_quotations(found, table)
    assert quoted["group"].tolist() == ["all", "A", "all", "A"]
    sizes = sg.size_concerns(found, table)
    shown = set(map(tuple, sizes[~sizes["suppressed"]][["concern_id", "group"]].values))
    assert set(map(tuple, quoted[["concern_id", "group"]].values)) <= shown


def test_a_quotation_has_a_length_that_can_be_read_and_names_nobody():
    said = [
        "Training",
        "There is no training for us " + "word " * 70,
        "Ask Mr. Smith for the training we need",
        "We need the training that was promised",
    ]
    table = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    found = sg.cluster_concerns(table, 1)
    assert sg.choose_quotations(found, table)["text"].tolist() == [said[3]]


def one_concern(said, centers=None):
    ids = [f"c{i}" for i in range(len(said))]
    table = pd.DataFrame({"comment_id": ids, "question_id": "q1", "text": said})
    table["center"] = centers or ""
    members = table[["comment_id"]].assign(concern_id="C01", rank=1)
    members["closeness"] = [1 - i / 100 for i in range(len(said))]
    names = pd.DataFrame({"concern_id": ["C01"], "label": "training", "exemplar_id": "c0"})
    return Concerns(names, members), table


DOUBTFUL = "As the only clerk in Laredo I get no training"
PLAIN = "Nobody here gets any training at all"


def test_a_doubtful_comment_is_quoted_only_after_a_person_released_it():
    found, table = one_concern([DOUBTFUL, PLAIN])
    assert sg.choose_quotations(found, table)["text"].tolist() == [PLAIN]
    queue = list_doubtful_quotes(found, table)
    assert queue["text"].tolist() == [DOUBTFUL]
    assert queue["decision"].tolist() == [""]
    shown = sg.choose_quotations(found, table, released=queue.assign(decision="show"))
    assert shown["text"].tolist() == [DOUBTFUL, PLAIN]
    assert shown["place"].tolist() == [1, 2]
    again = list_doubtful_quotes(found, table, released=queue.assign(decision="show"))
    assert again["decision"].tolist() == ["show"]


def test_what_a_person_hid_is_never_quoted_whatever_the_gate_says():
    found, table = one_concern([PLAIN, "More training for all of us please"])
    digest = hash_comments(table.iloc[:1])[0][:16]
    hidden = pd.DataFrame({"digest": [digest, digest], "decision": ["show", "hide"]})
    for rows in (hidden, hidden[::-1]):
        quoted = sg.choose_quotations(found, table, released=rows)
        assert quoted["text"].tolist() == ["More training for all of us please"]


def test_a_released_comment_is_still_redacted():
    found, table = one_concern(["Ask Mr. Smith for the training we need"])
    digest = hash_comments(table)[0][:16]
    shown = pd.DataFrame({"digest": [digest], "decision": ["show"]})
    quoted = sg.choose_quotations(found, table, released=shown)
    assert quoted["text"].tolist() == ["Ask Mr. [name] for the training we need"]


@pytest.fixture
def two_concerns(found_in):
    return found_in({"C01": {"A": 9, "B": 9}, "C02": {"A": 9, "B": 9}})


def test_a_center_of_few_writers_is_quoted_for_all_only(two_concerns):
    found, table = two_concerns
    groups = {"all", "A", "B"}
    assert set(sg.choose_quotations(found, table)["group"]) == groups
    turns = table.groupby("center").cumcount() % 2
    table["question_id"] = turns.map({0: "q1", 1: "q2"})  # perhaps nine people who wrote twice
    assert set(sg.choose_quotations(found, table)["group"]) == {"all"}
    assert set(sg.choose_quotations(found, table, min_base=9)["group"]) == groups


def test_a_comment_that_names_its_center_is_quoted_for_its_center_only(two_concerns):
    found, table = two_concerns
    table.loc[table["center"] == "A", "text"] = "The rules in Houston about C01 and C02 are poor"
    centers = pd.DataFrame({"center": ["A"], "name": ["Petrol"], "location": ["Houston, TX"]})
    quoted = sg.choose_quotations(found, table, centers=centers)
    by_group = quoted.groupby("group")["text"].agg(" ".join)
    assert "Houston" in by_group["A"]
    assert "Houston" not in by_group["all"]


def test_decisions_are_read_from_the_folder_of_the_survey(tmp_path):
    assert read_released(tmp_path).empty
    file = tmp_path / "quotes_released.csv"
    file.write_text("digest,text,decision\n0123456789abcdef,x,Show\nfedcba9876543210,y,\n")
    released = read_released(tmp_path)
    assert released["decision"].tolist() == ["show", ""]
    assert count_unknown(released, pd.DataFrame({"question_id": ["q"], "text": ["t"]})) == 1


def test_every_wrong_decision_is_named_by_its_row(tmp_path):
    file = tmp_path / "quotes_released.csv"
    file.write_text(
        "digest,concern_id,decision\n1.2E+15,C01,show\n0123456789abcdef,C01,maybe\n"
        "fedcba9876543210,C01,show\nfedcba9876543210,C02,hide\n"
    )
    with pytest.raises(InputError) as error:
        read_released(tmp_path)
    said = str(error.value)
    assert "row 2, column digest: '1.2E+15'" in said
    assert "row 3, column decision: 'maybe'" in said
    assert "row 5: the same comment is set to hide, in row 4 to show" in said


@pytest.mark.parametrize("row", self_identifying(), ids=lambda row: row.use)
def test_each_phrase_is_known_by_its_example_and_not_by_what_is_alike(row):
    assert row.pattern.search(row.example)
    assert not row.pattern.search(row.alike)


def doubts_of(text, center="", **more):
    table = pd.DataFrame({"comment_id": ["c"], "text": [text], "center": [center]})
    return find_doubts(table, **more)["reasons"][0]


def test_a_position_that_few_hold_at_the_center_is_doubted_there_only():
    frame = pd.DataFrame(
        {
            "center": ["A", "A", "B"],
            "position": ["clerk", "analyst", "analyst"],
            "staff": [30, 2, 40],
        }
    )
    assert doubts_of("Analysts get no rules", "A", frame=frame) == "position"
    assert doubts_of("Analysts get no rules", "B", frame=frame) == ""
    assert doubts_of("Clerks get no rules", "A", frame=frame) == ""
    assert doubts_of("Analysts get no rules", "", frame=frame) == ""


def test_a_redaction_and_a_word_that_may_be_a_name_are_doubted():
    assert doubts_of("Ask Mr. Smith about the guide") == "redacted"
    assert doubts_of("We follow the Brzozowska method") == "bare-name"
    assert doubts_of("The guide is [name] and old") == "redacted"


def test_tables_without_rows_frame_or_center_are_no_trouble():
    nothing = pd.DataFrame({"comment_id": [], "text": []})
    assert find_doubts(nothing).empty
    found, table = one_concern([PLAIN])
    assert list_doubtful_quotes(found, table).empty


def test_the_gate_stops_those_who_give_themselves_away():
    rows = [json.loads(line) for line in (PLANTED / "self_dev.jsonl").read_text().splitlines()]
    table = pd.DataFrame({"comment_id": [r["id"] for r in rows], "text": [r["text"] for r in rows]})
    doubted = find_doubts(table)["reasons"] != ""
    gives_away = pd.Series([r["reveals"] for r in rows])
    assert doubted[gives_away].mean() >= 0.95
    assert doubted[~gives_away].mean() <= 0.05


def test_a_quotation_holds_the_words_of_the_label_where_a_comment_of_its_length_does():
    said = [
        "We lost the drive twice again this spring",
        "The shared drive is always full by noon",
        "Shared drive",
        "Nobody can find anything in there these days",
    ]
    table = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    members = pd.DataFrame(
        {"comment_id": list("abcd"), "concern_id": "C01", "rank": 1, "closeness": [0.9, 0.1, 1, 1]}
    )
    names = pd.DataFrame({"concern_id": ["C01"], "label": "shared drives", "exemplar_id": "c"})
    quoted = sg.choose_quotations(Concerns(names, members), table)
    assert quoted["text"].tolist()[0] == "The shared drive is always full by noon"


def test_a_center_with_too_few_comments_on_a_concern_is_not_quoted_for_all_either():
    said = [f"More training please number {n}" for n in range(14)]
    table = pd.DataFrame({"comment_id": [f"c{n:02d}" for n in range(14)], "text": said})
    table["center"] = ["A"] * 12 + ["B"] * 2
    members = table[["comment_id"]].assign(concern_id="C01", rank=1, closeness=0.5)
    members.loc[13, "closeness"] = 1.0  # the nearest to the middle is of B
    names = pd.DataFrame({"concern_id": ["C01"], "label": "training", "exemplar_id": "c13"})
    table.loc[:11, "center"] = ["A"] * 10 + ["C", "C"]
    quoted = sg.choose_quotations(Concerns(names, members), table, min_base=2)
    assert set(quoted["text"]) & set(said[10:]) == set()


TYPICAL = [
    "Nobody here gets any training at all",
    "Nobody here gets any training at all, sadly",
    "Classes are held in another town",
    "Veterans show the new ones how things go",
    "The binder for beginners was never finished",
    "Lessons come a year after the change",
    "A mentor would do more than slides",
]


def test_further_quotations_differ_from_the_first_and_from_one_another():
    found, table = one_concern(TYPICAL * 6)
    quoted = sg.choose_quotations(found, table)
    assert quoted["place"].tolist() == [1, 2, 3, 4, 5]
    assert quoted["text"].iloc[0] == TYPICAL[0]
    assert quoted["text"].is_unique
    assert TYPICAL[1] not in quoted["text"].tolist()


def test_a_small_concern_has_two_quotations_and_whoever_wants_fewer_gets_them():
    found, table = one_concern(TYPICAL)
    assert len(sg.choose_quotations(found, table)) == 2
    assert len(sg.choose_quotations(found, table, most=1)) == 1
    assert sg.choose_quotations(found, table, most=0).empty


def test_the_first_quotation_is_the_same_however_many_follow(two_concerns):
    found, table = two_concerns
    table["text"] = [f"{TYPICAL[i % 7]} {i}" for i in range(len(table))]
    one = sg.choose_quotations(found, table, most=1, most_own=1)
    more = sg.choose_quotations(found, table)
    first = more[more["place"] == 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, one)
    assert len(more) > len(one)


def test_no_comment_is_quoted_twice_for_whatever_concern_or_group(two_concerns):
    found, table = two_concerns
    table["text"] = [f"{TYPICAL[i % 7]} in case {i}" for i in range(len(table))]
    quoted = sg.choose_quotations(found, table)
    assert quoted["text"].is_unique
    assert quoted.groupby(["concern_id", "group"]).size().loc[:, "A"].max() <= 2


def test_a_comment_with_two_concerns_is_quoted_for_its_first_only():
    found, table = one_concern(TYPICAL)
    second = found.members.assign(concern_id="C02", rank=2)
    names = pd.concat([found.concerns, found.concerns.assign(concern_id="C02")])
    members = pd.concat([found.members, second], ignore_index=True)
    assert set(sg.choose_quotations(Concerns(names, members), table)["concern_id"]) == {"C01"}


def test_quotes_weighed_once_serve_both_tables():
    found, table = one_concern([DOUBTFUL, *TYPICAL])
    weighed = weigh_quotes(found, table)
    for choose in (sg.choose_quotations, list_doubtful_quotes):
        again, once = choose(found, table), choose(found, table, weighed=weighed)
        pd.testing.assert_frame_equal(again, once)


def test_what_is_doubted_is_in_no_place_of_the_list():
    found, table = one_concern([*TYPICAL[:3], DOUBTFUL, *TYPICAL[3:]] * 5)
    assert DOUBTFUL not in sg.choose_quotations(found, table)["text"].tolist()


def test_the_order_of_the_comments_plays_no_part_in_the_choice():
    found, table = one_concern(TYPICAL * 4)
    turned = Concerns(found.concerns, found.members[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(
        sg.choose_quotations(found, table), sg.choose_quotations(turned, table[::-1])
    )
