"""The story says what the run did: each test names a fact that a reader looks for."""

from __future__ import annotations

import math

import pytest

from fittrace.report.story.story import Story
from fittrace.report.story.tell import tell


@pytest.fixture(scope="module")
def story(run) -> Story:
    return tell(run)


def test_compile_settings(story):
    assert (story.compile.optimizer, story.compile.loss) == ("rmsprop", "sparse_categorical_crossentropy")


def test_eight_adapters_were_asked_and_one_took_the_data(story):
    candidates = story.fit.adapter.candidates
    assert len(candidates) == 8
    assert [it.adapter for it in candidates if it.accepted] == ["TensorLikeDataAdapter"]
    assert all(it.reason for it in candidates)


def test_why_an_epoch_has_five_steps(story):
    steps = story.fit.steps
    assert (steps.samples, steps.batch_size, steps.steps, steps.last_batch) == (70, 16, 5, 6)
    assert steps.steps == math.ceil(steps.division)
    assert steps.is_partial


def test_callbacks_that_nobody_passed(story):
    assert [(it.name, it.by_default) for it in story.fit.callbacks] == [("History", True)]
    assert dict(story.fit.callbacks[0].hooks)["on_epoch_end"] == 3


def test_layers_and_their_weights(story):
    assert [(layer.name, layer.parameters) for layer in story.layers] == [("dense", 35), ("dense_1", 18)]
    shapes = [tuple(weight.fact.shape) for layer in story.layers for weight in layer.weights]
    assert shapes == [(6, 5), (5,), (5, 3), (3,)]


def test_weights_appear_inside_the_first_step(story):
    assert all("step" in weight.where for layer in story.layers for weight in layer.weights)


def test_the_loss_of_the_first_batch_is_the_first_loss_of_the_run(story, run):
    assert story.losses[-1].value == next(fact.value for fact in run.facts("LossComputed"))


def test_every_weight_is_updated_and_the_change_is_measured(story):
    assert len(story.updates) == 4
    assert all(update.norm_change > 0 and update.gradient_norm > 0 for update in story.updates)


def test_each_weight_has_a_slot(story):
    assert len(story.slots) == 4


def test_the_first_step_differs_from_later_ones_by_the_building(story):
    missing = {node.label.rpartition(".")[2] for node, _ in story.difference.only_first}
    assert {"_maybe_build", "build"} <= missing
    assert story.difference.only_later == ()
    assert story.difference.saved == sum(calls for _, calls in story.difference.only_first)


def test_steps_are_counted_through_all_folds(story):
    assert story.fit.step_count == 15
    assert story.fit.epochs == 3


def test_the_logs_of_fit_are_those_of_its_last_epoch(story, run):
    written = [fact for fact in run.facts("LogsWritten") if fact.callback == "fit" and fact.key == "loss"]
    assert len(written) == 3
    assert story.fit.logs["loss"] == written[-1].value


def test_evaluate_is_an_entry_of_its_own(story):
    assert [entry.method for entry in story.entries] == ["fit", "evaluate"]
    assert set(story.entries[1].logs) == {"loss", "accuracy"}
