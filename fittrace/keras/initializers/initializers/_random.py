"""Initializers that draw every element from the same distribution."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fittrace import tf

from ._base import Initializer, floating_dtype, requested_dtype, requested_shape


class RandomInitializer(Initializer):
    """Base of the random ones: one seed per instance, the same values at every call.

    In Keras 2.12 an initializer is stateless: without a `seed` it draws one when first called (from
    the global generator, so `keras.utils.set_random_seed` makes it repeatable) and keeps it.
    A second call of an unseeded instance warns that it gives the same values again.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed
        self._drawn_seed: int | None = None

    def draw(self, shape: tuple[int, ...], kind: str, dtype: Any) -> NDArray[Any]:
        """Numbers in the range or with the deviation 1: `kind` "uniform", "normal" or "truncated_normal"."""
        generator = np.random.default_rng(self._seed_for_this_call())
        precision = np.dtype("float64" if dtype.as_numpy_dtype == np.float64 else "float32")
        if kind == "uniform":
            return generator.random(shape, precision)
        values = generator.standard_normal(shape, precision)
        if kind == "truncated_normal":
            while (outside := np.abs(values) > 2).any():
                values[outside] = generator.standard_normal(int(outside.sum()), precision)
        return values

    def _seed_for_this_call(self) -> int:
        if self.seed is not None:
            return self.seed
        if self._drawn_seed is None:
            self._drawn_seed = int(tf.random.uniform([], maxval=10**9, dtype="int64").numpy())
        else:
            warnings.warn(
                f"This {type(self).__name__} has no `seed` and is used again: it gives the same values each "
                "time. "
                "Give every weight an initializer of its own, or pass a `seed` to say that this is meant.",
                stacklevel=4,
            )
        return self._drawn_seed


class RandomUniform(RandomInitializer):
    """Uniform in ``[minval, maxval)``; whole numbers for an integer dtype."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.minval = minval
        self.maxval = maxval

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A draw of `shape`; ValueError unless `dtype` is floating or integer."""
        shape, dtype = requested_shape(shape, kwargs), requested_dtype(dtype)
        if not (dtype.is_floating or dtype.is_integer):
            raise ValueError(f"`dtype` is {dtype.name}; expected a floating or integer dtype.")
        values = self.minval + (self.maxval - self.minval) * self.draw(shape, "uniform", dtype)
        return tf.constant(np.floor(values) if dtype.is_integer else values, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """Range and seed."""
        return {"minval": self.minval, "maxval": self.maxval, "seed": self.seed}


class RandomNormal(RandomInitializer):
    """Normal with the given mean and standard deviation."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A draw of `shape`; ValueError unless `dtype` is floating."""
        shape, dtype = requested_shape(shape, kwargs), floating_dtype(dtype)
        return tf.constant(self.mean + self.stddev * self.draw(shape, "normal", dtype), dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """Mean, deviation and seed."""
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}


class TruncatedNormal(RandomInitializer):
    """Normal, with values more than two deviations from the mean drawn again."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A draw of `shape`; ValueError unless `dtype` is floating."""
        shape, dtype = requested_shape(shape, kwargs), floating_dtype(dtype)
        return tf.constant(self.mean + self.stddev * self.draw(shape, "truncated_normal", dtype), dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """Mean, deviation (before the cut) and seed."""
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}
