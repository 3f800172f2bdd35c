"""`Concatenate`: one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf

from .base_merge import _Merge, present_masks, require_shapes


class Concatenate(_Merge):
    """The inputs one after the other along `axis`; all other lengths must agree."""

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape: Any) -> None:
        """Check that the shapes fit; ValueError otherwise."""
        shapes = [tuple(shape) for shape in require_shapes(self, input_shape)]
        others = [
            [length for axis, length in enumerate(shape) if axis != self.axis % len(shape)]
            for shape in shapes
        ]
        agree = len({len(shape) for shape in shapes}) == 1 and all(
            len(set(lengths) - {None}) <= 1 for lengths in zip(*others, strict=True)
        )
        if not agree:
            raise ValueError(
                f"`Concatenate` {self.name!r} got inputs of shapes {shapes}; they must agree in every axis "
                f"but {self.axis}."
            )

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return tf.concat(inputs, axis=self.axis)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The first shape, with the sum of the lengths along `axis`."""
        shapes = [list(shape) for shape in input_shape]
        lengths = [shape[self.axis] for shape in shapes]
        merged = shapes[0]
        merged[self.axis] = None if None in lengths else sum(lengths)
        return tf.TensorShape(merged)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks one after the other, True for inputs without one; None without any."""
        if not present_masks(inputs, mask):
            return None
        masks = []
        for tensor, one in zip(inputs, mask, strict=True):
            if one is None:
                one = tf.ones_like(tensor, dtype="bool")
            elif one.shape.rank < tensor.shape.rank:
                one = tf.expand_dims(one, -1)
            masks.append(one)
        return tf.reduce_all(tf.concat(masks, axis=self.axis), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"axis": self.axis}


def concatenate(inputs: Sequence[Any], axis: int = -1, **kwargs: Any) -> Any:
    """A new `Concatenate` layer, called on the inputs."""
    return Concatenate(axis=axis, **kwargs)(inputs)
