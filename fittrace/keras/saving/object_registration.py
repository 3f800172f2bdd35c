"""Names under which a user's own classes and functions can be found again when a config is read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final, TypeVar

Registered = TypeVar("Registered")

_registered_objects: Final[dict[str, Any]] = {}
_registered_names: Final[dict[Any, str]] = {}
_scoped_objects: ContextVar[Mapping[str, Any]] = ContextVar("scoped_objects", default=MappingProxyType({}))


@contextmanager
def custom_object_scope(*custom_objects: Mapping[str, Any]) -> Iterator[None]:
    """Names in `custom_objects` are known to every ``get`` and ``deserialize`` inside the block."""
    merged = dict(_scoped_objects.get())
    for objects in custom_objects:
        merged.update(objects)
    token = _scoped_objects.set(merged)
    try:
        yield
    finally:
        _scoped_objects.reset(token)


CustomObjectScope = custom_object_scope


def get_custom_objects() -> dict[str, Any]:
    """The global registry itself; what is put into it is known everywhere."""
    return _registered_objects


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[Registered], Registered]:
    """Class or function decorator: registers it as ``package>name``.

    Raises:
        ValueError: if a class has no ``get_config``, or if the name or the object is registered already.
    """

    def register(target: Registered) -> Registered:
        registered_name = f"{package}>{name or target.__name__}"  # type: ignore[attr-defined]  # classes and functions have it
        if inspect.isclass(target) and not hasattr(target, "get_config"):
            raise ValueError(
                f"Class {target.__name__} cannot be registered: it has no `get_config`. Define one that "
                "returns the constructor's arguments as a dict."
            )
        if registered_name in _registered_objects:
            raise ValueError(
                f"The name {registered_name!r} is already registered, for "
                f"{_registered_objects[registered_name]}. Choose another `name` or `package`."
            )
        if target in _registered_names:
            raise ValueError(f"{target} is already registered, as {_registered_names[target]!r}.")
        _registered_objects[registered_name] = target
        _registered_names[target] = registered_name
        return target

    return register


def get_registered_name(target: Any) -> str:
    """The name `target` was registered under, else its ``__name__``."""
    return _registered_names.get(target) or str(target.__name__)


def get_registered_object(
    name: str,
    custom_objects: Mapping[str, Any] | None = None,
    module_objects: Mapping[str, Any] | None = None,
) -> Any | None:
    """What `name` stands for in the scope, the registry, or the tables given; None if unknown."""
    for known in (_scoped_objects.get(), _registered_objects, custom_objects, module_objects):
        if known and name in known:
            return known[name]
    return None
