"""Small trainings made of hooks alone, and what is told of them."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from fittrace.export.calls import Call
from fittrace.export.walk import Walk
from fittrace.trace import Hooked, LogicalClock, Run, continued, emit, hook, load, loop, record
from fittrace.trace.catalogue import LossComputed, StopRequested, WeightCreated


class Model(Hooked, named="name"):
    """Fits: epochs of steps, of which the first builds and each computes a loss."""

    def __init__(self, name: str = "small") -> None:
        self.name = name
        self.built = False
        self.calls_left = 0

    @hook
    def fit(self, count: int, step_count: int, fail_at: int | None = None) -> None:
        for epoch in epochs(count):
            for step in steps(step_count):
                self.train_step(step, fail=epoch * step_count + step == fail_at)

    @hook
    def train_step(self, step: int, *, fail: bool) -> None:
        if not self.built:
            self.build()
        self.call()
        emit(LossComputed, loss="mse", value=1 / (1 + step))
        if fail:
            raise ValueError("the data ran dry")

    @hook
    def build(self) -> None:
        self.built = True
        emit(WeightCreated, name="kernel", layer=self.name, count=4)

    @hook
    def call(self) -> None:
        pass


@loop("epoch")
def epochs(count: int) -> Any:
    yield from range(count)


@loop("step")
def steps(count: int) -> Any:
    yield from range(count)


def training(count: int = 3, step_count: int = 4, name: str = "small", **options: Any) -> Run:
    """A run that finished, on a logical clock."""
    with record(clock=LogicalClock(), script="train.py", **options) as run:
        emit(StopRequested, by="nobody")
        Model(name).fit(count, step_count)
    return run


def failed() -> Run:
    """A run that an exception ended in its seventh step."""
    try:
        with record(script="train.py") as run:
            Model().fit(3, 4, fail_at=6)
    except ValueError:
        pass
    return run


def interrupted() -> Run:
    """A run that Ctrl-C ended in its second epoch."""

    class Stopped(Model):
        @hook
        def call(self) -> None:
            if self.calls_left == 0:
                raise KeyboardInterrupt
            self.calls_left -= 1

    model = Stopped()
    model.calls_left = 6
    with suppress(KeyboardInterrupt), record(script="train.py") as run:
        model.fit(3, 4)
    return run


def cut_off(folder: Path) -> Run:
    """A run whose file was written in the middle of its second epoch, and never again."""

    class Saving(Model):
        @hook
        def call(self) -> None:
            run.save(folder / "cut.fittrace")
            self.calls_left -= 1
            if self.calls_left == 0:
                raise RuntimeError

    model = Saving()
    model.calls_left = 6
    with suppress(RuntimeError), record(script="train.py") as run:
        model.fit(3, 4)
    return load(folder / "cut.fittrace")


def threads() -> Run:
    """A run with the lanes of two threads beside its own."""

    def work(lane: Any) -> None:
        with lane():
            Model("worker").fit(1, 5)

    with record(script="train.py") as run:
        workers = [threading.Thread(target=work, args=(continued(f"worker {n}"),)) for n in range(2)]
        for worker in workers:
            worker.start()
        Model().fit(2, 3)
        for worker in workers:
            worker.join()
    return run


def told(run: Run, limit: int | None = None) -> list[Call]:
    """The calls that exports tell of a run."""
    return [item for item in Walk(run, limit) if isinstance(item, Call)]
