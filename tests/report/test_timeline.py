"""The timeline: when calls began, of folded iterations the first and the last ones by themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import fittrace
from fittrace import keras
from fittrace.report import page_of
from fittrace.report.panes.timeline import ENDS, iteration_times, placed
from fittrace.report.walkthrough.outline import flat, outline_of

from .conftest import classifier
from .test_calls import data_of


def folds_of(run: fittrace.Run) -> tuple[Any, dict[int, list[tuple[int, int]]]]:
    root = run.tree()
    return root, iteration_times(run, 0, root)


def nanoseconds(spans: Any) -> list[tuple[int, int]]:
    return [(round(span.start * 1e9), round(span.duration * 1e9)) for span in spans]


def test_iterations_in_no_other_fold_have_their_own_times():
    run = classifier(epochs=4)
    root, times = folds_of(run)
    epochs = next(node for node in root.walk() if node.label == "epoch" and node.count > 1)
    spans = [span for span in run.spans() if span.label == "epoch"]
    assert times[id(epochs)] == nanoseconds(spans[epochs.first : epochs.last + 1])


def test_of_many_iterations_the_first_and_the_last_ones_have():
    run = classifier(epochs=40)
    root, times = folds_of(run)
    epochs = max((node for node in root.walk() if node.label == "epoch"), key=lambda node: node.count)
    spans = [span for span in run.spans() if span.label == "epoch"][epochs.first : epochs.last + 1]
    assert times[id(epochs)] == nanoseconds([*spans[:ENDS], *spans[-ENDS:]])


def test_folds_inside_others_have_none(run):
    root, times = folds_of(run)
    inside = [node for node in root.walk() if node.count > 1 and node.times > node.count]
    assert inside
    assert all(id(node) not in times for node in inside)


@pytest.mark.parametrize("epochs", [1, 3])
def test_siblings_come_one_after_the_other_and_none_leaves_its_parent(epochs):
    lines = flat(outline_of(classifier(epochs=epochs).tree()))
    begins, pitches = placed(lines)
    places = {id(line): place for place, line in enumerate(lines)}

    def end_of(line: Any) -> int:
        place, mean = places[id(line)], round(line.mean * 1e9)
        return begins[place] + pitches.get(place, 0) * (line.count - 1) + mean

    for parent in lines:
        ends = [end_of(line) for line in parent.children]
        # a nanosecond is lost where means are rounded
        assert all(
            end <= begins[places[id(line)]] + 1 for end, line in zip(ends, parent.children[1:], strict=False)
        )
        assert max(ends, default=0) <= round(parent.mean * 1e9) + 1


def test_calls_outside_of_folds_begin_when_they_did(run, page):
    data = data_of(page)
    begins, depth = data["timeline"]["begin"], data["calls"]["depth"]
    outermost = [begin for begin, deep in zip(begins, depth, strict=True) if deep == 0]
    assert outermost == [round(span.start * 1e9) for span in run.spans() if span.depth == 0]


class Batches(keras.utils.Sequence):  # type: ignore[misc]  # the engine's classes are resolved when they run
    """Batches that a layer prepares, in whatever thread asks for them."""

    def __init__(self) -> None:
        self.prepare = keras.layers.Dense(3, name="prepare")

    def __len__(self) -> int:
        return 4

    def __getitem__(self, place: int) -> tuple[Any, Any]:
        return self.prepare(np.ones((2, 3), "float32")).numpy(), np.zeros(2, "int64")


def test_workers_of_each_epoch_stand_in_one_lane():
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
    batches = Batches()
    batches[0]
    with fittrace.record() as run:
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(batches, epochs=3, verbose=0, workers=2)
    assert len(run.lanes) > 3
    page = page_of(run)
    lanes = [name for name, _, _ in data_of(page)["calls"]["lanes"]]
    assert lanes[0] == "main"
    assert set(lanes[1:]) <= {"worker-1", "worker-2"}
    assert len(set(lanes)) == len(lanes)
    assert f"{run.calls:,} recorded calls" in page
    assert 'name="lane"' in page


def test_a_long_run_tells_no_more_times_than_a_shorter_one():
    told = [folds_of(classifier(epochs=epochs))[1] for epochs in (30, 60)]
    sizes = [sum(map(len, times.values())) for times in told]
    assert sizes[0] == sizes[1] > 2 * ENDS


def test_a_run_under_way_has_a_timeline():
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        keras.layers.Dense(2)(np.ones((2, 3), "float32"))
        timeline = data_of(page_of(run))["timeline"]
    assert timeline["begin"][0] == round(next(run.spans()).start * 1e9)
