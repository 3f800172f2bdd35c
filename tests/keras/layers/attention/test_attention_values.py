"""Attention layers against Keras 2.12: outputs, and gradients of query, value and weights."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras import layers


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


class Wave(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return tf.constant(wave(*shape, phase=len(shape)) * 0.5)

    def get_config(self):
        return {}


def heads(**options):
    return layers.MultiHeadAttention(2, 2, kernel_initializer=Wave(), bias_initializer=Wave(), **options)


QUERY, VALUE = wave(2, 2, 3), wave(2, 3, 3, phase=1.0)
MASK = np.array([[[True, False, True], [True, True, False]]] * 2)
CASES = {
    "MultiHeadAttention": (heads, {}),
    "MultiHeadAttention, masked": (heads, {"attention_mask": MASK}),
    "MultiHeadAttention, causal": (heads, {"use_causal_mask": True}),
    "MultiHeadAttention, other widths": (
        lambda: heads(value_dim=1, output_shape=4, use_bias=False),
        {"attention_mask": MASK},
    ),
    "Attention": (lambda: layers.Attention(use_scale=True), {}),
    "Attention, masked": (lambda: layers.Attention(), {"mask": [MASK[:, 0, :2], MASK[:, 1]]}),
    "Attention, concat": (
        lambda: layers.Attention(score_mode="concat", use_scale=True),
        {"use_causal_mask": True},
    ),
    "AdditiveAttention": (lambda: layers.AdditiveAttention(use_scale=False), {}),
}
# output, and each gradient (query, value, then weights) weighted with a wave and summed;
# from tensorflow-cpu 2.12.0
EXPECTED = {
    "MultiHeadAttention": (
        [
            [[0.396307, 0.312418, 0.081595], [0.39894, 0.311883, 0.078142]],
            [[0.394126, 0.309026, 0.078587], [0.39636, 0.312461, 0.081606]],
        ],
        [0.00141, -0.00749, -0.00373, -0.05121, 0.00163, -0.0, 0.01611, -0.30273, 0.503, 5.05077],
    ),
    "MultiHeadAttention, masked": (
        [
            [[0.38967, 0.31025, 0.084914], [0.423893, 0.318946, 0.063994]],
            [[0.384772, 0.305644, 0.082767], [0.419935, 0.317557, 0.065827]],
        ],
        [-0.00066, -0.04206, -0.00062, -0.04969, 0.01386, -0.0, -0.05838, -0.30685, 0.47684, 5.067],
    ),
    "MultiHeadAttention, causal": (
        [
            [[0.429353, 0.325094, 0.067938], [0.423893, 0.318946, 0.063994]],
            [[0.430092, 0.325313, 0.067534], [0.419935, 0.317557, 0.065827]],
        ],
        [0.00188, -0.01241, -0.0044, -0.00727, 0.01404, -0.0, -0.24437, -0.31952, 0.37248, 5.18894],
    ),
    "MultiHeadAttention, other widths": (
        [
            [[0.062163, 0.095205, 0.083471, 0.032479], [-0.013227, -0.067119, -0.089444, -0.069702]],
            [[0.057105, 0.084641, 0.072369, 0.026061], [-0.016821, -0.077912, -0.102359, -0.078665]],
        ],
        [-0.00321, 0.08856, 0.0066, 0.00645, -0.31, -0.30916],
    ),
    "Attention": (
        [
            [[0.467503, 0.511917, 0.315569], [-0.154685, -0.405816, -0.466086]],
            [[-0.476233, -0.576259, -0.405261], [0.460409, 0.507287, 0.31558]],
        ],
        [2.37742, 4.96839, 1.53157],
    ),
    "Attention, masked": (
        [
            [[0.942824, 0.625116, 0.013405], [-0.0, -0.0, -0.0]],
            [[-0.514353, -0.868197, -0.813714], [0.0, 0.0, -0.0]],
        ],
        [1.51925, 4.65844],
    ),
    "Attention, concat": (
        [
            [[0.991665, 0.675463, 0.041581], [0.878978, 0.559299, -0.023426]],
            [[0.989358, 0.662969, 0.024775], [0.871908, 0.543374, -0.040717]],
        ],
        [-0.81358, 10.30179, 0.358, 1.00357],
    ),
    "AdditiveAttention": (
        [
            [[0.429959, 0.468991, 0.28745], [0.45595, 0.475644, 0.271634]],
            [[0.444783, 0.472835, 0.278504], [0.42071, 0.464185, 0.289347]],
        ],
        [-1.00814, 5.47471],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_outputs_and_gradients_are_those_of_keras(name):
    make, options = CASES[name]
    layer, query, value = make(), tf.constant(QUERY), tf.constant(VALUE)
    inputs = (query, value) if name.startswith("Multi") else ([query, value],)

    with tf.GradientTape() as tape:
        tape.watch([query, value])
        y = layer(*inputs, **options)
        loss = tf.reduce_sum(tf.square(y))

    output, weighted = EXPECTED[name]
    np.testing.assert_allclose(y, output, atol=2e-6)
    gradients = [np.asarray(g) for g in tape.gradient(loss, [query, value, *layer.trainable_weights])]
    found = [float(np.sum(g * wave(*g.shape))) for g in gradients]
    np.testing.assert_allclose(found, weighted, atol=2e-5)
