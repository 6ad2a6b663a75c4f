"""concern_figures.py: the number as a choice, and the tree, as pictures that read."""

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sopgap.report import concern_figures as figures
from sopgap.tables import CONCERNS, MERGES, NUMBERS


def numbers(**changes):
    rows = {"n_concerns": [2, 3, 4], "modularity": [0.1, 0.4, 0.4], "stability": [0.5, 0.8, 0.6],
            "separation": [0.2, 0.3, 0.39], "base": 50, "chosen": [False, True, False]}  # fmt: skip
    return NUMBERS.check(pd.DataFrame(rows | changes))


def tree(k, label="a concern whose label is long; and another part of it"):
    """A comb of k concerns: each is joined to all before it."""
    codes = [f"C{i:02d}" for i in range(1, k + 1)]
    concerns = pd.DataFrame({"concern_id": codes, "label": label, "terms": "x", "n_comments": 9})
    joints = [f"M{i:02d}" for i in range(1, k)]
    merges = pd.DataFrame({"merge_id": joints, "left": ["C01", *joints[:-1]], "right": codes[1:],
                           "label": label, "n_comments": 9, "nearness": 0.5})  # fmt: skip
    return MERGES.check(merges), CONCERNS.check(concerns)


def boxes(ax):
    drawn = FigureCanvasAgg(ax.get_figure()).get_renderer()
    return [text.get_window_extent(drawn) for text in ax.texts], ax.get_figure().bbox


def test_each_line_bears_its_name_and_the_chosen_number_is_marked():
    said = {text.get_text() for text in figures.plot_numbers(numbers()).texts}
    assert said == {"stability", "modularity", "separation", "3: chosen"}


def test_names_of_lines_that_end_together_do_not_meet():
    ax = figures.plot_numbers(numbers(stability=0.9, modularity=0.9, separation=0.9))
    found, _ = boxes(ax)
    assert not any(one.overlaps(two) for i, one in enumerate(found) for two in found[:i])


def test_a_measure_that_is_not_known_is_not_drawn():
    ax = figures.plot_numbers(numbers(stability=float("nan")))
    assert "stability" not in {text.get_text() for text in ax.texts}


def test_a_negative_separation_stays_within_the_picture():
    ax = figures.plot_numbers(numbers(separation=[-0.25, -0.1, 0.1]))
    assert ax.get_ylim()[0] <= -0.25


@pytest.mark.parametrize("k", [2, 5, 22, 40])
def test_no_name_of_the_tree_meets_another_or_leaves_the_picture(k):
    ax = figures.plot_tree(*tree(k))
    found, picture = boxes(ax)
    assert len(found) == 2 * k - 1
    assert not any(one.overlaps(two) for i, one in enumerate(found) for two in found[:i])
    assert all(one.x1 <= picture.x1 and one.y0 >= 0 and one.y1 <= picture.y1 for one in found)


def test_a_joint_stands_where_so_many_are_left():
    ax = figures.plot_tree(*tree(4))
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert dots == [3, 2, 1]


def test_counts_under_three_are_not_told():
    merges, concerns = tree(2)
    concerns["n_comments"] = pd.array([5, 2], dtype="Int64")
    said = [text.get_text() for text in figures.plot_tree(merges, concerns).texts]
    assert said[0].endswith("·\u00a05")
    assert "·" not in said[2]


def test_hostile_labels_stay_text():
    html = figures.show_tree(*tree(3, label="cost $x^2$ <script>alert(1)</script> \u202e")).data
    assert "<script" not in html
    assert "$x^2$" in html
    assert "\u202e" not in html


def test_words_stand_in_for_the_pictures():
    told = figures.tell_tree(*tree(3, label="x"))
    assert told == "M01 x: C01 x, with C02 x; M02 x: M01 x, with C03 x."
    assert "3 concerns (chosen): stability 0.80" in figures.tell_numbers(numbers())


def test_nothing_to_draw_is_said():
    assert "one concern" in figures.show_numbers(NUMBERS.empty()).data
    assert "nothing to join" in figures.show_tree(MERGES.empty(), CONCERNS.empty()).data
