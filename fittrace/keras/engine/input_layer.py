"""`Input` and the layer behind it: where a graph of layers begins."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.trace import hook

from .base_layer import Layer
from .keras_tensor import KerasTensor, keras_tensor_from_tensor
from .node import Node

__all__ = ["Input", "InputLayer"]


class InputLayer(Layer):
    """A layer that has no input and gives what the model is fed.

    Args:
        input_shape: shape without the batch axis.
        batch_size: length of the batch axis, None where it varies.
        dtype: by default the backend's float dtype.
        input_tensor: a `KerasTensor` or tensor to wrap instead of making a new one.
        sparse: whether the input is sparse.
        name: by default ``input_1``, ``input_2``, ...
        ragged: whether the input is ragged.
        batch_input_shape: shape with the batch axis, instead of `input_shape`.

    Raises:
        ValueError: if both shapes are given, if sparse and ragged are, or if `dtype` is not the tensor's.
    """

    @hook
    def __init__(
        self,
        input_shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        input_tensor: Any = None,
        sparse: bool | None = None,
        name: str | None = None,
        ragged: bool | None = None,
        *,
        batch_input_shape: Any = None,
    ) -> None:
        if batch_input_shape:
            if input_shape:
                raise ValueError(
                    f"`input_shape` is {input_shape} and `batch_input_shape` is {batch_input_shape}; pass "
                    "one of them."
                )
            batch_size, *input_shape = batch_input_shape
        if sparse and ragged:
            raise ValueError(
                "`sparse` and `ragged` are both True; an input is one or the other. Pass one of them."
            )
        dtype = _agreed_dtype(dtype, input_tensor)
        super().__init__(dtype=dtype, name=name or f"input_{backend.get_uid('input')}")
        self.built = True
        self.sparse, self.ragged = bool(sparse), bool(ragged)
        self.batch_size = batch_size
        self.supports_masking = True
        self.is_placeholder = input_tensor is None
        if input_tensor is None:
            shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape or ())
            input_tensor = KerasTensor((batch_size, *shape), dtype, name=self.name)
        elif not isinstance(input_tensor, KerasTensor):
            input_tensor = keras_tensor_from_tensor(input_tensor)
        self._batch_input_shape = tuple(input_tensor.shape)
        input_tensor._keras_mask = None
        Node(self, outputs=input_tensor)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            "batch_input_shape": self._batch_input_shape,
            "dtype": self.dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
        }


def _agreed_dtype(dtype: Any, tensor: Any) -> Any:
    if tensor is None:
        return dtype or backend.floatx()
    if dtype and tf.as_dtype(dtype) != tensor.dtype:
        raise ValueError(
            f"`dtype` is {tf.as_dtype(dtype).name}, but `input_tensor` has dtype {tensor.dtype.name}. Leave "
            "`dtype` out, or cast the tensor."
        )
    return tensor.dtype.name


def Input(
    shape: Any = None,
    batch_size: int | None = None,
    name: str | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    tensor: Any = None,
    ragged: bool | None = None,
    *,
    batch_shape: Any = None,
    batch_input_shape: Any = None,
) -> KerasTensor:
    """A `KerasTensor` to start a functional model with.

    Args:
        shape: without the batch axis.
        batch_size: length of the batch axis, None where it varies.
        name: of the input.
        dtype: by default the backend's float dtype.
        sparse: whether the input is sparse.
        tensor: a `KerasTensor` to wrap instead of making a new one.
        ragged: whether the input is ragged.
        batch_shape: shape with the batch axis, instead of `shape`.
        batch_input_shape: the same under its other name.

    Raises:
        ValueError: if no shape is given, or two.
    """
    whole_shape = batch_input_shape if batch_input_shape is not None else batch_shape
    if shape is not None and whole_shape is not None:
        raise ValueError(f"`shape` is {shape} and `batch_shape` is {whole_shape}; pass one of them.")
    if shape is None and whole_shape is None and tensor is None:
        raise ValueError(
            "`Input` was told no shape. Pass `shape`, without the batch axis: `Input(shape=(784,))`."
        )
    layer = InputLayer(
        input_shape=None if whole_shape else shape,
        batch_size=None if whole_shape else batch_size,
        name=name,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        input_tensor=tensor,
        batch_input_shape=whole_shape,
    )
    return tf.nest.flatten(layer.inbound_nodes[0].outputs)[0]  # type: ignore[no-any-return]
