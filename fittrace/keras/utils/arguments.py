"""Numbers that users pass, looked at before they do harm far from where they were given."""

from __future__ import annotations

import operator
from numbers import Real

from .words import what_it_is

__all__ = ["check_real", "check_whole"]


def check_whole(name: str, value: object) -> None:
    """Refuse what is no integer.

    Args:
        name: what the argument is called.
        value: what was given.

    Raises:
        TypeError: `value` is no integer of Python's, numpy's or a tensor.
    """
    try:
        operator.index(value)  # type: ignore[arg-type]  # what else it may be is the question
    except TypeError:
        raise TypeError(f"`{name}` is {value!r}, {what_it_is(value)}; expected an integer.") from None


def check_real(name: str, value: object) -> None:
    """Refuse what is no number.

    Args:
        name: what the argument is called.
        value: what was given.

    Raises:
        TypeError: `value` is neither a number nor an array or tensor of one.
    """
    if not isinstance(value, Real) and not hasattr(value, "__float__"):
        raise TypeError(f"`{name}` is {value!r}, {what_it_is(value)}; expected a number.")
