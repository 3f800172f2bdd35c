"""`KerasTensor`: the output of a layer before there is data, as the functional API hands it around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fittrace import tf
from fittrace.tf import symbolic

from .node import KerasHistory, Node

__all__ = ["KerasTensor", "keras_tensor_from_tensor", "keras_tensor_to_placeholder"]


class KerasTensor:
    """A shape and a dtype, and which call of which layer they come from.

    An operation on it becomes a layer (`keras.layers.core.tf_op_layer`).

    Args:
        shape: lengths, None where not known.
        dtype: the dtype.
        name: of the input or the layer, if it has one.
    """

    __array_priority__ = 100
    __hash__ = None  # type: ignore[assignment]  # as for tensors; use `ref()` as a key

    _keras_history: KerasHistory
    _keras_mask: KerasTensor | None = None

    def __init__(self, shape: Any, dtype: Any, name: str | None = None) -> None:
        self._shape = tf.TensorShape(shape)
        self._dtype = tf.as_dtype(dtype)
        self._name = name

    @property
    def shape(self) -> tf.TensorShape:
        """The shape, None where a length is not known."""
        return self._shape

    @property
    def dtype(self) -> tf.DType:
        """The dtype."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name given to it."""
        return self._name

    @property
    def node(self) -> Node | None:
        """The call it came out of."""
        history = getattr(self, "_keras_history", None)
        return None if history is None else history.layer.inbound_nodes[history.node_index]

    def get_shape(self) -> tf.TensorShape:
        """The shape."""
        return self._shape

    def set_shape(self, shape: Any) -> None:
        """Add what is known about the shape.

        Raises:
            ValueError: if it contradicts what is known already.
        """
        given = tf.TensorShape(shape)
        if len(given) != len(self._shape) or not all(
            want is None or have is None or want == have
            for want, have in zip(given, self._shape, strict=True)
        ):
            raise ValueError(
                f"`shape` is {tuple(given)}, which contradicts the known shape {tuple(self._shape)}."
            )
        self._shape = tf.TensorShape(
            [have if want is None else want for want, have in zip(given, self._shape, strict=True)]
        )

    def __repr__(self) -> str:
        history = getattr(self, "_keras_history", None)
        maker = f" (created by layer '{history.layer.name}')" if history else ""
        return f"<KerasTensor: shape={tuple(self._shape)} dtype={self._dtype.name}{maker}>"

    def __len__(self) -> int:
        raise TypeError(_no_values(self, "has no length"))

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(_no_values(self, "cannot become a numpy array"))

    def __bool__(self) -> bool:
        raise TypeError(_no_values(self, "is neither true nor false"))

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(_no_values(self, "cannot be iterated over"))


def _no_values(tensor: KerasTensor, problem: str) -> str:
    return (
        f"{tensor!r} {problem}: it stands for the output of a layer and has no values yet. Put the operation "
        "into a layer of your own (or a `Lambda` layer), and call that on it."
    )


def keras_tensor_to_placeholder(value: Any) -> Any:
    """A tensor without values in place of a `KerasTensor`; anything else as it is."""
    if isinstance(value, KerasTensor):
        return symbolic.placeholder(value.shape, value.dtype, name=value.name)
    return value


def keras_tensor_from_tensor(tensor: Any) -> KerasTensor:
    """The `KerasTensor` with a tensor's shape, dtype and mask."""
    made = KerasTensor(tensor.shape, tensor.dtype, name=getattr(tensor, "name", None))
    mask = getattr(tensor, "_keras_mask", None)
    if mask is not None:
        made._keras_mask = keras_tensor_from_tensor(mask)
    return made
