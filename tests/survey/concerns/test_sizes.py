"""size_concerns: counts by Center that give nobody away."""

import sopgap as sg
from sopgap.survey.disclosure.attack import attack
from sopgap.survey.disclosure.counts import open_release
from sopgap.tables import QUESTIONS


def hidden(sizes, concern):
    own = sizes[(sizes["concern_id"] == concern) & sizes["suppressed"]]
    return own["group"].tolist()


def test_a_center_with_few_comments_is_hidden_with_a_second(found_in):
    counts = {"C01": {"A": 9, "B": 8, "C": 5}, "C02": {"A": 9, "B": 7, "C": 4}}
    sizes = sg.size_concerns(*found_in(counts))
    assert hidden(sizes, "C01") == ["B", "C"]
    assert hidden(sizes, "C02") == ["B", "C"]
    assert sizes[sizes["group"] == "all"]["n"].tolist() == [22, 20]
    assert sizes[sizes["suppressed"]][["n", "base", "share"]].isna().all(axis=None)


def test_a_small_count_cannot_be_worked_back_from_its_row_or_column(found_in):
    counts = {
        "C01": {"A": 9, "B": 2, "C": 8},
        "C02": {"A": 6, "B": 9, "C": 7},
        "C03": {"A": 5, "B": 8, "C": 6},
    }
    sizes = sg.size_concerns(*found_in(counts))
    table = sizes[sizes["group"] != "all"].pivot(
        index="concern_id", columns="group", values="suppressed"
    )
    assert table.loc["C01", "B"]
    found = attack(open_release({"sizes": sizes}, QUESTIONS.empty()))
    assert len(found) == table.to_numpy().sum()
    assert not found["recovered"].any()


def test_none_is_hidden_too_lest_a_blank_say_one_at_least(found_in):
    counts = {
        "C01": {"A": 9, "B": 0, "C": 8},
        "C02": {"A": 6, "B": 9, "C": 7},
        "C03": {"A": 6, "B": 8, "C": 9},
    }
    sizes = sg.size_concerns(*found_in(counts)).set_index(["concern_id", "group"])
    assert sizes["n"].isna()["C01"]["B"]
    assert not (sizes["n"].dropna() == 0).any()


def test_with_hiding_off_every_count_is_shown(found_in):
    counts = {"C01": {"A": 1, "B": 2}, "C02": {"A": 0, "B": 1}}
    sizes = sg.size_concerns(*found_in(counts), min_base=0)
    assert sizes["n"].notna().all() and not sizes["suppressed"].any()
