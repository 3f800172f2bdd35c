"""`Minimum`: the least."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from fittrace import tf

from .base_merge import _Merge


class Minimum(_Merge):
    """The least of the inputs, element by element."""

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return reduce(tf.minimum, inputs)


def minimum(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Minimum` layer, called on the inputs."""
    return Minimum(**kwargs)(inputs)
