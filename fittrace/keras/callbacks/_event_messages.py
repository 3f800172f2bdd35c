"""The messages of an event file, in the wire format of Protocol Buffers.

What is written here are the parts of TensorFlow's ``event.proto``, ``summary.proto``, ``tensor.proto`` and
``tensor_shape.proto`` that scalars and histograms need; numbers of fields and types are those of TensorFlow
2.12.
"""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["histogram_event", "scalar_event", "version_event"]

_VARINT: Final = 0
_EIGHT_BYTES: Final = 1
_LENGTH_DELIMITED: Final = 2

_BUCKETS: Final = 30
"""Buckets of a histogram; TensorFlow's default."""

_DATA_TYPES: Final = {"float32": 1, "float64": 2}
"""Numbers of `tensorflow.DataType`."""


def version_event(wall_time: float) -> bytes:
    """The first event of a file, which says that it is one.

    Args:
        wall_time: in seconds since 1970.
    """
    writer = _text(1, "fittrace")
    return _double(1, wall_time) + _text(3, "brain.Event:2") + _bytes(10, writer)


def scalar_event(wall_time: float, step: int, tag: str, value: Any) -> bytes:
    """An event with one number, kept as float32.

    Args:
        wall_time: in seconds since 1970.
        step: the place on the x axis.
        tag: the name of the curve.
        value: a number.

    Raises:
        ValueError: if `value` is not a single number.
    """
    number = np.asarray(value, dtype="float32")
    if number.ndim:
        raise ValueError(f"{tag!r} has shape {number.shape}; expected a single number to draw a curve of.")
    return _summary_event(wall_time, step, tag, number, "scalars")


def histogram_event(wall_time: float, step: int, tag: str, values: npt.NDArray[Any]) -> bytes:
    """An event with the distribution of many numbers.

    Args:
        wall_time: in seconds since 1970.
        step: the place in the series.
        tag: its name.
        values: numbers, in any shape.
    """
    return _summary_event(wall_time, step, tag, _buckets_of(values), "histograms")


def _buckets_of(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Rows of left edge, right edge and count; all in the last bucket if there is but one value."""
    numbers = np.asarray(values, dtype="float64").ravel()
    if numbers.size == 0:
        return np.zeros((_BUCKETS, 3))
    least, greatest = numbers.min(), numbers.max()
    if least == greatest:
        counts = np.zeros(_BUCKETS)
        counts[-1] = numbers.size
        edges = np.full(_BUCKETS, least)
        return np.stack([edges, edges, counts], axis=1)
    counts, edges = np.histogram(numbers, bins=_BUCKETS)
    return np.stack([edges[:-1], edges[1:], counts], axis=1)


def _summary_event(wall_time: float, step: int, tag: str, array: npt.NDArray[Any], plugin: str) -> bytes:
    plugin_data = _text(1, plugin)
    metadata = _bytes(1, plugin_data)
    value = _text(1, tag) + _bytes(8, _tensor(array)) + _bytes(9, metadata)
    return _double(1, wall_time) + _integer(2, step) + _bytes(5, _bytes(1, value))


def _tensor(array: npt.NDArray[Any]) -> bytes:
    shape = b"".join(_bytes(2, _integer(1, length)) for length in array.shape)
    content = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return _integer(1, _DATA_TYPES[array.dtype.name]) + _bytes(2, shape) + _bytes(4, content)


def _integer(field: int, value: int) -> bytes:
    """A field with an integer; zero is not written, because it is what is read where nothing stands."""
    return _key(field, _VARINT) + _varint(value) if value else b""


def _double(field: int, value: float) -> bytes:
    return _key(field, _EIGHT_BYTES) + struct.pack("<d", value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, _LENGTH_DELIMITED) + _varint(len(value)) + value


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
