"""Loops of the lifecycle: generator functions whose every item is an iteration."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from .codes import CallSite
from .context import current_lane
from .hook import symbol_module

if TYPE_CHECKING:
    from .lane import Lane
    from .loops import Iteration

__all__ = ["loop"]

F = TypeVar("F", bound=Callable[..., Any])


def loop(label: str, index: Callable[[Any], int] | None = None) -> Callable[[F], F]:
    """Declare a generator function as a loop of the lifecycle.

    Each item it yields opens a span that lasts until the next item is there: what the
    function does after a ``yield`` belongs to the iteration of the item it yielded.
    Iterations that make the same calls are folded into one.

    Args:
        label: the span's label, ``"epoch"`` or ``"step"``.
        index: from an item to the iteration's index; without it the item itself
            where it is an int, else counting from 0.
    """

    def decorate(generator: F) -> F:
        module = symbol_module(generator.__module__)
        site = CallSite(f"{module}.{generator.__qualname__}", label, None, loop=True)

        @wraps(generator)
        def items(*args: Any, **kwargs: Any) -> Iterator[Any]:
            made: Iterator[Any] = generator(*args, **kwargs)
            return made if current_lane() is None else _iterations(site, made, index)

        return items  # type: ignore[return-value]  # called and iterated over like the one it stands for

    return decorate


def _iterations(
    site: CallSite, items: Iterator[Any], index: Callable[[Any], int] | None
) -> Generator[Any, None, Any]:
    """The items, each with a span around what is done until the next one is there."""
    lane: Lane | None = None
    iteration: Iteration | None = None
    count = 0
    try:
        while True:
            finished, returned = False, None
            try:
                item = next(items)  # inside the iteration before: what follows a yield belongs to its item
            except StopIteration as stop:
                # not the exception itself: its traceback would hold this frame and all that called it
                finished, returned = True, stop.value
            if lane is not None and iteration is not None:
                lane.loops.end(iteration)
                iteration = None
            if finished:
                return returned
            began_in, lane = lane, current_lane()
            if lane is not None:
                if lane is not began_in:
                    code = lane.table.code_of(site)
                place = index(item) if index is not None else item if type(item) is int else count
                iteration = lane.loops.begin(code, place, first=lane is not began_in)
            yield item
            count += 1
    finally:
        if lane is not None and iteration is not None:
            lane.loops.leave(iteration)
        close = getattr(items, "close", None)
        if close is not None:
            close()
