"""States: attributes that steer the lifecycle and tell when they change."""

from __future__ import annotations

from typing import Any

from .catalogue import StateChanged
from .context import current_lane
from .facts import state_in

__all__ = ["State"]


class State:
    """An attribute that steers the lifecycle and tells when it changes.

    ``built = State(False)`` in a class body; while somebody records, assigning another
    value states a ``StateChanged``.

    Args:
        default: the value before any assignment.
    """

    def __init__(self, default: Any = None) -> None:
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self._default
        return instance.__dict__.get(self._name, self._default)

    def __set__(self, instance: Any, value: Any) -> None:
        lane = current_lane()
        if lane is None:
            instance.__dict__[self._name] = value
            return
        before = instance.__dict__.get(self._name, self._default)
        instance.__dict__[self._name] = value
        if before is not value and _differ(before, value):
            fields = {"owner": instance, "attribute": self._name, "before": before, "after": value}
            state_in(lane, StateChanged, fields)


def _differ(before: object, after: object) -> bool:
    try:
        return bool(before != after)
    except Exception:  # arrays are not simply equal or not, and a user's __ne__ may raise anything
        return True
