"""One batch, as an iterator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fittrace import tf

from ._class_weight import with_class_weight
from ._convert import check_cardinality, process_tensorlike

__all__ = ["single_batch_iterator"]


def single_batch_iterator(
    x: Any, y: Any = None, sample_weight: Any = None, class_weight: Mapping[int, float] | None = None
) -> Iterator[Any]:
    """An iterator that gives this one batch.

    Args:
        x: inputs, one row a sample.
        y: targets, likewise.
        sample_weight: one weight a sample.
        class_weight: weight by class number.

    Raises:
        ValueError: if the numbers of rows differ.
    """
    x, y, sample_weight = process_tensorlike((x, y, sample_weight))
    data = (x,) if y is None else (x, y) if sample_weight is None else (x, y, sample_weight)
    check_cardinality(data)
    dataset = tf.data.Dataset.from_tensors(data)
    return iter(with_class_weight(dataset, class_weight) if class_weight else dataset)
