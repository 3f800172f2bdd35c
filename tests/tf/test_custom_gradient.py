"""Functions that bring their own gradient, and values that stop it."""

from __future__ import annotations

from typing import Any

import pytest

from fittrace import tf


def gradient_at(function: Any, value: float) -> float | None:
    x = tf.Variable(value)
    with tf.GradientTape() as tape:
        y = function(x)
    gradient = tape.gradient(y, x)
    return None if gradient is None else float(gradient)


def test_the_functions_own_gradient_is_taken() -> None:
    @tf.custom_gradient
    def scaled(x: Any) -> Any:
        return x * x, lambda g: g * 100

    assert gradient_at(lambda x: scaled(x) * 2, 3.0) == 200


def test_several_arguments_and_results() -> None:
    @tf.custom_gradient
    def swapped(a: Any, b: Any) -> Any:
        return (b, a), lambda gb, ga: (ga, gb * 10)

    a, b = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        first, second = swapped(a, b)
        y = first * 3 + second * 5
    assert [float(g) for g in tape.gradient(y, [a, b])] == [5, 30]


def test_variables_inside_need_gradients_of_their_own() -> None:
    w = tf.Variable(4.0, name="w")

    @tf.custom_gradient
    def weighted(x: Any) -> Any:
        def gradient(g: Any, variables: Any = None) -> Any:
            return g * w, [g * x * 7]

        return x * w, gradient

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = weighted(x)
    assert [float(g) for g in tape.gradient(y, [x, w])] == [4, 21]

    @tf.custom_gradient
    def forgetful(x: Any) -> Any:
        return x * w, lambda g: g

    with tf.GradientTape(), pytest.raises(TypeError, match="variables=None"):
        forgetful(x)


def test_a_wrong_number_of_gradients_is_told() -> None:
    @tf.custom_gradient
    def wrong(x: Any) -> Any:
        return x, lambda g: [g, g]

    with pytest.raises(ValueError, match="2 gradients for 1"):
        gradient_at(wrong, 1.0)


def test_stop_gradient_and_recompute_grad() -> None:
    assert gradient_at(lambda x: tf.stop_gradient(x) * x, 3.0) == 3
    assert gradient_at(tf.stop_gradient, 3.0) is None
    assert gradient_at(tf.recompute_grad(lambda x: tf.exp(x) * x), 0.0) == 1


def test_it_is_differentiated_twice_through_its_own_gradient() -> None:
    @tf.custom_gradient
    def cube(x: Any) -> Any:
        return x**3, lambda g: g * 3 * x**2

    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = cube(x)
        first = inner.gradient(y, x)
    assert (float(first), float(outer.gradient(first, x))) == (12, 12)
