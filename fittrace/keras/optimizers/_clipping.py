"""Gradients held within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf


def clip_each_by_norm(gradients: Sequence[Any], limit: float) -> list[Any]:
    """Every gradient for itself scaled down to the L2 norm `limit`, where it is longer."""
    return [None if gradient is None else tf.clip_by_norm(gradient, limit) for gradient in gradients]


def clip_each_by_value(gradients: Sequence[Any], limit: float) -> list[Any]:
    """Every element held between ``-limit`` and ``limit``."""
    return [None if gradient is None else tf.clip_by_value(gradient, -limit, limit) for gradient in gradients]


def clip_all_by_norm(gradients: Sequence[Any], limit: float) -> list[Any]:
    """All gradients scaled by the same factor, so that together their L2 norm is at most `limit`."""
    clipped, _ = tf.clip_by_global_norm(list(gradients), limit)
    return list(clipped)
