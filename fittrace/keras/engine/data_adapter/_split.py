"""Rows held back for validation."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf
from fittrace.keras.utils.arguments import check_real
from fittrace.keras.utils.words import what_it_is
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import ValidationSplit

from ._convert import is_tensor_like

__all__ = ["train_validation_split"]


@hook
def train_validation_split(arrays: Any, validation_split: float) -> tuple[Any, Any]:
    """Split arrays into their first rows and their last ones; nothing is shuffled before.

    Args:
        arrays: structure of arrays and None, one row a sample.
        validation_split: the share of rows, between 0 and 1, that the second part gets.

    Returns:
        The training part and the validation part, both in the structure of `arrays`.

    Raises:
        ValueError: if an item is no array, or if one part would be empty.
        TypeError: if `validation_split` is no number.
    """
    check_real("validation_split", validation_split)
    flat = tf.nest.flatten(arrays)
    for item in flat:
        if item is not None and not is_tensor_like(item):
            raise ValueError(
                f"`validation_split` is {validation_split}, but the data holds {what_it_is(item)}; only "
                "tensors and arrays can be split. Pass `validation_data` instead."
            )
    known = [item for item in flat if item is not None]
    if not known:
        return arrays, arrays
    samples = int(known[0].shape[0])
    split_at = math.floor(samples * (1.0 - validation_split))
    if split_at in (0, samples):
        raise ValueError(
            f"`validation_split` is {validation_split}, which leaves {split_at} of {samples} samples for "
            f"training and {samples - split_at} for validation; both need some. Pass more data or another "
            "share."
        )
    emit(ValidationSplit, train=split_at, validation=samples - split_at)
    return _rows(arrays, 0, split_at), _rows(arrays, split_at, samples)


def _rows(arrays: Any, start: int, end: int) -> Any:
    return tf.nest.map_structure(lambda item: None if item is None else item[start:end], arrays)
