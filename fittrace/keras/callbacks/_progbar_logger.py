"""`ProgbarLogger`: the progress bar of `fit`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fittrace.keras.utils.generic_utils import Progbar
from fittrace.keras.utils.io_utils import print_msg
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import recording

from ._callback import Callback
from ._logs import read_log

__all__ = ["ProgbarLogger"]


class ProgbarLogger(Callback):
    """Draws a progress bar for every epoch, with the metrics so far.

    Args:
        count_mode: "steps" counts batches, "samples" counts rows.
        stateful_metrics: names of values that are means already.

    Raises:
        ValueError: for another `count_mode`.
    """

    def __init__(self, count_mode: str = "samples", stateful_metrics: Iterable[str] | None = None) -> None:
        super().__init__()
        if count_mode not in ("samples", "steps"):
            raise ValueError(f"`count_mode` is {count_mode!r}; expected 'samples' or 'steps'.")
        self._supports_tf_logs = True
        self.use_steps = count_mode == "steps"
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen = 0
        self.progbar: Progbar | None = None
        self.target: int | None = None
        self.verbose = 1
        self.epochs = 1
        self._counters: dict[str, Any] = {}
        self._call_batch_hooks = True
        self._called_in_fit = False

    def set_params(self, params: dict[str, Any]) -> None:
        """Hear how many steps there are, and how much to draw."""
        self.verbose = params["verbose"]
        self.epochs = params["epochs"]
        self.target = params.get("steps" if self.use_steps else "samples")
        self._call_batch_hooks = self.verbose == 1
        if self.target is None:
            self._counters = {
                "train": getattr(self.model, "_train_counter", None),
                "test": getattr(self.model, "_test_counter", None),
                "predict": getattr(self.model, "_predict_counter", None),
            }
            self._call_batch_hooks = self._call_batch_hooks or None in self._counters.values()

    def on_train_begin(self, logs: Any = None) -> None:
        """From here on, evaluations are part of `fit` and draw nothing."""
        self._called_in_fit = True

    def on_test_begin(self, logs: Any = None) -> None:
        """Start a bar."""
        if not self._called_in_fit:
            self._start_progbar()

    def on_predict_begin(self, logs: Any = None) -> None:
        """Start a bar."""
        self._start_progbar()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start a bar, below the epoch's number."""
        self._start_progbar()
        if self.verbose and self.epochs > 1:
            print_msg(f"Epoch {epoch + 1}/{self.epochs}")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar."""
        self._batch_update_progbar(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar."""
        if not self._called_in_fit:
            self._batch_update_progbar(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar; outputs are not shown."""
        self._batch_update_progbar(batch, None)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Finish the bar."""
        self._finalize_progbar(logs, self._counters.get("train"))

    def on_test_end(self, logs: Any = None) -> None:
        """Finish the bar."""
        if not self._called_in_fit:
            self._finalize_progbar(logs, self._counters.get("test"))

    def on_predict_end(self, logs: Any = None) -> None:
        """Finish the bar."""
        self._finalize_progbar(logs, self._counters.get("predict"))

    def _start_progbar(self) -> None:
        self.seen = 0
        self.progbar = None
        self._current_progbar()

    def _current_progbar(self) -> Progbar:
        """The bar, which learns of metrics that have come into being."""
        if self.model:
            self.stateful_metrics |= {metric.name for metric in self.model.metrics}
        if self.progbar is None:
            self.progbar = Progbar(
                target=self.target,
                verbose=self.verbose,
                stateful_metrics=self.stateful_metrics,
                unit_name="step" if self.use_steps else "sample",
            )
        self.progbar._update_stateful_metrics(self.stateful_metrics)
        return self.progbar

    def _implements_train_batch_hooks(self) -> bool:
        return self._call_batch_hooks

    def _implements_test_batch_hooks(self) -> bool:
        return self._call_batch_hooks

    def _implements_predict_batch_hooks(self) -> bool:
        return self._call_batch_hooks

    def _batch_update_progbar(self, batch: int, logs: Any) -> None:
        progbar = self._current_progbar()
        if self.verbose == 1 and recording():
            for name in logs or {}:
                read_log(self, logs, name)
        logs = dict(logs or {})
        if self.use_steps:
            self.seen = batch + 1
        else:
            self.seen += logs.pop("num_steps", 1) * logs.pop("size", 0)
            logs.pop("batch", None)
        if self.verbose == 1:
            progbar.update(self.seen, sync_to_numpy_or_python_type(logs).items(), finalize=False)

    def _finalize_progbar(self, logs: Any, counter: Any) -> None:
        progbar = self._current_progbar()
        logs = sync_to_numpy_or_python_type(logs or {})
        for name in logs:
            read_log(self, logs, name)
        if self.target is None:
            counted = 0 if counter is None else int(counter.numpy())
            self.target = (counted if self.use_steps else counted * logs.get("size", 1)) or self.seen
            progbar.target = self.target
        progbar.update(self.target, logs.items(), finalize=True)
