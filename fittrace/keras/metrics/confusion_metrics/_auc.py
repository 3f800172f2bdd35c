"""The area under a curve of rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras import activations, backend
from fittrace.keras.utils.metrics_utils import (
    AUCCurve,
    AUCSummationMethod,
    is_evenly_distributed_thresholds,
    update_confusion_matrix_variables,
)

from ._all_outcomes import AllOutcomes, thresholds_between


class AUC(AllOutcomes):
    """The area under the ROC or the precision-recall curve, approximated at many thresholds.

    Args:
        num_thresholds: how many thresholds, 0 and 1 among them.
        curve: "ROC" (recall over false positive rate) or "PR" (precision over recall).
        summation_method: height of each strip; "interpolation" takes the middle for ROC and for PR
            interpolates the counts, as Davis & Goadrich 2006.
        thresholds: these instead, and 0 and 1.
        multi_label: an area for every column of the labels ``(batch, labels)``, then their mean.
        num_labels: the number of columns; by default that of the first batch.
        label_weights: a weight for every column.
        from_logits: predictions are logits.

    Raises:
        ValueError: for fewer than two thresholds, thresholds outside [0, 1], unknown names, negative
            label weights, or `num_labels` without `multi_label`.
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: Any = "ROC",
        summation_method: Any = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self._given_thresholds = None if thresholds is None else sorted(thresholds)
        inner = self._inner_thresholds(num_thresholds)
        self.num_thresholds = len(inner) + 2
        self._thresholds_distributed_evenly = is_evenly_distributed_thresholds([0.0, *inner, 1.0])
        self._thresholds = np.array([-backend.epsilon(), *inner, 1.0 + backend.epsilon()])
        self.curve = curve if isinstance(curve, AUCCurve) else AUCCurve.from_str(curve)
        self.summation_method = (
            summation_method
            if isinstance(summation_method, AUCSummationMethod)
            else AUCSummationMethod.from_str(summation_method)
        )
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = None if label_weights is None else tf.constant(label_weights, dtype=self.dtype)
        self._from_logits = from_logits
        self._has_counters = False
        if label_weights is not None and np.min(label_weights) < 0:
            raise ValueError(f"`label_weights` is {label_weights}; expected no negative weight.")
        if num_labels and not multi_label:
            raise ValueError("`num_labels` was given without `multi_label=True`; pass both or neither.")
        if not multi_label:
            self._create_counters(())
        elif num_labels:
            self._create_counters((num_labels,))

    def _inner_thresholds(self, num_thresholds: int) -> list[float]:
        if self._given_thresholds is not None:
            return self._given_thresholds
        if num_thresholds <= 1:
            raise ValueError(f"`num_thresholds` is {num_thresholds}; expected an integer above 1.")
        return thresholds_between(num_thresholds)

    def _create_counters(self, columns: tuple[int, ...]) -> None:
        self._add_counters((self.num_thresholds, *columns))
        self._has_counters = True

    @property
    def thresholds(self) -> list[float]:
        """All thresholds; the first and the last lie just outside [0, 1]."""
        return list(self._thresholds)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch: labels 0 or 1, probabilities (or logits) of the same shape, weights.

        Raises:
            ValueError: with `multi_label`, unless predictions are ``(batch, labels)``.
        """
        y_pred = tf.convert_to_tensor(y_pred)
        if not self._has_counters:
            if y_pred.shape.rank != 2:
                raise ValueError(
                    f"`y_pred` has shape {tuple(y_pred.shape)}; with `multi_label` expected (batch, labels)."
                )
            self._create_counters((y_pred.shape[1],))
        if self._from_logits:
            y_pred = activations.sigmoid(y_pred)
        update_confusion_matrix_variables(
            self._outcomes,
            y_true,
            y_pred,
            self.thresholds,
            thresholds_distributed_evenly=self._thresholds_distributed_evenly,
            sample_weight=sample_weight,
            multi_label=self.multi_label,
            label_weights=None if self.multi_label else self.label_weights,
        )

    def result(self) -> Any:
        """The area, between 0 and 1."""
        interpolated = self.summation_method is AUCSummationMethod.INTERPOLATION
        if self.curve is AUCCurve.PR and interpolated:
            return self.interpolate_pr_auc()
        if self.curve is AUCCurve.ROC:
            x, y = self._false_positive_rate(), self._recall()
        else:
            x, y = self._recall(), self._precision()
        left, right = y[:-1], y[1:]
        if interpolated:
            heights = (left + right) / 2.0
        elif self.summation_method is AUCSummationMethod.MINORING:
            heights = tf.minimum(left, right)
        else:
            heights = tf.maximum(left, right)
        return self._sum_of_strips((x[:-1] - x[1:]) * heights)

    def interpolate_pr_auc(self) -> Any:
        """The area under the precision-recall curve, with the counts interpolated between thresholds.

        Between two thresholds A and B the true positives TP are taken as linear in all positives P:
        ``TP = slope P + intercept``.  The area of the strip is the integral of precision over recall,
        ``slope (dTP + intercept log(P_A / P_B)) / (TP + FN)``; Davis & Goadrich 2006.
        """
        positives = self.true_positives + self.false_positives
        above, below = positives[:-1], positives[1:]
        gained = self.true_positives[:-1] - self.true_positives[1:]
        slope = tf.math.divide_no_nan(gained, tf.maximum(above - below, 0.0))
        intercept = self.true_positives[1:] - slope * below
        ratio = tf.where(
            tf.logical_and(above > 0, below > 0), tf.math.divide_no_nan(above, below), tf.ones_like(below)
        )
        labels = tf.maximum(self.true_positives[1:] + self.false_negatives[1:], 0.0)
        return self._sum_of_strips(
            tf.math.divide_no_nan(slope * (gained + intercept * tf.math.log(ratio)), labels)
        )

    def _sum_of_strips(self, strips: Any) -> Any:
        areas = tf.reduce_sum(strips, axis=0)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return tf.reduce_mean(areas)
        return tf.math.divide_no_nan(
            tf.reduce_sum(areas * self.label_weights), tf.reduce_sum(self.label_weights)
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config: dict[str, Any] = {
            "num_thresholds": self.num_thresholds,
            "curve": self.curve.value,
            "summation_method": self.summation_method.value,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": None if self.label_weights is None else np.asarray(self.label_weights),
            "from_logits": self._from_logits,
        }
        if self._given_thresholds is not None:
            config["thresholds"] = self._given_thresholds
        return super().get_config() | config
