"""Of the predicted yes, how many are right; of the true yes, how many are found."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.metrics.base_metric import Metric
from fittrace.keras.utils.metrics_utils import (
    NEG_INF,
    ConfusionMatrix,
    is_evenly_distributed_thresholds,
    parse_init_thresholds,
    update_confusion_matrix_variables,
)


class _TruePositiveShare(Metric):
    """What precision and recall have in common.

    Args:
        thresholds: a number or a list in [0, 1]; default 0.5, or none at all with `top_k`.
        top_k: only the k greatest scores of the last axis count as a yes.
        class_id: look at this index of the last axis alone.
    """

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        self.thresholds = parse_init_thresholds(thresholds, 0.5 if top_k is None else NEG_INF)
        self.true_positives = self._counter("true_positives")

    def _counter(self, name: str) -> Any:
        return self.add_weight(name, (len(self.thresholds),), initializer="zeros")

    def _count(
        self, outcomes: dict[ConfusionMatrix, Any], y_true: Any, y_pred: Any, sample_weight: Any
    ) -> None:
        update_confusion_matrix_variables(
            outcomes,
            y_true,
            y_pred,
            thresholds=self.thresholds,
            thresholds_distributed_evenly=is_evenly_distributed_thresholds(self.thresholds),
            top_k=self.top_k,
            class_id=self.class_id,
            sample_weight=sample_weight,
        )

    def _share(self, others: Any) -> Any:
        share = tf.math.divide_no_nan(self.true_positives, self.true_positives + others)
        return share[0] if len(self.thresholds) == 1 else share

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return super().get_config() | config


class Precision(_TruePositiveShare):
    """True positives over all predicted positives."""

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(thresholds, top_k, class_id, name, dtype)
        self.false_positives = self._counter("false_positives")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch: labels 0 or 1, probabilities of the same shape, weights that broadcast to them."""
        outcomes = {
            ConfusionMatrix.TRUE_POSITIVES: self.true_positives,
            ConfusionMatrix.FALSE_POSITIVES: self.false_positives,
        }
        self._count(outcomes, y_true, y_pred, sample_weight)

    def result(self) -> Any:
        """The precision, one for each threshold."""
        return self._share(self.false_positives)


class Recall(_TruePositiveShare):
    """True positives over all true labels."""

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(thresholds, top_k, class_id, name, dtype)
        self.false_negatives = self._counter("false_negatives")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch: labels 0 or 1, probabilities of the same shape, weights that broadcast to them."""
        outcomes = {
            ConfusionMatrix.TRUE_POSITIVES: self.true_positives,
            ConfusionMatrix.FALSE_NEGATIVES: self.false_negatives,
        }
        self._count(outcomes, y_true, y_pred, sample_weight)

    def result(self) -> Any:
        """The recall, one for each threshold."""
        return self._share(self.false_negatives)
