"""Jacobians: one walk back over the tape for every element of the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .backward import Entry, JointEntry, walk_back
from .convert import convert_to_tensor
from .ops.joining import stack
from .ops.shaping import reshape
from .tensor import Tensor
from .unconnected import UnconnectedGradients

__all__ = ["batch_jacobian_of", "jacobian_of"]

Entries = list[Entry | JointEntry]


def jacobian_of(
    entries: Entries, target: Any, sources: Sequence[Any], unconnected: UnconnectedGradients
) -> list[Any]:
    """The derivatives of every element of `target` by every element of each source.

    Each result has the target's shape followed by the source's; None where the target does
    not depend on the source.
    """
    shape = target.array.shape
    starts = (Tensor(start) for start in np.eye(target.array.size, dtype=target.array.dtype))
    columns = _columns(entries, target, sources, (reshape(start, shape) for start in starts), unconnected)
    return [
        None if rows is None else reshape(stack(rows), (*shape, *source.array.shape))
        for rows, source in zip(columns, sources, strict=True)
    ]


def batch_jacobian_of(entries: Entries, target: Any, source: Any) -> Tensor:
    """As `jacobian_of` for every row of a batch by itself; zeros where nothing depends on the source.

    Raises:
        ValueError: target and source differ in the length of their first axis.
    """
    shape, of_source = target.array.shape, source.array.shape
    if not shape or not of_source or shape[0] != of_source[0]:
        raise ValueError(
            f"tape.batch_jacobian: `target` has shape {shape}, `source` has shape {of_source}. Both need one "
            "row for every sample of the batch."
        )
    size = int(np.prod(shape[1:]))
    starts = (
        Tensor(np.broadcast_to(start.reshape(shape[1:]), shape))
        for start in np.eye(size, dtype=target.array.dtype)
    )
    (rows,) = _columns(entries, target, [source], starts, UnconnectedGradients.ZERO)
    return reshape(stack(rows, axis=1), (*shape, *of_source[1:]))


def _columns(
    entries: Entries,
    target: Any,
    sources: Sequence[Any],
    starts: Iterator[Tensor],
    unconnected: UnconnectedGradients,
) -> list[Any]:
    """For every source its gradient from each of the starts; None where there is no gradient."""
    columns: list[list[Any]] = [[] for _ in sources]
    for start in starts:
        gradients = walk_back(entries, [target], sources, [start], keep=True)
        for column, source in zip(columns, sources, strict=True):
            gradient = unconnected.instead_of(gradients.get(source.key), source)
            column.append(None if gradient is None else convert_to_tensor(gradient))
    return [None if any(row is None for row in column) else column for column in columns]
