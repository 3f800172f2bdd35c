"""What the elementwise merging layers have in common."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer


class _Merge(Layer):
    """Merges a list of tensors element by element; a subclass implements `_merge_function`.

    Tensors with fewer axes get axes of length 1 after the batch.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must implement `_merge_function(inputs)`.")

    def build(self, input_shape: Any) -> None:
        """Check that the shapes fit; ValueError otherwise."""
        self.compute_output_shape(require_shapes(self, input_shape))

    def call(self, inputs: Any) -> Any:
        """The merged tensor; ValueError unless `inputs` is a list."""
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(f"`inputs` of {type(self).__name__} is {inputs!r}; expected a list of tensors.")
        rank = max(tensor.shape.rank for tensor in inputs)
        return self._merge_function([_with_rank(tensor, rank) for tensor in inputs])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape all inputs broadcast to."""
        shapes = [tuple(shape) for shape in input_shape]
        batches = {shape[0] for shape in shapes} - {None}
        if len(batches) > 1:
            raise ValueError(
                f"{type(self).__name__} got inputs of shapes {shapes}; their batch sizes differ."
            )
        features = reduce(_broadcast, (shape[1:] for shape in shapes))
        return tf.TensorShape([batches.pop() if batches else None, *features])

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """True where every mask is; None without any."""
        masks = present_masks(inputs, mask)
        return reduce(tf.logical_and, masks) if masks else None


def require_shapes(layer: Layer, input_shape: Any) -> list[Any]:
    """The shapes of a list of inputs; ValueError if the layer was called on a single tensor."""
    if (
        not isinstance(input_shape, (list, tuple))
        or isinstance(input_shape, tf.TensorShape)
        or not input_shape
    ):
        raise ValueError(
            f"{type(layer).__name__} {layer.name!r} was called on a single input of shape {input_shape}; "
            "expected a list of tensors."
        )
    return list(input_shape)


def present_masks(inputs: Any, mask: Any) -> list[Any]:
    """The masks that are there; ValueError unless there is one entry for each input."""
    if mask is None:
        return []
    if (
        not isinstance(mask, (list, tuple))
        or not isinstance(inputs, (list, tuple))
        or len(mask) != len(inputs)
    ):
        raise ValueError(
            f"`mask` is {mask!r}; expected a list with one mask, or None, for each of the inputs."
        )
    return [one for one in mask if one is not None]


def _broadcast(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    """The features' shape that both fit into."""
    if len(one) < len(other):
        one, other = other, one
    lead = len(one) - len(other)
    merged = list(one[:lead])
    for left, right in zip(one[lead:], other, strict=True):
        if left is None or right is None:
            merged.append(None)
        elif left == 1 or right == 1 or left == right:
            merged.append(left * right if 1 in (left, right) else left)
        else:
            raise ValueError(f"Features of shapes {one} and {other} do not fit: lengths must be equal, or 1.")
    return tuple(merged)


def _with_rank(tensor: Any, rank: int) -> Any:
    for _ in range(rank - tensor.shape.rank):
        tensor = tf.expand_dims(tensor, 1)
    return tensor
