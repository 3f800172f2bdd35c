"""What every initializer is: a callable from a shape to a tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from fittrace import tf
from fittrace.keras import backend
from fittrace.trace import Hooked, hook

PARTITION: Final = ("partition_shape", "partition_offset")


class Initializer(Hooked):
    """Base class: a subclass implements ``__call__(shape, dtype=None, **kwargs)``."""

    @hook
    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A tensor of `shape`; `dtype` None means `keras.backend.floatx()`."""
        raise NotImplementedError(f"{type(self).__name__} must implement `__call__(shape, dtype)`.")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The initializer with these constructor arguments."""
        return cls(**{key: value for key, value in config.items() if key != "dtype"})


def requested_shape(shape: Sequence[int], kwargs: Mapping[str, Any]) -> tuple[int, ...]:
    """The shape to fill: `shape`, or the part of it named by ``partition_shape``.

    Raises:
        TypeError: for any other keyword.
    """
    unknown = [key for key in kwargs if key not in PARTITION]
    if unknown:
        raise TypeError(f"Unknown keyword arguments {unknown}; an initializer takes {list(PARTITION)} alone.")
    return tuple(int(length) for length in kwargs.get("partition_shape", shape))


def requested_dtype(dtype: Any) -> Any:
    """`dtype` as a tf dtype; None means `floatx`."""
    return tf.as_dtype(dtype or backend.floatx())


def floating_dtype(dtype: Any) -> Any:
    """`requested_dtype`, which must be a floating one (ValueError otherwise)."""
    dtype = requested_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"`dtype` is {dtype.name}; expected a floating dtype such as 'float32'.")
    return dtype
