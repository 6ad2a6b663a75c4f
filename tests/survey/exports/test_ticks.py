"""Ticks: columns joined, cells cut by known choices or by those that explain all cells."""

import pandas as pd
import pytest

from sopgap.survey.exports.ticks import find_choices, join_ticks, split_joined


def text(*cells: str) -> pd.Series:
    return pd.Series(cells, dtype="str")


def test_ticks_stand_in_the_order_of_the_choices() -> None:
    ticked = [("b", pd.Series([True, False, True])), ("a", pd.Series([True, False, False]))]
    assert join_ticks(ticked).tolist() == ["b|a", "", "b"]


@pytest.mark.parametrize(
    ("cell", "cut"),
    [
        ("Law, old and new, Maps", "Law, old and new|Maps"),
        ("Maps, Law, old and new", "Maps|Law, old and new"),
        ("Law, old and new", "Law, old and new"),
        ("Maps", "Maps"),
        ("", ""),
        ("Maps, a radio", "Maps|a radio"),
        ("Maps, Maps", "Maps"),
        ("Law, old", "Law|old"),
        ("Maps | more", "Maps / more"),
    ],
)
def test_cells_are_cut_by_the_longest_known_choice(cell, cut) -> None:
    assert split_joined(text(cell), ["Maps", "Law, old and new"], ", ").tolist() == [cut]


@pytest.mark.parametrize("cell", ["a;b;", "a;b", "a; b;", " a ;b"])
def test_a_last_separator_ends_nothing(cell) -> None:
    assert split_joined(text(cell), [], ";").tolist() == ["a|b"]


def test_a_bare_comma_leaves_commas_with_a_space_to_the_words() -> None:
    cells = text("Law, old and new,Maps", "Maps", "Law, old and new")
    assert find_choices(cells, ",") == ("Law, old and new", "Maps")
    cut = split_joined(cells, find_choices(cells, ","), ",")
    assert cut.tolist() == ["Law, old and new|Maps", "Maps", "Law, old and new"]


def test_an_open_bracket_holds_its_commas() -> None:
    cells = text("Phone (desk, mobile), Maps", "Maps", "Phone (desk, mobile, radio)")
    assert "Phone (desk, mobile)" in find_choices(cells, ", ")


def test_one_answer_with_a_comma_is_one_choice() -> None:
    assert find_choices(text("Yes, always", "Yes, seldom", "No"), ", ") == (
        "Yes, always", "Yes, seldom", "No",
    )  # fmt: skip


def test_choices_in_lower_case_are_choices() -> None:
    assert find_choices(text("can, cloth", "cloth", "can", "ladder, can"), ", ") == (
        "can", "cloth", "ladder",
    )  # fmt: skip


def test_free_text_is_no_list_of_choices() -> None:
    cells = text(*(f"One thing {i}, another {i * 7}, and a third" for i in range(100)))
    assert find_choices(cells, ", ") == ()


def test_the_cells_explain_themselves_by_the_choices_found() -> None:
    """Whatever subset is ticked, the choices that are found give it back."""
    options = ["Law, old and new", "Maps", "Phone (desk, mobile)", "Radio"]
    cells = [
        ", ".join(o for o, bit in zip(options, f"{n:04b}", strict=True) if bit == "1")
        for n in range(16)
    ]
    found = find_choices(text(*cells), ", ")
    assert set(found) == set(options)
    cut = split_joined(text(*cells), found, ", ")
    assert [c.replace("|", ", ") for c in cut] == cells
