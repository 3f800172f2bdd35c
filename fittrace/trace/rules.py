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
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

__all__ = [
    "CONFIG",
    "COPY",
    "COUNT",
    "DTYPE",
    "FLAG",
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
    """

    family: Family
    reduce: Callable[[Any], Any]
    meaning: str
    restore: Callable[[float], Any] = float


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
    return tuple(name_of(value) for value in values)


def shape_of(value: object) -> tuple[Any, ...] | None:
    """The shape of an array, or the shape itself; unknown lengths stay None.

    A structure of shapes (several inputs) stays a structure.
    """
    shape = getattr(value, "shape", value)
    if isinstance(shape, Mapping):
        return tuple((str(key), shape_of(item)) for key, item in shape.items())
    if not isinstance(shape, (list, tuple)):
        return None
    return tuple([_length_of(length) for length in shape])


def _length_of(length: object) -> Any:
    if length is None or type(length) is int:
        return length
    if isinstance(length, (list, tuple, Mapping)):
        return shape_of(length)
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


def spec_of(value: object) -> Any:
    """Type, shape and dtype of an array, recursively through lists, tuples and mappings."""
    if value is None:
        return None
    shape, dtype = getattr(value, "shape", _NO), getattr(value, "dtype", _NO)
    if shape is not _NO and dtype is not _NO:
        return (type(value).__name__, shape_of(shape), dtype_of(dtype))
    if isinstance(value, Mapping):
        items = list(value.items())[:ITEM_LIMIT]
        return tuple((str(key), spec_of(item)) for key, item in items)
    if not isinstance(value, (list, tuple)):
        return (type(value).__name__, None, None)
    if value and not isinstance(value[0], (int, float, str, bool)):
        return tuple(spec_of(item) for item in value[:ITEM_LIMIT])
    return (type(value).__name__, (len(value),), None)


def config_of(value: object) -> Any:
    """The object as plain data: numbers, texts, lists and mappings; anything else by its name."""
    if value is None or isinstance(value, (bool, str)):
        return text_of(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value) if abs(value) < LARGEST_INTEGER else text_of(value)
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, Mapping):
        return {str(key): config_of(item) for key, item in list(value.items())[:ITEM_LIMIT]}
    if isinstance(value, (list, tuple)):
        return [config_of(item) for item in value[:ITEM_LIMIT]]
    if is_scalar(value):
        return bool(value) if dtype_of(value) == "bool" else finite(number_of(value))
    return name_of(value)


def finite(value: float) -> float | str:
    """The number, or its name where it is not finite, for which JSON has no number."""
    return float(value) if math.isfinite(value) else str(float(value))


def norm_of(value: object) -> float | str | None:
    """The Euclidean (L2) norm over all elements, computed in double precision."""
    import numpy as np  # here, so that importing the recorder does not import numpy

    if value is None:
        return None
    array = np.asarray(value)
    if array.dtype.kind not in _NUMERIC:
        return None
    flat = np.abs(array).ravel().astype("float64")
    return finite(float(np.sqrt(flat @ flat)))


def copy_of(value: object) -> Any:
    """Shape, dtype and the first `COPY_LIMIT` elements in C order."""
    import numpy as np

    if value is None:
        return None
    array = np.asarray(value)
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "values": [config_of(item) for item in array.flat[:COPY_LIMIT].tolist()],
        "whole": array.size <= COPY_LIMIT,
    }


def summary_of(value: object) -> Any:
    """Shape, dtype, and where there are numbers: least, greatest, mean, deviation, NaN count."""
    import numpy as np

    if value is None:
        return None
    array = np.asarray(value)
    summary: dict[str, Any] = {"shape": list(array.shape), "dtype": str(array.dtype)}
    if array.size and array.dtype.kind in _REAL:
        numbers = array.astype("float64").ravel()
        bad = int(np.count_nonzero(~np.isfinite(numbers)))
        fine = numbers[np.isfinite(numbers)] if bad else numbers
        summary["not_finite"] = bad
        if fine.size:
            summary |= {
                "least": finite(fine.min()),
                "greatest": finite(fine.max()),
                "mean": finite(fine.mean()),
                "deviation": finite(fine.std()),
            }
    return summary


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
NORM: Final = Rule(Family.VALUE, norm_of, "the L2 norm over all elements")
COPY: Final = Rule(Family.VALUE, copy_of, "a small copy")
SUMMARY: Final = Rule(Family.VALUE, summary_of, "shape, dtype, range, mean and deviation")
CONFIG: Final = Rule(Family.VALUE, config_of, "settings as plain data")
