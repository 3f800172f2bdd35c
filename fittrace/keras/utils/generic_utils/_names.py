"""Names and arguments."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any


def to_snake_case(name: str) -> str:
    """``MaxPooling2D`` to ``max_pooling2d``: the stem of the names Keras gives to layers.

    A class whose name begins with an underscore gives a name that begins with "private".
    """
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    snake = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{snake}" if snake.startswith("_") else snake


def to_list(value: Any) -> list[Any]:
    """A list as it is; anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def validate_kwargs(kwargs: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refuse keyword arguments nobody understands.

    Raises:
        TypeError: for the first name that is not in `allowed`.
    """
    for name in kwargs:
        if name not in allowed:
            understood = ", ".join(f"`{known}`" for known in sorted(allowed)) or "none"
            raise TypeError(
                f"Unknown keyword argument `{name}`, given as {kwargs[name]!r}; further keyword arguments "
                f"understood here: {understood}. Check its spelling or leave it out."
            )
