"""Values made of several tensors: scipy's sparse matrices, variables, ragged and sparse tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.trace import emit
from fittrace.trace.catalogue import BatchSizeResolved

from ._base import DataAdapter, leaves
from ._convert import check_cardinality, is_scipy_sparse, process_tensorlike
from ._pack import pack_x_y_sample_weight
from ._weights import fill_missing_sample_weights

__all__ = ["CompositeTensorDataAdapter"]


class CompositeTensorDataAdapter(DataAdapter):
    """Takes inputs among which at least one is composite and the others are arrays.

    Args:
        x: inputs.
        y: targets.
        sample_weights: one weight a sample.
        sample_weight_modes: for each output, None or "temporal".
        batch_size: rows a batch; by default what `steps` makes of the data, else 32.
        steps: batches an epoch.
        shuffle: whether each epoch has a new order.
    """

    kind = "a sparse matrix, a variable or another composite tensor"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether some item is composite and every other one is a tensor or an array."""
        flat = leaves(x, y)
        composite = [_is_composite(item) for item in flat]
        return any(composite) and all(
            found or isinstance(item, (tf.Tensor, np.ndarray))
            for item, found in zip(flat, composite, strict=True)
        )

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weights: Any = None,
        sample_weight_modes: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        shuffle: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(x, y, **kwargs)
        x, y, sample_weights = process_tensorlike((x, y, sample_weights))
        sample_weights = fill_missing_sample_weights(y, sample_weights, sample_weight_modes)
        inputs = pack_x_y_sample_weight(x, y, sample_weights)
        samples = check_cardinality(inputs if isinstance(inputs, tuple) else (inputs,))
        self._batch_size = batch_size or (math.ceil(samples / steps) if steps else 32)
        emit(BatchSizeResolved, batch_size=self._batch_size, given=bool(batch_size))
        self._size = math.ceil(samples / self._batch_size)
        self._partial_batch_size = samples % self._batch_size
        dataset = tf.data.Dataset.from_tensor_slices(inputs)
        self._dataset = (dataset.shuffle(samples) if shuffle else dataset).batch(self._batch_size)

    def get_dataset(self) -> tf.data.Dataset:
        """The batches."""
        return self._dataset

    def get_size(self) -> int:
        """Batches an epoch."""
        return self._size

    def batch_size(self) -> int:
        """Rows a batch."""
        return self._batch_size

    def has_partial_batch(self) -> bool:
        """Whether the last batch is smaller."""
        return self._partial_batch_size > 0

    def partial_batch_size(self) -> int | None:
        """Rows of the last batch, if it is smaller."""
        return self._partial_batch_size or None

    def should_recreate_iterator(self) -> bool:
        """Each epoch iterates anew."""
        return True


def _is_composite(value: Any) -> bool:
    return isinstance(value, (tf.Variable, tf.RaggedTensor)) or is_scipy_sparse(value)
