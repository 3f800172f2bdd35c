"""Contenders measured side by side: in turn, round after round, so that what slows the machine slows all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from .figure import Figure, NotMeasured, not_measured

__all__ = ["Contender", "Times", "interleave", "seconds", "stopwatch"]


@dataclass(frozen=True)
class Contender:
    """Somebody who does the work.

    Attributes:
        name: under which its times are found.
        work: does one round and gives its seconds; raises `NotMeasured` where it cannot.
    """

    name: str
    work: Callable[[], float]


@dataclass(frozen=True)
class Times:
    """What the rounds took.

    Attributes:
        seconds: of each contender, one a round, in the order of the rounds.
        missing: the contenders that could not be measured, with the reason.
    """

    seconds: dict[str, list[float]]
    missing: dict[str, str]

    def ratio(self, ours: str, theirs: str, what: str, goal: float | None = None) -> Figure:
        """How many times as long `ours` takes as `theirs`.

        The minimum is the ratio of the two fastest rounds, the median the middle one of the
        ratios of each round.
        """
        for name in (ours, theirs):
            if name in self.missing:
                return not_measured(what, "x", self.missing[name], goal)
        a, b = self.seconds[ours], self.seconds[theirs]
        between = median(one / other for one, other in zip(a, b, strict=True))
        return Figure(what, "x", min(a) / min(b), between, goal, f"{seconds(min(a))} : {seconds(min(b))}")


def interleave(contenders: Sequence[Contender], rounds: int, rest: float = 0.0) -> Times:
    """Let every contender warm up, then measure `rounds` rounds, every other one in reverse order."""
    times = Times({contender.name: [] for contender in contenders}, {})
    for number in range(rounds + 1):
        for contender in contenders if number % 2 else reversed(contenders):
            if contender.name in times.missing:
                continue
            time.sleep(rest)
            try:
                taken = contender.work()
            except NotMeasured as error:
                times.missing[contender.name] = str(error)
            else:
                times.seconds[contender.name] += [taken] if number else []
    return times


def stopwatch(work: Callable[[], object]) -> Callable[[], float]:
    """The work as a round that gives its seconds."""

    def timed() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return timed


def seconds(duration: float) -> str:
    """A duration in s, ms or µs, whichever reads best."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if duration * factor >= 1:
            return f"{duration * factor:.3g} {unit}"
    return f"{duration * 1e6:.3g} µs"
