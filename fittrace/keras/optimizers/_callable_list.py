"""Between a property and a method."""

from __future__ import annotations

from typing import Any, Self


class CallableList(list[Any]):
    """A list that gives itself when called, for scripts that write ``optimizer.variables()``."""

    def __call__(self) -> Self:
        return self
