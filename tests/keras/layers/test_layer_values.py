"""Layers against Keras 2.12: outputs, and gradients of inputs and weights."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import layers


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


def const(shape, dtype=None):
    return wave(*shape, phase=len(shape))


X2, X3, X4 = wave(3, 4), wave(2, 3, 4), wave(2, 2, 2, 2)
CASES = {
    "Dense": (
        lambda: layers.Dense(2, activation="tanh", kernel_initializer=const, bias_initializer=const),
        X2,
    ),
    "Dense, three axes": (lambda: layers.Dense(2, kernel_initializer=const, use_bias=False), X3),
    "Activation": (lambda: layers.Activation("softplus"), X2),
    "ReLU": (lambda: layers.ReLU(0.5, 0.1, 0.2), X2),
    "LeakyReLU": (lambda: layers.LeakyReLU(), X2),
    "ELU": (lambda: layers.ELU(0.7), X2),
    "PReLU": (lambda: layers.PReLU(const), X2),
    "PReLU, shared": (lambda: layers.PReLU(const, shared_axes=[1]), X3),
    "Softmax": (lambda: layers.Softmax(), X2),
    "Softmax, two axes": (lambda: layers.Softmax([1, 2]), X3),
    "ThresholdedReLU": (lambda: layers.ThresholdedReLU(0.3), X2),
    "LayerNormalization": (
        lambda: layers.LayerNormalization(gamma_initializer=const, beta_initializer=const),
        X2,
    ),
    "LayerNormalization, two axes": (
        lambda: layers.LayerNormalization(axis=[1, 2], gamma_initializer=const),
        X3,
    ),
    "LayerNormalization, axis 1": (lambda: layers.LayerNormalization(axis=1, epsilon=1e-6), X3),
    "UnitNormalization": (lambda: layers.UnitNormalization(), X2),
    "Embedding": (
        lambda: layers.Embedding(5, 2, embeddings_initializer=const),
        np.array([[0, 3], [4, 1]]),
    ),
    "GlobalAveragePooling1D": (lambda: layers.GlobalAveragePooling1D(), X3),
    "GlobalMaxPooling1D": (lambda: layers.GlobalMaxPooling1D(keepdims=True), X3),
    "GlobalAveragePooling2D": (lambda: layers.GlobalAveragePooling2D(), X4),
    "GlobalMaxPooling2D": (
        lambda: layers.GlobalMaxPooling2D(data_format="channels_first", keepdims=True),
        X4,
    ),
}
# output, and each gradient (input, then weights) weighted with a wave and summed; from tensorflow-cpu 2.12.0
EXPECTED = {
    "Dense": (
        [[0.04533, -0.21491], [0.954754, 0.801914], [0.252794, 0.642122]],
        [0.07746, 0.51016, -0.83604],
    ),
    "Dense, three axes": (
        [
            [[-0.946304, -0.893776], [0.891283, 0.428489], [-0.73327, 0.086313]],
            [[0.490523, -0.591141], [-0.191094, 1.02766], [-0.130417, -1.345426]],
        ],
        [0.28988, -1.78409],
    ),
    "Activation": (
        [
            [1.06626, 1.302645, 1.215137, 0.874603],
            [0.533058, 0.349453, 0.318011, 0.42652],
            [0.701589, 1.074651, 1.304626, 1.209089],
        ],
        [-1.44356],
    ),
    "ReLU": (
        [[0.5, 0.5, 0.5, 0.334988], [-0.055078, -0.107158, -0.118245, -0.083127], [-0.018319, 0.5, 0.5, 0.5]],
        [-0.41813],
    ),
    "LeakyReLU": (
        [
            [0.644218, 0.98545, 0.863209, 0.334988],
            [-0.105235, -0.261473, -0.294736, -0.18938],
            [0.016814, 0.656987, 0.988168, 0.854599],
        ],
        [-1.96444],
    ),
    "ELU": (
        [
            [0.644218, 0.98545, 0.863209, 0.334988],
            [-0.207105, -0.407196, -0.437926, -0.327658],
            [0.016814, 0.656987, 0.988168, 0.854599],
        ],
        [-1.93987],
    ),
    "PReLU": (
        [
            [0.644218, 0.98545, 0.863209, 0.334988],
            [-0.347859, -0.588717, -0.040851, 0.386245],
            [0.016814, 0.656987, 0.988168, 0.854599],
        ],
        [-1.06205, -0.46443],
    ),
    "PReLU, shared": (
        [
            [
                [0.644218, 0.98545, 0.863209, 0.334988],
                [-0.149918, 0.222723, 0.803918, 0.628846],
                [0.016814, 0.656987, 0.988168, 0.854599],
            ],
            [
                [0.319098, 0.09365, 0.719835, 0.975422],
                [-0.264179, 0.033623, 0.66957, 0.990607],
                [0.845747, 0.303118, 0.31264, 0.884163],
            ],
        ],
        [-1.91015, -0.50545],
    ),
    "Softmax": (
        [
            [0.228023, 0.320756, 0.283848, 0.167372],
            [0.347081, 0.206183, 0.184544, 0.262191],
            [0.127396, 0.241645, 0.336518, 0.294442],
        ],
        [-0.22309],
    ),
    "Softmax, two axes": (
        [
            [
                [0.10371, 0.145887, 0.129101, 0.076125],
                [0.038344, 0.022778, 0.020388, 0.028966],
                [0.055379, 0.105043, 0.146284, 0.127994],
            ],
            [
                [0.099293, 0.050024, 0.029942, 0.027107],
                [0.038894, 0.074634, 0.140969, 0.194334],
                [0.168127, 0.097719, 0.04925, 0.029708],
            ],
        ],
        [-0.21873],
    ),
    "ThresholdedReLU": (
        [
            [0.644218, 0.98545, 0.863209, 0.334988],
            [-0.0, -0.0, -0.0, -0.0],
            [0.0, 0.656987, 0.988168, 0.854599],
        ],
        [-1.72179],
    ),
    "LayerNormalization": (
        [
            [0.741897, 1.430502, 0.067658, 0.301699],
            [2.443273, 0.2268, -0.004877, -0.806251],
            [-0.632005, 0.725754, 0.081498, -0.980719],
        ],
        [-0.04812, -2.67512, -0.25397],
    ),
    "LayerNormalization, two axes": (
        [
            [
                [0.260518, -0.27791, -0.749798, -0.175754],
                [0.553237, 0.125765, -0.965367, -1.139248],
                [-0.242898, 0.258586, -0.296584, -0.748564],
            ],
            [
                [0.252429, 0.108811, 0.971057, 1.329085],
                [0.563669, -0.013909, 0.642217, 1.535346],
                [1.237293, 0.233651, 0.122, 0.99205],
            ],
        ],
        [-0.00243, -0.53801, -6.45978],
    ),
    "LayerNormalization, axis 1": (
        [
            [
                [1.316464, 0.90029, 0.636624, 0.24182],
                [-1.10565, -1.394659, -1.411944, -1.327615],
                [-0.210814, 0.494369, 0.77532, 1.085796],
            ],
            [
                [0.226064, -1.296173, -1.056473, -0.756967],
                [-1.322026, 0.158259, 1.34242, 1.413012],
                [1.095962, 1.137915, -0.285948, -0.656045],
            ],
        ],
        [-1e-05, -4.7938, -1.13843],
    ),
    "UnitNormalization": (
        [
            [0.430103, 0.657921, 0.576309, 0.22365],
            [-0.234043, -0.581515, -0.655492, -0.421181],
            [0.011497, 0.44924, 0.675698, 0.584365],
        ],
        [0.0],
    ),
    "Embedding": (
        [[[0.42738, -0.255541], [0.57844, 0.96792]], [[0.902172, 0.412118], [-0.818277, -0.996165]]],
        [2.21337],
    ),
    "GlobalAveragePooling1D": (
        [[0.103416, 0.256954, 0.289642, 0.186107], [0.182236, -0.009913, -0.197399, -0.292046]],
        [-0.96848],
    ),
    "GlobalMaxPooling1D": (
        [[[0.644218, 0.98545, 0.988168, 0.854599]], [[0.845747, 0.303118, 0.66957, 0.990607]]],
        [-0.91217],
    ),
    "GlobalAveragePooling2D": ([[0.043548, -0.045601], [0.111096, 0.041482]], [-0.10197]),
    "GlobalMaxPooling2D": ([[[[0.98545]], [[-0.350783]]], [[[0.988168]], [[0.319098]]]], [-0.61567]),
}


@pytest.mark.parametrize("case", CASES)
def test_outputs_and_gradients_are_those_of_keras(case):
    make, x = CASES[case]
    expected, gradient_sums = EXPECTED[case]
    layer, x = make(), tf.constant(x)
    sources = [x] if x.dtype.is_floating else []
    with tf.GradientTape() as tape:
        tape.watch(sources)
        y = layer(x)
        target = tf.reduce_sum(y * wave(*y.shape, phase=2.0))
    gradients = tape.gradient(target, sources + layer.trainable_weights)
    found = [float(np.sum(np.asarray(gradient) * wave(*gradient.shape))) for gradient in gradients]
    np.testing.assert_allclose(y, expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(found, gradient_sums, rtol=1e-4, atol=3e-5)


@pytest.mark.parametrize("case", CASES)
def test_a_layer_survives_its_config(case):
    make, x = CASES[case]
    layer = make()
    twin = layers.deserialize(layers.serialize(layer), custom_objects={"const": const})
    np.testing.assert_array_equal(twin(x), layer(x))


@pytest.mark.parametrize("case", CASES)
def test_the_shape_is_known_before_the_values(case):
    make, x = CASES[case]
    layer = make()
    assert tuple(layer.compute_output_shape((None, *x.shape[1:])))[1:] == tuple(layer(x).shape)[1:]


@pytest.mark.parametrize("case", CASES)
def test_a_functional_call_infers_the_same_shape(case):
    make, x = CASES[case]
    output = make()(layers.Input(shape=x.shape[1:], dtype=x.dtype))
    assert tuple(output.shape) == (None, *make()(x).shape[1:])
