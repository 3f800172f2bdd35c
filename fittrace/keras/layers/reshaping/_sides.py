"""What is added or taken away at the four sides of an image."""

from __future__ import annotations

from typing import Any

from fittrace.keras.utils import conv_utils

Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""``((above, below), (left, right))``"""


def sides(value: Any, name: str) -> Sides:
    """The numbers for the four sides.

    Args:
        value: one number for all, ``(rows, columns)``, or ``((above, below), (left, right))``.
        name: the argument's, for the message.

    Raises:
        ValueError: for anything else.
    """
    if isinstance(value, int):
        return (value, value), (value, value)
    if not hasattr(value, "__len__") or len(value) != 2:
        raise ValueError(
            f"`{name}` is {value!r}; expected an integer, a pair (rows, columns), or a pair of pairs "
            "((above, below), (left, right))."
        )
    rows, columns = (
        conv_utils.normalize_tuple(pair, 2, f"{name}[{i}]", allow_zero=True) for i, pair in enumerate(value)
    )
    return rows, columns


def changed_lengths(shape: Any, data_format: str, changes: Any) -> list[Any]:
    """The lengths with each change added to rows and columns; None stays None."""
    lengths = list(shape)
    first = first_spatial_axis(data_format)
    for axis, change in enumerate(changes, first):
        lengths[axis] = None if lengths[axis] is None else lengths[axis] + change
    return lengths


def first_spatial_axis(data_format: str) -> int:
    """The axis of the rows."""
    return 1 if data_format == "channels_last" else 2
