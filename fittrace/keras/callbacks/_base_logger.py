"""`BaseLogger`: means over an epoch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._callback import Callback
from ._logs import write_log

__all__ = ["BaseLogger"]


class BaseLogger(Callback):
    """Puts the means of the batches' values into the logs at the end of an epoch.

    Args:
        stateful_metrics: names of values that are means already.
    """

    def __init__(self, stateful_metrics: Iterable[str] | None = None) -> None:
        super().__init__()
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen = 0
        self.totals: dict[str, Any] = {}

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start anew."""
        self.seen = 0
        self.totals = {}

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Add a batch; ``logs["size"]`` is its number of samples."""
        logs = logs or {}
        size = logs.get("size", 0)
        self.seen += size * logs.get("num_steps", 1)
        for name, value in logs.items():
            if name in self.stateful_metrics:
                self.totals[name] = value
            else:
                self.totals[name] = self.totals.get(name, 0) + value * size

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Put the means of the names in ``params["metrics"]`` into `logs`."""
        if logs is None:
            return
        for name in self.params["metrics"]:
            if name in self.totals:
                is_mean = name in self.stateful_metrics
                value = self.totals[name] if is_mean else self.totals[name] / self.seen
                write_log(self, logs, name, value)
