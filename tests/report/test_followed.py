"""One number of one weight, through the first three updates."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.story.followed import followed_of
from fittrace.report.story.taping import by_layer, place_in
from fittrace.report.story.tell import tell


def trained(optimizer, steps: int = 4, **record) -> fittrace.Run:
    """A layer with two weights, trained by hand."""
    from fittrace import keras, tf

    keras.utils.set_random_seed(5)
    layer = keras.layers.Dense(2)
    x = np.random.default_rng(1).standard_normal((8, 3)).astype("float32")
    layer(x)
    with fittrace.record(clock=fittrace.LogicalClock(), **record) as run:
        for _step in range(steps):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(layer(x) ** 2)
            gradients = tape.gradient(loss, layer.trainable_weights)
            optimizer.apply_gradients(zip(gradients, layer.trainable_weights, strict=True))
    return run


def optimizers():
    from fittrace.keras.optimizers import SGD, Adam, RMSprop

    return [
        (SGD(0.1), "SGD"),
        (SGD(0.1, momentum=0.9), "Momentum"),
        (RMSprop(0.01), "RMSprop"),
        (Adam(0.01), "Adam"),
    ]


@pytest.mark.parametrize(("optimizer", "rule"), optimizers())
def test_the_rule_explains_the_recorded_values(optimizer, rule):
    found = followed_of(trained(optimizer))
    assert found.rule == rule
    assert [update.number for update in found.updates] == [1, 2, 3]
    assert [update.after for update in found.updates][:-1] == [update.before for update in found.updates][1:]


def test_plain_gradient_descent_by_hand():
    from fittrace.keras.optimizers import SGD

    update = followed_of(trained(SGD(0.5))).updates[0]
    assert update.after == pytest.approx(update.before - 0.5 * update.gradient, rel=1e-6)


def test_what_else_changes_a_weight_leaves_the_rule_out():
    from fittrace.keras.optimizers import SGD, Nadam

    for optimizer in (SGD(0.1, weight_decay=0.1), SGD(0.1, nesterov=True, momentum=0.5), Nadam()):
        found = followed_of(trained(optimizer))
        assert found.rule == ""
        assert found.updates[0].memory == {}


def test_it_is_the_number_with_the_largest_gradient():
    from fittrace.keras.optimizers import SGD

    run = trained(SGD(0.1))
    (sample,) = [fact for fact in run.facts("WeightUpdated") if "kernel" in fact.weight][:1]
    largest = max(map(abs, sample.sample_gradient["values"]))
    assert abs(followed_of(run).updates[0].gradient) == pytest.approx(largest)


def test_a_run_with_one_update_has_one():
    from fittrace.keras.optimizers import SGD

    assert len(followed_of(trained(SGD(0.1), steps=1)).updates) == 1


def test_without_values_no_number_is_followed():
    from fittrace.keras.optimizers import SGD

    assert followed_of(trained(SGD(0.1), values="none")) is None


def test_folded_steps_keep_it(run):
    followed = list(run.facts("WeightFollowed"))
    assert len(followed) == 15
    assert all(math.isfinite(fact.gradient) for fact in followed)


def test_the_page_sets_the_rule_in_mathml_and_redacted_ones_do_not(run, page):
    assert "<msqrt>" in page
    followed = followed_of(run)
    assert f"{followed.updates[2].after:.5f}"[:7] in page
    assert "<msqrt>" not in page_of(run, redact=True)


@pytest.mark.parametrize(
    ("place", "shape", "indexes"),
    [(7, (3, 5), "[1, 2]"), (3, (5,), "[3]"), (59, (3, 4, 5), "[2, 3, 4]"), (0, (), "[0]"), (4, None, "[4]")],
)
def test_a_place_by_its_indexes(place, shape, indexes):
    assert place_in(place, shape) == indexes


def test_the_tape_by_layer(run):
    parts = by_layer(tell(run).taped)
    assert [part.layer for part in parts][:2] == ["dense", "dense_1"]
    assert [number for part in parts for number, _node, _fact in part.rows] == list(
        range(1, len(tell(run).taped) + 1)
    )
