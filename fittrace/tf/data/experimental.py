"""``tf.data.experimental``: what scripts still take from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tensor import Tensor
from .cardinality import INFINITE as INFINITE_CARDINALITY
from .cardinality import UNKNOWN as UNKNOWN_CARDINALITY
from .dataset import Dataset, Stream

__all__ = ["AUTOTUNE", "INFINITE_CARDINALITY", "UNKNOWN_CARDINALITY", "assert_cardinality", "cardinality"]

AUTOTUNE = -1


def cardinality(dataset: Any) -> Tensor:
    """The number of elements; see `Dataset.cardinality`."""
    return dataset.cardinality()  # type: ignore[no-any-return]  # any dataset


def assert_cardinality(expected_cardinality: int) -> Callable[[Dataset], Dataset]:
    """For `Dataset.apply`: the same dataset, known to have so many elements."""
    return lambda dataset: Stream(
        lambda: iter(dataset), lambda: dataset.element_spec, int(expected_cardinality)
    )
