"""What a hook, a fact and a loop cost: bare, with nobody recording, and recorded.

Every figure is without the cost of the ``for`` statement that repeats the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from fittrace.trace import Hooked, State, changing, emit, hook, loop, record
from fittrace.trace.catalogue import BatchTaken, LossComputed, WeightUpdated

from .figure import Figure
from .scene import Scene
from .timing import Contender, interleave

__all__ = ["measure"]

ROUNDS = 9
CALLS = 20_000
CALLS_A_STEP = 100


class Bare:
    """The methods without a recorder."""

    built = False

    def work(self, value: int) -> int:
        """A method that does nothing else than being called."""
        return value


class Worker(Hooked):
    """The same methods as hooks."""

    built = State(False)

    @hook
    def work(self, value: int) -> int:
        """The method that is measured."""
        return value


class Layer(Hooked, named="_name"):
    """A class whose instances have names."""

    def __init__(self) -> None:
        self._name = "dense"

    @hook
    def work(self, value: int) -> int:
        """The method that is measured."""
        return value


class Extended(Layer):
    """An override that calls its own super-implementation: one span, two trampolines."""

    def work(self, value: int) -> int:
        """The method that is measured."""
        return super().work(value)


@loop("step")
def steps(count: int) -> Iterator[int]:
    """A loop whose iterations are folded."""
    yield from range(count)


Work = Callable[[int], object]


def many(call: Work) -> Callable[[int], None]:
    """So many calls in a row."""

    def work(calls: int) -> None:
        for value in range(calls):
            call(value)

    return work


def in_steps(call: Work) -> Callable[[int], None]:
    """So many calls in steps that all make the same calls and so are folded."""

    def work(calls: int) -> None:
        for _ in steps(calls // CALLS_A_STEP):
            for value in range(CALLS_A_STEP):
                call(value)

    return work


def nothing(calls: int) -> None:
    """The ``for`` statement alone."""
    for _ in range(calls):
        pass


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        name: what is measured.
        work: makes so many calls.
        recorded: whether somebody records meanwhile.
        in_generator: whether that recording is begun inside of a generator.
        goal: nanoseconds that it should stay under, None where nothing was promised.
    """

    name: str
    work: Callable[[int], None]
    recorded: bool = False
    goal: int | None = None
    in_generator: bool = False

    def contender(self, calls: int) -> Contender:
        """Rounds of so many calls, without the time that a recording takes to begin and end."""

        def work() -> float:
            scene: AbstractContextManager[object] = record() if self.recorded else nullcontext()
            with scene:
                begin = perf_counter()
                self.work(calls)
                return perf_counter() - begin

        def in_generator() -> Iterator[float]:
            yield work()

        return Contender(self.name, (lambda: next(in_generator())) if self.in_generator else work)


def cases() -> list[Case]:
    """The table's lines."""
    worker, layer, extended = Worker(), Layer(), Extended()
    batch, weight = np.zeros((8, 5), "float32"), np.zeros((5, 5), "float32")

    def loss(value: int) -> None:
        emit(LossComputed, loss="mse", value=value)

    def taken(_: int) -> None:
        emit(BatchTaken, batch=(batch, batch))

    def update(_: int) -> None:
        with changing(WeightUpdated, weight=weight):
            pass

    def builds(_: int) -> None:
        worker.built = True

    return [
        Case("a bare call", many(Bare().work)),
        Case("hook, nobody records", many(worker.work), goal=120),
        Case("hook of a named layer, nobody records", many(layer.work), goal=120),
        Case("hook, recorded", many(worker.work), recorded=True, goal=400),
        Case("hook of a named layer, recorded", many(layer.work), recorded=True, goal=400),
        Case("override with its super, recorded", many(extended.work), recorded=True),
        Case("hook, recorded and folded", in_steps(worker.work), recorded=True, goal=400),
        Case("hook, recorded inside a generator", many(worker.work), recorded=True, in_generator=True),
        Case("emit a number, nobody records", many(loss)),
        Case("emit a number, recorded", many(loss), recorded=True),
        Case("emit a number, repeating", in_steps(loss), recorded=True),
        Case("emit two shapes, recorded", many(taken), recorded=True),
        Case("emit two shapes, repeating", in_steps(taken), recorded=True),
        Case("changing, nobody records", many(update)),
        Case("changing, recorded", many(update), recorded=True),
        Case("changing, repeating", in_steps(update), recorded=True),
        Case("assigning a State, nobody records", many(builds)),
        Case("assigning a State, recorded", many(builds), recorded=True),
    ]


def measure(scene: Scene) -> list[Figure]:
    """Nanoseconds of a call, those that have a goal first."""
    figures = []
    calls = scene.part(CALLS, least=CALLS_A_STEP) // CALLS_A_STEP * CALLS_A_STEP
    empty, table = Case("", nothing), sorted(cases(), key=lambda case: case.goal is None)
    contenders = [case.contender(calls) for case in [empty, *table]]
    taken = interleave(contenders, scene.times(ROUNDS)).seconds
    for case in table:
        least, middle = (1e9 * (of(taken[case.name]) - of(taken[empty.name])) / calls for of in (min, median))
        figures.append(Figure(case.name, "ns", least, middle, case.goal))
    return figures
