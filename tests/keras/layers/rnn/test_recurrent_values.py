"""Recurrent layers against Keras 2.12: outputs, and gradients of inputs and weights."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras import layers


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


def const(shape, dtype=None):
    return tf.constant(wave(*shape, phase=len(shape)) * 0.5)


def both_ways(layer, **options):
    with keras.utils.custom_object_scope({"const": const}):
        return layers.Bidirectional(layer, **options)


X = wave(2, 3, 2)
MASK = np.array([[True, False, True], [True, True, False]])
WEIGHTS = {"kernel_initializer": const, "recurrent_initializer": const, "bias_initializer": const}
CASES = {
    "SimpleRNN": (lambda: layers.SimpleRNN(2, **WEIGHTS), None),
    "SimpleRNN, masked": (lambda: layers.SimpleRNN(2, return_sequences=True, **WEIGHTS), MASK),
    "GRU": (lambda: layers.GRU(2, **WEIGHTS), None),
    "GRU, masked": (lambda: layers.GRU(2, return_sequences=True, **WEIGHTS), MASK),
    "GRU, reset before": (lambda: layers.GRU(2, reset_after=False, **WEIGHTS), MASK),
    "GRU, gate by gate": (
        lambda: layers.GRU(2, implementation=1, recurrent_activation="tanh", **WEIGHTS),
        None,
    ),
    "GRU, gate by gate, reset before": (
        lambda: layers.GRU(2, implementation=1, reset_after=False, **WEIGHTS),
        None,
    ),
    "LSTM": (lambda: layers.LSTM(2, **WEIGHTS), None),
    "LSTM, masked": (
        lambda: layers.LSTM(2, return_sequences=True, zero_output_for_mask=True, **WEIGHTS),
        MASK,
    ),
    "LSTM, backwards": (lambda: layers.LSTM(2, go_backwards=True, unit_forget_bias=False, **WEIGHTS), MASK),
    "LSTM, by its cell": (lambda: layers.LSTM(2, activation="relu", **WEIGHTS), None),
    "LSTM, gate by gate": (
        lambda: layers.LSTM(2, implementation=1, recurrent_activation="hard_sigmoid", **WEIGHTS),
        None,
    ),
    "stacked cells": (
        lambda: layers.RNN([layers.LSTMCell(2, **WEIGHTS), layers.GRUCell(1, **WEIGHTS)]),
        MASK,
    ),
    "Bidirectional": (lambda: both_ways(layers.LSTM(1, return_sequences=True, **WEIGHTS)), MASK),
    "Bidirectional, averaged": (lambda: both_ways(layers.GRU(2, **WEIGHTS), merge_mode="ave"), None),
    "TimeDistributed": (
        lambda: layers.TimeDistributed(layers.Dense(2, activation="tanh", kernel_initializer=const)),
        MASK,
    ),
}
# output, and each gradient (input, then weights) weighted with a wave and summed; from tensorflow-cpu 2.12.0
EXPECTED = {
    "SimpleRNN": ([[0.688495, 0.583648], [0.478103, -0.042676]], [0.55166, -0.54569, 0.55506, 1.27818]),
    "SimpleRNN, masked": (
        [
            [[0.226322, -0.231161], [0.226322, -0.231161], [0.726091, 0.717701]],
            [[0.496136, 0.651375], [0.070029, -0.362256], [0.070029, -0.362256]],
        ],
        [1.97103, -3.8235, -0.57991, 0.82702],
    ),
    "GRU": ([[-0.219589, -0.012368], [-0.313788, -0.273771]], [-0.07451, 0.0583, 0.01351, 0.14081]),
    "GRU, masked": (
        [
            [[-0.186776, -0.181424], [-0.186776, -0.181424], [-0.159628, 0.010034]],
            [[0.002953, 0.021259], [-0.158635, -0.143311], [-0.158635, -0.143311]],
        ],
        [-0.09689, -0.08675, 0.0072, 0.17416],
    ),
    "GRU, reset before": (
        [[-0.198472, -0.118721], [-0.193792, -0.252577]],
        [-0.17605, 0.10587, 0.01552, 0.37734],
    ),
    "GRU, gate by gate": (
        [[-0.129197, 0.37025], [-0.279338, -0.071487]],
        [0.13368, 0.07585, 0.14053, -0.27053],
    ),
    "GRU, gate by gate, reset before": (
        [[-0.261124, -0.159071], [-0.352477, -0.404214]],
        [-0.16607, 0.14625, 0.03126, 0.5597],
    ),
    "LSTM": ([[0.161607, 0.12117], [-0.052788, 0.060292]], [-0.05103, -0.05676, -0.00913, -0.17478]),
    "LSTM, masked": (
        [
            [[-0.087598, -0.010806], [0.0, 0.0], [0.127373, 0.092985]],
            [[0.170864, 0.083135], [0.162506, 0.120949], [0.0, 0.0]],
        ],
        [-0.05789, 0.05066, -0.01749, -0.20602],
    ),
    "LSTM, backwards": (
        [[-0.266724, -0.272418], [-0.05575, -0.097404]],
        [0.09449, -0.03852, -0.0034, 0.15528],
    ),
    "LSTM, by its cell": (
        [[0.262111, 0.144144], [0.14364, 0.082992]],
        [-0.05076, 0.0475, -0.01171, -0.23195],
    ),
    "LSTM, gate by gate": (
        [[0.164494, 0.129227], [-0.051606, 0.054471]],
        [-0.04235, -0.05139, -0.00668, -0.16596],
    ),
    "stacked cells": (
        [[-0.334338], [-0.359776]],
        [-0.05691, 0.00935, -0.00363, -0.06321, -0.03354, 0.06352, -0.59301],
    ),
    "Bidirectional": (
        [
            [[0.164607, 0.243441], [0.0, 0.0], [0.19625, 0.127452]],
            [[0.229448, 0.32633], [0.329514, 0.211862], [0.0, 0.0]],
        ],
        [0.11698, -0.1712, 0.06152, 0.62505, -0.13707, 0.05528, 0.64676],
    ),
    "Bidirectional, averaged": (
        [[-0.292302, -0.127066], [-0.206296, -0.182506]],
        [-0.13797, 0.10406, 0.0031, 0.08533, -0.01104, 0.01096, 0.07889],
    ),
    "TimeDistributed": (
        [
            [[-0.259454, -0.517667], [0.047367, -0.27026], [0.274419, 0.445391]],
            [[0.048298, 0.413604], [-0.259158, -0.317965], [-0.137609, -0.501957]],
        ],
        [2.26587, -5.35269, -1.51185],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_outputs_and_gradients_are_those_of_keras(name):
    make, mask = CASES[name]
    layer, x = make(), tf.constant(X)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, mask=None if mask is None else tf.constant(mask))
        loss = tf.reduce_sum(tf.square(y))

    output, weighted = EXPECTED[name]
    np.testing.assert_allclose(y, output, atol=2e-6)
    gradients = [np.asarray(g) for g in tape.gradient(loss, [x, *layer.trainable_weights])]
    found = [float(np.sum(g * wave(*g.shape))) for g in gradients]
    np.testing.assert_allclose(found, weighted, atol=2e-5)
