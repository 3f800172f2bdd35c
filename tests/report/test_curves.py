from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.report.story.curves import Curve, curves_of, lost_at
from fittrace.report.walkthrough.plots import POINTS, plot_of, thinned

values = st.floats(-1e6, 1e6, allow_nan=False)


def test_the_loss_has_a_value_for_each_training_step(run):
    by_step = next(curve for curve in curves_of(run) if curve.by == "step")
    assert by_step.places == tuple(range(1, 16))  # 3 epochs of ceil(70 / 16) = 5 steps


def test_logs_have_a_value_for_each_epoch(run):
    by_epoch = {curve.key: curve for curve in curves_of(run) if curve.by == "epoch"}
    assert set(by_epoch) == {"loss", "accuracy"}
    assert by_epoch["loss"].places == (1, 2, 3)


def test_a_curve_without_a_finite_number_has_no_plot():
    assert plot_of("Loss", [Curve("loss", "step", (1, 2), (math.nan, math.inf))]) is None


def test_what_is_not_finite_is_left_out_of_the_line():
    plot = plot_of("Loss", [Curve("loss", "step", (1, 2, 3), (1.0, math.nan, 3.0))])
    assert plot is not None
    assert len(plot.lines[0].dots) == 2


@given(st.lists(values, min_size=1, max_size=3 * POINTS))
def test_thinning_keeps_the_extremes_and_stays_small(series):
    places, kept = thinned(range(1, len(series) + 1), series)
    assert len(kept) <= max(POINTS, len(series) if len(series) <= POINTS else 0) + 2
    assert (min(kept), max(kept)) == (min(series), max(series))
    assert list(places) == sorted(places)


@given(st.lists(values, min_size=1, max_size=50))
def test_every_point_lies_inside_the_picture(series):
    plot = plot_of("x", [Curve("x", "step", tuple(range(1, len(series) + 1)), tuple(series))])
    assert plot is not None
    for x, y, _ in plot.lines[0].dots:
        assert plot.left <= x <= plot.right
        assert plot.top - 0.5 <= y <= plot.bottom + 0.5
    assert all(plot.top - 0.5 <= tick.at <= plot.bottom + 0.5 for tick in plot.y_ticks)


@pytest.mark.parametrize("value", [0.0, 5.0, -3.0])
def test_a_flat_curve_can_be_drawn(value):
    assert plot_of("x", [Curve("x", "epoch", (1, 2), (value, value))]) is not None


@pytest.mark.parametrize(
    ("values", "place"), [((1.0, 0.5), None), ((1.0, math.nan, 0.5), 2), ((math.inf,), 1)]
)
def test_the_first_step_whose_loss_is_no_number(values, place):
    by_step = Curve("loss", "step", tuple(range(1, len(values) + 1)), values)
    assert lost_at([by_step]) == place


def test_without_steps_no_loss_is_lost():
    assert lost_at([Curve("loss", "epoch", (1,), (math.nan,))]) is None


@pytest.mark.parametrize(
    "values",
    [(1e308, 1e308), (-1e308, 1e308), (0.0, 5e-324), (1e299, 1e299), (1e16, 1e16 + 2), (-1e299, 1e299)],
)
def test_numbers_at_the_ends_of_what_there_is(values):
    plot = plot_of("loss", [Curve("loss", "step", (1, 2), values)])
    assert (plot is None) == (abs(values[0]) > 1e300)


def test_a_single_point_stands_in_the_middle_of_an_axis_that_has_no_other():
    plot = plot_of("Loss by epoch", [Curve("loss", "epoch", (1,), (0.5,))])
    assert plot is not None
    ((x, y, _),) = plot.lines[0].dots
    assert x == (plot.left + plot.right) / 2
    assert plot.top < y < plot.bottom
    assert [tick.text for tick in plot.x_ticks] == ["1"]
