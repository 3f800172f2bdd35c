"""Lists of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._arrays import ArrayBatches, TensorLikeDataAdapter
from ._base import DataAdapter

__all__ = ["ListsOfScalarsDataAdapter"]


class ListsOfScalarsDataAdapter(DataAdapter):
    """Takes numbers, and lists of them however deep; they become arrays.

    Args:
        x: inputs.
        y: targets.
        sample_weights: one weight a sample.
        sample_weight_modes: for each output, None or "temporal".
        batch_size: rows a batch, 32 unless told.
        shuffle: whether each epoch has a new order.
        **kwargs: further arguments of `TensorLikeDataAdapter`.
    """

    kind = "a number or a list of numbers"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether the first item, at the bottom of the nesting, is a number or a text."""
        return _is_list_of_scalars(x) and (y is None or _is_list_of_scalars(y))

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weights: Any = None,
        sample_weight_modes: Any = None,
        batch_size: int | None = None,
        shuffle: bool | str = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(x, y, **kwargs)
        self._internal_adapter = TensorLikeDataAdapter(
            np.asarray(x),
            y=None if y is None else np.asarray(y),
            sample_weights=None if sample_weights is None else np.asarray(sample_weights),
            sample_weight_modes=sample_weight_modes,
            batch_size=batch_size,
            shuffle=shuffle,
            **kwargs,
        )

    def get_dataset(self) -> ArrayBatches:
        """The batches of the arrays."""
        return self._internal_adapter.get_dataset()

    def get_size(self) -> int:
        """Batches an epoch."""
        return self._internal_adapter.get_size()

    def batch_size(self) -> int:
        """Rows a batch."""
        return self._internal_adapter.batch_size()

    def has_partial_batch(self) -> bool:
        """Whether the last batch is smaller."""
        return self._internal_adapter.has_partial_batch()

    def partial_batch_size(self) -> int | None:
        """Rows of the last batch, if it is smaller."""
        return self._internal_adapter.partial_batch_size()

    def should_recreate_iterator(self) -> bool:
        """Each epoch iterates anew."""
        return True


def _is_list_of_scalars(value: Any) -> bool:
    if isinstance(value, (float, int, str, bytes, bytearray)):
        return True
    return isinstance(value, (list, tuple)) and bool(value) and _is_list_of_scalars(value[0])
