"""A figure arrives as a plain figure on which ordinary tests work."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from terakoya_autograde.errors import CannotCross
from terakoya_autograde.values import Decoder, Encoder

from tests.unit.autograde.values.figures_made import DRAW, draw_bars, draw_lines, draw_marks


def cross(value: object) -> Any:
    """Return what arrives."""
    return Decoder().decode(Encoder().encode(value))


def told(figure: Any) -> list[Any]:
    """Return what tests usually ask axes."""
    return [
        [
            axes.get_title(),
            axes.get_xlabel(),
            axes.get_ylabel(),
            axes.get_xlim(),
            axes.get_ylim(),
            axes.get_xscale(),
            axes.get_yscale(),
            list(axes.get_xticks()),
            list(axes.get_yticks()),
            [label.get_text() for label in axes.get_xticklabels()],
            [label.get_text() for label in axes.get_yticklabels()],
            [text.get_text() for text in axes.texts],
            [patch.get_facecolor() for patch in axes.patches],
            [patch.get_extents().bounds for patch in axes.patches],
            [line.get_xydata().tolist() for line in axes.lines],
            [line.get_color() for line in axes.lines],
            [len(entry.get_paths()) for entry in axes.collections],
            axes.get_legend_handles_labels()[1],
            axes.get_position().bounds,
        ]
        for axes in figure.axes
    ]


@pytest.mark.parametrize("name", DRAW)
def test_figure_tells_the_same(name: str) -> None:
    """Titles, names, limits, scales, ticks, shapes and places are those of the learner's figure."""
    figure = DRAW[name]()
    arrived = cross(figure)
    assert type(arrived) is Figure
    assert told(arrived) == told(figure)


@pytest.mark.parametrize("name", DRAW)
def test_figure_can_be_drawn(name: str) -> None:
    """The figure that arrives can be drawn, and looks as before to nearly every pixel."""
    figure = DRAW[name]()
    arrived = cross(figure)
    pictures = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in (arrived, figure):
            canvas = FigureCanvasAgg(one)
            canvas.draw()
            pictures.append(np.asarray(canvas.buffer_rgba()).astype(int))
    assert np.mean(np.abs(pictures[0] - pictures[1]).max(axis=2) > 32) < 0.02


def test_bars_arrive_with_their_hatches_and_legend() -> None:
    """Bars keep hatch and container, the legend its texts and title."""
    (axes,) = cross(draw_bars()).axes
    assert [bar.get_hatch() for bar in axes.patches] == ["//"] * 3
    assert [bar.get_height() for bar in axes.containers[0]] == [3, 1, 2]
    assert axes.containers[0].get_label() == "days"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["days"]
    assert axes.get_legend().get_title().get_text() == "what"


def test_marks_arrive_with_their_numbers() -> None:
    """Points keep places, sizes and values; an image its cells, colours and colour bar."""
    figure = cross(draw_marks())
    points, picture, *_rest, bar = figure.axes
    assert points.collections[0].get_offsets().tolist() == [[1, 3], [2, 2], [3, 1]]
    assert points.collections[0].get_sizes().tolist() == [10, 20, 30]
    assert points.collections[0].get_array().tolist() == [1, 2, 3]
    assert picture.images[0].get_array().tolist() == [[0, 1, 2], [3, 4, 5]]
    assert picture.images[0].colorbar.ax is bar
    assert bar.get_ylabel() == "people"


def test_days_arrive_as_days() -> None:
    """A line over days has days again, and the same numbers."""
    figure = draw_lines()
    line, arrived = figure.axes[0].lines[0], cross(figure).axes[0].lines[0]
    assert list(arrived.get_xdata()) == list(line.get_xdata())
    assert list(arrived.get_xdata(orig=False)) == list(line.get_xdata(orig=False))


def test_parts_are_the_same_objects() -> None:
    """Figure, axes, bars and one bar that are given one after another belong together."""
    figure = draw_bars()
    axes = figure.axes[0]
    encoder, decoder = Encoder(), Decoder()
    given = [figure, axes, axes.containers[0], [axes.patches[1]], axes.get_legend()]
    arrived: list[Any] = [decoder.decode(encoder.encode(value)) for value in given]
    assert arrived[0].axes[0] is arrived[1]
    assert arrived[1].containers[0] is arrived[2]
    assert arrived[1].patches[1] is arrived[3][0]
    assert arrived[1].get_legend() is arrived[4]


def test_changed_figure_arrives_anew() -> None:
    """A figure that was changed since is another one; the earlier one stays as it was."""
    figure = draw_bars()
    encoder, decoder = Encoder(), Decoder()
    before: Any = decoder.decode(encoder.encode(figure))
    figure.axes[0].set_title("Changed")
    after: Any = decoder.decode(encoder.encode(figure))
    assert before.axes[0].get_title() == "Waiting"
    assert after.axes[0].get_title() == "Changed"


def test_figure_of_a_failed_message_is_given_again() -> None:
    """Where a message could not be made, the figure in it counts as never given."""
    figure = draw_bars()
    encoder = Encoder()
    with pytest.raises(CannotCross):
        encoder.encode([figure, object()])
    arrived: Any = Decoder().decode(encoder.encode(figure))
    assert arrived.axes[0].get_title() == "Waiting"


def test_grid_of_axes_arrives_as_array() -> None:
    """What `subplots(2, 2)` returns is an array of axes again."""
    figure = Figure()
    arrived = cross(figure.subplots(2, 2, sharex=True))
    assert arrived.shape == (2, 2)
    assert arrived[1, 1].get_shared_x_axes().joined(arrived[0, 0], arrived[1, 1])


def test_three_dimensional_figure_is_refused() -> None:
    """A figure that cannot be described is refused with a reason."""
    figure = Figure()
    figure.add_subplot(projection="3d")
    with pytest.raises(CannotCross, match="three-dimensional"):
        cross(figure)


def test_part_without_figure_is_refused() -> None:
    """A patch that is drawn nowhere is refused."""
    with pytest.raises(CannotCross, match="drawn in no figure"):
        cross(Circle((0, 0)))
