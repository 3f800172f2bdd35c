"""`standard_lstm`: all steps of an LSTM with the usual activations at once, without calls of its cell."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.backend._rnn import run_steps

from ._cell import GATES


def standard_lstm(
    inputs: Any,
    init_h: Any,
    init_c: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any,
    mask: Any,
    time_major: bool,
    go_backwards: bool,
    zero_output_for_mask: bool,
    return_sequences: bool,
) -> tuple[Any, Any, Any]:
    """The outputs of an LSTM with tanh and sigmoid.

    The inputs meet the kernel ahead of the loop, for all steps together.

    Returns:
        the last output, the outputs, and the last states, as `backend.rnn` gives them.
    """
    projected = tf.nn.bias_add(tf.matmul(inputs, kernel), bias)

    def step(projected_inputs: Any, states: Any) -> tuple[Any, Any]:
        state, carry = states
        gates = projected_inputs + tf.matmul(state, recurrent_kernel)
        to_add, to_keep, candidate, to_show = tf.split(gates, GATES, axis=1)
        carry = tf.sigmoid(to_keep) * carry + tf.sigmoid(to_add) * tf.tanh(candidate)
        output = tf.sigmoid(to_show) * tf.tanh(carry)
        return output, [output, carry]

    return run_steps(
        step,
        projected,
        [init_h, init_c],
        go_backwards=go_backwards,
        mask=mask,
        unroll=False,
        time_major=time_major,
        zero_output_for_mask=zero_output_for_mask,
        return_all_outputs=return_sequences,
    )
