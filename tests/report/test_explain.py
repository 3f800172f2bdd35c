"""The explanations of calls say what is true of this very run."""

from __future__ import annotations

import re

import numpy as np
import pytest

import fittrace
from fittrace.report.html.templates import make_environment
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.explain import explain_all
from fittrace.report.walkthrough.outline import flat, outline_of
from fittrace.report.words.wording import number_text

from .conftest import classifier


def explained(run: fittrace.Run) -> list[tuple[str, str]]:
    """Each line's label and name, and what is said of it, without markup."""
    root = run.tree()
    top = outline_of(root)
    texts = explain_all(make_environment(), top, tell(run, root))
    said = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(text))) for text in texts]
    return [(f"{view.label} {view.name or ''}".strip(), said[view.explanation]) for view in flat(top)]


def said_of(run: fittrace.Run, label: str) -> list[str]:
    """What is said of the calls of that label, without doubles."""
    return list(dict.fromkeys(text for name, text in explained(run) if name == label))


@pytest.fixture(scope="module")
def validated():
    return classifier(validation_split=0.2)


@pytest.fixture(scope="module")
def two_heads():
    from fittrace import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(2)
    layers = keras.layers
    entry = keras.Input((4,))
    heads = [layers.Dense(1, name=name)(entry) for name in ("left", "right")]
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Model(entry, heads)
        model.compile(keras.optimizers.Adam(0.01, clipnorm=0.5), loss=["mse", "mae"], loss_weights=[1.0, 0.5])
        model.fit(np.ones((6, 4), "float32"), [np.zeros((6, 1)), np.zeros((6, 1))], batch_size=3, verbose=0)
    return run


def test_the_results_of_an_epoch_are_not_those_of_its_validation(validated):
    first = next(text for name, text in explained(validated) if name == "epoch")
    logs = {}
    for fact in validated.facts("LogsWritten"):
        if fact.callback == "fit" and fact.key not in logs:
            logs[fact.key] = fact.value
    assert f"loss {logs['loss']:.3f}" in first
    assert f"val_loss {logs['val_loss']:.3f}" in first


def test_tensors_of_the_validation_are_not_told_with_those_of_the_training(validated):
    shapes = [fact.to_shape[0] for fact in tell(validated).fit.adapter.converted]
    assert shapes == [56, 56]  # x and y, of 70 rows


def test_the_loss_of_several_outputs_is_that_of_all_together(two_heads):
    losses = {fact.loss: fact.value for fact in reversed(list(two_heads.facts("LossComputed")))}
    (first, *_) = said_of(two_heads, "LossesContainer.__call__")
    assert "of each of 2 outputs" in first
    assert f"This batch: {number_text(losses['total'])}." in first


def test_what_is_set_is_not_told_as_what_could_be(two_heads, run):
    assert "norm is above 0.5" in said_of(two_heads, "Adam._clip_gradients")[0]
    assert "Would shorten" in said_of(run, "RMSprop._clip_gradients")[0]


def test_an_optimizer_that_is_one_already_does_not_become_one(two_heads, run):
    assert "which is one already" in said_of(two_heads, "Functional._get_optimizer model")[0]
    assert "The name rmsprop" in said_of(run, "Sequential._get_optimizer sequential")[0]


def test_an_initializer_draws_from_limits_with_numbers(run):
    limit = (6 / (6 + 5)) ** 0.5
    assert f"√(6 ÷ (6 + 5)) = ±{limit:.3f}" in said_of(run, "GlorotUniform.__call__")[0]


def test_the_second_check_of_an_input_says_that_it_is_the_second(run):
    checks = said_of(run, "assert_input_compatibility")
    assert any("Holds Tensor (16, 6) float32 against what dense declares" in text for text in checks)
    assert any("The same check once more, right before dense is built" in text for text in checks)


def test_running_results_are_told_with_their_values(run):
    accuracy = next(iter(fact.value for fact in run.facts("MetricUpdated") if fact.metric == "accuracy"))
    (first, *_) = said_of(run, "Sequential.get_metrics_result sequential")
    assert f"accuracy {accuracy:.4f}" in first


def test_a_model_in_a_loop_by_hand_is_told_as_a_model():
    from fittrace import keras, tf

    keras.backend.clear_session()
    model = keras.Sequential([keras.layers.Dense(2)])
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model(np.ones((3, 4), "float32")))
        tape.gradient(loss, model.trainable_weights)
    assert (
        "The layers themselves are built a moment later"
        in said_of(run, "Sequential._maybe_build sequential")[0]
    )


def test_logits_are_not_told_as_a_softmax():
    from fittrace import keras, tf

    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    layer = keras.layers.Dense(3)
    with fittrace.record(clock=fittrace.LogicalClock()) as run, tf.GradientTape():
        loss_of([0, 1], layer(np.ones((2, 4), "float32")))
    assert "come out of a softmax" not in said_of(run, "sparse_categorical_crossentropy")[0]
