"""The best one rate can be while another stays at or above a given value."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.utils.metrics_utils import update_confusion_matrix_variables

from ._all_outcomes import AllOutcomes, thresholds_between


class SensitivitySpecificityBase(AllOutcomes):
    """Base of the four: counts outcomes at evenly spread thresholds.

    Args:
        value: what the constrained rate must reach.
        num_thresholds: how many thresholds between 0 and 1 are tried.
        class_id: look at this index of the last axis alone.

    Raises:
        ValueError: if `num_thresholds` is not positive.
    """

    def __init__(
        self,
        value: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if num_thresholds <= 0:
            raise ValueError(f"`num_thresholds` is {num_thresholds}; expected a positive integer.")
        self.value = value
        self.num_thresholds = num_thresholds
        self.class_id = class_id
        single = num_thresholds == 1
        self.thresholds = [0.5] if single else [0.0, *thresholds_between(num_thresholds), 1.0]
        self._add_counters((num_thresholds,))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch: labels 0 or 1, probabilities of the same shape, weights that broadcast to them."""
        update_confusion_matrix_variables(
            self._outcomes,
            y_true,
            y_pred,
            thresholds=self.thresholds,
            thresholds_distributed_evenly=self.num_thresholds > 1,
            class_id=self.class_id,
            sample_weight=sample_weight,
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"class_id": self.class_id, "num_thresholds": self.num_thresholds}

    def _greatest(self, wanted: Any, constrained: Any) -> Any:
        """The greatest `wanted` among thresholds where `constrained` is high enough; 0 where none is."""
        return tf.reduce_max(tf.where(constrained >= self.value, wanted, tf.zeros_like(wanted)))


def _rate(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"`{name}` is {value}; expected a number between 0 and 1.")
    return value


class SensitivityAtSpecificity(SensitivitySpecificityBase):
    """The best sensitivity (recall) whose specificity is at least `specificity`."""

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(_rate("specificity", specificity), num_thresholds, class_id, name, dtype)
        self.specificity = specificity

    def result(self) -> Any:
        """The sensitivity."""
        return self._greatest(self._recall(), self._specificity())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"specificity": self.specificity}


class SpecificityAtSensitivity(SensitivitySpecificityBase):
    """The best specificity whose sensitivity (recall) is at least `sensitivity`."""

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(_rate("sensitivity", sensitivity), num_thresholds, class_id, name, dtype)
        self.sensitivity = sensitivity

    def result(self) -> Any:
        """The specificity."""
        return self._greatest(self._specificity(), self._recall())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"sensitivity": self.sensitivity}


class PrecisionAtRecall(SensitivitySpecificityBase):
    """The best precision whose recall is at least `recall`."""

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(_rate("recall", recall), num_thresholds, class_id, name, dtype)
        self.recall = recall

    def result(self) -> Any:
        """The precision."""
        return self._greatest(self._precision(), self._recall())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"recall": self.recall}


class RecallAtPrecision(SensitivitySpecificityBase):
    """The best recall whose precision is at least `precision`."""

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(_rate("precision", precision), num_thresholds, class_id, name, dtype)
        self.precision = precision

    def result(self) -> Any:
        """The recall."""
        return self._greatest(self._recall(), self._precision())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"precision": self.precision}
