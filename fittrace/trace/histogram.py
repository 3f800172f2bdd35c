"""Histograms: how the elements of an array are distributed, in one pass or two over them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["BINS", "HISTOGRAM_LIMIT", "histogram"]

BINS: Final = 24
"""Bins of a histogram, all of the same width."""
HISTOGRAM_LIMIT: Final = 2**20
"""Elements of an array that are counted; of a larger one every second, third, ... is."""


def histogram(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Counts in `BINS` bins between the least and the greatest finite element, and what they say together.

    Args:
        array: real numbers or flags, of any shape.

    Returns:
        ``size``: elements of the array; ``every``: 1 where all of them are looked at, else
        the stride in C order; ``not_finite``: how many of those looked at are; and where
        some are finite ``least``, ``greatest``, ``mean``, ``deviation`` and ``counts``: one
        count a bin, a single one where all elements are equal.
    """
    import numpy as np

    every = _stride(array.shape, array.size)
    looked_at = array.ravel()[::every]
    numbers = looked_at if looked_at.dtype == np.float32 else looked_at.astype("float64")
    kept: dict[str, Any] = {"size": int(array.size), "every": every, "not_finite": 0}
    if not numbers.size:
        return kept
    least, greatest = float(numbers.min()), float(numbers.max())
    if not (math.isfinite(least) and math.isfinite(greatest)):
        fine = numbers[np.isfinite(numbers)]
        kept["not_finite"] = int(numbers.size - fine.size)
        if not fine.size:
            return kept
        numbers, least, greatest = fine, float(fine.min()), float(fine.max())
    if greatest - least > float(np.finfo(numbers.dtype).max):
        quarter = _described(numbers.astype("float64") / 4, least / 4, greatest / 4)  # does not overflow
        return kept | {name: value if name == "counts" else 4 * value for name, value in quarter.items()}
    return kept | _described(numbers, least, greatest)


def _stride(shape: tuple[int, ...], size: int) -> int:
    """How far apart the elements are that are looked at; never in step with the rows."""
    every = -(-size // HISTOGRAM_LIMIT) or 1
    while every > 1 and math.gcd(every, shape[-1]) > 1:
        every += 1
    return every


def _described(numbers: npt.NDArray[Any], least: float, greatest: float) -> dict[str, Any]:
    """Range, mean, deviation and counts of finite numbers whose range is finite."""
    ends = {"least": least, "greatest": greatest}
    if least == greatest:
        return ends | {"mean": least, "deviation": 0.0, "counts": [int(numbers.size)]}
    width = greatest - least
    places = numbers - numbers.dtype.type(least)
    places /= width
    places *= BINS  # from 0 to `BINS`, so that no square of them overflows
    middle = places.mean()
    apart = places - middle
    deviation = math.sqrt(float(apart @ apart) / numbers.size)
    return ends | {
        "mean": least + width * (float(middle) / BINS),
        "deviation": width * (deviation / BINS),
        "counts": _counted(places),
    }


def _counted(places: npt.NDArray[Any]) -> list[int]:
    """How many of the numbers from 0 to `BINS` fall between each two integers; `BINS` itself into the last.

    Two small integers side by side are read as one and counted together, which takes half the time.
    """
    import numpy as np

    bins = places.astype("uint8")
    pairs = np.bincount(bins[: bins.size // 2 * 2].view("uint16"), minlength=256 * (BINS + 1))
    both = pairs[: 256 * (BINS + 1)].reshape(BINS + 1, 256)
    counts = both.sum(axis=1) + both[:, : BINS + 1].sum(axis=0)
    if bins.size % 2:
        counts[bins[-1]] += 1
    counts[BINS - 1] += counts[BINS]
    found: list[int] = counts[:BINS].tolist()
    return found
