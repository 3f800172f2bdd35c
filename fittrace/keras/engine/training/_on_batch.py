"""One step at a time, for training loops of one's own."""

from __future__ import annotations

from typing import Any

from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import hook

from ..data_adapter import single_batch_iterator
from . import _predict
from ._evaluate import flatten_metrics_in_order
from ._trainable import RespectCompiledTrainableState

__all__ = ["Model"]


class Model(_predict.Model):
    """The part of `Model` that does a single step."""

    @hook
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        reset_metrics: bool = True,
        return_dict: bool = False,
    ) -> Any:
        """Train on one batch.

        Args:
            x: inputs, arrays.
            y: targets.
            sample_weight: one weight a sample.
            class_weight: weight of each class in the loss.
            reset_metrics: whether the metrics start anew; else they go on from the last batch.
            return_dict: whether to give the results by name.

        Returns:
            The loss, or a list of loss and metrics in the order of `metrics_names`.

        Raises:
            RuntimeError: if the model is not compiled.
            ValueError: if the numbers of rows differ.
        """
        self._assert_compile_was_called()
        self._check_call_args("train_on_batch")
        if reset_metrics:
            self.reset_metrics()
        with RespectCompiledTrainableState(self):
            iterator = single_batch_iterator(x, y, sample_weight, class_weight)
            self.train_function = self.make_train_function()
            logs = self.train_function(iterator)
        return self._results(logs, return_dict)

    @hook
    def test_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        reset_metrics: bool = True,
        return_dict: bool = False,
    ) -> Any:
        """Evaluate on one batch; arguments and result as for `train_on_batch`."""
        self._assert_compile_was_called()
        self._check_call_args("test_on_batch")
        if reset_metrics:
            self.reset_metrics()
        iterator = single_batch_iterator(x, y, sample_weight)
        self.test_function = self.make_test_function()
        return self._results(self.test_function(iterator), return_dict)

    @hook
    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch of inputs, as numpy arrays."""
        self._check_call_args("predict_on_batch")
        iterator = single_batch_iterator(x)
        self.predict_function = self.make_predict_function()
        return sync_to_numpy_or_python_type(self.predict_function(iterator))

    def _results(self, logs: dict[str, Any], return_dict: bool) -> Any:
        logs = sync_to_numpy_or_python_type(logs)
        return logs if return_dict else flatten_metrics_in_order(logs, self.metrics_names)
