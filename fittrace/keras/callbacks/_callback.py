"""`Callback`: the base of everything that is told about the training."""

from __future__ import annotations

from typing import Any

from fittrace.keras.utils.generic_utils import default, is_default
from fittrace.trace import Hooked, hook

__all__ = ["Callback"]


class Callback(Hooked):
    """Is told when training, evaluation and prediction begin and end, each epoch and each batch.

    A subclass overrides what it wants to hear.  `logs` holds the metrics so far; setting
    ``self.model.stop_training = True`` ends the training after the batch.

    Attributes:
        model: the model, once the training has begun.
        params: `verbose`, `epochs` and `steps`.
        validation_data: kept for old code; always None.
    """

    def __init__(self) -> None:
        self.model: Any = None
        self.params: dict[str, Any] = {}
        self.validation_data = None
        self._supports_tf_logs = False

    @hook
    def set_params(self, params: dict[str, Any]) -> None:
        """Hear how the training was set up."""
        self.params = params

    @hook
    def set_model(self, model: Any) -> None:
        """Hear which model it is about."""
        self.model = model

    @hook
    @default
    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """The old name of `on_train_batch_begin`."""

    @hook
    @default
    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """The old name of `on_train_batch_end`."""

    @hook
    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch of training begins; counted from 0."""

    @hook
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """An epoch of training has ended; `logs` holds validation results as well, under ``val_...``."""

    @hook
    @default
    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Training on a batch begins; counted from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    @hook
    @default
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Training on a batch has ended."""
        self.on_batch_end(batch, logs=logs)

    @hook
    @default
    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Evaluation of a batch begins, in `evaluate` or between epochs of `fit`."""

    @hook
    @default
    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Evaluation of a batch has ended."""

    @hook
    @default
    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Prediction of a batch begins."""

    @hook
    @default
    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Prediction of a batch has ended; ``logs["outputs"]`` is what the model gave."""

    @hook
    def on_train_begin(self, logs: Any = None) -> None:
        """`fit` begins."""

    @hook
    def on_train_end(self, logs: Any = None) -> None:
        """`fit` has ended; `logs` are those of the last epoch."""

    @hook
    def on_test_begin(self, logs: Any = None) -> None:
        """An evaluation begins."""

    @hook
    def on_test_end(self, logs: Any = None) -> None:
        """An evaluation has ended."""

    @hook
    def on_predict_begin(self, logs: Any = None) -> None:
        """`predict` begins."""

    @hook
    def on_predict_end(self, logs: Any = None) -> None:
        """`predict` has ended."""

    def _implements_train_batch_hooks(self) -> bool:
        """Whether it wants to hear about batches of training."""
        return not (
            is_default(self.on_batch_begin)
            and is_default(self.on_batch_end)
            and is_default(self.on_train_batch_begin)
            and is_default(self.on_train_batch_end)
        )

    def _implements_test_batch_hooks(self) -> bool:
        """Whether it wants to hear about batches of evaluation."""
        return not (is_default(self.on_test_batch_begin) and is_default(self.on_test_batch_end))

    def _implements_predict_batch_hooks(self) -> bool:
        """Whether it wants to hear about batches of prediction."""
        return not (is_default(self.on_predict_batch_begin) and is_default(self.on_predict_batch_end))
