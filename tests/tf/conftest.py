"""Gradients by central differences, to hold the rules of the table against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from fittrace import tf

STEP = 1e-5


def taped(function: Callable[..., Any], arrays: Sequence[Any], weights: Any) -> list[Any]:
    """The tape's gradients of sum(weights * function(arrays)); None where nothing flows."""
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        total = tf.reduce_sum(function(*tensors) * tf.constant(weights))
    return tape.gradient(total, tensors)


def by_differences(function: Callable[..., Any], arrays: Sequence[Any], weights: Any) -> list[Any]:
    """The same gradients, from the function's values a small step to either side (float64)."""

    def total(changed: Sequence[Any]) -> float:
        return float(np.sum(weights * np.asarray(function(*map(tf.constant, changed)))))

    gradients = []
    for i, array in enumerate(arrays):
        gradient = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            up, down = array.copy(), array.copy()
            up[place] += STEP
            down[place] -= STEP
            sides = [[*arrays[:i], changed, *arrays[i + 1 :]] for changed in (up, down)]
            gradient[place] = (total(sides[0]) - total(sides[1])) / (2 * STEP)
        gradients.append(gradient)
    return gradients


def check_gradients(function: Callable[..., Any], *arrays: Any, second: bool = True) -> None:
    """First derivatives against differences of values, second ones against differences of the first."""
    shape = np.shape(function(*map(tf.constant, arrays)))
    weights = np.random.default_rng(5).uniform(0.5, 1.5, shape)
    found = taped(function, arrays, weights)
    expected = by_differences(function, arrays, weights)
    for gradient, numeric in zip(found, expected, strict=True):
        actual = np.zeros_like(numeric) if gradient is None else np.asarray(gradient)
        assert actual.shape == numeric.shape
        np.testing.assert_allclose(actual, numeric, rtol=1e-5, atol=1e-6)
    if second:
        for i in range(len(arrays)):
            _assert_second_order(function, arrays, weights, i)


def _assert_second_order(
    function: Callable[..., Any], arrays: Sequence[Any], weights: Any, which: int
) -> None:
    def slope(*tensors: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(tensors[which])
            total = tf.reduce_sum(function(*tensors) * tf.constant(weights))
        gradient = tape.gradient(total, tensors[which])
        return tf.zeros_like(tensors[which]) if gradient is None else gradient

    check_gradients(slope, *arrays, second=False)


@pytest.fixture
def assert_gradients_agree() -> Callable[..., None]:
    """``assert_gradients_agree(function, *arrays)`` compares the tape's gradients with numerical ones."""
    return check_gradients


@pytest.fixture
def names() -> dict[str, Any]:
    """What the expressions of the tables of values are made of."""

    def grad(function: Callable[[Any], Any], at: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(at)
            result = function(at)
        return tape.gradient(result, at)

    return {
        "tf": tf,
        "np": np,
        "grad": grad,
        "x": tf.constant([[-1.5, 0.5, 2.0], [3.0, -0.25, 1.0]]),
        "y": tf.constant([[2.0, 0.25, -1.0], [0.5, 1.5, -2.0]]),
        "p": tf.constant([[0.5, 1.0, 2.0], [3.0, 0.25, 1.5]]),
        "i": tf.constant([[1, 2, 3], [4, 5, 6]]),
        "b": tf.constant([True, False]),
        "v": tf.constant([1.0, 2.0, 3.0]),
        "m": tf.constant([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25]]),
    }
