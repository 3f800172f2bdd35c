"""What `fit` looks at when an epoch ends."""

from __future__ import annotations

import math
from typing import Any

from fittrace.keras.utils.io_utils import logger
from fittrace.keras.utils.words import what_it_is

__all__ = ["as_logs", "is_due", "is_finite"]


def as_logs(result: Any) -> dict[str, Any]:
    """What the last step gave as the epoch's own dictionary."""
    if not hasattr(result, "items"):
        raise AttributeError(
            f"`train_step` returned {result!r}, {what_it_is(result)}; expected a dictionary of logs, such as "
            "{'loss': loss}."
        )
    return dict(result)


def is_finite(logs: dict[str, Any], epoch: int, was_finite: bool) -> bool:
    """Whether the losses are numbers so far; the first that is none is told, for the weights are lost."""
    loss = logs.get("loss")
    if not isinstance(loss, float) or math.isfinite(loss):
        return was_finite
    if was_finite:
        logger.warning(
            "The loss of epoch %d is %s: there is a NaN or an infinity in the data, or the steps are too "
            "large and the weights have overflowed. `keras.callbacks.TerminateOnNaN()` ends a training at "
            "the first such batch.",
            epoch + 1,
            loss,
        )
    return False


def is_due(epoch: int, freq: int | list[int]) -> bool:
    """Whether the model is evaluated after this epoch."""
    if isinstance(freq, int) and not freq:
        raise ZeroDivisionError("`validation_freq` is 0; expected 1 for every epoch, 2 for every other one.")
    if isinstance(freq, int):
        return (epoch + 1) % freq == 0
    if isinstance(freq, list):
        return epoch + 1 in freq
    raise ValueError(
        f"`validation_freq` is {freq!r}, a {type(freq).__name__}; expected an integer, or a list of epochs "
        "counted from 1."
    )
