"""Gradients of tables, which come as slices: clipped before rows are added up, applied as the whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fittrace import keras, record, tf
from fittrace.keras import optimizers

EVERY_RULE = ["SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl"]


def loss_of(table: Any) -> Any:
    return tf.reduce_sum(tf.gather(table, [0, 0, 2]) * [[3.0], [3.0], [1.0]])


@pytest.mark.parametrize(
    ("setting", "expected"),  # numbers of Keras 2.12
    [
        ({"clipnorm": 1.0}, [-1.3764944, 0, -0.22941573]),
        ({"global_clipnorm": 1.0}, [-1.3764944, 0, -0.22941573]),
        ({"clipvalue": 0.5}, [-1, 0, -0.5]),
    ],
)
def test_clipping_sees_the_slices_before_they_are_added_up(
    setting: dict[str, float], expected: list[float]
) -> None:
    table = tf.Variable(tf.zeros([3, 1]))
    optimizers.SGD(1.0, **setting).minimize(lambda: loss_of(table), [table])
    np.testing.assert_allclose(table.numpy()[:, 0], expected, rtol=1e-6)


@pytest.mark.parametrize("name", EVERY_RULE)
def test_slices_change_a_table_as_the_dense_gradient_does(name: str) -> None:
    tables = [tf.Variable([[1.0], [2.0], [3.0]]) for _ in range(2)]
    for table, form in zip(tables, [tf.identity, tf.convert_to_tensor], strict=True):
        optimizer = getattr(optimizers.experimental, name)(learning_rate=0.1)
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = loss_of(table)
            optimizer.apply_gradients([(form(tape.gradient(loss, table)), table)])
    np.testing.assert_allclose(tables[0], tables[1], rtol=1e-6)


def test_a_users_optimizer_is_given_one_slice_an_index() -> None:
    seen = []

    class Scattering(optimizers.Optimizer):
        def __init__(self) -> None:
            super().__init__("Scattering")
            self._learning_rate = self._build_learning_rate(0.1)

        def update_step(self, gradient: Any, variable: Any) -> None:
            seen.append(gradient)
            variable.scatter_sub(gradient)

    table = tf.Variable(tf.zeros([3, 1]))
    Scattering().minimize(lambda: loss_of(table), [table])
    assert seen[0].indices.numpy().tolist() == [0, 2]
    assert seen[0].values.numpy().tolist() == table.numpy()[[0, 2]].__neg__().tolist() == [[6], [1]]


def test_a_custom_loop_may_clip_every_gradient() -> None:
    table, bias = tf.Variable(tf.zeros([3, 1])), tf.Variable([0.0])
    with tf.GradientTape() as tape:
        loss = loss_of(table) + 4 * tf.reduce_sum(bias)
    gradients = [tf.clip_by_norm(g, 1.0) for g in tape.gradient(loss, [table, bias])]
    optimizers.SGD(1.0).apply_gradients(zip(gradients, [table, bias], strict=True))
    np.testing.assert_allclose(table.numpy()[:, 0], [-1.3764944, 0, -0.22941573], rtol=1e-6)
    np.testing.assert_allclose(bias, [-1])


def test_a_penalty_on_the_table_makes_its_gradient_dense() -> None:
    layer = keras.layers.Embedding(3, 1, embeddings_regularizer="l2")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.constant([[0, 0]]))) + tf.add_n(layer.losses)
    assert isinstance(tape.gradient(loss, layer.embeddings), tf.Tensor)


def test_facts_tell_of_slices_as_of_the_whole() -> None:
    table = tf.Variable(tf.zeros([3, 1]))
    with record() as run:
        optimizers.SGD(1.0).minimize(lambda: loss_of(table), [table])
    (computed,), (updated,) = run.facts("GradientComputed"), run.facts("WeightUpdated")
    assert (list(computed.shape), computed.norm) == ([3, 1], pytest.approx(37**0.5))
    assert updated.sample_gradient["values"] == [6, 0, 1]
