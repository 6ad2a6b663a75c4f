"""effects.py: differences in points, and lines that hold them."""

import pytest

from sopgap.report import effects


@pytest.mark.parametrize(
    ("share", "said"), [(0.125, "+13"), (-0.125, "−13"), (0.004, "0"), (-0.004, "0"), (1.0, "+100")]
)
def test_points_are_rounded_half_up_and_carry_their_sign(share, said):
    assert effects.points(share, sign=True) == said


def test_one_point_is_one():
    said = effects.say_difference({"difference": -0.01, "low": -0.05, "high": 0.03})
    assert said == "−1\u00a0point (−5 to 3)"


def test_an_end_near_zero_keeps_its_side():
    ends = [{"difference": -0.2, "low": -0.32, "high": end} for end in (-0.004, 0.004, 0, 0.0003)]
    said = [effects.say_difference(row).split(" to ")[1] for row in ends]
    assert said == ["−0.4)", "0.4)", "0)", "0.03)"]


def test_lanes_end_at_whole_tens_and_hold_every_interval():
    rows = [{"difference": 0.1, "low": -0.31, "high": 0.2}]
    assert effects.reach_of(rows) == pytest.approx((-0.4, 0.4))
    assert effects.reach_of([]) == pytest.approx((-0.2, 0.2))
    assert effects.reach_of([{"difference": 1.0, "low": None, "high": None}]) == (-1.0, 1.0)
