"""What TensorFlow's pipelines do to a generator: they take one batch more than they were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakSet

__all__ = ["in_turn", "skip_lost_batch"]

_one_lost: Final[WeakSet[Any]] = WeakSet()
"""Generators whose next batch a pipeline had taken already, and threw away, when it was left unfinished."""


def skip_lost_batch(source: Any) -> None:
    """Take the batch out of the generator that an earlier pipeline took and threw away, if one did.

    Keras 2.12 reads one batch ahead (``prefetch(1)``) where a generator is not drawn by workers.  That
    batch is lost once an evaluation of so many steps, or a training, is over.  It is taken out only
    here, when somebody goes on with the generator, so that nobody waits for a batch nobody uses.
    """
    if _is_noted(source):
        _one_lost.discard(source)
        next(source, None)


def in_turn(batches: Iterator[Any], source: Any) -> Iterator[Any]:
    """The batches one after the other.

    Args:
        batches: those of `source`, and before them whatever was taken from it ahead of time.
        source: the generator itself.
    """
    if _is_noted(source):
        _one_lost.discard(source)
        next(batches, None)
    finished = started = False
    try:
        for batch in batches:
            started = True
            yield batch
        finished = True
    finally:
        if started and not finished:
            _note(source)


def _is_noted(source: Any) -> bool:
    try:
        return source in _one_lost
    except TypeError:  # an iterator without weak references
        return False


def _note(source: Any) -> None:
    try:
        _one_lost.add(source)
    except TypeError:
        return
