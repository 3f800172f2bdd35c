"""GradientTape: what it records, what it gives, and what it forgets."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fittrace
from fittrace import tf


def test_trainable_variables_are_watched_and_tensors_are_not() -> None:
    v, frozen, c = tf.Variable(2.0), tf.Variable(3.0, trainable=False), tf.constant(4.0)
    with tf.GradientTape() as tape:
        y = v * frozen * c
    assert tape.watched_variables() == (v,)
    assert [None if g is None else float(g) for g in tape.gradient(y, [v, frozen, c])] == [12, None, None]


def test_watch_and_watch_accessed_variables() -> None:
    v, c = tf.Variable(2.0), tf.constant(4.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([c, {"a": v}])
        y = v * c
    assert [float(g) for g in tape.gradient(y, [v, c])] == [4, 2]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        y = v * v
    assert tape.gradient(y, v) is None


def test_a_gradient_has_the_structure_of_the_sources() -> None:
    a, b = tf.Variable(1.0), tf.Variable([2.0])
    with tf.GradientTape() as tape:
        y = {"loss": a * 3, "more": b * 5}
    gradient = tape.gradient(y, {"x": (a, b)})
    assert (float(gradient["x"][0]), gradient["x"][1].numpy().tolist()) == (3, [5])


def test_a_tape_gives_its_gradients_once_unless_it_is_persistent() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, v)
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
        z = y * v
    assert [float(tape.gradient(t, v)) for t in (y, z, y)] == [4, 12, 4]


def test_a_tape_can_be_used_for_a_second_block() -> None:
    v, tape = tf.Variable(2.0), tf.GradientTape()
    for factor in (3.0, 5.0):
        with tape:
            y = v * factor
        assert float(tape.gradient(y, v)) == factor
    with pytest.raises(ValueError, match="recording already"), tape, tape:
        pass


def test_what_has_been_walked_over_is_freed() -> None:
    v = tf.Variable(tf.ones([3]))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.exp(v))
    tape.gradient(y, v)
    assert tape._entries == []


def test_second_and_third_derivatives() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as middle:
            with tf.GradientTape() as inner:
                y = v**4
            first = inner.gradient(y, v)
        second = middle.gradient(first, v)
    third = outer.gradient(second, v)
    assert [float(g) for g in (first, second, third)] == [32, 48, 48]


def test_recording_can_pause_and_a_gradient_can_be_asked_for_inside_the_block() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
        with tape.stop_recording():
            unseen = v * 5
        inside = tape.gradient(y, v)
        z = y * 3
    assert (float(inside), float(tape.gradient(z, v)), tape.gradient(unseen, v)) == (4, 12, None)


def test_output_gradients_and_unconnected_gradients() -> None:
    v, other = tf.Variable([1.0, 2.0]), tf.Variable([5.0, 6.0])
    with tf.GradientTape() as tape:
        y = v * 3
    gradients = tape.gradient(
        y, [v, other], output_gradients=tf.constant([10.0, 0.0]), unconnected_gradients="zero"
    )
    assert [g.numpy().tolist() for g in gradients] == [[30, 0], [0, 0]]


def test_a_target_may_be_a_source_and_lie_between_others() -> None:
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        middle = v * 2
        y = middle * middle
    assert [float(g) for g in tape.gradient(y, [v, middle, y])] == [24, 12, 1]


def test_integers_carry_no_gradient() -> None:
    v = tf.Variable(2.5)
    with tf.GradientTape() as tape:
        y = tf.cast(tf.cast(v, "int32"), "float32") * v
    assert float(tape.gradient(y, v)) == 2


def test_a_gradient_keeps_its_sources_dtype() -> None:
    v = tf.Variable([1.0], dtype="float64")
    with tf.GradientTape() as tape:
        y = tf.cast(v, "float32") * 2
    assert tape.gradient(y, v).dtype == tf.float64


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_parts_of_one_tensor_add_up(picks: list[int]) -> None:
    v = tf.Variable(tf.range(5.0))
    with tf.GradientTape() as tape:
        y = tf.add_n([v[i] for i in picks]) + tf.reduce_sum(tf.gather(v, picks))
    assert tape.gradient(y, v).numpy().tolist() == [2 * picks.count(i) for i in range(5)]


@given(st.integers(1, 6))
def test_sums_made_in_place_do_not_leak_into_each_other(uses: int) -> None:
    a, b = tf.Variable([1.0]), tf.Variable([1.0])
    with tf.GradientTape() as tape:
        total = a + b
        y = tf.add_n([total * (i + 1.0) for i in range(uses)]) + a
    gradients = tape.gradient(y, [a, b])
    expected = uses * (uses + 1) / 2
    assert [g.numpy().tolist() for g in gradients] == [[expected + 1], [expected]]


def test_a_worker_thread_does_not_write_on_this_tape() -> None:
    v, results = tf.Variable(2.0), []
    with tf.GradientTape() as tape:
        thread = threading.Thread(target=lambda: results.append(v * v))
        thread.start()
        thread.join()
    assert tape.gradient(results[0], v) is None


def test_what_is_no_tensor_is_refused() -> None:
    tape = tf.GradientTape()
    with pytest.raises(ValueError, match="tensors and variables"):
        tape.watch(3.0)
    with tape, pytest.raises(ValueError, match="`sources`"):
        tape.gradient(tf.constant(1.0), "w")


def test_nothing_is_kept_for_gradients_without_a_watched_operand() -> None:
    with tf.GradientTape() as tape:
        tf.exp(tf.constant(1.0)) + np.float32(1)
    assert tape._entries == []


def test_a_recording_tells_what_was_taped_and_which_gradients_came() -> None:
    v = tf.Variable([[3.0, 4.0]], name="kernel")
    with fittrace.record() as run:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.nn.relu(tf.matmul(tf.ones([2, 1]), v)))
        tape.gradient(y, v)
    taped = [fact.operation for fact in run.facts("OperationTaped")]
    (gradient,) = run.facts("GradientComputed")
    assert taped == ["matmul", "relu", "reduce_sum"]
    assert (gradient.weight, gradient.shape, round(gradient.norm, 6)) == (
        "kernel:0",
        (1, 2),
        round(8**0.5, 6),
    )
    labels = [span.label for span in run.spans()]
    assert labels == ["GradientTape.__enter__", "GradientTape.__exit__", "GradientTape.gradient"]
    assert next(run.spans()).symbol == "tensorflow.GradientTape.__enter__"


def skipped_of(run: fittrace.Run) -> list[list[int]]:
    (walked,) = run.facts("TapeWalked")
    assert walked.operations == len(list(run.facts("OperationTaped")))
    return walked.skipped


def test_a_recording_tells_which_operations_no_gradient_went_through() -> None:
    v = tf.Variable([3.0, 4.0])
    with fittrace.record() as run:
        with tf.GradientTape() as tape:
            squares = v * v  # 1
            tf.reduce_sum(squares)  # 2: nothing comes of it
            tf.nn.softmax(v)  # 3: nor of this
            loss = tf.reduce_mean(squares)  # 4
            tf.sqrt(loss)  # 5: behind the loss
        tape.gradient(loss, v)
    assert skipped_of(run) == [[2, 3], [5, 5]]


def test_an_operation_with_two_outputs_counts_as_the_two_that_are_told() -> None:
    @tf.custom_gradient
    def twice(x):
        return (x + 0.0, x + 0.0), lambda first, second: first + second

    v = tf.Variable(3.0)
    with fittrace.record() as run:
        with tf.GradientTape() as tape:
            one, _other = twice(v)
            tf.sqrt(one)
            loss = one * 2.0
        tape.gradient(loss, v)
    assert skipped_of(run) == [[3, 3]]
