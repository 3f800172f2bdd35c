"""What the curves' view derives: numbers in words, and what the script draws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.report.page import page_of
from fittrace.report.panes.curves import COLUMNS, MOST_CURVES, MOST_PLOTS, drawn, told, told_plots
from fittrace.report.story.columns import Columns
from fittrace.report.story.curves import Curve, epoch_curves, step_curves
from fittrace.report.words.wording import number_text


def curve(values, key="loss", by="step", what="loss"):
    return Curve(key, by, tuple(range(1, len(values) + 1)), tuple(values), what)


def plots_of(*curves):
    return told_plots(curves)[0]


def test_a_short_curve_is_drawn_value_by_value():
    assert drawn(curve([3.0, 1.23456789, math.nan])) == {"at": 1, "last": 3, "values": [3, 1.235, "nan"]}


@pytest.mark.parametrize(
    "value", [0.117749, 0.0282946, 0.24896, 0.0999999, 2.00001, 12345.67, 9.99996, 4.05985e-5]
)
def test_a_value_is_rounded_once_as_the_table_does(value):
    kept, _ = drawn(curve([value, 1.0]))["values"]
    assert number_text(kept) == number_text(value)


def test_a_curve_that_stays_is_one_value():
    assert drawn(curve([0.01] * 1000)) == {"at": 1, "last": 1000, "flat": 0.01}


@given(st.integers(COLUMNS + 1, 5 * COLUMNS), st.data())
def test_no_spike_of_a_long_curve_is_lost(count, data):
    values = np.linspace(1, 0, count)
    at = data.draw(st.integers(0, count - 1))
    values[at] = 77
    shown = drawn(curve(values.tolist()))
    assert len(shown["low"]) == len(shown["high"]) <= COLUMNS
    assert shown["high"][at // shown["stretch"]] == 77


def test_a_long_curve_says_where_it_is_no_number():
    values = [1.0 + place for place in range(4 * COLUMNS)]
    values[5] = math.nan
    values[8:12] = [math.inf] * 4
    shown = drawn(curve(values))
    assert (shown["stretch"], shown["odd"], shown["low"][2], shown["high"][1]) == (4, [1, 2], "nan", 8)


def test_places_that_do_not_follow_each_other_are_listed():
    shown = drawn(Curve("kernel", "step", (1, 2, 40), (1.0, 2.0, 3.0), "gradient"))
    assert shown["at"] == [1, 2, 40]


def test_a_curve_in_numbers():
    found = told(curve([2.0, math.nan, math.nan, 0.5, 4.0, math.inf, 3.0]))
    assert (found.first, found.last) == ((1, 2.0), (7, 3.0))
    assert (found.lowest, found.highest) == ((4, 0.5), (5, 4.0))
    assert (found.gaps, found.gap_places, found.has_more_gaps) == (((2, 3), (6, 6)), 3, False)


def test_many_gaps_are_not_told_one_by_one():
    found = told(curve([1.0, math.nan] * 10))
    assert (len(found.gaps), found.gap_places, found.has_more_gaps) == (3, 10, True)


def test_a_curve_without_any_number_is_told_all_the_same():
    (plot,) = plots_of(curve([math.nan, math.nan]))
    assert plot.curves[0].lowest is None
    assert (plot.logarithmic, plot.last_place) == (False, 2)


def test_a_metric_is_drawn_with_its_twin():
    metrics = [curve([1.0], key, "epoch", "metric") for key in ("accuracy", "mae", "val_accuracy", "val_mae")]
    first, second = plots_of(*metrics)
    assert [(one.key, one.style, one.twin) for one in first.curves] == [
        ("accuracy", 0, False),
        ("val_accuracy", 0, True),
    ]
    assert second.key == "mae"


def test_a_validation_metric_alone_is_no_twin():
    (plot,) = plots_of(curve([1.0], "val_auc", "epoch", "metric"))
    assert not plot.curves[0].twin


def test_losses_of_several_outputs_keep_their_twins_beside_them():
    keys = ("loss", "a_loss", "val_loss", "val_a_loss")
    (plot,) = plots_of(*(curve([1.0], key, "epoch") for key in keys))
    assert [one.key for one in plot.curves] == ["loss", "val_loss", "a_loss", "val_a_loss"]
    assert [one.style for one in plot.curves] == [0, 0, 1, 1]


def test_what_is_left_out_is_counted():
    (plot,) = plots_of(*(curve([1.0], f"w{n}", what="gradient") for n in range(MOST_CURVES + 3)))
    assert (len(plot.curves), plot.left_out) == (MOST_CURVES, 3)
    plots, left_out = told_plots([curve([1.0], f"m{n}", what="metric") for n in range(MOST_PLOTS + 2)])
    assert (len(plots), left_out) == (MOST_PLOTS, 2)


def test_the_plots_of_a_run(run):
    columns = Columns(run)
    plots, _ = told_plots([*step_curves(columns), *epoch_curves(columns)])
    assert [plot.address for plot in plots] == [
        "loss-by-step",
        "metric-1-by-step",
        "rate-by-step",
        "gradient-by-step",
        "loss-by-epoch",
        "metric-1-by-epoch",
    ]


def test_a_redacted_page_has_no_curves(run):
    assert 'id="curves"' in page_of(run)
    assert 'id="curves"' not in page_of(run, redact=True)


def test_a_run_ten_times_as_long_is_drawn_in_as_much_room():
    sizes = [len(str(drawn(curve(np.random.default_rng(0).random(n).tolist())))) for n in (10**4, 10**5)]
    assert sizes[1] < 1.1 * sizes[0]


@pytest.mark.parametrize("value", [1e308, -1e308, 5e-324, 0.0])
def test_extreme_values_can_be_drawn(value):
    assert drawn(curve([value, 1.0, value]))["values"][1] == 1
