"""Objects that a model uses in several places are written with a number, and made once when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

__all__ = ["SHARED_OBJECT_KEY", "config_of", "loading", "noted", "object_of", "saving"]

SHARED_OBJECT_KEY: Final = "shared_object_id"
"""The key of the number, which stands only in the configs of objects that were met more than once."""


class _Saved:
    """What has been written in this block: each object with its number and its config."""

    def __init__(self) -> None:
        self.entries: dict[int, tuple[Any, int, dict[str, Any]]] = {}


_saved: ContextVar[_Saved | None] = ContextVar("saved_objects", default=None)
_loaded: ContextVar[dict[int, Any] | None] = ContextVar("loaded_objects", default=None)


@contextmanager
def saving() -> Iterator[None]:
    """A block in which an object that is met again gets the config it had; inner blocks join in."""
    token = _saved.set(_saved.get() or _Saved())
    try:
        yield
    finally:
        _saved.reset(token)


@contextmanager
def loading() -> Iterator[None]:
    """A block in which configs of one number give one object.

    As in Keras 2.12 a model inside a model opens a block of its own, and ends the one around it.
    """
    _loaded.set({})
    try:
        yield
    finally:
        _loaded.set(None)


def config_of(instance: Any, config: dict[str, Any]) -> dict[str, Any]:
    """The config to write for an object: this one, or the numbered one from when it was met before."""
    saved = _saved.get()
    if saved is None:
        return config
    if id(instance) not in saved.entries:
        saved.entries[id(instance)] = (instance, len(saved.entries), config)
        return config
    _, number, first = saved.entries[id(instance)]
    first[SHARED_OBJECT_KEY] = number
    return first


def object_of(config: Any) -> Any:
    """The object that a config of the same number gave before; None if there is none."""
    loaded = _loaded.get()
    return None if loaded is None else loaded.get(config.get(SHARED_OBJECT_KEY))


def noted(config: Any, instance: Any) -> Any:
    """The instance, found again from now on by the config's number."""
    loaded = _loaded.get()
    if loaded is not None and SHARED_OBJECT_KEY in config:
        loaded[config[SHARED_OBJECT_KEY]] = instance
    return instance
