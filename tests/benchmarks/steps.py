"""A training that is nothing but hooks and facts: a small model's step without its arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from fittrace.trace import Hooked, emit, hook, loop
from fittrace.trace.catalogue import (
    BatchTaken,
    LearningRateResolved,
    LogsWritten,
    LossComputed,
    MetricUpdated,
    StateChanged,
)

__all__ = ["run_steps"]

BATCH = np.zeros((8, 4), "float32")


@loop("step")
def steps(count: int) -> Iterator[int]:
    """The steps of an epoch."""
    yield from range(count)


class Layer(Hooked, named="name"):
    """Calls its activation."""

    def __init__(self, name: str) -> None:
        self.name = name

    @hook
    def __call__(self, step: int) -> float:
        """A layer's call around its `call`."""
        return self.call(step)

    @hook
    def call(self, step: int) -> float:
        """The forward pass."""
        return self.activation(step)

    @hook
    def activation(self, step: int) -> float:
        """A number that has nothing to do with that of the step before, so that no packing shortens it."""
        return math.sin(step * step) + step % 7


class Metric(Hooked, named="name"):
    """A running mean."""

    name = "loss"

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    @hook
    def update_state(self, value: float) -> float:
        """Take a value into account; the mean so far."""
        self.total += value
        self.count += 1
        emit(MetricUpdated, metric=self.name, value=self.total / self.count)
        return self.total / self.count


class Optimizer(Hooked):
    """Goes through the calls of an update."""

    @hook
    def minimize(self, step: int) -> None:
        """Gradients, then the update of two weights."""
        self.compute_gradients()
        self.apply_gradients(step)

    @hook
    def compute_gradients(self) -> None:
        """Nothing to compute here."""

    @hook
    def apply_gradients(self, step: int) -> None:
        """A learning rate, and two updates."""
        emit(LearningRateResolved, value=0.001, iteration=step)
        for _ in range(2):
            self.update_step()
        emit(StateChanged, owner="optimizer", attribute="iterations", before=step, after=step + 1)

    @hook
    def update_step(self) -> None:
        """Nothing to update here."""


class Model(Hooked, named="name"):
    """Two layers, a loss, an optimizer, a metric."""

    name = "model"

    def __init__(self) -> None:
        self.layers = [Layer("hidden"), Layer("output")]
        self.optimizer, self.metric = Optimizer(), Metric()

    @hook
    def train_step(self, step: int) -> float:
        """Forward, loss, update, metric."""
        emit(BatchTaken, batch=(BATCH, BATCH))
        output = sum(layer(step) for layer in self.layers)
        loss = self.compute_loss(output)
        self.optimizer.minimize(step)
        return self.metric.update_state(loss)

    @hook
    def compute_loss(self, output: float) -> float:
        """The output itself."""
        emit(LossComputed, loss="mse", value=output)
        return output


class Callback(Hooked):
    """Is told of each batch."""

    @hook
    def on_train_batch_begin(self) -> None:
        """Nothing to do."""

    @hook
    def on_train_batch_end(self, loss: float) -> None:
        """Write into the logs."""
        emit(LogsWritten, callback="callback", key="loss", value=loss)


def run_steps(count: int) -> None:
    """So many steps of one structure: 16 calls and 6 facts each, which hold 7 numbers."""
    model, callback = Model(), Callback()
    for step in steps(count):
        callback.on_train_batch_begin()
        callback.on_train_batch_end(model.train_step(step))
