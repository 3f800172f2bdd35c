"""State of the metrics that count all four outcomes at every threshold."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.metrics.base_metric import Metric
from fittrace.keras.utils.metrics_utils import ConfusionMatrix


class AllOutcomes(Metric):
    """Four counters, and the rates that follow from them."""

    def _add_counters(self, shape: tuple[int, ...]) -> None:
        self.true_positives = self.add_weight("true_positives", shape, initializer="zeros")
        self.true_negatives = self.add_weight("true_negatives", shape, initializer="zeros")
        self.false_positives = self.add_weight("false_positives", shape, initializer="zeros")
        self.false_negatives = self.add_weight("false_negatives", shape, initializer="zeros")

    @property
    def _outcomes(self) -> dict[ConfusionMatrix, Any]:
        return {
            ConfusionMatrix.TRUE_POSITIVES: self.true_positives,
            ConfusionMatrix.TRUE_NEGATIVES: self.true_negatives,
            ConfusionMatrix.FALSE_POSITIVES: self.false_positives,
            ConfusionMatrix.FALSE_NEGATIVES: self.false_negatives,
        }

    def _recall(self) -> Any:
        """True positives over all true labels: recall, or sensitivity."""
        return tf.math.divide_no_nan(self.true_positives, self.true_positives + self.false_negatives)

    def _precision(self) -> Any:
        """True positives over all predicted positives."""
        return tf.math.divide_no_nan(self.true_positives, self.true_positives + self.false_positives)

    def _specificity(self) -> Any:
        """True negatives over all false labels."""
        return tf.math.divide_no_nan(self.true_negatives, self.true_negatives + self.false_positives)

    def _false_positive_rate(self) -> Any:
        """False positives over all false labels."""
        return tf.math.divide_no_nan(self.false_positives, self.false_positives + self.true_negatives)


def thresholds_between(count: int) -> list[float]:
    """The thresholds strictly between 0 and 1 that divide the interval into ``count - 1`` equal parts."""
    return [(i + 1) / (count - 1) for i in range(count - 2)]
