"""What a hook, a fact and a loop cost: bare, with nobody recording, and recorded.

Every case is measured in turn, round after round, so that whatever slows the machine
down slows them all; printed is the median over the rounds, without the cost of the
``for`` statement that repeats the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns

import numpy as np

from fittrace.trace import Hooked, State, changing, emit, hook, loop, record
from fittrace.trace.catalogue import BatchTaken, LossComputed, WeightUpdated

__all__ = ["main"]

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


def many(call: Work) -> Callable[[], None]:
    """`CALLS` calls in a row."""

    def work() -> None:
        for value in range(CALLS):
            call(value)

    return work


def in_steps(call: Work) -> Callable[[], None]:
    """`CALLS` calls in steps that all make the same calls and so are folded."""

    def work() -> None:
        for _ in steps(CALLS // CALLS_A_STEP):
            for value in range(CALLS_A_STEP):
                call(value)

    return work


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        name: what is measured.
        work: makes `CALLS` calls.
        recorded: whether somebody records meanwhile.
        goal: nanoseconds that it should stay under, None where nothing was promised.
    """

    name: str
    work: Callable[[], None]
    recorded: bool = False
    goal: int | None = None

    def measure(self) -> float:
        """Nanoseconds of a call, once."""
        scene: AbstractContextManager[object] = record() if self.recorded else nullcontext()
        with scene:
            begin = perf_counter_ns()
            self.work()
            return (perf_counter_ns() - begin) / CALLS


def cases() -> list[Case]:
    """The table's lines; the first is what the others are compared with."""
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


def main() -> None:
    """Measure and print the table."""
    empty = Case("", many_nothing)
    table = cases()
    taken: dict[str, list[float]] = {case.name: [] for case in [empty, *table]}
    for _ in range(ROUNDS):
        for case in [empty, *table]:
            taken[case.name].append(case.measure())
    nothing = median(taken[empty.name])
    bare = median(taken[table[0].name]) - nothing
    print(f"{'':40}{'ns a call':>10}{'times bare':>12}{'goal':>8}")
    for case in table:
        cost = median(taken[case.name]) - nothing
        goal = f"< {case.goal}" if case.goal is not None else ""
        print(f"{case.name:40}{cost:>10.0f}{cost / bare:>12.1f}{goal:>8}")


def many_nothing() -> None:
    """The ``for`` statement alone."""
    for _ in range(CALLS):
        pass


if __name__ == "__main__":
    main()
