"""Loops of the lifecycle: generator functions whose every item is an iteration."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .codes import CallSite
from .context import current_lane, lane_here
from .hook import symbol_module
from .telling import mistake

if TYPE_CHECKING:
    from .folding import Iteration
    from .lane import Lane

__all__ = ["loop"]

LARGEST: Final = 2**53
"""Greater indices than a float holds are told as this."""

F = TypeVar("F", bound=Callable[..., Any])


def loop(
    label: str,
    index: Callable[[Any], int] | None = None,
    last: Callable[[Any, Any], bool] | None = None,
) -> Callable[[F], F]:
    """Declare a generator function as a loop of the lifecycle.

    Each item it yields opens a span that lasts until the next item is there: what the
    function does after a ``yield`` belongs to the iteration of the item it yielded.
    Iterations that make the same calls are folded into one.

    Args:
        label: the span's label, ``"epoch"`` or ``"step"``.
        index: from an item to the iteration's index; without it the item itself
            where it is an int, else counting from 0.
        last: from the function's first argument and an item to whether it is known to be
            the last item, so that the values of its iteration are kept; without it, no
            iteration is known to be the last.
    """

    def decorate(generator: F) -> F:
        module = symbol_module(generator.__module__)
        site = CallSite(f"{module}.{generator.__qualname__}", label, None, loop=True)

        @wraps(generator)
        def items(*args: Any, **kwargs: Any) -> Iterator[Any]:
            made: Iterator[Any] = generator(*args, **kwargs)
            if current_lane() is None:
                return made
            is_last = None if last is None else partial(last, args[0])
            return _iterations(site, made, index, is_last)

        return items  # type: ignore[return-value]  # called and iterated over like the one it stands for

    return decorate


def _iterations(
    site: CallSite,
    items: Iterator[Any],
    index: Callable[[Any], int] | None,
    is_last: Callable[[Any], bool] | None,
) -> Generator[Any, None, Any]:
    """The items, each with a span around what is done until the next one is there."""
    told = _Told(site, index, is_last)
    try:
        while True:
            finished, returned = False, None
            try:
                item = next(items)  # inside the iteration before: what follows a yield belongs to its item
            except StopIteration as stop:
                # not the exception itself: its traceback would hold this frame and all that called it
                finished, returned = True, stop.value
            told.end()
            if finished:
                return returned
            told.begin(item)
            yield item
    finally:
        told.leave()
        close = getattr(items, "close", None)
        if close is not None:
            close()


class _Told:
    """The iterations of one loop as they are told to whatever lane is there; it raises nothing.

    Args:
        site: the loop.
        index, is_last: of an item, see `loop`.
    """

    def __init__(
        self,
        site: CallSite,
        index: Callable[[Any], int] | None,
        is_last: Callable[[Any], bool] | None,
    ) -> None:
        self._site, self._index, self._is_last = site, index, is_last
        self._lane: Lane | None = None
        self._iteration: Iteration | None = None
        self._code = self._count = 0

    def begin(self, item: Any) -> None:
        """The next item is there."""
        began_in, self._lane = self._lane, lane_here()
        count, self._count = self._count, self._count + 1
        if self._lane is None:
            return
        try:
            if self._lane is not began_in:
                self._code = self._lane.table.code_of(self._site)
            place = self._index(item) if self._index is not None else item if type(item) is int else count
            last = self._is_last is not None and self._is_last(item)
            self._iteration = self._lane.loops.begin(
                self._code, min(place, LARGEST), first=self._lane is not began_in, last=last
            )
        except Exception as error:
            mistake(error)

    def end(self) -> None:
        """The next item is asked for, and what was done for the last one is done."""
        iteration, self._iteration = self._iteration, None
        if self._lane is not None and iteration is not None:
            try:
                self._lane.loops.end(iteration)
            except Exception as error:
                mistake(error)

    def leave(self) -> None:
        """Nobody asks for the next item."""
        if self._lane is not None and self._iteration is not None:
            try:
                self._lane.loops.leave(self._iteration)
            except Exception as error:
                mistake(error)
