"""Whole models in files: architecture, weights, and how training goes on.

The file is the archive of arrays that `save_weights` writes, with the model's config beside them as JSON.
Nothing in it is executed when it is read: classes and functions are found by name, the user's own among
`custom_objects`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from fittrace.keras.utils.generic_utils import validate_kwargs
from fittrace.keras.utils.io_utils import logger

from . import weights
from .arrays_file import read_arrays
from .json_values import json_value
from .model_config import model_from_config
from .model_state import ModelState
from .object_registration import custom_object_scope
from .training_config import compile_from, training_config

__all__ = ["load_model", "save_model"]


def save_model(
    model: Any,
    filepath: str | os.PathLike[str],
    overwrite: bool = True,
    save_format: str | None = None,
    include_optimizer: bool = True,
    **kwargs: Any,
) -> None:
    """Write a model into a file for `load_model`: its layers, its weights, how it was compiled.

    Where the layers cannot be described, the weights are written all the same, and a warning says
    why: `load_weights` reads such a file, `load_model` refuses it.

    Args:
        model: with weights.
        filepath: the file; one that is there is replaced in one moment.
        overwrite: if False and the file is there, the user is asked at the console.
        save_format: there for Keras's signature; there is one format, whatever the name.
        include_optimizer: whether the optimizer, with its state, is in it.
        **kwargs: `signatures`, `options` and `save_traces`, likewise.

    Raises:
        ValueError: if the model has no weights yet.
        TypeError: for a keyword argument Keras does not know.
        OSError: if the file cannot be written.
    """
    validate_kwargs(kwargs, {"signatures", "options", "save_traces"})
    weights.save_all(model, filepath, overwrite, include_optimizer, _description(model, include_optimizer))


def _description(model: Any, include_optimizer: bool) -> dict[str, Any]:
    """The model and its training as JSON can hold them, or why they cannot be told."""
    try:
        described = {"model": _plain(model._updated_config())}
    except (NotImplementedError, TypeError, ValueError) as problem:
        logger.warning(
            "Only the weights of model `%s` are written, since it cannot be told as data: %s",
            model.name,
            problem,
        )
        return {"model": None, "why": str(problem)}
    if not include_optimizer or not model._is_compiled:
        return described
    try:
        return described | {"training": _plain(training_config(model))}
    except (NotImplementedError, TypeError, ValueError) as problem:
        logger.warning(
            "How model `%s` was compiled is not written, since it cannot be told as data: %s",
            model.name,
            problem,
        )
        return described


def _plain(config: Any) -> Any:
    return json.loads(json.dumps(config, default=json_value))


def load_model(
    filepath: str | os.PathLike[str],
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
    **kwargs: Any,
) -> Any:
    """The model that `model.save` wrote.

    Args:
        filepath: the file.
        custom_objects: the user's own classes and functions, by name.
        compile: whether to compile it as it was, and give the optimizer the state it had.
        safe_mode: there for Keras's signature; nothing in a file is ever executed.
        **kwargs: `options`, likewise.

    Raises:
        ValueError: if a class or function in it is not known, or only weights are in the file.
        OSError: if there is no such file, or it was not written by `model.save`.
    """
    validate_kwargs(kwargs, {"options"})
    path = os.fspath(filepath)
    try:
        arrays, about = read_arrays(path)
    except FileNotFoundError as error:
        raise OSError(f"`filepath` is {path!r}, but there is no such file.") from error
    if about.get("model") is None:
        raise ValueError(
            f"`filepath` is {path!r}, which holds weights alone. Make the model as it was made before, and "
            f"call `load_weights` on it. {about.get('why', '')}".rstrip()
        )
    try:
        state = ModelState.from_arrays(arrays, about)
    except (KeyError, TypeError) as error:
        raise OSError(f"{path} is damaged: {error} is missing.") from error
    with custom_object_scope(custom_objects or {}):
        model = model_from_config(about["model"], custom_objects)
        if compile and about.get("training") is not None:
            compile_from(model, about["training"])
    state.restore_to(model)
    return model
