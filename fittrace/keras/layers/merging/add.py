"""`Add`: the sum."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any

from .base_merge import _Merge


class Add(_Merge):
    """The sum of the inputs, element by element."""

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return reduce(operator.add, inputs)


def add(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Add` layer, called on the inputs."""
    return Add(**kwargs)(inputs)
