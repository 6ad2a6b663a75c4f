"""The colours, measured: text 4.5, borders and marks 3 against their ground, in light and dark."""

from itertools import pairwise

import pytest

from sopgap import vocabulary as words
from sopgap.report.palette import (
    HATCH,
    HEAT,
    INKS,
    MEETINGS,
    RAMP,
    REVIEW_MARKS,
    STATES,
    css,
    state_of,
    step_of,
)

TEXT, MARK = 4.5, 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#d55e00") == pytest.approx(3.9, abs=0.1)  # too little for text


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("key", STATES)
def test_a_state_s_letter_and_border_can_be_seen(key, side):
    fill, ink, edge = (STATES[key].light, STATES[key].dark)[side]
    assert contrast(fill, ink) >= TEXT
    assert contrast(edge, INKS["ground"][side]) >= MARK


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_ink_marks_and_shades_can_be_seen(side):
    ground = INKS["ground"][side]
    for name in ("ink", "muted", "accent"):
        assert contrast(INKS[name][side], ground) >= TEXT, name
        assert contrast(INKS[name][side], INKS["panel"][side]) >= TEXT, name
    for name in ("mark", "warning", "band"):
        assert contrast(INKS["ink"][side], INKS[name][side]) >= TEXT, name
    assert contrast(INKS["line"][side], ground) >= MARK
    # The dot and the interval lie on the worst-case band.
    assert contrast(INKS["accent"][side], INKS["band"][side]) >= MARK
    for shade in HEAT:
        assert contrast(*shade[side]) >= TEXT
    assert contrast(STATES["suppressed"].light[1], HATCH[0]) >= TEXT
    assert contrast(STATES["suppressed"].dark[1], HATCH[1]) >= TEXT


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_the_steps_of_a_scale_can_be_read_and_told_apart_in_grey(side):
    fills = [shade[side][0] for shade in RAMP]
    for fill, ink in (shade[side] for shade in RAMP):
        assert contrast(fill, ink) >= TEXT
    steps = [contrast(INKS["ground"][side], fill) for fill in fills]
    assert steps == sorted(steps)
    for one, other in pairwise(fills):
        assert contrast(one, other) >= 1.25
    # Each part is framed, so that the palest can be seen on the page's ground.
    assert contrast(INKS["line"][side], INKS["ground"][side]) >= MARK


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_what_stands_in_a_bar_of_break_off_can_be_read(side):
    assert contrast(INKS["accent"][side], INKS["ground"][side]) >= TEXT
    for ground in ("panel", "ground", "band"):
        assert contrast(INKS["ink"][side], INKS[ground][side]) >= TEXT


def test_neighbours_of_a_scale_share_no_shade_up_to_five_steps():
    for n in range(2, 6):
        steps = [step_of(i, n) for i in range(n)]
        assert len(set(steps)) == n
        assert (steps[0], steps[-1]) == (0, len(RAMP) - 1)


def test_each_status_review_and_meeting_of_the_method_has_a_look():
    assert set(words.STATUSES) <= set(STATES)
    assert set(words.REVIEWS) == set(REVIEW_MARKS)
    assert set(words.MEETINGS) == set(MEETINGS)
    assert {state_of(kind) for kind in words.GAP_KINDS} <= set(STATES)


def test_no_two_states_share_a_letter_or_a_word():
    assert len({state.letter for state in STATES.values()}) == len(STATES)
    assert len({state.word for state in STATES.values()}) == len(STATES)


def test_dark_colours_are_for_screens_only():
    assert "@media screen and (prefers-color-scheme:dark)" in css()
    assert css().count("--s-stale-fill:") == 2
