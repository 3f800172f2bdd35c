"""`Dot`: products summed along an axis, sample by sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf

from .base_merge import _Merge, require_shapes


class Dot(_Merge):
    """Sums the products of two inputs along one axis of each, for every sample.

    ``(batch, a, k)`` and ``(batch, b, k)`` with ``axes=2`` give ``(batch, a, b)``; two vectors give
    ``(batch, 1)``.

    Args:
        axes: the axis, or a pair with one for each input (counted with the batch axis).
        normalize: scale both to length 1 along their axis first, which gives the cosine.

    Raises:
        TypeError: unless `axes` is an int or a pair.
        ValueError: for a pair of the wrong length or of anything but ints.
    """

    def __init__(self, axes: int | Sequence[int], normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(axes, (int, list, tuple)):
            raise TypeError(f"`axes` is {axes!r}; expected an int or a pair of ints.")
        if not isinstance(axes, int) and (len(axes) != 2 or not all(isinstance(axis, int) for axis in axes)):
            raise ValueError(f"`axes` is {axes!r}; expected an int or a pair of ints.")
        self.axes = axes
        self.normalize = normalize

    def build(self, input_shape: Any) -> None:
        """Check that there are two inputs with the same length along their axes; ValueError otherwise."""
        shapes = require_shapes(self, input_shape)
        if len(shapes) != 2:
            raise ValueError(f"`Dot` {self.name!r} got {len(shapes)} inputs; expected exactly 2.")
        first, second = self._axes_of(shapes[0], shapes[1])
        if shapes[0][first] != shapes[1][second]:
            raise ValueError(
                f"`Dot` {self.name!r} got inputs of shapes {tuple(shapes[0])} and {tuple(shapes[1])}; their "
                f"lengths along axes {first} and {second} must be equal."
            )

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        one, other = inputs
        first, second = self._axes_of(one.shape, other.shape)
        if self.normalize:
            one, other = tf.math.l2_normalize(one, axis=first), tf.math.l2_normalize(other, axis=second)
        ones = [axis for axis in range(1, one.shape.rank) if axis != first]
        others = [axis for axis in range(1, other.shape.rank) if axis != second]
        batch, length = tf.shape(one)[0], tf.shape(one)[first]
        left = tf.reshape(tf.transpose(one, [0, *ones, first]), tf.stack([batch, -1, length]))
        right = tf.reshape(tf.transpose(other, [0, second, *others]), tf.stack([batch, length, -1]))
        lengths: list[Any] = [tf.shape(one)[axis] for axis in ones] + [
            tf.shape(other)[axis] for axis in others
        ]
        return tf.reshape(tf.matmul(left, right), tf.stack([batch, *(lengths or [1])]))

    def call(self, inputs: Any) -> Any:
        """The sums of products."""
        return self._merge_function(inputs)

    def _axes_of(self, one: Any, other: Any) -> tuple[int, int]:
        first, second = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        return first % len(one), second % len(other)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Batch, what is left of the first shape, what is left of the second."""
        one, other = (list(shape) for shape in input_shape)
        first, second = self._axes_of(one, other)
        del one[first], other[second]
        return tf.TensorShape([*one, *(other[1:] or ([] if len(one) > 1 else [1]))])

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """No mask comes through."""
        return None

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"axes": self.axes, "normalize": self.normalize}


def dot(inputs: Sequence[Any], axes: int | Sequence[int], normalize: bool = False, **kwargs: Any) -> Any:
    """A new `Dot` layer, called on the inputs."""
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
