"""The colours, measured: text 4.5, borders and marks 3 against their ground, in light and dark."""

from itertools import combinations, pairwise

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


# What eyes without the long (protan) or middle (deutan) cones see of linear red, green and blue:
# Vienot, Brettel and Mollon 1999, "Digital video colourmaps for checking the legibility of
# displays by dichromats".
BLIND = {
    "protan": ((0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.004, -0.004, 1.0)),
    "deutan": ((0.2929, 0.7071, 0.0), (0.2929, 0.7071, 0.0), (-0.0223, 0.0223, 1.0)),
}


def as_seen(colour: str, kind: str) -> str:
    """Return a colour as it looks to such eyes."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    seen = [sum(w * p for w, p in zip(row, linear, strict=True)) for row in BLIND[kind]]
    seen = [min(max(p, 0.0), 1.0) for p in seen]
    back = [12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in seen]
    return "#" + "".join(f"{round(p * 255):02x}" for p in back)


def test_the_simulation_leaves_grey_and_joins_red_and_green():
    assert as_seen("#808080", "protan") == as_seen("#808080", "deutan") == "#808080"
    red, green = as_seen("#b34700", "deutan"), as_seen("#5f6f00", "deutan")
    assert contrast(red, green) < 1.3


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", BLIND)
def test_colour_blind_eyes_read_what_is_written_and_see_each_step(kind, side):
    ground = as_seen(INKS["ground"][side], kind)
    for state in STATES.values():
        fill, ink, edge = (as_seen(one, kind) for one in (state.light, state.dark)[side])
        assert contrast(fill, ink) >= TEXT, state.word
        assert contrast(edge, ground) >= MARK, state.word
    for fill, ink in (shade[side] for shade in (*HEAT, *RAMP)):
        assert contrast(as_seen(fill, kind), as_seen(ink, kind)) >= TEXT
    for one, other in pairwise(as_seen(shade[side][0], kind) for shade in RAMP):
        assert contrast(one, other) >= 1.25


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [None, *BLIND])
def test_what_a_picture_draws_can_be_seen_where_it_lies(kind, side):
    see = {name: pair[side] if kind is None else as_seen(pair[side], kind)
           for name, pair in INKS.items()}  # fmt: skip
    for name in ("ink", "muted", "accent"):
        assert contrast(see[name], see["ground"]) >= TEXT, name
    for name in ("ink", "accent"):  # the tick, the dot and the interval lie on the band
        assert contrast(see[name], see["band"]) >= MARK, name
    # Bars, hatching, the half and the frame of the band; the band itself says nothing alone.
    assert contrast(see["line"], see["ground"]) >= MARK


def test_states_of_one_colour_differ_by_letter_and_none_rests_on_colour():
    for one, two in combinations(STATES.values(), 2):
        if one.light == two.light:
            assert one.letter != two.letter
    assert all(state.letter.strip() and state.word.strip() for state in STATES.values())


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
