"""tracks.py: marks and bars that bend; the numbers stand beside them."""

import re

import pytest

from sopgap.report import tracks
from sopgap.report.tracks import Part

NA = float("nan")


def grows(bar):
    return [float(found) for found in re.findall(r"flex-grow:([\d.]+)", bar)]


def test_a_track_without_a_share_draws_nothing():
    assert tracks.draw_track(NA) == ""
    assert "cx='72.0'" in tracks.draw_track(0.72)


def test_a_lane_holds_value_interval_and_tick_in_percent_of_its_width():
    lane = tracks.draw_lane(0.5, 0.4, 0.6, tick=0.3)
    assert "cx='50.0%'" in lane
    assert "x1='40.0%' x2='60.0%'" in lane
    assert "x1='30.0%' x2='30.0%'" in lane
    assert "viewBox" not in lane  # or its text and dots would shrink with it


def test_no_difference_stands_in_the_middle_of_a_symmetric_lane():
    lane = tracks.draw_lane(0.0, -0.1, 0.1, between=(-0.2, 0.2), rule=0.0)
    assert "cx='50.0%'" in lane
    assert "x1='25.0%' x2='75.0%'" in lane


def test_an_interval_beyond_the_lane_is_cut_and_says_so():
    lane = tracks.draw_lane(0.1, -0.3, 0.15, between=(-0.2, 0.2), rule=0.0)
    assert "x1='0.0%'" in lane
    assert "class=beyond" in lane
    assert "class=beyond" not in tracks.draw_lane(0.1, -0.1, 0.15, between=(-0.2, 0.2), rule=0.0)


def test_a_census_has_no_interval_on_its_lane():
    assert "class=span" not in tracks.draw_lane(0.5, NA, NA)
    assert "class=span" not in tracks.draw_lane(0.5, 0.5, 0.5)


def test_the_parts_of_a_bar_are_as_wide_as_their_shares():
    parts = [Part("a", 1, 4, "r-0", 0.25), Part("b", 3, 4, "r-4", 0.75, apart=True)]
    bar = tracks.draw_bar(parts)
    assert grows(bar) == [25, 75]
    assert "class='r-4 apart'" in bar
    assert "aria-hidden=true" in bar


def test_a_part_of_nobody_takes_no_room_and_is_still_listed():
    parts = [Part("a", 4, 4, "r-0", 1.0), Part("b", 0, 4, "r-4", 0.0)]
    assert grows(tracks.draw_bar(parts)) == [100]
    assert "0 of 4" in tracks.list_parts(parts)


def test_a_hidden_part_shows_words_and_no_figure():
    part = Part("b and c", None, None, "s-suppressed", 0.4, said="hidden")
    assert "<b>" not in tracks.draw_bar([part])
    assert "hidden" in tracks.list_parts([part])


@pytest.mark.parametrize("draw", [tracks.list_parts, tracks.draw_bar])
def test_words_of_a_study_stay_text(draw):
    assert "<script" not in draw([Part("<script>", 1, 2, "r-0", 0.5, said="<script>")])
