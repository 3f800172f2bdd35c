"""`Average`: the mean."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any

from .base_merge import _Merge


class Average(_Merge):
    """The mean of the inputs, element by element."""

    def _merge_function(self, inputs: Sequence[Any]) -> Any:
        return reduce(operator.add, inputs) / len(inputs)


def average(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """A new `Average` layer, called on the inputs."""
    return Average(**kwargs)(inputs)
