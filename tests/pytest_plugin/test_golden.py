"""Golden call orders: what is told, and how a difference is shown."""

import pytest

from fittrace.asserting.golden import calls_text, compare_with_golden, found_text
from fittrace.trace import Hooked, LogicalClock, hook, record


class Dense(Hooked, named="name"):
    def __init__(self, name):
        self.name = name

    @hook
    def __call__(self, inner=()):
        for layer in inner:
            layer()


def recorded(*names, times=1):
    with record(clock=LogicalClock()) as run:
        for _ in range(times):
            Dense("model")([Dense(name) for name in names])
    return run


def test_layers_are_numbered_as_if_nothing_had_been_made_before():
    earlier, later = recorded("dense", "dense_1", "dense"), recorded("dense_7", "dense_8", "dense_7")
    assert calls_text(later) == calls_text(earlier)
    assert calls_text(earlier).splitlines()[1:] == [
        "  Dense.__call__  dense",
        "  Dense.__call__  dense_1",
        "  Dense.__call__  dense",
    ]


def test_repeats_are_told_once():
    assert calls_text(recorded("dense", times=20), depth=1) == "repeats 1 to 20  (20 times)\n"


def test_calls_that_are_found_stand_below_those_they_are_in():
    found = found_text(recorded("dense", "dense_1").find("#model, #dense_1"))
    assert found == "Dense.__call__  model\n  Dense.__call__  dense\n"


def test_a_difference_is_shown_with_what_it_stands_in(tmp_path):
    file, names = tmp_path / "calls.txt", [f"layer_{letter}" for letter in "abcdefgh"]
    compare_with_golden(calls_text(recorded(*names)), file, "the calls", update=True)
    with pytest.raises(AssertionError) as caught:
        compare_with_golden(calls_text(recorded(*names[:-1], "other")), file, "the calls", update=False)
    assert str(caught.value).splitlines()[1:] == [
        " Dense.__call__  model",
        " ...",
        "   Dense.__call__  layer_e",
        "   Dense.__call__  layer_f",
        "   Dense.__call__  layer_g",
        "-  Dense.__call__  layer_h",
        "+  Dense.__call__  other",
    ]


def test_a_file_that_is_right_is_not_written_again(tmp_path):
    file, text = tmp_path / "calls.txt", calls_text(recorded("dense"))
    assert compare_with_golden(text, file, "the calls", update=True)
    assert not compare_with_golden(text, file, "other words", update=True)
    assert file.read_text().startswith("# the calls;")
