"""Initializers that give a whole matrix a property."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf

from ._base import Initializer, floating_dtype, requested_shape
from ._random import RandomInitializer


class Orthogonal(RandomInitializer):
    """A random matrix with orthonormal columns (or rows, where there are more columns), times `gain`.

    All axes but the last count as rows.  The Q of a QR decomposition of normal numbers, with the signs
    of R's diagonal so that it is uniform over orthogonal matrices; Saxe et al. 2014, Mezzadri 2007.
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A draw of `shape`; ValueError for fewer than two axes or a dtype that is not floating."""
        shape, dtype = requested_shape(shape, _no_partition(self, kwargs)), floating_dtype(dtype)
        if len(shape) < 2:
            raise ValueError(f"`shape` is {shape}; an orthogonal matrix needs at least two axes.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = self.draw((max(rows, columns), min(rows, columns)), "normal", dtype)
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))
        return tf.constant(self.gain * (q if rows >= columns else q.T).reshape(shape), dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """Gain and seed."""
        return {"gain": self.gain, "seed": self.seed}


class Identity(Initializer):
    """`gain` on the diagonal, zero elsewhere."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A matrix of `shape`; ValueError unless there are two axes and the dtype is floating."""
        shape, dtype = requested_shape(shape, _no_partition(self, kwargs)), floating_dtype(dtype)
        if len(shape) != 2:
            raise ValueError(f"`shape` is {shape}; an identity matrix has two axes.")
        return tf.constant(self.gain * np.eye(*shape), dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """The gain."""
        return {"gain": self.gain}


def _no_partition(initializer: Initializer, kwargs: dict[str, Any]) -> dict[str, Any]:
    given = [key for key in kwargs if key.startswith("partition_")]
    if given:
        raise ValueError(
            f"{type(initializer).__name__} fills a whole matrix; {given} cannot be used with it."
        )
    return kwargs
