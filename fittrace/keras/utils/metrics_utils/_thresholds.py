"""Thresholds that turn predicted probabilities into yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace.keras import backend


def assert_thresholds_range(thresholds: Sequence[Any] | None) -> None:
    """Raises ValueError if a threshold is None or lies outside [0, 1]."""
    invalid = [value for value in thresholds or () if value is None or not 0 <= value <= 1]
    if invalid:
        raise ValueError(f"`thresholds` holds {invalid}; every threshold must lie between 0 and 1.")


def parse_init_thresholds(thresholds: Any, default_threshold: float = 0.5) -> list[float]:
    """The thresholds as a list: those given (a number or a list), else the default alone."""
    if thresholds is None:
        return [default_threshold]
    listed = list(thresholds) if isinstance(thresholds, (list, tuple, np.ndarray)) else [thresholds]
    assert_thresholds_range(listed)
    return listed


def is_evenly_distributed_thresholds(thresholds: Sequence[float]) -> bool:
    """Whether there are at least three thresholds and they divide [0, 1] into equal parts."""
    count = len(thresholds)
    if count < 3:
        return False
    even = np.arange(count, dtype=np.float32) / (count - 1)
    return bool(np.allclose(thresholds, even, atol=backend.epsilon()))
