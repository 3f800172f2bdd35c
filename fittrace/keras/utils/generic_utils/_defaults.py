"""Telling a method that nobody has overridden from one that somebody has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def default(method: F) -> F:
    """Mark a method as the default implementation, which an override replaces."""
    method._is_default = True  # type: ignore[attr-defined]  # functions take attributes
    return method


def is_default(method: Callable[..., Any]) -> bool:
    """Whether the method is still the default: neither a subclass nor the instance has its own."""
    return getattr(method, "_is_default", False)
