"""The losses of a model: one for each output, weighted and summed."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import losses as losses_module
from fittrace.keras import metrics as metrics_module
from fittrace.keras.utils.losses_utils import apply_mask, cast_losses_to_common_dtype, get_mask
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import LossComputed

from ._container import Container
from ._structures import custom_object_name, match_dtype_and_rank

__all__ = ["LossesContainer"]


class LossesContainer(Container):
    """Computes the loss that training minimizes, and keeps its mean over the epoch.

    Args:
        losses: names, functions or `keras.losses.Loss` objects, in a structure like the outputs'.
        loss_weights: what each loss is multiplied by in the sum, likewise.
        output_names: the names of the outputs.
        total_loss_mean: the metric that keeps the mean.
    """

    @hook
    def __init__(
        self,
        losses: Any,
        loss_weights: Any = None,
        output_names: list[str] | None = None,
        total_loss_mean: Any = None,
    ) -> None:
        super().__init__(output_names)
        self._user_losses = losses
        self._user_loss_weights = loss_weights
        self._losses: Any = losses
        self._loss_weights: Any = loss_weights
        self._per_output_metrics: list[Any] = []
        self._total_loss_mean = total_loss_mean or metrics_module.Mean(name="loss")

    @property
    def metrics(self) -> list[Any]:
        """The mean of the loss; with several outputs, of each one's loss as well."""
        if not self._built:
            return []
        return [self._total_loss_mean] + [metric for metric in self._per_output_metrics if metric is not None]

    def build(self, y_pred: Any) -> None:
        """Find the loss of each output."""
        super().build(y_pred)
        losses = self._conform_to_outputs(y_pred, self._maybe_broadcast_to_outputs(y_pred, self._losses))
        self._losses = [self._get_loss_object(loss) for loss in tf.nest.flatten(losses)]
        weights = self._maybe_broadcast_to_outputs(y_pred, self._loss_weights)
        self._loss_weights = tf.nest.flatten(self._conform_to_outputs(y_pred, weights))
        self._create_metrics()
        self._built = True

    @hook
    def _create_metrics(self) -> None:
        """A mean for each output's loss, where there are several."""
        names = self._output_names or []
        if len(names) == 1:
            self._per_output_metrics = [None]
        else:
            self._per_output_metrics = [
                None if loss is None else metrics_module.Mean(f"{name}_loss")
                for loss, name in zip(self._losses, names, strict=False)
            ]

    @hook
    def _get_loss_object(self, loss: Any) -> Any:
        """The `keras.losses.Loss` for a name or a function."""
        if loss is None:
            return None
        if isinstance(loss, type):
            raise TypeError(
                f"`loss` is the class {loss.__name__}; expected an instance, `{loss.__name__}()`, a function "
                "or a name."
            )
        loss = losses_module.get(loss)
        if not isinstance(loss, losses_module.Loss):
            loss = losses_module.LossFunctionWrapper(loss, name=custom_object_name(loss))
        return loss

    @hook
    def __call__(
        self, y_true: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
    ) -> Any:
        """The total loss of a batch.

        Args:
            y_true: targets, in the outputs' structure or a dictionary by output name.
            y_pred: outputs.
            sample_weight: weights, likewise.
            regularization_losses: scalars to add.

        Returns:
            A scalar; None where there is no loss at all.
        """
        y_true = self._conform_to_outputs(y_pred, y_true)
        sample_weight = self._conform_to_outputs(y_pred, sample_weight)
        if not self._built:
            self.build(y_pred)
        loss_values: list[Any] = []
        batch_size = None
        for y_t, y_p, weight, loss, loss_weight, metric in zip(
            tf.nest.flatten(y_true),
            tf.nest.flatten(y_pred),
            tf.nest.flatten(sample_weight),
            self._losses,
            self._loss_weights,
            self._per_output_metrics,
            strict=False,
        ):
            if y_t is None or loss is None:
                continue
            y_t, y_p, weight = match_dtype_and_rank(y_t, y_p, weight)
            value = loss(y_t, y_p, sample_weight=apply_mask(y_p, weight, get_mask(y_p)))
            if batch_size is None:
                batch_size = tf.shape(y_t)[0]
            if metric is not None:
                metric.update_state(value, sample_weight=batch_size)
            loss_values.append(value if loss_weight is None else value * loss_weight)
        if regularization_losses:
            loss_values.append(_sum(regularization_losses))
        if not loss_values:
            return None
        total = _sum(loss_values)
        emit(LossComputed, loss="total", value=total)
        self._total_loss_mean.update_state(total, sample_weight=batch_size)
        return total

    @hook
    def reset_state(self) -> None:
        """Set the means back to where they start."""
        for metric in self.metrics:
            metric.reset_state()

    def _should_broadcast(self, objects: Any) -> bool:
        return not tf.nest.is_nested(objects)

    def _copy_object(self, obj: Any) -> Any:
        return obj


def _sum(losses: list[Any]) -> Any:
    """The sum of scalars, in the widest of their dtypes."""
    losses = cast_losses_to_common_dtype(losses)
    return losses[0] if len(losses) == 1 else tf.add_n(losses)
