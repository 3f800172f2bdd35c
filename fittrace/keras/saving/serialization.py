"""Objects to plain dictionaries and back: ``{"class_name": ..., "config": ...}`` as in Keras 2.12."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from . import shared_objects
from .object_registration import custom_object_scope, get_registered_name, get_registered_object

NESTED: Final = "__passive_serialization__"
"""Marks an object that became a dictionary only because a config around it was serialized."""


def serialize_keras_object(instance: Any) -> Any:
    """What stands for `instance` in a config: a dictionary for an object, a name for a function.

    None stays None.

    Raises:
        ValueError: if `instance` is neither.
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config"):
        config = {key: _serialize_item(item) for key, item in instance.get_config().items()}
        described = {"class_name": get_registered_name(type(instance)), "config": config}
        return shared_objects.config_of(instance, described)
    if hasattr(instance, "__name__"):
        return get_registered_name(instance)
    raise ValueError(
        f"{instance!r} cannot be serialized: it is neither a function nor has it a `get_config`. "
        "Give its class a `get_config` that returns the constructor's arguments."
    )


def _serialize_item(item: Any) -> Any:
    is_named_function = inspect.isroutine(item) and item.__name__ != "<lambda>"
    if not hasattr(item, "get_config") and not is_named_function:
        return item
    serialized = serialize_keras_object(item)
    if isinstance(serialized, dict):
        serialized[NESTED] = True
    return serialized


def deserialize_keras_object(
    identifier: Any,
    module_objects: Mapping[str, Any] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    printable_module_name: str = "object",
) -> Any:
    """The object that a name or a ``{"class_name", "config"}`` dictionary stands for.

    A name of a class gives a new instance with the defaults; None and functions are given back as they are.

    Args:
        identifier: name, dictionary, function or None.
        module_objects: the names known in the calling module.
        custom_objects: further names.
        printable_module_name: what the error message calls the thing, e.g. "optimizer".

    Raises:
        ValueError: for a name nobody knows or a dictionary without the two keys.
    """
    if identifier is None or inspect.isfunction(identifier):
        return identifier
    if isinstance(identifier, str):
        found = _find(identifier, module_objects, custom_objects, printable_module_name)
        return found() if inspect.isclass(found) else found
    if isinstance(identifier, Mapping):
        return _from_dictionary(identifier, module_objects, custom_objects or {}, printable_module_name)
    raise ValueError(
        f"`{identifier!r}` does not describe a {printable_module_name}. Pass a name, or a dictionary with "
        "`class_name` and `config`."
    )


def _find(name: str, module_objects: Any, custom_objects: Any, kind: str) -> Any:
    found = (custom_objects or {}).get(name) or get_registered_object(name, None, module_objects)
    if found is None:
        from fittrace.keras.utils.words import nearest_name  # here: `keras.utils` itself needs this module

        nearest = nearest_name(name, module_objects or ())
        hint = f"the nearest name is {nearest!r}. Take that" if nearest else "check the spelling"
        raise ValueError(
            f"Unknown {kind}: {name!r}; {hint}, or make your own class or function known with "
            "`keras.utils.custom_object_scope`."
        )
    return found


def _from_dictionary(
    identifier: Mapping[str, Any], module_objects: Any, custom_objects: Mapping[str, Any], kind: str
) -> Any:
    if "class_name" not in identifier or "config" not in identifier:
        raise ValueError(
            f"The dictionary {dict(identifier)!r} does not describe a {kind}: expected the keys `class_name` "
            "and `config`, as `get_config` and `serialize` write them."
        )
    shared = shared_objects.object_of(identifier)
    if shared is not None:
        return shared
    cls = _find(identifier["class_name"], module_objects, custom_objects, kind)
    config = identifier["config"]
    if isinstance(config, Mapping):
        config = {
            key: _deserialize_item(key, item, module_objects, custom_objects) for key, item in config.items()
        }
    return shared_objects.noted(identifier, _made(cls, config, custom_objects))


def _made(cls: Any, config: Any, custom_objects: Mapping[str, Any]) -> Any:
    """The instance of a class, or what a function gives, for a config."""
    with custom_object_scope(custom_objects):
        if not hasattr(cls, "from_config"):
            return cls(**config)
        if "custom_objects" in inspect.signature(cls.from_config).parameters:
            return cls.from_config(config, custom_objects=custom_objects)
        return cls.from_config(config)


def _deserialize_item(key: str, item: Any, module_objects: Any, custom_objects: Any) -> Any:
    if isinstance(item, Mapping) and NESTED in item:
        return deserialize_keras_object(item, module_objects, custom_objects, "config item")
    if isinstance(item, str) and key != "name":
        found = get_registered_object(item, custom_objects)
        return found if inspect.isfunction(found) else item
    return item
