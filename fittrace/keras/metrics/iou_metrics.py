"""Intersection over union of predicted and true classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf

from .base_metric import Metric


class _ConfusionMatrix(Metric):
    """Counts how often each class was predicted for each label.

    Args:
        num_classes: the number of classes.
        ignore_class: labels of this class are left out.
        sparse_y_true, sparse_y_pred: whether labels and predictions are class numbers; otherwise the
            greatest along `axis` is taken.
        axis: the class axis.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.num_classes = num_classes
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_weight(
            "total_confusion_matrix", (num_classes, num_classes), initializer="zeros"
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Count a batch; InvalidArgumentError for a class out of range."""
        labels = self._classes(y_true, self.sparse_y_true)
        predicted = self._classes(y_pred, self.sparse_y_pred)
        weights = np.ones(labels.shape) if sample_weight is None else np.asarray(sample_weight).reshape(-1)
        if self.ignore_class is not None:
            valid = labels != self.ignore_class
            labels, predicted, weights = labels[valid], predicted[valid], weights[valid]
        for what, classes in (("y_true", labels), ("y_pred", predicted)):
            if classes.size and not (classes.min() >= 0 and classes.max() < self.num_classes):
                raise tf.errors.InvalidArgumentError(
                    None,
                    None,
                    f"`{what}` holds classes from {classes.min()} to {classes.max()}; metric {self.name!r} "
                    f"counts classes 0 to {self.num_classes - 1}.",
                )
        counts = np.zeros((self.num_classes, self.num_classes))
        np.add.at(counts, (labels, predicted), weights)
        return self.total_cm.assign_add(tf.cast(counts, self.dtype))

    def _classes(self, values: Any, are_classes: bool) -> Any:
        array = np.asarray(values)
        return (array if are_classes else array.argmax(axis=self.axis)).reshape(-1).astype(int)


class IoU(_ConfusionMatrix):
    """The mean over some classes of ``hits / (hits + false positives + false negatives)``.

    Args:
        num_classes: the number of classes.
        target_class_ids: the classes whose mean is taken; those that never occurred are left out.

    Raises:
        ValueError: for a target outside the classes.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)
        if max(target_class_ids) >= num_classes:
            raise ValueError(
                f"`target_class_ids` holds {max(target_class_ids)}; classes go from 0 to {num_classes - 1}."
            )
        self.target_class_ids = list(target_class_ids)

    def result(self) -> Any:
        """The mean, between 0 and 1."""
        matrix = self.total_cm.numpy()
        hits = np.diag(matrix)[self.target_class_ids]
        union = (matrix.sum(axis=0) + matrix.sum(axis=1))[self.target_class_ids] - hits
        occurred = np.count_nonzero(union)
        shares = np.divide(hits, union, out=np.zeros_like(hits), where=union != 0)
        return tf.constant(shares.sum() / max(occurred, 1), self.dtype)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "num_classes": self.num_classes,
            "target_class_ids": self.target_class_ids,
            "ignore_class": self.ignore_class,
            "sparse_y_true": self.sparse_y_true,
            "sparse_y_pred": self.sparse_y_pred,
            "axis": self.axis,
        }

    def _config_without(self, *keys: str) -> dict[str, Any]:
        return {key: value for key, value in IoU.get_config(self).items() if key not in keys}


class BinaryIoU(IoU):
    """`IoU` of yes and no, where a probability of at least `threshold` is a yes."""

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(2, target_class_ids, name=name, dtype=dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Count a batch of labels 0 and 1 and probabilities."""
        return super().update_state(y_true, np.asarray(y_pred) >= self.threshold, sample_weight)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = self._config_without("num_classes", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
        return config | {"threshold": self.threshold}


class MeanIoU(IoU):
    """`IoU` over all classes."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes, range(num_classes), name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return self._config_without("target_class_ids")


class OneHotIoU(IoU):
    """`IoU` of one-hot labels and scores."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return self._config_without("sparse_y_true")


class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` of one-hot labels and scores."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return self._config_without("target_class_ids", "sparse_y_true")
