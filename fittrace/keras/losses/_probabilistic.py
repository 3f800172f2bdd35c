"""Losses between probability distributions."""

from __future__ import annotations

import warnings
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.losses_utils import ReductionV2
from fittrace.trace import hook

from ._base import LossFunctionWrapper
from ._same_dtype import labels_like_predictions


@hook
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """``-sum(y_true log(y_pred))`` over the class axis, for one-hot (or soft) labels.

    Args:
        y_true: probabilities, same shape as `y_pred`.
        y_pred: probabilities, or logits.
        from_logits: whether `y_pred` are logits.
        label_smoothing: this share of the label is spread evenly over all classes.
        axis: the class axis.

    Raises:
        ValueError: if `axis` is a bool.
    """
    if isinstance(axis, bool):
        raise ValueError(f"`axis` is {axis}; expected an int, the class axis.")
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    if y_pred.shape[-1] == 1:
        warnings.warn(
            f"`y_pred` has shape {tuple(y_pred.shape)}: with a single class the categorical crossentropy is "
            "always 0. For a yes-or-no label use 'binary_crossentropy'.",
            SyntaxWarning,
            stacklevel=2,
        )
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_pred.shape[-1]
    return backend.categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)


@hook
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, axis: int = -1, ignore_class: int | None = None
) -> Any:
    """``-log(y_pred[label])``, for labels that are class numbers.

    Args:
        y_true: class numbers, `y_pred`'s shape without the class axis.
        y_pred: probabilities, or logits.
        from_logits: whether `y_pred` are logits.
        axis: the class axis.
        ignore_class: labels of this class count 0 and are masked out.
    """
    return backend.sparse_categorical_crossentropy(
        y_true, y_pred, from_logits=from_logits, ignore_class=ignore_class, axis=axis
    )


@hook
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """The mean of ``-y_true log(y_pred) - (1 - y_true) log(1 - y_pred)`` over `axis`.

    `label_smoothing` moves labels that far towards 0.5 (1 stands for all the way).
    """
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    y_true = _smoothed(y_true, label_smoothing)
    return tf.reduce_mean(backend.binary_crossentropy(y_true, y_pred, from_logits=from_logits), axis=axis)


@hook
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Binary crossentropy times ``(1 - p)^gamma``, p the probability given to the label; Lin et al. 2018.

    With `apply_class_balancing` yes-labels weigh `alpha` and no-labels ``1 - alpha``.
    """
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    focal = backend.binary_focal_crossentropy(
        target=_smoothed(y_true, label_smoothing),
        output=y_pred,
        apply_class_balancing=apply_class_balancing,
        alpha=alpha,
        gamma=gamma,
        from_logits=from_logits,
    )
    return tf.reduce_mean(focal, axis=axis)


@hook
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """``sum(y_true log(y_true / y_pred))``, both held within epsilon and 1; Kullback & Leibler 1951."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    y_true = tf.clip_by_value(y_true, backend.epsilon(), 1.0)
    y_pred = tf.clip_by_value(y_pred, backend.epsilon(), 1.0)
    return tf.reduce_sum(y_true * tf.math.log(y_true / y_pred), axis=-1)


@hook
def poisson(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``y_pred - y_true log(y_pred)``: what a Poisson distribution's likelihood leaves over."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    return tf.reduce_mean(y_pred - y_true * tf.math.log(y_pred + backend.epsilon()), axis=-1)


def _smoothed(y_true: Any, label_smoothing: float) -> Any:
    return y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing if label_smoothing else y_true


class BinaryCrossentropy(LossFunctionWrapper):
    """`binary_crossentropy` as a `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = ReductionV2.AUTO,
        name: str = "binary_crossentropy",
    ) -> None:
        super().__init__(
            binary_crossentropy,
            name=name,
            reduction=reduction,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """`binary_focal_crossentropy` as a `Loss`."""

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = ReductionV2.AUTO,
        name: str = "binary_focal_crossentropy",
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            name=name,
            reduction=reduction,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.apply_class_balancing = apply_class_balancing
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits


class CategoricalCrossentropy(LossFunctionWrapper):
    """`categorical_crossentropy` as a `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = ReductionV2.AUTO,
        name: str = "categorical_crossentropy",
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            name=name,
            reduction=reduction,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """`sparse_categorical_crossentropy` as a `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str = ReductionV2.AUTO,
        name: str = "sparse_categorical_crossentropy",
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            name=name,
            reduction=reduction,
            from_logits=from_logits,
            ignore_class=ignore_class,
        )


class KLDivergence(LossFunctionWrapper):
    """`kl_divergence` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "kl_divergence") -> None:
        super().__init__(kl_divergence, name=name, reduction=reduction)


class Poisson(LossFunctionWrapper):
    """`poisson` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "poisson") -> None:
        super().__init__(poisson, name=name, reduction=reduction)
