"""What transformations do with a stream, one generator function each.

They know nothing of tensors: `shuffled` or `taken` work on elements just as on row numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

import numpy as np

__all__ = ["batched", "flattened", "interleaved", "repeated", "sharded", "shuffled", "skipped", "taken"]

T = TypeVar("T")

DRAWS = 4096
"""How many random places are drawn at once."""


def shuffled(items: Iterable[T], buffer_size: int, rng: np.random.Generator) -> Iterator[T]:
    """The items, each drawn at random from a buffer that is filled up with the next ones.

    With a buffer that holds all items every order is equally likely.
    """
    stream = iter(items)
    buffer = list(islice(stream, buffer_size))
    places = _random_places(len(buffer), rng)
    for item in stream:
        place = next(places)
        yield buffer[place]
        buffer[place] = item
    for place in rng.permutation(len(buffer)).tolist():
        yield buffer[place]


def repeated(items: Iterable[T], count: int) -> Iterator[T]:
    """The items gone through `count` times, or without end where it is -1."""
    passes = 0
    while count < 0 or passes < count:
        empty = True
        for item in items:
            empty = False
            yield item
        if empty:
            return
        passes += 1


def taken(items: Iterable[T], count: int) -> Iterator[T]:
    """The first `count` items; all where it is -1."""
    return iter(items) if count < 0 else islice(items, count)


def skipped(items: Iterable[T], count: int) -> Iterator[T]:
    """What comes after the first `count` items; nothing where it is -1."""
    return iter(()) if count < 0 else islice(items, count, None)


def sharded(items: Iterable[T], num_shards: int, index: int) -> Iterator[T]:
    """Every `num_shards`-th item, from number `index` on."""
    return islice(items, index, None, num_shards)


def batched(items: Iterable[T], size: int, drop_remainder: bool) -> Iterator[list[T]]:
    """Lists of `size` items; the last one may be shorter, or is left out."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        if len(batch) == size or not drop_remainder:
            yield batch


def flattened(streams: Iterable[Iterable[T]]) -> Iterator[T]:
    """The items of one stream after the other."""
    return chain.from_iterable(streams)


def interleaved(streams: Iterable[Iterable[T]], cycle_length: int, block_length: int) -> Iterator[T]:
    """Blocks of `block_length` items from `cycle_length` streams in turn.

    A stream that ends makes room for the next.
    """
    waiting = iter(streams)
    open_streams = [iter(stream) for stream in islice(waiting, cycle_length)]
    place = 0
    while open_streams:
        place %= len(open_streams)
        block = list(islice(open_streams[place], block_length))
        yield from block
        if len(block) == block_length:
            place += 1
            continue
        following = next(waiting, None)
        if following is None:
            del open_streams[place]
        else:
            open_streams[place] = iter(following)
            place += 1


def remembered(items: Iterable[T]) -> Callable[[], Iterator[T]]:
    """A function that goes through the items, and through a list of them once they have all been seen."""
    kept: list[Any] = []
    complete = False

    def stream() -> Iterator[T]:
        nonlocal complete
        if complete:
            yield from kept
            return
        seen = []
        for item in items:
            seen.append(item)
            yield item
        kept[:], complete = seen, True

    return stream


def _random_places(length: int, rng: np.random.Generator) -> Iterator[int]:
    while length:
        yield from rng.integers(0, length, DRAWS).tolist()
