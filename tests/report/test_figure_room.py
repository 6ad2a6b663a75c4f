"""Every figure function, measured: no text meets another, none leaves the picture.

The letters are DejaVu Sans, wider than the fonts that pages use; what fits here fits there.
"""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from sopgap.report.concern_figures import plot_numbers, plot_tree
from sopgap.report.figures import draw_svg, plot_funnel, plot_shares
from sopgap.report.handoff_figures import plot_handoffs
from sopgap.report.link_figures import plot_cuts
from tests.report.large_tables import (
    concern_tree,
    cut_rows,
    funnel_steps,
    handoff_pairs,
    number_rows,
    share_rows,
)

SLACK = 0.5  # of a hundredth of an inch


def drawn() -> Iterator[tuple[str, Callable[[], Axes]]]:
    """Give every figure function its tables: few rows and many, short names and long."""
    for rows, letters in ((2, 20), (10, 60), (60, 60), (40, 140)):
        for slim in (False, True):
            end = f"{rows}x{letters}" + "-slim" * slim
            for plot, table in ((plot_funnel, funnel_steps), (plot_shares, share_rows),
                                (plot_handoffs, handoff_pairs)):  # fmt: skip
                made = table(rows, letters)
                yield f"{plot.__name__}-{end}", _call(plot, made, slim=slim)
        yield f"plot_tree-{rows}x{letters}", _call(plot_tree, *concern_tree(rows, letters))
        yield f"plot_numbers-{rows}", _call(plot_numbers, number_rows(rows + 1))
    for ends in (0.0, 0.5, 1.0):
        for low, high in ((0.02, 0.9), (0.5, 0.5), (0.49, 0.51), (0.0, 1.0)):
            yield (f"plot_cuts-{ends}-{low}-{high}",
                   _call(plot_cuts, cut_rows(ends), 40 * 60, low=low, high=high))  # fmt: skip


def _call(plot: Callable[..., Axes], *tables: object, **options: object) -> Callable[[], Axes]:
    return lambda: plot(*tables, **options)


def texts(ax: Axes) -> list[tuple[str, Bbox]]:
    """Return each text that is seen, and its box in the picture."""
    figure = ax.get_figure()
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    on = []
    if ax.axison:
        on = [ax.xaxis.label]
        for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            on += [label for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(),
                                              strict=True)
                   if min(limits) <= at <= max(limits)]  # fmt: skip
    found = [(t.get_text(), t.get_window_extent(renderer)) for t in [*ax.texts, *on]]
    return [(said, box) for said, box in found if said]


DRAWN = dict(drawn())


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("key", DRAWN)
def test_no_two_labels_meet_and_none_leaves_the_picture(key: str) -> None:
    ax = DRAWN[key]()
    found, picture = texts(ax), ax.get_figure().bbox
    assert found
    for i, (said, one) in enumerate(found):
        assert one.x0 >= -SLACK and one.x1 <= picture.x1 + SLACK, f"{said!r} leaves by a side"
        assert one.y0 >= -SLACK and one.y1 <= picture.y1 + SLACK, f"{said!r} leaves up or down"
        for other, two in found[:i]:
            wide = min(one.x1, two.x1) - max(one.x0, two.x0)
            high = min(one.y1, two.y1) - max(one.y0, two.y0)
            assert wide <= SLACK or high <= SLACK, f"{said!r} lies on {other!r}"


@pytest.mark.parametrize("slim", [False, True])
@pytest.mark.parametrize("plot, table", [(plot_funnel, funnel_steps), (plot_shares, share_rows)])
def test_no_word_of_a_long_label_is_cut(plot, table, slim) -> None:
    rows = table(10, 140)
    ax = plot(rows, slim=slim)
    labels = [t.get_text() for t in (ax.texts if slim else ax.get_yticklabels())]
    said = {"".join(one.split()) for one in labels}
    assert {"".join(str(label).split()) for label in rows["label"]} <= said


@pytest.mark.parametrize("key", [key for key in DRAWN if "x60" in key or key.startswith("plot_n")
                                 or "cuts-0.5-0.02" in key])  # fmt: skip
def test_all_that_is_written_stands_in_the_svg_and_within_its_box(key: str) -> None:
    ax = DRAWN[key]()
    svg = str(draw_svg(ax, title="t", told="1", name="a"))
    root = ElementTree.fromstring(svg[svg.index("<g ") : svg.rindex("</svg>")])
    width, height = (float(part) for part in re.findall(r"viewBox='0 0 (\S+) (\S+)'", svg)[0])
    lines = [line for said, _ in texts(ax) for line in said.split("\n") if line]
    assert sorted(text.text or "" for text in root.iter("text")) == sorted(lines)
    for text in root.iter("text"):
        assert 0 <= float(text.get("x", "-1")) <= width
        assert 4 <= float(text.get("y", "-1")) <= height - 1
    numbers = re.findall(r"-?\d+\.?\d*", " ".join(path.get("d", "") for path in root.iter("path")))
    assert max(len(number.partition(".")[2]) for number in numbers) <= 1
