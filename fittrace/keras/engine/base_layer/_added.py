"""Losses and metrics that were added to a graph of layers: they are layers of it, at its far end."""

from __future__ import annotations

from typing import Any

from ._layer import Layer

__all__ = ["AddLoss", "AddMetric"]


class AddLoss(Layer):
    """Adds its input to the losses, and gives it back; `Model.add_loss` makes it.

    Args:
        unconditional: whether the loss does not depend on the inputs; without effect.
    """

    def __init__(self, unconditional: bool, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"autocast": False}))
        self.unconditional = unconditional

    def call(self, inputs: Any) -> Any:
        """The inputs, which are a loss from here on."""
        self.add_loss(inputs, inputs=not self.unconditional)
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"unconditional": self.unconditional}


class AddMetric(Layer):
    """Reports the mean of its input, and gives the input back; `Model.add_metric` makes it.

    Args:
        aggregation: without effect.
        metric_name: the name in the logs.
    """

    def __init__(self, aggregation: str | None = None, metric_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.aggregation = aggregation
        self.metric_name = metric_name

    def call(self, inputs: Any) -> Any:
        """The inputs, whose mean is a metric from here on."""
        self.add_metric(inputs, aggregation=self.aggregation, name=self.metric_name)
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"aggregation": self.aggregation, "metric_name": self.metric_name}
