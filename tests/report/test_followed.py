"""One number of one weight, through the first three updates."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.html.templates import make_environment
from fittrace.report.story.followed import Followed, Update, followed_of
from fittrace.report.story.taping import by_layer, place_in
from fittrace.report.story.tell import tell


def trained(optimizer, steps: int = 3, kernel_constraint=None, **record) -> fittrace.Run:
    """A layer with two weights, trained by hand."""
    from fittrace import keras, tf

    keras.utils.set_random_seed(5)
    layer = keras.layers.Dense(2, kernel_constraint=kernel_constraint)
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
    from fittrace.keras.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Ftrl, Nadam, RMSprop
    from fittrace.keras.optimizers.schedules import ExponentialDecay

    return [
        (SGD(0.1), "SGD", []),
        (SGD(0.1, momentum=0.9), "Momentum", ["m"]),
        (SGD(0.1, momentum=0.9, nesterov=True), "Nesterov", ["m"]),
        (SGD(0.1, weight_decay=0.1), "SGD", []),
        (SGD(ExponentialDecay(0.1, 1, 0.5)), "SGD", []),
        (RMSprop(0.01), "RMSprop", ["v"]),
        (RMSprop(0.01, momentum=0.9), "RMSprop-momentum", ["v", "m"]),
        (RMSprop(0.01, centered=True), "RMSprop-centered", ["v", "a"]),
        (RMSprop(0.01, centered=True, momentum=0.5), "RMSprop-centered-momentum", ["v", "a", "m"]),
        (Adam(0.01), "Adam", ["m", "v"]),
        (Adam(2.0), "Adam", ["m", "v"]),
        (Adam(ExponentialDecay(0.01, 1, 0.9)), "Adam", ["m", "v"]),
        (Adam(0.01, amsgrad=True), "Adam-amsgrad", ["m", "v", "v̂"]),
        (Adam(0.01, clipnorm=0.1), "Adam", ["m", "v"]),
        (Adam(0.01, use_ema=True), "Adam", ["m", "v"]),
        (Adam(0.01, name="of_mine"), "Adam", ["m", "v"]),
        (AdamW(0.01, weight_decay=0.2), "Adam", ["m", "v"]),
        (Adamax(0.01), "Adamax", ["m", "u"]),
        (Nadam(0.01), "Nadam", ["m", "v", "U"]),
        (Adagrad(0.01), "Adagrad", ["a"]),
        (Adadelta(0.5), "Adadelta", ["a", "d"]),
        (Ftrl(0.1), "Ftrl", ["a", "z"]),
        (Ftrl(0.1, l1_regularization_strength=0.01, beta=0.2), "Ftrl", ["a", "z"]),
    ]


@pytest.mark.parametrize(("optimizer", "rule", "memory"), optimizers())
def test_the_rule_explains_the_recorded_values(optimizer, rule, memory):
    found = followed_of(trained(optimizer))
    assert (found.rule, found.reason) == (rule, "")
    assert [update.number for update in found.updates] == [1, 2, 3]
    assert [update.after for update in found.updates][:-1] == [update.before for update in found.updates][1:]
    assert list(found.updates[0].memory) == memory
    drawn, worked = typeset(found)
    assert all(f">{symbol}<" in drawn for symbol in ["w", *memory])
    assert drawn.count("<mfrac>") == drawn.count("</mfrac>")
    assert "In this run the learning rate" in drawn or "In these updates the learning rate" in drawn
    assert "= <b>" in worked


def typeset(found) -> tuple[str, str]:
    """The rule as it is set on the page, and its first update in numbers."""
    rules = make_environment().get_template("parts/rules.html.j2").module
    return str(rules.draw(found)), str(rules.worked(found))


def test_every_optimizer_of_keras_has_a_rule():
    from fittrace.keras import optimizers as module
    from fittrace.report.story.updaterules import rule_of

    kinds = (getattr(module, name) for name in module.__all__)
    named = {kind.__name__ for kind in kinds if isinstance(kind, type) and issubclass(kind, module.Optimizer)}
    assert len(named) >= 9
    assert {name for name in named if not rule_of(name, {})} == {"Optimizer"}


def test_a_weight_that_began_at_zero_is_explained_as_well():
    """Beside a value of 0 single precision shows: Keras's own correction of Adam has four digits."""
    from fittrace import keras, tf

    weight, optimizer = tf.Variable([0.0, 0.0]), keras.optimizers.Adam(0.02)
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for _step in range(3):
            optimizer.apply_gradients([(tf.constant([0.3, 0.1]), weight)])
    assert followed_of(run).rule == "Adam"


def test_weight_decay_comes_before_the_rule():
    from fittrace.keras.optimizers import AdamW

    found = followed_of(trained(AdamW(0.1, weight_decay=0.5)))
    assert found.decay == 0.5
    for update in found.updates:
        assert update.shrunk == pytest.approx(update.before * (1 - 0.1 * 0.5), rel=1e-6)


@pytest.mark.parametrize(("name", "rule", "reason"), [("adam", "", "earlier"), ("sgd", "SGD", "")])
def test_updates_before_the_recording_are_remembered_by_the_optimizer_alone(name, rule, reason):
    from fittrace import keras, tf

    weight, optimizer = tf.Variable([0.5, 0.7]), keras.optimizers.get(name)
    optimizer.apply_gradients([(tf.constant([0.3, -0.1]), weight)])
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for gradient in (0.1, 0.2, 0.3):
            optimizer.apply_gradients([(tf.constant([gradient, 0.01]), weight)])
    found = followed_of(run)
    assert (found.rule, found.reason, found.updates[0].number) == (rule, reason, 2)


def test_plain_gradient_descent_by_hand():
    from fittrace.keras.optimizers import SGD

    update = followed_of(trained(SGD(0.5))).updates[0]
    assert update.after == pytest.approx(update.before - 0.5 * update.gradient, rel=1e-6)


def test_what_else_changes_a_weight_leaves_the_rule_out():
    from fittrace.keras.optimizers import SGD

    found = followed_of(trained(SGD(0.5), kernel_constraint="non_neg"))
    assert (found.rule, found.reason) == ("", "other")
    assert found.updates[0].memory == {}


def test_an_optimizer_of_the_users_has_no_rule():
    from fittrace.keras.optimizers import SGD

    class Mine(SGD):
        def update_step(self, gradient, variable):
            variable.assign_sub(0.3 * gradient)

    found = followed_of(trained(Mine(0.1)))
    assert found.optimizer == "Mine"
    assert (found.rule, found.reason) == ("", "optimizer")


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


def test_numbers_without_a_gradient_do_not_move():
    update = Update(1, before=1.0, shrunk=1.0, gradient=2.0, after=0.9, rate=0.1, memory={})
    followed = Followed("RMSprop", "kernel", 0, (update,), "RMSprop", "", {}, 0.0)
    assert followed.share_moved(math.sqrt(3 * 0.1**2), (3, 4)) == pytest.approx(0.25)
    assert followed.share_moved(None, (3, 4)) is None
    assert followed.share_moved(1.0, None) is None
