"""`Multiply`: the product."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any

from .base_merge import _Merge


class Multiply(_Merge):
    """The product of the inputs, element by element."""

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return reduce(operator.mul, inputs)


def multiply(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Multiply` layer, called on the inputs."""
    return Multiply(**kwargs)(inputs)
