"""How a model was compiled, as plain data, and compiled so again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace.keras.utils.io_utils import logger

from .object_registration import get_registered_object
from .serialization import serialize_keras_object

__all__ = ["compile_from", "training_config"]


def training_config(model: Any) -> dict[str, Any]:
    """The arguments that `compile` was given, objects and functions as their configs and names.

    Metrics that have seen a batch are told as what they became: each output's, under their full names.

    Raises:
        ValueError: if one of them cannot be told so.
    """
    metrics = model.compiled_metrics
    given = (metrics._user_metrics, metrics._user_weighted_metrics)
    if metrics._built:
        given = (metrics._metrics, metrics._weighted_metrics)
    return {
        "optimizer_config": serialize_keras_object(model.optimizer),
        "loss": _described(model.compiled_loss._user_losses),
        "metrics": _described(given[0]),
        "weighted_metrics": _described(given[1]),
        "full_names": metrics._built,
        "loss_weights": model.compiled_loss._user_loss_weights,
        "run_eagerly": model._run_eagerly,
    }


def compile_from(model: Any, config: dict[str, Any]) -> None:
    """Compile a model as `training_config` tells.

    Raises:
        ValueError: if an optimizer, loss or metric is not known.
    """
    from fittrace.keras import losses, metrics, optimizers  # here, because they are built on this package

    if config["optimizer_config"] is None:
        logger.warning("The file holds no optimizer, so model `%s` is not compiled.", model.name)
        return
    model.compile(
        optimizer=optimizers.deserialize(config["optimizer_config"]),
        loss=_made(config["loss"], losses.deserialize),
        metrics=_made(config["metrics"], metrics.deserialize),
        weighted_metrics=_made(config["weighted_metrics"], metrics.deserialize),
        loss_weights=config["loss_weights"],
        run_eagerly=config["run_eagerly"],
        from_serialized=config["full_names"],
    )


def _described(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _described(item) for name, item in given.items()}
    if isinstance(given, (list, tuple)):
        return [_described(item) for item in given]
    return given if given is None or isinstance(given, str) else serialize_keras_object(given)


def _made(described: Any, deserialize: Callable[[Any], Any]) -> Any:
    """The structure with objects for their configs, and the user's functions for their names."""
    if isinstance(described, dict) and "class_name" in described:
        return deserialize(described)
    if isinstance(described, dict):
        return {name: _made(item, deserialize) for name, item in described.items()}
    if isinstance(described, list):
        return [_made(item, deserialize) for item in described]
    if not isinstance(described, str):
        return described
    found = get_registered_object(described)
    return described if found is None else found
