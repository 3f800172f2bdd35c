"""The loop map: which stops it has, and where a call is on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

import fittrace
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.loopmap import CHAPTERS, loop_map
from fittrace.report.walkthrough.outline import flat, outline_of
from fittrace.report.walkthrough.whereabouts import whereabouts

from .conftest import classifier
from .test_by_hand import by_hand  # noqa: F401 - a fixture

CHAPTER_ADDRESSES = {
    "compile",
    "data",
    "callbacks",
    "steps",
    "build",
    "forward",
    "loss",
    "backward",
    "update",
}


def mapped(run):
    return loop_map(tell(run), flat(outline_of(run.tree())), CHAPTER_ADDRESSES)


def place_of(run, key: str, *, within: str = "") -> str:
    """Where the first call of that callee is, that stands inside another one's."""
    lines = flat(outline_of(run.tree()))
    for line, place in zip(lines, whereabouts(lines), strict=True):
        if line.graph_key == key and (not within or line.above(within)):
            return place
    raise AssertionError(f"no {key}")


@pytest.fixture(scope="module")
def validated():
    return classifier(epochs=2, validation_split=0.2)


def test_a_fit_has_both_loops_with_their_counts(run):
    drawn = mapped(run)
    assert [(loop.key, loop.text) for loop in drawn.loops] == [
        ("epochs", "3 epochs"),
        ("steps", "5 steps an epoch"),
    ]
    inside = [stop.key for stop in drawn.stops[drawn.loops[1].begin : drawn.loops[1].end + 1]]
    assert inside == ["forward", "loss", "gradient", "update", "metrics"]


def test_an_evaluation_after_the_training_is_a_stop(run):
    assert [stop.key for stop in mapped(run).stops][-2:] == ["train-end", "evaluate"]


def test_a_validation_is_a_stop_inside_the_epoch_and_outside_the_step(validated):
    drawn = mapped(validated)
    place = [stop.key for stop in drawn.stops].index("validation")
    epochs, steps = drawn.loops
    assert steps.end < place < epochs.end
    assert drawn.stops[place].note == "2 times"


def test_a_stop_leads_to_its_chapter_or_to_its_first_call(run):
    addresses = {stop.key: stop.address for stop in mapped(run).stops}
    assert addresses["gradient"] == "backward"
    assert addresses["evaluate"].startswith("call-")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("Sequential.fit [sequential]", "epochs"),
        ("step", "steps"),
        ("Sequential.train_step [sequential]", "steps"),
        ("Dense.build [dense]", "build"),
        ("GradientTape.gradient", "gradient"),
        ("RMSprop.update_step", "update"),
        ("relu", "build"),
        ("History.on_epoch_end", "epoch-end"),
        ("CallbackList.__init__", "callbacks"),
        ("select_data_adapter", "data"),
        ("Sequential._get_optimizer [sequential]", "compile"),
    ],
)
def test_each_call_has_its_place(run, key, place):
    assert place_of(run, key) == place


def test_calls_of_a_validation_belong_to_it(validated):
    assert place_of(validated, "Dense.call [dense]", within="evaluate") == "validation"


def test_calls_of_an_evaluation_belong_to_it(run):
    assert place_of(run, "Dense.call [dense]", within="test_step") == "evaluate"


def test_the_page_gets_a_letter_for_every_line(run):
    lines, data = flat(outline_of(run.tree())), mapped(run).data
    assert len(data["lines"]) == len(lines)
    fit = next(line for line in lines if line.method == "fit")
    assert data["keys"][ord(data["lines"][fit.number - 1]) - ord("a")] == "epochs"
    assert data["chapters"].keys() <= CHAPTER_ADDRESSES


def test_stops_stand_apart_in_both_forms(validated):
    drawn = mapped(validated)
    for form in (drawn.full, drawn.compact):
        places = sorted(form.places)
        assert all(right - left >= 70 for left, right in pairwise(places))
        assert places[-1] < form.width
    assert drawn.compact.height <= 56


@pytest.mark.parametrize("size", ["full", "compact"])
def test_long_names_and_large_counts_touch_nothing(validated, size):
    drawn = mapped(validated)
    stops = [replace(stop, note="CompositeTensor" * (stop.key == "data")) for stop in drawn.stops]
    loops = [replace(loop, text="1,234,567 steps an epoch") for loop in drawn.loops]
    form = getattr(replace(drawn, stops=tuple(stops), loops=tuple(loops)), size)
    letter = 6.6 if size == "full" else 0  # the small form has no notes
    data, after = form.places[1:3]
    assert after - data >= letter * (len("CompositeTensor") + len("2 callbacks")) / 2
    for loop, middle, arrow in zip(loops, form.counts, form.arrows, strict=True):
        assert form.places[loop.begin] < arrow
        assert middle + 80 < form.places[loop.end]
    if size == "full":
        assert all(arrow < middle - 90 for arrow, middle in zip(form.arrows, form.counts, strict=True))


def test_a_loop_by_hand_has_a_map_of_its_steps(by_hand):  # noqa: F811 - the fixture
    drawn = mapped(by_hand[0])
    assert [stop.key for stop in drawn.stops] == ["forward", "loss", "gradient", "update"]
    assert [loop.text for loop in drawn.loops] == ["6 steps"]
    assert drawn.siding is not None


def test_a_run_without_training_has_no_map():
    with fittrace.record() as empty:
        pass
    assert mapped(empty) is None


def test_every_place_is_told_of_by_known_chapters():
    from fittrace.report.walkthrough.chapters import _ALL

    assert {chapter for chapters in CHAPTERS.values() for chapter in chapters} <= set(_ALL)
