"""What is done with one batch."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import hook

from ..data_adapter import unpack_x_y_sample_weight
from . import _compile

__all__ = ["Model"]


class Model(_compile.Model):
    """The part of `Model` that trains, tests or predicts a batch; all of it can be overridden."""

    @hook
    def train_step(self, data: Any) -> dict[str, Any]:
        """Compute the loss, its gradients, and change the weights.

        Args:
            data: ``(x, y)`` or ``(x, y, sample_weight)``.

        Returns:
            The metrics' results so far, by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        self._validate_target_and_loss(y, loss)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    @hook
    def test_step(self, data: Any) -> dict[str, Any]:
        """Compute the loss and the metrics; the weights stay.

        Args:
            data: ``(x, y)`` or ``(x, y, sample_weight)``.

        Returns:
            The metrics' results so far, by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        self.compute_loss(x, y, y_pred, sample_weight)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    @hook
    def predict_step(self, data: Any) -> Any:
        """The outputs for a batch of inputs."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)

    @hook
    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None
    ) -> Any:
        """The total loss, regularization included; None where there is nothing to minimize.

        Args:
            x: inputs.
            y: targets.
            y_pred: what the model gave.
            sample_weight: one weight a sample.
        """
        assert self.compiled_loss is not None  # `fit` has checked
        return self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)

    @hook
    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> dict[str, Any]:
        """Bring the metrics up to date with this batch.

        Args: as for `compute_loss`.

        Returns:
            The metrics' results so far, by name.
        """
        assert self.compiled_metrics is not None  # `fit` has checked
        self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    @hook
    def get_metrics_result(self) -> dict[str, Any]:
        """The metrics' results so far, by name."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            result = metric.result()
            if isinstance(result, dict):
                results.update(result)
            else:
                results[metric.name] = result
        return results

    def _validate_and_get_metrics_result(self, logs: Any) -> Any:
        """The metrics at the end of an epoch, or what a step of one's own returned instead."""
        results = self.get_metrics_result()
        if isinstance(logs, dict) and set(logs) == set(results):
            return sync_to_numpy_or_python_type(results)
        return logs

    @hook
    def _validate_target_and_loss(self, y: Any, loss: Any) -> None:
        if self.loss and y is None:
            raise ValueError(
                f"`y` is missing: model `{self._name}` was compiled with `loss={self.loss!r}`, which "
                "compares the output with targets. Pass targets, or have the dataset give `(x, y)`."
            )
        if loss is None:
            raise ValueError(
                f"Model `{self._name}` has no loss, so there is nothing to minimize. Pass `loss` to "
                "`compile`, or add one with `add_loss`."
            )
