"""Rules: what is kept of a live object when a fact about it is recorded.

A rule belongs to one field of a fact and falls into one of three families:

* **structural**: small, hashable and part of the story's shape.  Two steps whose
  structural values differ are two different structures (a last batch of 96 rows
  is not the step that 468 batches of 128 rows were).
* **column**: one number, kept for every occurrence, even where the steps
  themselves are folded (loss, learning rate, iteration).
* **value**: costs time or room, so it is kept only where the structure is new.

Nothing here imports an array library: an "array" is whatever has ``shape`` and
``dtype`` and can be handed to :func:`numpy.asarray`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from .measures import moments, norm

__all__ = [
    "ARGUMENTS",
    "CONFIG",
    "COPY",
    "COUNT",
    "DTYPE",
    "FLAG",
    "HISTOGRAM",
    "IN_COLUMN",
    "NAME",
    "NAMES",
    "NORM",
    "NUMBER",
    "SHAPE",
    "SPEC",
    "STATE",
    "SUMMARY",
    "TEXT",
    "Family",
    "Rule",
    "count_from",
    "cut_text",
    "finite",
    "number_of",
    "text_of",
]

TEXT_LIMIT: Final = 400
"""Characters kept of a text; longer ones end in an ellipsis."""
COPY_LIMIT: Final = 64
"""Elements kept of an array by :data:`COPY`."""
ITEM_LIMIT: Final = 64
"""Entries kept of a list or mapping by :data:`SPEC` and :data:`CONFIG`."""
SUMMARY_LIMIT: Final = 2**18
"""Elements of an array that :data:`ARGUMENTS` looks at; of a larger one, shape and dtype are kept."""
LEVEL_LIMIT: Final = 16
"""Lists and mappings inside each other of which something is kept."""
ENTRY_LIMIT: Final = 4096
"""Entries kept of a structure of lists and mappings altogether."""
LARGEST_INTEGER: Final = 2**63
"""Integers from here on are kept as text."""
IN_COLUMN: Final = object()
"""Stands among structural fields for a state that is a number and so goes into a column."""

_NO: Final = object()
_REAL: Final = "fiub"
_NUMERIC: Final = "fiubc"


class Family(Enum):
    """When the outcome of a rule is kept; see the module's docstring."""

    STRUCTURAL = "structural"
    COLUMN = "column"
    VALUE = "value"
    STATE = "state"
    """A column where the value is a number, structural where it is not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field of a fact is reduced to what is kept.

    Attributes:
        family: when the outcome is kept.
        reduce: from the live object to something JSON can hold; tuples are used
            for sequences in structural rules so that the outcome is hashable.
        meaning: what the reader of a fact finds in the field, for the docs.
        restore: from a number of a column to what the reader of a fact gets.
        elements: whether it looks at the elements of arrays.
    """

    family: Family
    reduce: Callable[[Any], Any]
    meaning: str
    restore: Callable[[float], Any] = float
    elements: bool = False


def text_of(value: object) -> str | None:
    """The string itself, or ``str`` of any other object, cut at `TEXT_LIMIT` characters."""
    if value is None or (type(value) is str and len(value) <= TEXT_LIMIT):
        return value
    # str.__str__ makes a plain string of a subclass, whatever the subclass overrides
    return cut_text(str.__str__(value if isinstance(value, str) else str(value)), TEXT_LIMIT)


def cut_text(text: str, limit: int) -> str:
    """The text, or its first characters and an ellipsis where it is longer than `limit`."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def name_of(value: object) -> str | None:
    """What people call the object: its ``name``, its ``__name__``, or its class's name."""
    if value is None or isinstance(value, str):
        return text_of(value)
    name = getattr(value, "name", None)
    if not isinstance(name, str):
        name = getattr(value, "__name__", None)
    if not isinstance(name, str):
        name = type(value).__name__
    return text_of(name)


def names_of(values: object) -> tuple[str | None, ...] | None:
    """`name_of` of every item; a single object is a sequence of one."""
    if values is None:
        return None
    if isinstance(values, Mapping):
        values = values.values()
    elif isinstance(values, str) or not isinstance(values, Collection):
        values = (values,)
    return tuple(name_of(value) for value in islice(values, ENTRY_LIMIT))


def shape_of(value: object, room: Room | None = None) -> tuple[Any, ...] | None:
    """The shape of an array, or the shape itself; unknown lengths stay None.

    A structure of shapes (several inputs) stays a structure.
    """
    shape = getattr(value, "shape", value)
    if isinstance(shape, Mapping):
        room = room or Room()
        return tuple((str(key), shape_of(item, room)) for key, item in room.first(shape.items()))
    if not isinstance(shape, (list, tuple)):
        return None
    if len(shape) < ITEM_LIMIT and room is None and all(type(length) is int for length in shape):
        return tuple(shape)
    room = room or Room()
    return tuple([_length_of(length, room) for length in room.first(shape)])


def _length_of(length: object, room: Room) -> Any:
    if length is None or type(length) is int:
        return length
    if isinstance(length, (list, tuple, Mapping)):
        return shape_of(length, room)
    return int(length)  # type: ignore[call-overload]  # whatever converts is welcome


def dtype_of(value: object) -> str | None:
    """The dtype's name, of an array or of a dtype given as such."""
    dtype = value if isinstance(value, type) else getattr(value, "dtype", value)
    try:
        return _dtype_name(dtype)
    except TypeError:  # not hashable
        return name_of(dtype)


@lru_cache(maxsize=256)
def _dtype_name(dtype: object) -> str | None:
    """Remembered, because numpy takes two microseconds to name a dtype."""
    return name_of(dtype)


def number_of(value: object) -> float:
    """The value as a float; NaN where there is no single number in it."""
    if type(value) is float:
        return value
    try:
        if type(value) is not int and getattr(value, "ndim", None):
            value = value.item()  # type: ignore[attr-defined]  # an array's; one without is no number
        return float(value)  # type: ignore[arg-type]  # whatever converts is welcome
    except Exception:  # a user's __float__ may raise anything
        return math.nan


def count_from(number: float) -> int | None:
    """A column's number as a count; NaN is None."""
    return int(number) if math.isfinite(number) else None


def state_from(number: float) -> float:
    """A column's number as a state; whole numbers become integers."""
    return int(number) if number.is_integer() else number


def flag_of(value: object) -> bool | None:
    """True or False; None stays None."""
    return None if value is None else bool(value)


def is_scalar(value: object) -> bool:
    """Whether the value is an array of no dimensions."""
    return getattr(value, "shape", None) == ()


def state_of(value: object) -> Any:
    """A state: flags, names and shapes as they are, the rest by name; `IN_COLUMN` for a number."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, (int, float)):
        return IN_COLUMN
    if is_scalar(value):
        return bool(value) if dtype_of(value) == "bool" else IN_COLUMN
    if isinstance(value, tuple) and all(length is None or isinstance(length, int) for length in value):
        return shape_of(value)
    return name_of(value)


def spec_of(value: object, room: Room | None = None) -> Any:
    """Type, shape and dtype of an array, recursively through lists, tuples and mappings."""
    if value is None:
        return None
    shape, dtype = getattr(value, "shape", _NO), getattr(value, "dtype", _NO)
    if shape is not _NO and dtype is not _NO:
        try:
            return _spec_of(type(value).__name__, tuple(shape), dtype)  # type: ignore[arg-type]  # if it is one
        except TypeError:  # a shape of a kind of its own, or a dtype that is not hashable
            return (type(value).__name__, shape_of(shape), dtype_of(dtype))
    room = room or Room()
    if isinstance(value, Mapping):
        return tuple((str(key), spec_of(item, room)) for key, item in room.first(value.items()))
    if not isinstance(value, (list, tuple)):
        return (type(value).__name__, None, None)
    if value and not isinstance(value[0], (int, float, str, bool)):
        return tuple(spec_of(item, room) for item in room.first(value))
    return (type(value).__name__, (len(value),), None)


class Room:
    """How much of a structure of lists and mappings is kept: so many entries, and levels so deep."""

    __slots__ = ("entries", "levels")

    def __init__(self) -> None:
        self.entries, self.levels = ENTRY_LIMIT, LEVEL_LIMIT

    def first(self, items: Iterable[Any]) -> Iterator[Any]:
        """The first `ITEM_LIMIT` items, as far as there is room."""
        self.levels -= 1
        for item in islice(items, ITEM_LIMIT if self.levels >= 0 else 0):
            self.entries -= 1
            if self.entries < 0:
                break
            yield item
        self.levels += 1


@lru_cache(maxsize=1024)
def _spec_of(kind: str, shape: tuple[Any, ...], dtype: object) -> Any:
    """Remembered, because batches have the same few shapes."""
    return (kind, shape_of(shape), dtype_of(dtype))


def config_of(value: object, room: Room | None = None) -> Any:
    """The object as plain data: numbers, texts, lists and mappings; anything else by its name."""
    if value is None or isinstance(value, (bool, str)):
        return text_of(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value) if abs(value) < LARGEST_INTEGER else text_of(value)
    if isinstance(value, float):
        return finite(value)
    room = room or Room()
    if isinstance(value, Mapping):
        return {str(key): config_of(item, room) for key, item in room.first(value.items())}
    if isinstance(value, (list, tuple)):
        return [config_of(item, room) for item in room.first(value)]
    if is_scalar(value):
        return bool(value) if dtype_of(value) == "bool" else finite(number_of(value))
    return name_of(value)


def finite(value: float) -> float | str:
    """The number, or its name where it is not finite, for which JSON has no number."""
    return float(value) if math.isfinite(value) else str(float(value))


def array_of(value: object) -> Any:
    """The value as an array.

    Raises:
        TypeError: it is neither an array nor a number, nor a list of them of some size; numpy
            would look at every item of whatever it is, however many there are.
    """
    import numpy as np  # here, so that importing the recorder does not import numpy

    if not hasattr(value, "__array__") and not _is_short(value, iter(range(SUMMARY_LIMIT))):
        raise TypeError
    return np.asarray(value)


def _is_short(value: object, room: Iterator[int]) -> bool:
    """Whether numbers and texts in lists, as many as there is room for, are all there is."""
    if isinstance(value, (list, tuple)):
        return all(next(room, None) is not None and _is_short(item, room) for item in value)
    return isinstance(value, (int, float, complex, str, bytes)) or hasattr(value, "__array__")


def norm_of(value: object) -> float | str | None:
    """The Euclidean (L2) norm over all elements, computed in double precision."""
    if value is None:
        return None
    array = array_of(value)
    return finite(norm(array)) if array.dtype.kind in _NUMERIC else None


def copy_of(value: object) -> Any:
    """Shape, dtype and the first `COPY_LIMIT` elements in C order."""
    if value is None:
        return None
    array = array_of(value)
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "values": [_element_of(item) for item in array.flat[:COPY_LIMIT].tolist()],
        "whole": array.size <= COPY_LIMIT,
    }


def _element_of(item: object) -> Any:
    """An element as plain data; what is more than one number, in structured arrays, is a text."""
    return text_of(item) if isinstance(item, (list, tuple, Mapping)) else config_of(item)


def arguments_of(value: object, room: Room | None = None) -> Any:
    """What a call was given: a summary of each array that is not too large for it, the rest as settings."""
    room = room or Room()
    if isinstance(value, Mapping):
        return {str(key): arguments_of(item, room) for key, item in room.first(value.items())}
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        size = math.prod(length or 0 for length in shape_of(value) or ())
        return summary_of(value) if size <= SUMMARY_LIMIT else spec_of(value)
    if isinstance(value, (list, tuple)) and any(hasattr(item, "shape") for item in value[:ITEM_LIMIT]):
        return [arguments_of(item, room) for item in room.first(value)]
    return config_of(value, room)


def summary_of(value: object) -> Any:
    """Shape, dtype, and where there are numbers: least, greatest, mean, deviation, NaN count."""
    if value is None:
        return None
    array = array_of(value)
    summary: dict[str, Any] = {"shape": list(array.shape), "dtype": str(array.dtype)}
    if array.size and array.dtype.kind in _REAL:
        found = moments(array)
        summary |= {
            name: number if name == "not_finite" else finite(number) for name, number in found.items()
        }
    return summary


def histogram_of(value: object) -> Any:
    """How the elements are distributed, see `histogram`; None where they are no real numbers."""
    from .histogram import histogram

    if value is None:
        return None
    array = array_of(value)
    return histogram(array) if array.dtype.kind in _REAL else None


NAME: Final = Rule(Family.STRUCTURAL, name_of, "a name")
NAMES: Final = Rule(Family.STRUCTURAL, names_of, "names, in order")
TEXT: Final = Rule(Family.STRUCTURAL, text_of, "a short text")
FLAG: Final = Rule(Family.STRUCTURAL, flag_of, "true or false")
SHAPE: Final = Rule(Family.STRUCTURAL, shape_of, "a shape, None where a length is not known")
DTYPE: Final = Rule(Family.STRUCTURAL, dtype_of, "a dtype's name")
SPEC: Final = Rule(Family.STRUCTURAL, spec_of, "type, shape and dtype of every array in a structure")
NUMBER: Final = Rule(Family.COLUMN, number_of, "a number, kept for every occurrence")
COUNT: Final = Rule(Family.COLUMN, number_of, "a count, kept for every occurrence", count_from)
STATE: Final = Rule(Family.STATE, state_of, "a number, or else a flag, a name or a shape", state_from)
NORM: Final = Rule(Family.VALUE, norm_of, "the L2 norm over all elements", elements=True)
COPY: Final = Rule(Family.VALUE, copy_of, "a small copy", elements=True)
SUMMARY: Final = Rule(Family.VALUE, summary_of, "shape, dtype, range, mean and deviation", elements=True)
HISTOGRAM: Final = Rule(Family.VALUE, histogram_of, "range, mean and counts in bins", elements=True)
ARGUMENTS: Final = Rule(
    Family.VALUE, arguments_of, "arguments by name, arrays as by `SUMMARY`", elements=True
)
CONFIG: Final = Rule(Family.VALUE, config_of, "settings as plain data")
