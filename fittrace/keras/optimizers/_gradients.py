"""Pairs of gradient and variable, before they are applied."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any


def filter_empty_gradients(grads_and_vars: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The pairs that have a gradient; warns about the others.

    Raises:
        ValueError: if there are pairs and none has a gradient.
    """
    kept = [(gradient, variable) for gradient, variable in grads_and_vars if gradient is not None]
    missing = [variable.name for gradient, variable in grads_and_vars if gradient is None]
    if grads_and_vars and not kept:
        raise ValueError(
            f"No gradients provided for any variable: the loss depends on none of {', '.join(missing)}. "
            "Compute the loss from the model's output, inside the tape."
        )
    if missing:
        warnings.warn(
            f"Gradients do not exist for {', '.join(missing)}: the loss does not depend on them, they stay "
            "as they are. With `model.compile`, was `loss` given?",
            stacklevel=3,
        )
    return kept
