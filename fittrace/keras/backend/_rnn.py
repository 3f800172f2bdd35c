"""The loop over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from fittrace import tf

__all__ = ["rnn", "run_steps"]

StepFunction: TypeAlias = Callable[[Any, tuple[Any, ...]], tuple[Any, Any]]
"""``step(inputs of one step, states)`` gives the step's output and the next states."""


def rnn(
    step_function: StepFunction,
    inputs: Any,
    initial_states: Sequence[Any],
    go_backwards: bool = False,
    mask: Any = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: Any = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
    return_all_outputs: bool = True,
) -> tuple[Any, Any, Any]:
    """Call a function on every step of a sequence, each time with the states the last call gave.

    Unless `unroll` is set, the function is called once more ahead of the loop, on the first step, and what
    it gives is not used: Keras 2.12 finds out in that way what the outputs look like.

    Args:
        step_function: takes the inputs of one step ``(batch, ...)`` and a tuple of states (with the constants
            behind them), and gives the step's output and the next states.
        inputs: tensor ``(batch, time, ...)``, or a structure of them.
        initial_states: the states before the first step.
        go_backwards: whether to begin with the last step; the outputs are then in the order of computation.
        mask: ``(batch, time)`` booleans.  Where it is False the states stay as they are, and the output is
            that of the step before (0 at the first).
        constants: tensors that every call gets behind the states.
        unroll: whether the number of steps is fixed while the model is put together.
        input_length: the number of steps; or ``(batch,)`` numbers, which then stand for a mask.
        time_major: whether inputs, mask and outputs are ``(time, batch, ...)``.
        zero_output_for_mask: whether the output of a masked step is 0 instead.
        return_all_outputs: whether all outputs are kept, or the last alone.

    Returns:
        the last output ``(batch, ...)``; the outputs ``(batch, time, ...)``, with one step if not all were
        kept; the last states.

    Raises:
        ValueError: an input with fewer than 3 axes; or `unroll` with an unknown number of steps.
        InvalidArgumentError: a sequence without steps.
    """
    for tensor in tf.nest.flatten(inputs):
        if tensor.shape.rank < 3:
            raise ValueError(
                f"`inputs` has shape {tuple(tensor.shape)}; expected at least 3 axes: batch, time, features."
            )
    if unroll and not _length(inputs, time_major):
        raise ValueError(
            "`unroll` is True, but the number of steps is not known. Give the input a shape with it, or "
            "leave `unroll` out."
        )
    fixed = tuple(constants or ())

    def step(values: Any, states: tuple[Any, ...]) -> tuple[Any, Any]:
        return step_function(values, (*states, *fixed))

    if mask is None and tf.is_tensor(input_length) and input_length.shape.rank == 1:
        mask = _mask_of(input_length, inputs, time_major)
    if not unroll:
        step(_at(inputs, 0, time_major), tuple(initial_states))
    return run_steps(
        step,
        inputs,
        initial_states,
        go_backwards=go_backwards,
        mask=mask,
        unroll=unroll,
        time_major=time_major,
        zero_output_for_mask=zero_output_for_mask,
        return_all_outputs=return_all_outputs,
    )


def run_steps(
    step: StepFunction,
    inputs: Any,
    initial_states: Sequence[Any],
    go_backwards: bool,
    mask: Any,
    unroll: bool,
    time_major: bool,
    zero_output_for_mask: bool,
    return_all_outputs: bool,
) -> tuple[Any, Any, Any]:
    """The loop of `rnn`, without its call ahead."""
    states = tuple(initial_states)
    if not unroll and any(tf.symbolic.is_symbolic(item) for item in tf.nest.flatten((inputs, states))):
        return _infer(step, inputs, states, time_major, return_all_outputs)
    length = _length(inputs, time_major)
    if not length:
        raise tf.errors.InvalidArgumentError(
            None, None, "The sequences have no steps (length 0). Give sequences of one step at least."
        )
    mask = None if mask is None else tf.cast(mask, "bool")
    outputs: list[Any] = []
    carried = nothing = None
    for count in range(length):
        place = length - 1 - count if go_backwards else count
        output, next_states = step(_at(inputs, place, time_major), states)
        if mask is not None:
            keep = _at(mask, place, time_major)
            if nothing is None:
                carried = nothing = tf.nest.map_structure(tf.zeros_like, output)
            output = carried = _choose(keep, output, carried)
            next_states = _choose(keep, next_states, states)
            if zero_output_for_mask:
                # an unrolled loop of Keras 2.12 zeroes its outputs afterwards, by the mask as it was given
                output = _choose(_at(mask, count, time_major) if unroll else keep, carried, nothing)
        if not return_all_outputs:
            outputs.clear()
        outputs.append(output)
        states = tuple(next_states)
    last = outputs[-1]
    if mask is not None and zero_output_for_mask:
        last = _choose(keep, carried, nothing)
    axis = 0 if time_major else 1
    stacked = tf.nest.map_structure(lambda *steps: tf.stack(steps, axis), *outputs)
    return last, stacked, next_states


def _infer(
    step: StepFunction, inputs: Any, states: tuple[Any, ...], time_major: bool, return_all_outputs: bool
) -> tuple[Any, Any, Any]:
    """Results with the right shapes, from one call of the function, for inputs without values."""
    output, next_states = step(_at(inputs, 0, time_major), states)
    axis = 0 if time_major else 1
    length = tf.shape(tf.nest.flatten(inputs)[0])[axis] if return_all_outputs else 1
    outputs = tf.nest.map_structure(
        lambda tensor: tf.repeat(tf.expand_dims(tensor, axis), length, axis=axis), output
    )
    return output, outputs, next_states


def _length(inputs: Any, time_major: bool) -> int | None:
    shape = tf.nest.flatten(inputs)[0].shape
    return shape[0] if time_major else shape[1]  # type: ignore[no-any-return]  # nest is untyped


def _at(inputs: Any, place: int, time_major: bool) -> Any:
    """The inputs of one step."""
    index = place if time_major else (slice(None), place)
    if isinstance(inputs, tf.Tensor):
        return inputs[index]
    return tf.nest.map_structure(lambda tensor: tensor[index], inputs)


def _choose(keep: Any, new: Any, old: Any) -> Any:
    """The new tensors in the rows where `keep` holds, the old ones elsewhere; in the structure of the new."""
    pairs = zip(tf.nest.flatten(new), tf.nest.flatten(old), strict=True)
    return tf.nest.pack_sequence_as(new, [tf.where(_widened(keep, a), a, b) for a, b in pairs])


def _widened(keep: Any, tensor: Any) -> Any:
    for _ in range(tensor.shape.rank - keep.shape.rank):
        keep = tf.expand_dims(keep, -1)
    return keep


def _mask_of(lengths: Any, inputs: Any, time_major: bool) -> Any:
    mask = tf.sequence_mask(lengths, _length(inputs, time_major))
    return tf.transpose(mask) if time_major else mask
