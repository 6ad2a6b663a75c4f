"""A position sits on the side that the sentence names beside it."""

import pandas as pd

from sopgap.mapping.fitting.seats import read_sides, seat_of

ROW = {"object": "", "name": "Cashiers"}
SIDES = {("center", "director"): "center", ("port",): "port", ("cashier",): "port"}


def seat(text, unit="none"):
    return seat_of({"text": text, "unit": unit}, ROW, SIDES)


def test_the_side_named_beside_the_position_seats_it():
    assert seat("Cashiers report to the Center Director.", "port") == "center"
    assert seat("Cashiers stay on the rolls of the port.", "center") == "port"


def test_where_none_or_both_are_named_the_duty_keeps_its_unit():
    assert seat("Cashiers report to the chief.", "unknown") == "unknown"
    assert seat("Cashiers move from the port to the Center Director.", "agency") == "agency"


def test_words_of_both_sides_name_none():
    duties = pd.DataFrame(
        {
            "unit": ["center", "port", "port", "hq"],
            "actor": ["Director", "Director", "Port", "HQ"],
            "actor_text": ["the director", "the director", "each port", "HQ"],
        }
    )
    assert read_sides(duties) == {("port",): "port"}


def test_the_longer_name_of_a_side_decides():
    sides = {("director",): "center", ("harbour", "director"): "port"}
    duty = {"text": "Divers are supervised by the Harbour Director.", "unit": "center"}
    assert seat_of(duty, {"object": "", "name": "Divers"}, sides) == "port"
