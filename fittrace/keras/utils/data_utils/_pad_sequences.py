"""Lists of different lengths as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["pad_sequences"]


def pad_sequences(
    sequences: Sequence[Any],
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> npt.NDArray[Any]:
    """The sequences as rows of one length, filled up with `value`.

    Args:
        sequences: lists or arrays, each with one entry (of any one shape) a step.
        maxlen: length of a row; by default that of the longest sequence.
        dtype: of the result.
        padding: where rows are filled up, "pre" or "post".
        truncating: where sequences longer than `maxlen` are cut, likewise.
        value: what they are filled up with.

    Returns:
        Array of shape ``(len(sequences), maxlen, ...)``.

    Raises:
        ValueError: for another side, something that is no sequence, or entries of different shapes.
    """
    for argument, side in (("padding", padding), ("truncating", truncating)):
        if side not in ("pre", "post"):
            raise ValueError(f"`{argument}` is {side!r}; expected 'pre' or 'post'.")
    for item in sequences:
        if not hasattr(item, "__len__"):
            raise ValueError(f"`sequences` holds {item!r}, which is no sequence. Put it into a list.")
    length = max((len(item) for item in sequences), default=0) if maxlen is None else maxlen
    entry = next((np.asarray(item).shape[1:] for item in sequences if len(item)), ())
    rows = np.full((len(sequences), length, *entry), value, dtype=dtype)
    for row, item in zip(rows, sequences, strict=True):
        cut = max(len(item) - length, 0) if truncating == "pre" else 0
        kept = np.asarray(item[cut : cut + length])
        if len(kept) and kept.shape[1:] != entry:
            raise ValueError(
                f"`sequences` has entries of shapes {entry} and {kept.shape[1:]}; all need the same shape."
            )
        if len(kept):
            start = length - len(kept) if padding == "pre" else 0
            row[start : start + len(kept)] = kept
    return rows
