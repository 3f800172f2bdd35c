"""`standard_gru`: all steps of a GRU with the usual activations at once, without calls of its cell."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.backend._rnn import run_steps

from ._cell import GATES


def standard_gru(
    inputs: Any,
    init_h: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any,
    mask: Any,
    time_major: bool,
    go_backwards: bool,
    zero_output_for_mask: bool,
    return_sequences: bool,
) -> tuple[Any, Any, Any]:
    """The outputs of a GRU with `reset_after`, tanh and sigmoid.

    The inputs meet the kernel ahead of the loop, for all steps together.

    Returns:
        the last output, the outputs, and the last states, as `backend.rnn` gives them.
    """
    input_bias, recurrent_bias = tf.unstack(bias)
    projected = tf.nn.bias_add(tf.matmul(inputs, kernel), input_bias)

    def step(projected_inputs: Any, states: Any) -> tuple[Any, Any]:
        (state,) = states
        x_update, x_reset, x_candidate = tf.split(projected_inputs, GATES, axis=1)
        recurrent = tf.nn.bias_add(tf.matmul(state, recurrent_kernel), recurrent_bias)
        h_update, h_reset, h_candidate = tf.split(recurrent, GATES, axis=1)
        update = tf.sigmoid(x_update + h_update)
        reset = tf.sigmoid(x_reset + h_reset)
        candidate = tf.tanh(x_candidate + reset * h_candidate)
        output = update * state + (1 - update) * candidate
        return output, [output]

    return run_steps(
        step,
        projected,
        [init_h],
        go_backwards=go_backwards,
        mask=mask,
        unroll=False,
        time_major=time_major,
        zero_output_for_mask=zero_output_for_mask,
        return_all_outputs=return_sequences,
    )
