"""A training loop that the script has written itself: no compile, no fit, and a page all the same."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.graph.graphs import call_graph
from fittrace.report.story.curves import curves_of
from fittrace.report.story.tell import tell


@pytest.fixture(scope="module")
def by_hand():
    from fittrace import keras, tf

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    x = np.random.default_rng(0).standard_normal((24, 6)).astype("float32")
    dataset = tf.data.Dataset.from_tensor_slices((x, x.sum(axis=1, keepdims=True))).batch(8)
    with fittrace.record(clock=fittrace.LogicalClock(), script="loop.py") as run:
        model, optimizer = keras.Sequential([keras.layers.Dense(1)]), keras.optimizers.SGD(0.1)
        loss_fn = keras.losses.MeanSquaredError()
        losses = []
        for _ in range(2):
            for inputs, targets in dataset:
                with tf.GradientTape() as tape:
                    loss = loss_fn(targets, model(inputs, training=True))
                gradients = tape.gradient(loss, model.trainable_weights)
                optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
                losses.append(float(loss))
        for inputs, targets in dataset:
            loss_fn(targets, model(inputs))
    return run, losses


def test_its_steps_are_those_that_take_gradients(by_hand):
    story = tell(by_hand[0])
    assert story.fit is None
    assert [step.times for step in story.by_hand] == [1, 2, 3]
    assert {update.weight for update in story.updates} == {"dense/kernel:0", "dense/bias:0"}
    assert story.difference.saved > 0


def test_the_curve_has_the_loss_of_every_training_step_and_of_no_other(by_hand):
    run, losses = by_hand
    (curve,) = curves_of(run)
    assert (curve.by, list(curve.values)) == ("step", pytest.approx(losses))


def test_there_is_a_graph_of_the_first_step(by_hand):
    graph = call_graph(by_hand[0], "first")
    assert "SGD.apply_gradients" in graph


def test_the_page_says_what_there_was(by_hand):
    page = page_of(by_hand[0])
    assert "trained with a loop of its own, without <code>fit</code>: 6 steps" in page
    assert "The script calls the loss <b>mean_squared_error</b> itself" in page
    assert "did not get as far" not in page


@pytest.fixture(scope="module")
def fitted_twice():
    from fittrace import keras

    x = np.ones((4, 2), "float32")
    with fittrace.record() as run:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, x[:, :1], epochs=3, verbose=0)
        model.fit(x, x[:, :1], epochs=2, verbose=0)
        model.fit(x, x[:, :1], initial_epoch=5, epochs=6, verbose=0)
    return run


def test_the_epochs_of_a_further_fit_are_counted_on(fitted_twice):
    curve = next(curve for curve in curves_of(fitted_twice) if curve.by == "epoch")
    assert curve.places == (1, 2, 3, 4, 5, 6)


def over_slices(steps, epochs=1):
    """The usual loop over slices of an array, which is no loop to the recorder."""
    from fittrace import keras, tf

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    x = np.random.default_rng(0).standard_normal((8 * steps, 6)).astype("float32")
    losses = []
    with fittrace.record(clock=fittrace.LogicalClock(), script="slices.py") as run:
        model, optimizer = keras.Sequential([keras.layers.Dense(1)]), keras.optimizers.SGD(0.1)
        loss_fn, mean = keras.losses.MeanSquaredError(), keras.metrics.Mean()
        for _ in range(epochs):
            for begin in range(0, len(x), 8):
                batch = x[begin : begin + 8]
                with tf.GradientTape() as tape:
                    loss = loss_fn(batch.sum(axis=1, keepdims=True), model(batch, training=True))
                gradients = tape.gradient(loss, model.trainable_weights)
                optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
                mean.update_state(loss)
                losses.append(float(loss))
            mean.reset_state()
    return run, losses


@pytest.mark.parametrize(("steps", "epochs"), [(30, 1), (30, 3), (10, 12), (3, 1)])
def test_the_first_step_of_a_loop_over_slices_is_told_as_the_first(steps, epochs):
    run, losses = over_slices(steps, epochs)
    story = tell(run)
    assert story.count_by_hand == steps * epochs
    assert [child.label for child in story.by_hand[0].children][:2] == [
        "GradientTape.__enter__",
        "Sequential.__call__",
    ]
    assert story.losses[0].value == pytest.approx(losses[0])
    assert story.taped
    assert story.built_in == "step"
    assert story.difference.saved > 0


def test_the_curve_of_a_loop_over_slices_has_every_step():
    run, losses = over_slices(30, 3)
    (curve,) = curves_of(run)
    assert list(curve.values) == pytest.approx(losses)


def test_a_few_steps_that_no_loop_holds_have_chapters_and_graphs():
    page = page_of(over_slices(3)[0])
    assert "without <code>fit</code>: 3 steps" in page
    assert '<section id="later-steps"' in page


def test_a_first_step_is_compared_with_steps_of_its_own_loop():
    from fittrace import keras

    x, model = np.ones((4, 2), "float32"), keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with fittrace.record() as run:
        for _ in range(10):
            model.train_on_batch(x, x[:, :1])
    difference = tell(run).difference
    assert difference.first.children[0].label == difference.later.children[0].label
    assert difference.later_times == 9
