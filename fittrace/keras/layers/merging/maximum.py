"""`Maximum`: the greatest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from fittrace import tf

from .base_merge import _Merge


class Maximum(_Merge):
    """The greatest of the inputs, element by element."""

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return reduce(tf.maximum, inputs)


def maximum(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Maximum` layer, called on the inputs."""
    return Maximum(**kwargs)(inputs)
