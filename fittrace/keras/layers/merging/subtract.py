"""`Subtract`: the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base_merge import _Merge, require_shapes


class Subtract(_Merge):
    """The first of two inputs minus the second, element by element."""

    def build(self, input_shape: Any) -> None:
        """Check that there are two inputs whose shapes fit; ValueError otherwise."""
        super().build(input_shape)
        if len(require_shapes(self, input_shape)) != 2:
            raise ValueError(f"`Subtract` {self.name!r} got {len(input_shape)} inputs; expected exactly 2.")

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        left, right = inputs
        return left - right


def subtract(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Subtract` layer, called on the inputs."""
    return Subtract(**kwargs)(inputs)
