"""The bar by itself, under a clock of our own."""

import pytest

from fittrace.keras.utils import Progbar
from fittrace.keras.utils.generic_utils import _progbar


class Clock:
    """A clock that somebody has to move."""

    def __init__(self):
        self.now = 100.0

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(_progbar, "time", clock)
    monkeypatch.setattr(_progbar, "_can_redraw", lambda: False)
    return clock


def drawings(capsys):
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_it_grows_with_the_steps(clock, capsys):
    bar = Progbar(target=10, width=10)

    for step in (1, 5, 10):
        clock.now += 1.0
        bar.update(step, [("loss", 2.0)])

    assert drawings(capsys) == [
        " 1/10 [>.........] - ETA: 9s - loss: 2.0000",
        " 5/10 [====>.....] - ETA: 1s - loss: 2.0000",
        "10/10 [==========] - 3s 222ms/step - loss: 2.0000",
    ]


def test_drawings_that_follow_too_fast_are_left_out(clock, capsys):
    bar = Progbar(target=4, width=4, interval=1.0)

    for step in (1, 2, 3, 4):
        clock.now += 0.4
        bar.update(step)

    assert [line[:3] for line in drawings(capsys)] == ["1/4", "4/4"]


def test_values_are_averaged_over_the_steps_unless_they_are_means(clock, capsys):
    bar = Progbar(target=4, width=4, stateful_metrics=["mean"])

    bar.update(1, [("value", 1.0), ("mean", 1.0)])
    clock.now += 1.0
    bar.update(4, [("value", 5.0), ("mean", 5.0)])

    assert drawings(capsys)[-1].endswith("- value: 4.0000 - mean: 5.0000")


def test_without_a_target_the_steps_are_counted(clock, capsys):
    bar = Progbar(target=None)

    clock.now += 2.0
    bar.update(3)

    assert drawings(capsys) == ["      3/Unknown - 2s 667ms/step"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0s"), (59.9, "59s"), (61.0, "1:01"), (3599.0, "59:59"), (3700.0, "1:01:40")],
)
def test_remaining_time_is_told_as_people_do(seconds, text):
    assert _progbar._clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.4, " 2s/step"), (0.0, " 0s/step"), (0.0123, " 12ms/step"), (0.00004, " 40us/step")],
)
def test_a_step_is_told_in_a_fitting_unit(seconds, text):
    assert _progbar._duration(seconds, "step") == text


def test_small_values_have_an_exponent(clock, capsys):
    bar = Progbar(target=1, width=1)

    bar.update(1, [("tiny", 1e-5), ("minus", -2.0)])

    assert drawings(capsys)[-1].endswith("- tiny: 1.0000e-05 - minus: -2.0000")


def test_one_line_at_the_end(clock, capsys):
    bar = Progbar(target=2, verbose=2)

    for _ in range(2):
        clock.now += 1.0
        bar.add(1, [("loss", 3.0)])

    assert drawings(capsys) == ["2/2 - 2s - loss: 3.0000 - 2s/epoch - 1s/step"]
