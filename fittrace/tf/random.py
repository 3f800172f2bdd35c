"""``tf.random``: one numpy generator behind everything that is drawn.

The numbers are numpy's, not TensorFlow's: the same seed gives the same numbers here
every time, and other ones there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array, Shape
from .convert import convert_to_tensor
from .dtypes import DType, as_dtype
from .ops.axes import lengths_of
from .ops.gathering import gather
from .symbolic import apply, found
from .tensor import Tensor
from .thread import thread

__all__ = [
    "categorical",
    "gamma",
    "generator",
    "new_generator",
    "normal",
    "poisson",
    "set_seed",
    "shuffle",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
]

UNSEEDED = 87654321
"""What an operation's own seed is combined with as long as nobody has set the global one."""


class RandomState:
    """The generators: the common one, and one for every seed that an operation was given."""

    def __init__(self) -> None:
        self.start(None)

    def start(self, seed: int | None) -> None:
        """Begin anew, from this seed or (None) from the operating system's entropy."""
        self.seed = seed
        self.common = np.random.default_rng(None if seed is None else seed % 2**64)
        self.by_seed: dict[int, np.random.Generator] = {}

    def begin(self, seed: int) -> np.random.Generator:
        """A new generator for an operation's own seed, at the beginning of its sequence."""
        both = (UNSEEDED if self.seed is None else self.seed, seed)
        return np.random.default_rng([number % 2**64 for number in both])

    def get(self, seed: int | None) -> np.random.Generator:
        """The common generator, or the one that belongs to an operation's own seed."""
        if seed is None:
            return self.common
        if seed not in self.by_seed:
            self.by_seed[seed] = self.begin(seed)
        return self.by_seed[seed]


_state = RandomState()


def set_seed(seed: int) -> None:
    """Begin all sequences of random numbers anew, from this seed."""
    _state.start(int(seed))


def generator(seed: int | None = None) -> np.random.Generator:
    """The generator behind this module; with `seed` the one that belongs to that seed of an operation.

    What an operation's own seed gives depends on `set_seed` as well, and goes on from call to call.
    """
    return _state.get(seed)


def new_generator(seed: int) -> np.random.Generator:
    """A generator of its own that always begins alike for the same `seed` and `set_seed`."""
    return _state.begin(seed)


def uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers from `minval` to before `maxval` (1 for floats), all equally likely.

    Raises:
        ValueError: an integer dtype without `maxval`.
    """
    wanted = as_dtype(dtype)
    low, high = _bounds(minval, maxval, wanted)
    return _drawn(shape, wanted, lambda size: _uniform(generator(seed), size, low, high, wanted))


def normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Normally distributed numbers."""
    wanted = as_dtype(dtype)
    return _drawn(shape, wanted, lambda size: _scaled(_normal(generator(seed), size, wanted), mean, stddev))


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Normally distributed numbers, drawn again where they are more than two deviations from the mean."""
    wanted = as_dtype(dtype)
    return _drawn(
        shape, wanted, lambda size: _scaled(_truncated(generator(seed), size, wanted), mean, stddev)
    )


def stateless_uniform(
    shape: Any,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """As `uniform`, the same numbers for the same `seed` (two integers)."""
    wanted = as_dtype(dtype)
    low, high = _bounds(minval, maxval, wanted)
    return _drawn(shape, wanted, lambda size: _uniform(_stateless(seed), size, low, high, wanted))


def stateless_normal(
    shape: Any, seed: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", name: str | None = None
) -> Tensor:
    """As `normal`, the same numbers for the same `seed` (two integers)."""
    wanted = as_dtype(dtype)
    return _drawn(shape, wanted, lambda size: _scaled(_normal(_stateless(seed), size, wanted), mean, stddev))


def stateless_truncated_normal(
    shape: Any, seed: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", name: str | None = None
) -> Tensor:
    """As `truncated_normal`, the same numbers for the same `seed` (two integers)."""
    wanted = as_dtype(dtype)
    return _drawn(
        shape, wanted, lambda size: _scaled(_truncated(_stateless(seed), size, wanted), mean, stddev)
    )


def gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of the gamma distribution with shape `alpha` and rate `beta`, `shape` of them for each pair."""
    rate = 1.0 if beta is None else beta
    full = (*lengths_of(shape), *np.broadcast_shapes(np.shape(alpha), np.shape(rate)))
    return _drawn(
        full,
        as_dtype(dtype),
        lambda size: generator(seed).gamma(np.asarray(alpha), 1 / np.asarray(rate), size),
    )


def poisson(
    shape: Any, lam: Any, dtype: Any = "float32", seed: int | None = None, name: str | None = None
) -> Tensor:
    """Numbers of the Poisson distribution with mean `lam`; shape `shape` + that of `lam`."""
    return _drawn(
        shape, as_dtype(dtype), lambda size: generator(seed).poisson(np.asarray(lam), size + np.shape(lam))
    )


def categorical(
    logits: Any, num_samples: Any, dtype: Any = "int64", seed: int | None = None, name: str | None = None
) -> Tensor:
    """For every row of unscaled log probabilities so many class numbers, shape (rows, num_samples)."""
    scores = convert_to_tensor(logits)
    if found(scores):
        symbolic: Tensor = apply(categorical, [scores, num_samples, dtype], {})
        return symbolic
    rows, classes = scores.array.shape

    def draw(size: Shape) -> Array:
        noise = generator(seed).gumbel(size=(*size, classes))
        return np.argmax(scores.array[:, None, :] + noise, -1)

    return _drawn((rows, int(num_samples)), as_dtype(dtype), draw)


def shuffle(value: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """The rows of a tensor in random order."""
    tensor = convert_to_tensor(value)
    if thread.inferring or found(tensor):
        return tensor
    return gather(tensor, Tensor(generator(seed).permutation(len(tensor))))


def _drawn(shape: Any, dtype: DType, draw: Any) -> Tensor:
    """What `draw` gives for this shape; for a symbolic shape a symbolic tensor, and nothing is drawn."""
    if found(shape):
        symbolic: Tensor = apply(lambda lengths: _drawn(lengths, dtype, draw), [shape], {})
        return symbolic
    size = lengths_of(shape) if isinstance(shape, (list, tuple)) or np.ndim(shape) else (int(shape),)
    numbers = np.zeros(size) if thread.inferring else np.asarray(draw(size))
    return Tensor(numbers.astype(dtype.numpy_dtype, copy=False))


def _bounds(minval: Any, maxval: Any, dtype: DType) -> tuple[Any, Any]:
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(f"tf.random.uniform: `maxval` must be given for the integer dtype {dtype.name}.")
        maxval = 1
    return np.asarray(minval).astype(dtype.numpy_dtype), np.asarray(maxval).astype(dtype.numpy_dtype)


def _uniform(rng: np.random.Generator, size: Shape, low: Any, high: Any, dtype: DType) -> Array:
    if dtype.is_integer:
        return rng.integers(low, high, size, dtype.numpy_dtype)
    fractions = rng.random(size, np.float64 if dtype.name == "float64" else np.float32)
    fractions = fractions.astype(dtype.numpy_dtype, copy=False)
    return low + (high - low) * fractions


def _normal(rng: np.random.Generator, size: Shape, dtype: DType) -> Array:
    numbers = rng.standard_normal(size, np.float64 if dtype.name == "float64" else np.float32)
    return np.asarray(numbers).astype(dtype.numpy_dtype, copy=False)


def _truncated(rng: np.random.Generator, size: Shape, dtype: DType) -> Array:
    numbers = np.atleast_1d(_normal(rng, size, dtype))
    outside = np.abs(numbers) > 2
    while outside.any():
        numbers[outside] = _normal(rng, (int(np.count_nonzero(outside)),), dtype)
        outside = np.abs(numbers) > 2
    return numbers.reshape(size)


def _scaled(numbers: Array, mean: Any, stddev: Any) -> Array:
    scaled = numbers * np.asarray(stddev).astype(numbers.dtype)
    return scaled + np.asarray(mean).astype(numbers.dtype)


def _stateless(seed: Any) -> np.random.Generator:
    return np.random.default_rng([int(number) % 2**64 for number in np.asarray(seed).ravel()])
