"""Arrays, whole in memory or not: batches are slices of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fittrace import tf
from fittrace.keras.utils.arguments import check_whole
from fittrace.keras.utils.io_utils import logger
from fittrace.keras.utils.words import what_it_is
from fittrace.trace import emit
from fittrace.trace.catalogue import BatchSizeResolved

from ._base import DataAdapter, leaves
from ._composite import CompositeTensorDataAdapter
from ._convert import check_cardinality, is_tensor_like, process_tensorlike
from ._pack import pack_x_y_sample_weight
from ._weights import fill_missing_sample_weights

__all__ = ["ArrayBatches", "GenericArrayLikeDataAdapter", "TensorLikeDataAdapter"]

DEFAULT_BATCH_SIZE: Final = 32
"""Rows a batch where neither `batch_size` nor `steps` says."""
SHUFFLE_BUFFER: Final = 1024
"""Batches among which the next one is drawn, for ``shuffle="batch"``."""


class TensorLikeDataAdapter(DataAdapter):
    """Takes tensors, numpy arrays and pandas frames.

    Args:
        x: array or structure of arrays, one row a sample.
        y: targets, likewise.
        sample_weights: one weight a sample, likewise.
        sample_weight_modes: for each output, None or "temporal".
        batch_size: rows a batch; by default what `steps` makes of the data, else 32.
        epochs: how many epochs the batches are for.
        steps: batches an epoch.
        shuffle: False; True for a new order each epoch; "batch" to shuffle whole batches.
    """

    kind = "a tensor, a numpy array or a pandas frame"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether every item is a tensor, a numpy array or a pandas frame."""
        return all(is_tensor_like(item) for item in leaves(x, y))

    @classmethod
    def explain(cls, x: Any, y: Any, accepted: bool) -> str:
        """See `DataAdapter.explain`."""
        return _explain_leaves(cls.kind, x, y, accepted, is_tensor_like)

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weights: Any = None,
        sample_weight_modes: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        steps: int | None = None,
        shuffle: bool | str = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(x, y, **kwargs)
        if batch_size is not None:
            check_whole("batch_size", batch_size)
        x, y, sample_weights = process_tensorlike((x, y, sample_weights))
        sample_weights = fill_missing_sample_weights(y, sample_weights, sample_weight_modes)
        inputs = pack_x_y_sample_weight(x, y, sample_weights)
        samples = check_cardinality(inputs if isinstance(inputs, tuple) else (inputs,))
        self._batch_size = batch_size or (math.ceil(samples / steps) if steps else DEFAULT_BATCH_SIZE)
        emit(BatchSizeResolved, batch_size=self._batch_size, given=bool(batch_size))
        self._samples = samples
        self._size = math.ceil(samples / self._batch_size)
        self._partial_batch_size = samples % self._batch_size
        shuffle = shuffle.lower() if isinstance(shuffle, str) else shuffle
        self._dataset = self._slice_inputs(inputs, samples, shuffle, epochs)

    def _slice_inputs(self, inputs: Any, samples: int, shuffle: bool | str, epochs: int) -> ArrayBatches:
        return ArrayBatches(inputs, samples, self._batch_size, shuffle, epochs, _rows_of_tensor)

    def get_dataset(self) -> ArrayBatches:
        """The batches of all epochs, one epoch after the other."""
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
        """One iterator serves all epochs, so an epoch may go on where the last one stopped."""
        return False


class GenericArrayLikeDataAdapter(TensorLikeDataAdapter):
    """Takes anything that can be sliced like an array: HDF5 datasets, memory maps, zarr arrays.

    Args: as for `TensorLikeDataAdapter`.
    """

    kind = "something with `shape`, `dtype`, `len()` and `[...]` that is no plain array"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether every item looks like an array, and nobody else takes them."""
        if TensorLikeDataAdapter.can_handle(x, y) or CompositeTensorDataAdapter.can_handle(x, y):
            return False
        return all(_is_array_like(item) for item in leaves(x, y))

    @classmethod
    def explain(cls, x: Any, y: Any, accepted: bool) -> str:
        """See `DataAdapter.explain`."""
        if not accepted and all(is_tensor_like(item) for item in leaves(x, y)):
            return f"x is {what_it_is(x)}, which the adapter for plain arrays takes"
        return _explain_leaves(cls.kind, x, y, accepted, _is_array_like)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        logger.warning(
            "The data is array-like but no plain array: each batch is read from it by slicing. A "
            "`tf.data.Dataset` may be faster."
        )
        super().__init__(*args, **kwargs)

    def _slice_inputs(self, inputs: Any, samples: int, shuffle: bool | str, epochs: int) -> ArrayBatches:
        return ArrayBatches(inputs, samples, self._batch_size, shuffle, epochs, _rows_of_array_like)


class ArrayBatches(tf.data.Dataset):
    """The batches of arrays, epoch after epoch.

    Args:
        inputs: structure of arrays with `samples` rows each.
        samples: rows in all.
        batch_size: rows a batch; the last one of an epoch may have fewer.
        shuffle: False; True for a new order each epoch; "batch" for whole batches in a new order,
            their rows shuffled as well.
        epochs: how often the data is gone through.
        take: gives the rows of one array, from a slice or an array of row numbers.
    """

    def __init__(
        self,
        inputs: Any,
        samples: int,
        batch_size: int,
        shuffle: bool | str,
        epochs: int,
        take: Callable[[Any, Any], tf.Tensor],
    ) -> None:
        self._inputs = inputs
        self._samples = samples
        self._batch_size = batch_size
        self._shuffle = shuffle
        self._epochs = epochs
        self._take = take

    def __iter__(self) -> Iterator[Any]:
        arrays, take = tf.nest.flatten(self._inputs), self._take
        for _ in range(self._epochs):
            for rows in self._rows():
                yield tf.nest.pack_sequence_as(self._inputs, [take(array, rows) for array in arrays])

    def _rows(self) -> Iterator[slice | npt.NDArray[np.intp]]:
        starts: Any = range(0, self._samples, self._batch_size)
        if not self._shuffle:
            for start in starts:
                yield slice(start, min(start + self._batch_size, self._samples))
            return
        whole_batches = self._shuffle == "batch"
        order = np.arange(self._samples) if whole_batches else _shuffled(np.arange(self._samples))
        if whole_batches:
            starts = _shuffled_in_buffer(list(starts), SHUFFLE_BUFFER)
        for start in starts:
            rows = order[start : start + self._batch_size]
            yield _shuffled(rows) if whole_batches else rows

    @property
    def element_spec(self) -> Any:
        """`tf.TensorSpec` of a batch; its length is not known, since the last one may be smaller."""
        return tf.nest.map_structure(
            lambda array: tf.TensorSpec((None, *array.shape[1:]), tf.as_dtype(array.dtype)), self._inputs
        )

    def cardinality(self, name: str | None = None) -> tf.Tensor:
        """How many batches there are, over all epochs."""
        return tf.constant(self._epochs * math.ceil(self._samples / self._batch_size), dtype="int64")


def _shuffled(items: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    return tf.random.shuffle(tf.constant(items)).numpy()  # type: ignore[no-any-return]


def _shuffled_in_buffer(items: list[int], size: int) -> Iterator[int]:
    """The items, each drawn from the next `size` that are left."""
    for start in range(0, len(items), size):
        yield from _shuffled(np.array(items[start : start + size])).tolist()


def _rows_of_tensor(tensor: tf.Tensor, rows: Any) -> tf.Tensor:
    """The rows: a slice shares the tensor's memory, which never changes; rows in any order are copied."""
    array = tensor.array
    return tf.Tensor(array[rows] if isinstance(rows, slice) else array.take(rows, 0, mode="clip"))


def _rows_of_array_like(array: Any, rows: Any) -> tf.Tensor:
    if isinstance(rows, slice):
        taken = array[rows]
    else:
        taken = np.stack([np.asarray(array[row]) for row in rows.tolist()])
    return tf.convert_to_tensor(np.asarray(taken), dtype=tf.as_dtype(array.dtype))


def _is_array_like(value: Any) -> bool:
    return all(hasattr(value, name) for name in ("__getitem__", "shape", "dtype", "__len__"))


def _explain_leaves(kind: str, x: Any, y: Any, accepted: bool, fits: Callable[[Any], bool]) -> str:
    """Name the first item that does not fit, or say that all do."""
    if accepted:
        both = f" and y is {what_it_is(y)}" if y is not None else ""
        return f"x is {what_it_is(x)}{both}: {kind}"
    for name, structure in (("x", x), ("y", y)):
        for item in tf.nest.flatten(structure) if structure is not None or name == "x" else ():
            if not fits(item):
                place = f"{name} is" if item is structure else f"{name} holds"
                return f"{place} {what_it_is(item)}, not {kind}"
    return f"x is {what_it_is(x)}, not {kind}"
