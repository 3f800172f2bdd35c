"""Values for variables that are not there yet: they get them when they come into being, as in TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from fittrace import tf

__all__ = ["restore_slots_when_made", "restore_weights_when_made"]


def restore_weights_when_made(layer: Any, names: Sequence[str], values: Sequence[npt.NDArray[Any]]) -> None:
    """Let a layer that is not built begin with these values instead of what its initializers would give.

    Args:
        layer: the layer; until all values are given, calls of its `add_weight` come by here.
        names: the weights' names, ``"dense/kernel:0"``.
        values: their values, in the same order.
    """
    add_weight = type(layer).add_weight.__get__(layer)
    pending = list(zip(names, values, strict=True))

    def add_restored_weight(
        name: Any = None,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        ending = f"/{name or 'Variable'}:0"
        found = next((pair for pair in pending if f"/{pair[0]}".endswith(ending)), None)
        if found is None:
            return add_weight(name, shape, dtype, initializer, *args, **kwargs)
        weight = add_weight(name, shape, dtype, _Restored(*found), *args, **kwargs)
        pending[:] = [pair for pair in pending if pair is not found]
        if not pending:
            object.__delattr__(layer, "add_weight")
        return weight

    object.__setattr__(layer, "add_weight", add_restored_weight)


class _Restored:
    """An initializer that gives a saved value."""

    name = "restored"

    def __init__(self, weight: str, value: npt.NDArray[Any]) -> None:
        self._weight = weight
        self._value = value

    def __call__(self, shape: Any, dtype: Any = None, **_: Any) -> Any:
        if tuple(shape) != self._value.shape:
            raise ValueError(
                f"`{self._weight}` has shape {tuple(shape)}, but the value loaded for it has "
                f"{self._value.shape}. Load the values into a model of the same layers and shapes."
            )
        return tf.constant(self._value, dtype=dtype)


def restore_slots_when_made(optimizer: Any, values: Sequence[npt.NDArray[Any]]) -> None:
    """Let an optimizer that is not built begin with these values of its variables.

    Args:
        optimizer: the optimizer; the first call of its `build` comes by here.
        values: of all its variables, in the order of `variables`.
    """
    build = type(optimizer).build.__get__(optimizer)

    def build_restored(var_list: Any) -> None:
        del optimizer.build
        build(var_list)
        for variable, value in zip(list(optimizer.variables), values, strict=False):
            variable.assign(value)

    optimizer.build = build_restored
