"""True and false positives and negatives, counted at many thresholds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fittrace import tf
from fittrace.keras.utils.losses_utils import broadcast_weights, squeeze_or_expand_dimensions

NEG_INF: Final = -1e10
"""The score of a class outside the top k."""


class ConfusionMatrix(Enum):
    """The four outcomes of a yes-or-no prediction."""

    TRUE_POSITIVES = "tp"
    FALSE_POSITIVES = "fp"
    TRUE_NEGATIVES = "tn"
    FALSE_NEGATIVES = "fn"


def update_confusion_matrix_variables(
    variables_to_update: Mapping[ConfusionMatrix, Any],
    y_true: Any,
    y_pred: Any,
    thresholds: Sequence[float],
    top_k: int | None = None,
    class_id: int | None = None,
    sample_weight: Any = None,
    multi_label: bool = False,
    label_weights: Any = None,
    thresholds_distributed_evenly: bool = False,
) -> None:
    """Adds the counts of a batch to the variables.

    Args:
        variables_to_update: for each outcome wanted, a variable of shape ``(thresholds,)``, or
            ``(thresholds, labels)`` with `multi_label`.
        y_true: labels; everything but 0 is a yes.
        y_pred: probabilities, same shape.
        thresholds: a prediction above its threshold is a yes.
        top_k: only the k greatest scores of the last axis can be a yes.
        class_id: look at this index of the last axis alone.
        sample_weight: broadcast to `y_pred`.
        multi_label: count every column for itself.
        label_weights: one weight per column, when not `multi_label`.
        thresholds_distributed_evenly: count in buckets instead of comparing with each threshold.

    Raises:
        ValueError: if the shapes of `y_true` and `y_pred` differ.
    """
    dtype = next(iter(variables_to_update.values())).dtype
    y_true, y_pred = tf.cast(y_true, dtype), tf.cast(y_pred, dtype)
    if sample_weight is None:
        y_pred, y_true = squeeze_or_expand_dimensions(y_pred, y_true)
    else:
        y_pred, y_true, sample_weight = squeeze_or_expand_dimensions(
            y_pred, y_true, sample_weight=tf.cast(sample_weight, dtype)
        )
    if y_pred.shape != y_true.shape:
        raise ValueError(
            f"`y_true` has shape {tuple(y_true.shape)} and `y_pred` has shape {tuple(y_pred.shape)}; "
            "expected equal shapes."
        )
    scores, labels = np.asarray(y_pred), np.asarray(y_true) != 0
    if top_k is not None:
        scores = _only_top_k(scores, top_k)
    if class_id is not None:
        scores, labels = scores[..., class_id, None], labels[..., class_id, None]
    weights = _weights(scores, sample_weight, label_weights)
    columns = scores.shape[1] if multi_label else 1
    scores, labels, weights = (array.reshape(-1, columns) for array in (scores, labels, weights))
    count = _count_in_buckets if thresholds_distributed_evenly else _count_by_comparing
    limits = np.asarray(thresholds, scores.dtype)
    counts = _outcomes(count, limits, scores, np.where(labels, weights, 0), np.where(labels, 0, weights))
    for outcome, variable in variables_to_update.items():
        variable.assign_add(counts[outcome].reshape(tuple(variable.shape)))


def _weights(scores: NDArray[Any], sample_weight: Any, label_weights: Any) -> NDArray[Any]:
    weights = np.ones_like(scores)
    for given in (
        sample_weight,
        label_weights if label_weights is None else tf.expand_dims(label_weights, 0),
    ):
        if given is not None:
            weights = weights * np.asarray(broadcast_weights(given, tf.convert_to_tensor(weights)))
    return weights


def _outcomes(
    count: Any, thresholds: NDArray[Any], scores: NDArray[Any], yes: NDArray[Any], no: NDArray[Any]
) -> dict[ConfusionMatrix, NDArray[Any]]:
    """From the weights of true (`yes`) and false (`no`) labels: each outcome, ``(thresholds, columns)``."""
    true_positives, false_positives = count(thresholds, scores, yes), count(thresholds, scores, no)
    return {
        ConfusionMatrix.TRUE_POSITIVES: true_positives,
        ConfusionMatrix.FALSE_POSITIVES: false_positives,
        ConfusionMatrix.TRUE_NEGATIVES: no.sum(axis=0) - false_positives,
        ConfusionMatrix.FALSE_NEGATIVES: yes.sum(axis=0) - true_positives,
    }


def _count_by_comparing(
    thresholds: NDArray[Any], scores: NDArray[Any], weights: NDArray[Any]
) -> NDArray[Any]:
    """The weight that lies above each threshold."""
    return np.stack([(weights * (scores > threshold)).sum(axis=0) for threshold in thresholds])


def _count_in_buckets(thresholds: NDArray[Any], scores: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
    """The same for evenly spaced thresholds, in one pass over the scores.

    A score p falls into bucket ``ceil(p * (T - 1)) - 1`` and counts for that threshold and all before it.
    A score of 0 counts for none, unless the first threshold lies below 0.
    """
    intervals = len(thresholds) - 1
    with np.errstate(invalid="ignore"):  # a NaN falls into no bucket
        buckets = (np.ceil(np.clip(scores, 0, 1) * intervals) - 1).astype(int)
    if thresholds[0] < 0 or thresholds[-1] > 1:
        buckets = np.maximum(buckets, 0)
    filled = np.zeros((len(thresholds), scores.shape[1]), weights.dtype)
    rows, columns = np.nonzero(buckets >= 0)
    np.add.at(filled, (buckets[rows, columns], columns), weights[rows, columns])
    return filled[::-1].cumsum(axis=0)[::-1]


def _only_top_k(scores: NDArray[Any], k: int) -> NDArray[Any]:
    """The scores with all but the k greatest of the last axis pushed down to `NEG_INF`."""
    best = np.argsort(-scores, axis=-1, kind="stable")[..., :k]
    kept = np.zeros_like(scores)
    np.put_along_axis(kept, best, 1, axis=-1)
    return np.where(kept == 1, scores, scores.dtype.type(NEG_INF))
