"""`EinsumDense`: the shapes an equation asks for."""

import numpy as np
import pytest

from fittrace import keras
from fittrace.keras import layers


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "input_shape", "expected"),
    [
        ("ab,bc->ac", 5, "c", (None, 4), ((4, 5), (5,), (None, 5))),
        ("abc,cd->abd", (None, 5), "d", (None, 3, 4), ((4, 5), (5,), (None, None, 5))),
        ("abc,cde->abde", (None, 2, 5), "de", (None, 3, 4), ((4, 2, 5), (2, 5), (None, None, 2, 5))),
        ("abc,cde->abde", (3, 2, 5), "be", (None, 3, 4), ((4, 2, 5), (3, 1, 5), (None, 3, 2, 5))),
        ("...x,xy->...y", 5, "y", (2, 3, 4), ((4, 5), (5,), (2, 3, 5))),
        ("ab...,bc->ac...", 5, "c", (2, 3, 4), ((3, 5), (5, 1), (2, 5, 4))),
    ],
)
def test_weights_have_the_shapes_that_the_equation_asks_for(
    equation, output_shape, bias_axes, input_shape, expected
):
    layer = layers.EinsumDense(equation, output_shape=output_shape, bias_axes=bias_axes)
    layer.build(input_shape)
    found = (layer.kernel.shape, layer.bias.shape, layer.compute_output_shape(input_shape))
    assert tuple(tuple(shape) for shape in found) == expected


def test_it_is_dense_where_the_equation_says_so():
    x = np.arange(6.0, dtype="float32").reshape(2, 3)
    layer, dense = layers.EinsumDense("ab,bc->ac", 4, "relu", "c"), layers.Dense(4, "relu")
    y = layer(x)
    dense.build((None, 3))
    dense.set_weights(layer.get_weights())
    np.testing.assert_allclose(y, dense(x), rtol=1e-6)


def test_the_bias_can_be_left_out():
    layer = layers.EinsumDense("ab,bc->ac", 4)
    layer.build((None, 3))
    assert layer.bias is None


def test_a_config_makes_the_layer_again():
    layer = layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d", activation="relu")
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "problem"),
    [
        ("ab", 5, None, "expected one like"),
        ("...b,bc->c...", 5, None, "expected one like"),
        ("ab,bz->ac", 5, None, "neither in the input nor in the kernel"),
        ("ab,bz->a", (), None, "neither in the input nor in the output"),
        ("ab,bc->ab", 5, None, "`output_shape` says 5"),
        ("ab,bc->ac", 5, "z", "`bias_axes` has 'z'"),
    ],
)
def test_an_equation_that_does_not_fit_is_refused(equation, output_shape, bias_axes, problem):
    with pytest.raises(ValueError, match=problem):
        layers.EinsumDense(equation, output_shape=output_shape, bias_axes=bias_axes).build((None, 3))
