"""Columns hold what a walk over the unfolded run meets, in its order."""

import numpy as np
import pytest

import fittrace
from fittrace import keras, tf
from fittrace.report.story.columns import Columns, facts_below
from fittrace.report.story.curves import epoch_curves, is_train_step, step_curves
from fittrace.report.story.stages import label_method


def fitted(fits=1, **settings):
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    x, y = np.random.default_rng(0).random((22, 4)), np.random.default_rng(1).random(22)
    model = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for _ in range(fits):
            model.fit(x, y, batch_size=5, verbose=0, **settings)
    return run


def walked(run, kind, method):
    """The values of those facts inside calls of a method, one by one."""
    found = []
    for fact in run.facts(kind):
        span = fact.span
        while span is not None and label_method(span.label) != method:
            span = span.parent
        if span is not None:
            found.append(fact)
    return found


@pytest.mark.parametrize("fits", [1, 2, 9])
@pytest.mark.parametrize("settings", [{"epochs": 4}, {"epochs": 3, "validation_split": 0.3}], ids=str)
def test_losses_are_those_of_a_walk(fits, settings):
    run = fitted(fits, **settings)
    expected = [f.value for f in walked(run, "LossComputed", "train_step") if f.loss == "total"]
    (loss,) = (curve for curve in step_curves(Columns(run)) if curve.what == "loss")
    assert list(loss.values) == expected
    assert loss.places == tuple(range(1, len(expected) + 1))


def test_running_metrics_are_those_of_a_walk():
    run = fitted(epochs=3, validation_split=0.3)
    expected = [f.value for f in walked(run, "MetricUpdated", "train_step") if f.metric == "mae"]
    (metric,) = (curve for curve in step_curves(Columns(run)) if curve.what == "metric")
    assert (metric.key, list(metric.values)) == ("mae", expected)


def test_logs_are_those_of_a_walk():
    run = fitted(epochs=3, validation_split=0.3)
    logs = [f for f in run.facts("LogsWritten") if f.callback == "fit"]
    for curve in epoch_curves(Columns(run)):
        assert list(curve.values) == [f.value for f in logs if f.key == curve.key]
        assert curve.places == (1, 2, 3)


def test_gradients_stand_at_the_steps_that_kept_them():
    run = fitted(epochs=3)
    kept = walked(run, "GradientComputed", "train_step")
    curves = [curve for curve in step_curves(Columns(run)) if curve.what == "gradient"]
    assert all((curve.places[:2], curve.places[-1]) == ((1, 2), 15) for curve in curves)  # new, new, the end
    first = next(curve for curve in curves if curve.key == "dense/kernel:0")
    assert list(first.values) == [fact.norm for fact in kept if fact.weight == "dense/kernel:0"]


def test_a_loop_that_is_left_stays_in_order():
    keras.backend.clear_session()
    x, y = np.random.default_rng(0).random((40, 4)), np.random.default_rng(1).random((40, 1))
    model, optimizer = keras.Sequential([keras.layers.Dense(1)]), keras.optimizers.SGD(0.01)
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(5)
    losses = []
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for _ in range(6):
            for step, (batch, target) in enumerate(data):
                with tf.GradientTape() as tape:
                    loss = keras.losses.MeanSquaredError()(target, model(batch))
                weights = model.trainable_variables
                optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
                losses.append(float(loss))
                if step == 3:
                    break
    curve = next(curve for curve in step_curves(Columns(run)) if curve.what == "loss")
    assert list(curve.values) == pytest.approx(losses)


def test_a_run_without_steps_has_no_curve():
    with fittrace.record() as run:
        keras.layers.Dense(1).build((None, 2))
    columns = Columns(run)
    assert (len(columns.calls(is_train_step)), step_curves(columns), epoch_curves(columns)) == (0, [], [])


def test_facts_below_a_call_come_in_their_order():
    run = fitted()
    source = Columns(run).calls(is_train_step).sources[-1]
    kinds = [ref.head.kind for ref, _ in facts_below(source.node)]
    assert kinds.index("LossComputed") < kinds.index("LearningRateResolved") < len(kinds) - 1
    offsets = [ref.offset for ref, _ in facts_below(source.node) if ref.head.columns]
    assert offsets == sorted(offsets)
