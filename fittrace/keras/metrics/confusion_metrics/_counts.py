"""How often each of the four outcomes occurred."""

from __future__ import annotations

from typing import Any, ClassVar

from fittrace.keras.metrics.base_metric import Metric
from fittrace.keras.utils.metrics_utils import (
    ConfusionMatrix,
    is_evenly_distributed_thresholds,
    parse_init_thresholds,
    update_confusion_matrix_variables,
)


class _OutcomeCount(Metric):
    """The weight of one outcome.

    Args:
        thresholds: a number or a list in [0, 1], default 0.5; a prediction above it is a yes.  With
            several the result is a vector.
    """

    outcome: ClassVar[ConfusionMatrix]

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = parse_init_thresholds(thresholds)
        self.accumulator = self.add_weight("accumulator", (len(self.thresholds),), initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch: labels 0 or 1, probabilities of the same shape, weights that broadcast to them."""
        update_confusion_matrix_variables(
            {self.outcome: self.accumulator},
            y_true,
            y_pred,
            thresholds=self.thresholds,
            thresholds_distributed_evenly=is_evenly_distributed_thresholds(self.thresholds),
            sample_weight=sample_weight,
        )

    def result(self) -> Any:
        """The weight so far, one for each threshold."""
        return self.accumulator[0] if len(self.thresholds) == 1 else self.accumulator

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"thresholds": self.init_thresholds}


class TruePositives(_OutcomeCount):
    """How many yes-labels were predicted yes."""

    outcome = ConfusionMatrix.TRUE_POSITIVES


class FalsePositives(_OutcomeCount):
    """How many no-labels were predicted yes."""

    outcome = ConfusionMatrix.FALSE_POSITIVES


class TrueNegatives(_OutcomeCount):
    """How many no-labels were predicted no."""

    outcome = ConfusionMatrix.TRUE_NEGATIVES


class FalseNegatives(_OutcomeCount):
    """How many yes-labels were predicted no."""

    outcome = ConfusionMatrix.FALSE_NEGATIVES
