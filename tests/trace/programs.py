"""Random programs of hooked calls, and a machine that runs them and writes down every single event."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fittrace.trace import Hooked, changing, emit, hook, loop
from fittrace.trace.catalogue import (
    BatchTaken,
    GradientComputed,
    LossComputed,
    StateChanged,
    StopRequested,
    WeightCreated,
    WeightUpdated,
)

__all__ = ["Machine", "Oops", "numbers", "random_program", "random_statement"]

# A program is a list of statements; a statement is a tuple whose first item says what it is:
#   ("call", callee, body)          a hooked method or function that runs the body
#   ("loop", count, bodies, leave)  iteration i runs bodies[i % len]; left by break at `leave`;
#                                   a count of 6 is another one each time
#   ("held", count, bodies, leave)  the same, with the generator held in a variable
#   ("emit", kind, variant)         a fact with random numbers in it
#   ("change", weight)              a block that changes an array
#   ("catch", body)                 the body, whose exceptions are caught
#   ("raise", message)              an exception


class Oops(Exception):
    """What programs raise."""


@dataclass
class Told:
    """A span as the naive recorder writes it down."""

    depth: int
    label: str
    symbol: str
    name: str | None
    index: int | None
    in_loop: bool
    failed: str | None = None
    left: list[Told] = field(default_factory=list)


class Machine:
    """Runs a program and writes down, beside the recorder, what happens."""

    def __init__(self) -> None:
        self.spans: list[Told] = []
        self.facts: list[tuple[type, dict[str, Any], Told | None]] = []
        self.raised_in_calls = 0
        self.is_new = False
        self.numbers: list[float] = []
        self.open: list[Told] = []
        self.seed = 1
        self.loops = 0

    def number(self) -> float:
        """The next of a fixed sequence of random numbers."""
        self.seed = self.seed * 48271 % 2147483647
        self.numbers.append(self.seed / 2147483647)
        return self.numbers[-1]

    def enter(self, label, symbol, name=None, index=None):
        in_loop = index is not None or (bool(self.open) and self.open[-1].in_loop)
        self.open.append(Told(len(self.open), label, symbol, name, index, in_loop))
        self.spans.append(self.open[-1])
        return self.open[-1]

    def call(self, label, symbol, name, body):
        """What every hooked method does: run the body and tell how it ended."""
        span = self.enter(label, symbol, name)
        try:
            self.run(body)
            return self.number()
        except Oops as error:
            self.raised_in_calls += self.is_new
            self.is_new = False
            for one in (span, *span.left):
                one.failed = str(error)
            raise
        finally:
            self.open.pop()

    def around(self) -> Told | None:
        """The innermost call, loops not counted."""
        return next((span for span in reversed(self.open) if span.index is None), None)

    def run(self, body):
        for what, *rest in body:
            getattr(self, f"run_{what}")(*rest)

    def run_call(self, callee, body):
        CALLEES[callee](self, body)

    def run_loop(self, count, bodies, leave):
        for index in numbers(self.changing_count(count)):
            if self.iteration(index, bodies[index % len(bodies)], leave):
                break

    def changing_count(self, count):
        """The count itself, or another one each time where it is 6."""
        self.loops += 1
        return 1 + self.loops % 3 if count == 6 else count

    def run_held(self, count, bodies, leave):
        held = numbers(self.changing_count(count))
        for index in held:
            if self.iteration(index, bodies[index % len(bodies)], leave):
                held.close()
                break

    def iteration(self, index, body, leave):
        around = self.around()
        span = self.enter("number", "user.numbers", index=index)
        whole = False
        try:
            self.run(body)
            whole = True
        finally:
            self.open.pop()
            if around is not None and not whole:
                around.left.append(span)
        return index == leave

    def run_catch(self, body):
        around, depth = self.around(), len(self.open)
        with contextlib.suppress(Oops):
            self.run(body)
        assert len(self.open) == depth
        if around is not None:
            around.left.clear()

    def run_raise(self, message):
        # the fact stands between a loop left before and an exception that has nothing to do with it
        self.state(StopRequested, by=message)
        self.is_new = True
        raise Oops(message)

    def run_emit(self, kind, variant):
        stated, fields = FACTS[kind](self, variant)
        self.state(stated, **fields)

    def run_change(self, weight):
        before, array = self.number(), np.zeros(2)
        array[0] = before
        with changing(WeightUpdated, weight=array, sample_gradient=[weight]):
            array *= 2
        fields = {"norm_before": before, "norm_after": 2 * before, "norm_change": before}
        self.facts.append((WeightUpdated, fields, self.open[-1] if self.open else None))

    def state(self, kind, **fields):
        emit(kind, **fields)
        self.facts.append((kind, fields, self.open[-1] if self.open else None))


@loop("number")
def numbers(count):
    yield from range(count)


class Layer(Hooked, named="name"):
    def __init__(self, name):
        self.name = name

    @hook
    def call(self, machine, body):
        return machine.call(f"{type(self).__name__}.call", self.told_by, self.name, body)

    @hook
    def build(self, machine, body):
        return machine.call(f"{type(self).__name__}.build", "user.Layer.build", self.name, body)

    told_by = "user.Layer.call"


class Dense(Layer):
    told_by = "user.Dense.call"

    def call(self, machine, body):
        return super().call(machine, body)


class Deeper(Dense):
    told_by = "user.Deeper.call"

    def call(self, machine, body):
        return super().call(machine, body)

    def build(self, machine, body):
        return machine.call("Deeper.build", "user.Deeper.build", self.name, body)


class Callback(Hooked):
    @hook
    def on_epoch_end(self, machine, body):
        return machine.call("Callback.on_epoch_end", "user.Callback.on_epoch_end", None, body)

    @staticmethod
    @hook
    def can_handle(machine, body):
        return machine.call("Callback.can_handle", "user.Callback.can_handle", None, body)


@hook
def train_function(machine, body):
    return machine.call("train_function", "user.train_function", None, body)


CALLEES = [
    Layer("a").call,
    Layer("b").call,
    Layer("b").build,
    Dense("a").call,
    Deeper("c").call,
    Deeper("c").build,
    Callback().on_epoch_end,
    Callback.can_handle,
    train_function,
]

FACTS = [
    lambda machine, variant: (LossComputed, {"loss": f"loss {variant % 2}", "value": machine.number()}),
    lambda machine, variant: (BatchTaken, {"batch": np.zeros((variant, 2))}),
    lambda machine, variant: (
        WeightCreated,
        {"name": "kernel", "count": int(100 * machine.number()), "sample": [machine.number()]},
    ),
    lambda machine, variant: (GradientComputed, {"weight": f"w{variant}", "norm": [machine.number()]}),
    lambda machine, variant: (
        StateChanged,
        {
            "attribute": "a",
            "before": [None, 1, True, "#", 0.5][variant],
            "after": machine.number() if variant % 2 else "text",
        },
    ),
]


LEAVES = ["emit"] * 12 + ["change"] * 3 + ["raise"]
BRANCHES = ["call"] * 12 + ["loop"] * 9 + ["held"] * 4 + ["catch"] * 2


def random_program(random, level, size=4):
    """Statements that nest `level` deep."""
    return [random_statement(random, level) for _ in range(random.randint(1, size))]


def random_statement(random, level):
    what = random.choice(LEAVES + BRANCHES if level else LEAVES)
    if what == "emit":
        return what, random.randrange(len(FACTS)), random.randrange(5)
    if what == "change":
        return what, random.randrange(5)
    if what == "raise":
        return what, random.choice(["one", "other"])
    if what == "call":
        return what, random.randrange(len(CALLEES)), random_program(random, level - 1)
    if what == "catch":
        return what, random_program(random, level - 1)
    bodies = [random_program(random, level - 1, 3) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    return what, random.choice([0, 1, 2, 4, 5, 5, 6, 6]), bodies, random.choice([99, 99, 1, 3])
