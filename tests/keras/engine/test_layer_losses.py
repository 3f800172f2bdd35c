"""Losses and metrics that a layer adds of its own."""

import numpy as np
import pytest

from fittrace import keras, tf


class Activity(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        self.add_metric(tf.reduce_mean(inputs), name="mean")
        return inputs


def floats(losses):
    return [float(loss) for loss in losses]


def test_a_loss_added_in_a_call_counts_until_the_next_call():
    layer = Activity()

    layer(tf.ones((2, 2)))
    first = floats(layer.losses)
    layer(tf.ones((3, 2)))

    assert (first, floats(layer.losses)) == ([4.0], [6.0])


def test_a_layer_called_twice_within_a_call_adds_twice():
    class Outer(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Activity()

        def call(self, inputs):
            return self.inner(self.inner(inputs))

    outer = Outer()
    outer(tf.ones((1, 2)))

    assert floats(outer.losses) == [2.0, 2.0]


def test_a_function_is_asked_each_time():
    layer = keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer=keras.regularizers.L2(0.5))
    layer.build((None, 2))

    first = floats(layer.losses)
    layer.kernel.assign(layer.kernel * 2)

    assert (first, floats(layer.losses)) == ([1.0], [4.0])


def test_the_activity_regularizer_is_a_mean_over_the_batch():
    layer = keras.layers.Activation("linear", activity_regularizer=keras.regularizers.L1(0.1))

    layer(tf.ones((4, 5)))

    assert floats(layer.losses) == [pytest.approx(0.5)]


def test_a_loss_added_outside_a_call_is_refused():
    with pytest.raises(ValueError, match="a value computed outside `call`"):
        keras.layers.Layer().add_loss(tf.constant(1.0))


def test_a_metric_is_made_once_and_updated_in_each_call():
    layer = Activity()

    layer(np.zeros((1, 2)))
    layer(np.ones((1, 2)))

    assert [(metric.name, float(metric.result())) for metric in layer.metrics] == [("mean", 0.5)]


def test_a_metric_without_a_name_is_refused():
    with pytest.raises(ValueError, match="`name` is missing"):
        keras.layers.Layer().add_metric(tf.constant(1.0))


def test_a_metric_added_outside_a_call_is_refused():
    with pytest.raises(ValueError, match="computed outside `call`"):
        keras.layers.Layer().add_metric(tf.constant(1.0), name="m")


def test_inferring_a_shape_changes_no_metric():
    layer = Activity()

    layer(keras.Input((2,)))

    assert [float(metric.count) for metric in layer.metrics] == [0.0]
