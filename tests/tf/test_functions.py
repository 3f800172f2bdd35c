"""tf.function, scopes, control flow, assertions, printing: what runs eagerly here."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from fittrace import keras, tf


def test_a_function_runs_eagerly_with_tensors_for_arrays() -> None:
    @tf.function
    def double(x: Any) -> Any:
        """Twice x."""
        assert isinstance(x, tf.Tensor)
        return x * 2

    @tf.function(jit_compile=True, input_signature=[tf.TensorSpec([None])])
    def triple(x: Any) -> Any:
        return x * 3

    assert (double(np.ones(2)).numpy().tolist(), float(triple(tf.constant(2.0)))) == ([2, 2], 6)
    assert (double.__name__, double.__doc__, double.python_function(tf.constant(1)).numpy()) == (
        "double",
        "Twice x.",
        2,
    )


def test_a_method_can_be_a_function() -> None:
    class Counter:
        step = 3

        @tf.function
        def advance(self, x: Any) -> Any:
            return x + self.step

    assert int(Counter().advance(tf.constant(1))) == 4


def test_name_scopes_name_variables() -> None:
    with tf.name_scope("a"), tf.name_scope("b") as scope:
        inner = tf.Variable(1.0, name="w")
        with tf.name_scope("top/"):
            top = tf.Variable(1.0, name="w")
        with tf.init_scope():
            pass
    assert (scope, inner.name, top.name, tf.Variable(1.0, name="w").name) == (
        "a/b/",
        "a/b/w:0",
        "top/w:0",
        "w:0",
    )


def test_init_scope_is_outside_of_tapes() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        with tf.init_scope():
            y = v * v
        with tf.control_dependencies([y]), tf.device("/CPU:0"):
            z = v * 3
    assert (tape.gradient(z, v).numpy(), tape.gradient is None) == (3, False)
    assert tf.executing_eagerly()


def test_branches_and_loops() -> None:
    assert tf.cond(tf.constant(True), lambda: 1, lambda: 2) == 1
    assert tf.case([(tf.constant(False), lambda: 1)], default=lambda: 3) == 3
    i, total = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s + i), [0, 0])
    assert (int(i), int(total)) == (4, 6)
    assert tf.map_fn(lambda p: p[0] + p[1], (tf.range(3), tf.range(3))).numpy().tolist() == [0, 2, 4]
    assert tf.scan(lambda a, x: a * x, tf.constant([1, 2, 3]), initializer=2).numpy().tolist() == [2, 4, 12]
    assert int(tf.foldl(lambda a, x: a - x, tf.constant([10, 2, 3]))) == 5
    assert tf.vectorized_map(lambda x: x * x, tf.constant([1.0, 2.0])).numpy().tolist() == [1, 4]
    with pytest.raises(ValueError, match="no rows"):
        tf.map_fn(lambda x: x, tf.zeros([0]))


def test_gradients_flow_through_loops() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        _, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * v), [0, tf.constant(1.0)])
    assert float(tape.gradient(y, v)) == 12


def test_python_functions_as_operations() -> None:
    assert tf.numpy_function(lambda a: a + 1, [tf.constant([1.0])], tf.float32).numpy().tolist() == [2]
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        (y,) = tf.py_function(lambda a: [a * a], [v], [tf.float32])
    assert float(tape.gradient(y, v)) == 6


@pytest.mark.parametrize(
    ("check", "args"),
    [
        ("assert_equal", (1, 2)), ("assert_none_equal", (1, 1)), ("assert_less", (2, 2)),
        ("assert_greater", (1, 2)), ("assert_less_equal", (3, 2)), ("assert_greater_equal", (1, 2)),
        ("assert_near", (1.0, 1.1)), ("assert_positive", ([1.0, 0.0],)), ("assert_non_negative", (-1,)),
        ("Assert", (False, ["data"])),
    ],
)  # fmt: skip
def test_an_assertion_that_does_not_hold_says_so(check: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        getattr(tf.debugging, check)(*args)


def test_assertions_that_hold_are_silent() -> None:
    tf.debugging.assert_equal([1, 2], [1, 2])
    tf.debugging.assert_near(1.0, 1.0000001)
    tf.debugging.assert_rank([[1]], 2)
    assert tf.debugging.check_numerics(tf.constant([1.0]), "x").numpy().tolist() == [1]
    with pytest.raises(ValueError, match="rank 1"):
        tf.debugging.assert_rank([[1]], 1)


def test_print_shows_the_numbers() -> None:
    stream = io.StringIO()
    tf.print("loss", tf.constant([1.0, 2.0]), {"a": tf.constant(3)}, output_stream=stream)
    assert stream.getvalue() == "loss [1. 2.] {'a': 3}\n" or "np.int32(3)" in stream.getvalue()


def test_the_machine_has_a_cpu_and_keras_is_at_hand() -> None:
    assert [d.device_type for d in tf.config.list_physical_devices()] == ["CPU"]
    assert tf.config.list_physical_devices("GPU") == []
    assert tf.config.functions_run_eagerly()
    assert tf.keras is keras
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tf.nothing  # noqa: B018 - reading it raises
