"""figures.py: what is drawn, and how it becomes part of a page."""

import pandas as pd
from matplotlib.figure import Figure

from sopgap.report import figures

NA = float("nan")


def shares(**changes):
    row = {
        "label": "Do you know?\n→ No", "n": 33, "base": 46, "share": 33 / 46, "low": 0.61,
        "high": 0.81, "worst_low": 0.32, "worst_high": 0.88, "all_share": 0.56, "said": "",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_a_given_axes_is_drawn_on_and_returned():
    ax = Figure().subplots()
    assert figures.plot_shares(shares(), ax=ax) is ax


def test_each_row_says_its_count_and_base_beside_the_mark():
    assert [t.get_text() for t in figures.plot_shares(shares()).texts] == ["33 of 46 (72\u00a0%)"]


def test_a_hidden_row_has_words_and_no_mark():
    ax = figures.plot_shares(shares(n=pd.NA, share=NA, said="too few answers to show (under 10)"))
    assert [t.get_text() for t in ax.texts] == ["too few answers to show (under 10)"]
    assert not [line for line in ax.lines if line.get_marker() == "o"]
    assert not ax.patches


def test_a_census_has_no_interval():
    with_one = len(figures.plot_shares(shares()).lines)
    assert len(figures.plot_shares(shares(low=NA, high=NA)).lines) == with_one - 1


def test_dollars_and_markup_in_a_label_stay_text():
    hostile = shares(label="cost $x^2$ of <script>alert(1)</script>\n→ \u202e-->")
    svg = str(figures.draw_svg(figures.plot_shares(hostile), title="<b>", told="&", name="a"))
    assert "<script" not in svg
    assert "&lt;b&gt;" in svg
    assert "$x^2$" in svg
    assert "\u202e" not in svg


def test_the_picture_repeats_byte_for_byte_and_asks_for_nothing():
    one, two = (
        str(figures.draw_svg(figures.plot_shares(shares()), title="t", told="d", name="a"))
        for _ in range(2)
    )
    assert one == two
    assert "<metadata" not in one
    assert 'class="f-ink"' in one
    assert "http" not in one


def test_ids_of_two_pictures_do_not_meet():
    ids = [
        set(pd.Series([str(figures.draw_svg(figures.plot_shares(shares()), title="t", told="d",
                                            name=name))]).str.findall(r'\bid="?([^" >]+)')[0])
        for name in ("a", "b")
    ]  # fmt: skip
    assert ids[0]
    assert not ids[0] & ids[1]


def test_the_text_alternative_gives_the_numbers():
    told = figures.tell_shares(shares()).replace("\u00a0", " ")
    assert told == (
        "Do you know? → No: 33 of 46 (72 %), interval 61–81 %,"
        " none to all of the silent 32–88 %, all Centers 56 %."
    )


def test_a_funnel_names_what_each_step_is_part_of():
    steps = pd.DataFrame({"label": ["asked", "answered"], "n": [1052, 544], "of": [pd.NA, 1052]})
    said = [t.get_text().replace("\u00a0", " ") for t in figures.plot_funnel(steps).texts]
    assert said == ["1,052", "544 of 1,052 (52 %)"]


def test_a_weighted_share_is_a_second_smaller_mark():
    markers = [line.get_marker() for line in figures.plot_shares(shares(weighted=0.7)).lines]
    assert markers.count("D") == 1
    assert "D" not in [line.get_marker() for line in figures.plot_shares(shares()).lines]
    assert "weighted 70" in figures.tell_shares(shares(weighted=0.7))
    assert "weighted" not in figures.tell_shares(shares(weighted=NA))


def test_the_base_of_a_question_is_a_thinner_bar_with_its_count_alone():
    steps = pd.DataFrame({"label": ["answered", "q1"], "n": [544, 444], "of": [pd.NA, pd.NA],
                          "aside": [False, True]})  # fmt: skip
    ax = figures.plot_funnel(steps)
    assert [t.get_text() for t in ax.texts] == ["544", "444"]
    assert ax.patches[1].get_height() < ax.patches[0].get_height()


def test_a_narrow_picture_has_its_labels_above_the_marks():
    ax = figures.plot_shares(shares(), slim=True)
    assert not ax.get_yticklabels()
    label, figure = ax.texts[1], ax.texts[0]
    assert label.get_text().startswith("Do you know?")
    assert label.get_position()[1] < figure.get_position()[1]  # the axis runs downwards
    assert ax.get_figure().get_figwidth() < 4


def test_both_widths_are_on_the_page_with_ids_of_their_own():
    drawn = str(figures.draw_both(figures.plot_shares, shares(), title="t", told="d", name="a"))
    assert drawn.count("<svg ") == 2
    assert "class='plot wide'" in drawn
    assert "class='plot slim'" in drawn
    ids = pd.Series([drawn]).str.findall(r'\bid="?([^" >]+)')[0]
    assert len(ids) == len(set(ids))


def test_no_half_line_runs_through_the_words_of_a_hidden_row():
    ax = figures.plot_shares(shares(n=pd.NA, share=NA, said="too few"))
    assert not [line for line in ax.lines if list(line.get_xdata()) == [50, 50]]


def test_a_survey_of_nobody_draws_a_funnel_without_failing():
    steps = pd.DataFrame({"label": ["asked"], "n": [0], "of": [pd.NA]})
    assert [t.get_text() for t in figures.plot_funnel(steps).texts] == ["0"]


def test_a_hidden_row_is_hatched_as_in_the_maps():
    ax = figures.plot_shares(shares(n=pd.NA, share=NA, said="too few"))
    slanted = [line for line in ax.lines if line.get_color() == figures.LINE]
    assert len(slanted) == 1
    assert "L" in str(figures.draw_svg(ax, title="t", told="d", name="a"))


def test_the_band_of_the_worst_case_is_framed():
    ax = figures.plot_shares(shares())
    framed = [line for line in ax.lines if line.get_color() == figures.LINE]
    assert len(framed) == 2  # the frame, and the half
    bare = figures.plot_shares(shares(worst_low=NA, worst_high=NA))
    assert len([line for line in bare.lines if line.get_color() == figures.LINE]) == 1


def test_what_is_drawn_is_small_and_has_no_ids_of_its_own():
    many = pd.concat([shares() for _ in range(11)], ignore_index=True)
    svg = str(figures.draw_svg(figures.plot_shares(many), title="t", told="d", name="a"))
    assert len(svg) < 6_000
    assert svg.count(" id=") == 2
