"""What recurrent layers and cells have in common: their arguments and their states."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.input_spec import InputSpec


def standardize_args(
    inputs: Any, initial_state: Any, constants: Any, num_constants: int
) -> tuple[Any, list[Any] | None, list[Any] | None]:
    """The inputs, the initial states and the constants of a call apart from one another.

    Args:
        inputs: tensor; or a list of the inputs, the states and the constants, as a functional model
            passes them.
        initial_state: tensor or tensors.
        constants: tensor or tensors.
        num_constants: how many items at the end of a list of `inputs` are constants.

    Raises:
        ValueError: if states or constants are given both in the list and beside it.
    """
    if isinstance(inputs, list):
        if initial_state is not None or constants is not None:
            raise ValueError(
                "`inputs` is a list, in which states and constants stand behind the sequence, but "
                "`initial_state` or `constants` were given as well. Give them in one place."
            )
        if num_constants:
            inputs, constants = inputs[:-num_constants], inputs[-num_constants:]
        initial_state = inputs[1:] or None
        inputs = inputs[0]
    return inputs, _list_or_none(initial_state), _list_or_none(constants)


def _list_or_none(value: Any) -> list[Any] | None:
    if value is None:
        return None
    return list(value) if isinstance(value, (list, tuple)) else [value]


def all_or_no_keras_tensors(tensors: Any) -> bool:
    """Whether states and constants are `KerasTensor` objects; so they are where there are none.

    Raises:
        ValueError: if some are and some are not.
    """
    kinds = {backend.is_keras_tensor(tensor) for tensor in tf.nest.flatten(tensors)}
    if len(kinds) > 1:
        raise ValueError(
            f"`initial_state` and `constants` hold {tensors!r}: some come out of layers of a functional "
            "model, some have values. Give either one kind or the other."
        )
    return kinds != {False}


def specs_of(tensors: Any) -> Any:
    """An `InputSpec` with its shape for every tensor."""
    return tf.nest.map_structure(lambda tensor: InputSpec(shape=backend.int_shape(tensor)), tensors)


def as_shapes(shape: Any) -> Any:
    """A shape as `tf.TensorShape`; of a structure of shapes, each of them."""
    if isinstance(shape, dict):
        return {key: as_shapes(item) for key, item in shape.items()}
    if all(length is None or isinstance(length, int) for length in shape):
        return tf.TensorShape(shape)
    return type(shape)(as_shapes(item) for item in shape)


def is_multiple_state(state_size: Any) -> bool:
    """Whether a cell's `state_size` describes several states rather than one."""
    return hasattr(state_size, "__len__") and not isinstance(state_size, tf.TensorShape)


def generate_zero_filled_state(batch_size: Any, state_size: Any, dtype: Any) -> Any:
    """Zeros ``(batch_size, ...)`` for every state of a `state_size`, in its structure.

    Raises:
        ValueError: without a batch size or dtype.
    """
    if batch_size is None or dtype is None:
        raise ValueError(
            f"`batch_size` is {batch_size} and `dtype` is {dtype}; both are needed to make a cell's first "
            "state. Pass them, or the `inputs`."
        )

    def zeros(size: Any) -> Any:
        return tf.zeros([batch_size, *tf.TensorShape(size)], dtype=dtype)

    return tf.nest.map_structure(zeros, state_size) if tf.nest.is_nested(state_size) else zeros(state_size)


def generate_zero_filled_state_for_cell(cell: Any, inputs: Any, batch_size: Any, dtype: Any) -> Any:
    """The first states of a cell; batch size and dtype are those of the inputs, where there are any."""
    if inputs is not None:
        batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
    return generate_zero_filled_state(batch_size, cell.state_size, dtype)


def output_size_of(cell: Any) -> Any:
    """The size of a cell's output: as it says, else that of its first state."""
    size = getattr(cell, "output_size", None)
    if size is not None:
        return size
    return cell.state_size[0] if is_multiple_state(cell.state_size) else cell.state_size


def require_cell(cell: Any) -> None:
    """Refuse what is no cell.

    Raises:
        ValueError: without a `call` method or a `state_size`.
    """
    for attribute in ("call", "state_size"):
        if attribute not in dir(cell):  # `hasattr` would compute a property that may not be ready yet
            raise ValueError(
                f"`{cell!r}` is no recurrent cell: it has no `{attribute}`. A cell has `state_size`, and "
                "`call(inputs, states)`, which gives an output and the next states."
            )


def has_arg(function: Callable[..., Any], name: str) -> bool:
    """Whether a function has an argument of that name."""
    return name in _parameters(getattr(function, "__func__", function))


@lru_cache(maxsize=256)
def _parameters(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)
