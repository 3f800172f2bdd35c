"""Models from their configs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["model_from_config", "model_from_json"]


def model_from_config(config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The model that ``{"class_name", "config"}`` stands for, with new weights and not compiled.

    Args:
        config: what `keras.layers.serialize` gave for a model.
        custom_objects: the user's own classes and functions, by name.

    Raises:
        TypeError: if `config` is no dictionary.
        ValueError: for a class nobody knows.
    """
    from fittrace.keras.layers import deserialize  # here, because layers are built on this package

    if not isinstance(config, Mapping):
        raise TypeError(
            f"`config` is a {type(config).__name__}; expected a dictionary with `class_name` and `config`. "
            "For a list of layers' configs there is `Sequential.from_config`."
        )
    return deserialize(config, custom_objects)


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The model that `model.to_json()` was called on, with new weights and not compiled.

    Args:
        json_string: what it gave.
        custom_objects: the user's own classes and functions, by name.

    Raises:
        ValueError: for a class nobody knows, or text that is no JSON.
    """
    return model_from_config(json.loads(json_string), custom_objects)
