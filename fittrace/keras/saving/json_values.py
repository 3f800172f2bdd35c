"""What JSON has no words for."""

from __future__ import annotations

from typing import Any

import numpy as np

from fittrace import tf

__all__ = ["json_value"]


def json_value(value: Any) -> Any:
    """What JSON can hold in the place of a value it cannot; the argument `default` of `json.dumps`.

    An object becomes its class and config, a function or a class its name, an array a list of numbers.

    Raises:
        TypeError: for anything else.
    """
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, tf.DType):
        return value.name
    if tf.is_tensor(value):
        return value.numpy().tolist()
    if getattr(value, "__name__", "<lambda>") != "<lambda>":
        return value.__name__
    if callable(value):
        raise TypeError(
            f"{value!r} has no name it could be found by when it is read again, and code is not written. "
            "Define it with `def`, and pass it in `custom_objects` when reading."
        )
    raise TypeError(f"{value!r}, a {type(value).__name__}, cannot be written as JSON.")
