"""Measures: what is kept of an array's elements, in double precision and cache-sized pieces.

The first steps of a training are measured weight by weight; an array that is converted
whole would leave the cache once for each measure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["largest", "moments", "norm"]

PIECE: Final = 32_768
"""Elements looked at together."""
BLOCK: Final = 1024
"""Elements whose greatest is found first, on the way to the greatest of all."""


def norm(array: npt.NDArray[Any]) -> float:
    """The Euclidean (L2) norm over all elements of an array of numbers, NaN where one is NaN."""
    import numpy as np

    numbers = np.abs(array) if array.dtype.kind == "c" else array
    return math.sqrt(sum(float(piece @ piece) for piece in _pieces(numbers)))


def moments(array: npt.NDArray[Any]) -> dict[str, float | int]:
    """Range, mean and standard deviation of the finite elements, and how many are not finite.

    Args:
        array: real numbers or flags, one or more.

    Returns:
        ``not_finite``, and where some are finite ``least``, ``greatest``, ``mean`` and
        ``deviation``.
    """
    import numpy as np

    bad = 0
    least, greatest = float(array.min()), float(array.max())
    if not (math.isfinite(least) and math.isfinite(greatest)):
        numbers = array.astype("float64").ravel()
        array = numbers[np.isfinite(numbers)]
        bad = numbers.size - array.size
        if not array.size:
            return {"not_finite": bad}
        least, greatest = float(array.min()), float(array.max())
    mean = sum(float(piece.sum()) for piece in _pieces(array)) / array.size
    squares = 0.0
    for piece in _pieces(array):
        piece -= mean
        squares += float(piece @ piece)
    deviation = math.sqrt(squares / array.size)
    return {"not_finite": bad, "least": least, "greatest": greatest, "mean": mean, "deviation": deviation}


def largest(numbers: npt.NDArray[Any], count: int) -> npt.NDArray[np.intp]:
    """Indexes of the `count` greatest of some numbers, in ascending order.

    The greatest lie in the blocks with the greatest maxima, so most blocks need no second look.
    """
    import numpy as np

    if numbers.size <= count:
        return np.arange(numbers.size)
    whole = numbers.size // BLOCK
    if whole <= count:
        return np.sort(np.argpartition(numbers, -count)[-count:])
    maxima = numbers[: whole * BLOCK].reshape(whole, BLOCK).max(axis=1)
    blocks = np.argpartition(maxima, -count)[-count:]
    candidates = (blocks[:, np.newaxis] * BLOCK + np.arange(BLOCK)).ravel()
    candidates = np.concatenate([candidates, np.arange(whole * BLOCK, numbers.size)])
    best = np.argpartition(numbers[candidates], -count)[-count:]
    found: npt.NDArray[np.intp] = np.sort(candidates[best])
    return found


def _pieces(array: npt.NDArray[Any]) -> Iterator[npt.NDArray[np.float64]]:
    """Copies of the elements in C order, some at a time."""
    flat = array.ravel()
    for begin in range(0, flat.size, PIECE):
        yield flat[begin : begin + PIECE].astype("float64")
