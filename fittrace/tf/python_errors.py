"""What Python code raises inside a pipeline comes out as a pipeline's error, as in TensorFlow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from .errors import (
    InvalidArgumentError,
    OpError,
    OutOfRangeError,
    ResourceExhaustedError,
    UnimplementedError,
    UnknownError,
)

__all__ = ["pipeline_error", "translated"]

_CLASSES: Final[tuple[tuple[type[Exception], type[OpError]], ...]] = (
    (ValueError, InvalidArgumentError),
    (TypeError, InvalidArgumentError),
    (StopIteration, OutOfRangeError),
    (MemoryError, ResourceExhaustedError),
    (NotImplementedError, UnimplementedError),
)
"""TensorFlow's classes for Python's (its ``py_func``); every other error is an `UnknownError`."""


def pipeline_error(error: Exception, doing: str) -> OpError:
    """TensorFlow's error for what Python code raised; `doing` says what it was about."""
    kind = next((ours for python, ours in _CLASSES if isinstance(error, python)), UnknownError)
    return kind(None, None, f"{type(error).__name__} while {doing}: {error}")


def translated(items: Iterable[Any], what: str) -> Iterator[Any]:
    """The items; an error in making one is raised as TensorFlow's, with the original as its cause.

    Args:
        items: made by Python code.
        what: what gives them, for the message, such as ``"the generator"``.
    """
    number = 0
    stream = iter(items)
    while True:
        try:
            item = next(stream)
        except StopIteration:
            return
        except OpError:
            raise
        except Exception as error:
            raise pipeline_error(error, f"{what} made element {number + 1}") from error
        number += 1
        yield item
