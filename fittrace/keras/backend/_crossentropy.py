"""Crossentropies, from probabilities or from the logits behind them.

An activation that makes probabilities remembers the logits it was given (``_keras_logits``).
Where they are found they are used, which is exact where probabilities round to 0 or 1.
"""

from __future__ import annotations

import warnings
from typing import Any

from fittrace import tf

from ._config import epsilon


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-sum(target log(output))`` along `axis`; probabilities are scaled to the sum 1 first.

    Raises:
        ValueError: if the shapes differ.
    """
    target, output = tf.convert_to_tensor(target), tf.convert_to_tensor(output)
    if not target.shape.is_compatible_with(output.shape):
        raise ValueError(
            f"`y_true` has shape {tuple(target.shape)} and `y_pred` {tuple(output.shape)}; the categorical "
            "crossentropy needs equal shapes. For class numbers take the sparse categorical crossentropy, or "
            "make rows of them with `keras.utils.to_categorical`."
        )
    output, from_logits = _logits_behind(output, from_logits, "softmax")
    if from_logits:
        return tf.nn.softmax_cross_entropy_with_logits(labels=target, logits=output, axis=axis)
    output = _inside(output / tf.reduce_sum(output, axis, keepdims=True))
    return -tf.reduce_sum(target * tf.math.log(output), axis)


def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1, ignore_class: int | None = None
) -> Any:
    """``-log(output[target])``, shaped like `output` without the class axis.

    Args:
        target: class numbers; a last axis of length 1 may be there.
        output: probabilities, or logits.
        from_logits: whether `output` are logits.
        axis: the class axis.
        ignore_class: where the target is this class the loss is 0 and masked.
    """
    target, output = tf.cast(target, "int64"), tf.convert_to_tensor(output)
    output, from_logits = _logits_behind(output, from_logits, "softmax")
    if not from_logits:
        output = tf.math.log(_inside(output))
    rank = len(output.shape)
    if axis % rank != rank - 1:
        others = [other for other in range(rank) if other != axis % rank]
        output = tf.transpose(output, [*others, axis % rank])
    lead = tf.shape(output)[:-1] if rank > 2 else None
    has_own_shape = len(target.shape) != rank - 1
    if has_own_shape:
        given, predicted = tuple(target.shape), tuple(output.shape)
        target, output = tf.reshape(target, [-1]), tf.reshape(output, [-1, output.shape[-1]])
        if not target.shape.is_compatible_with(output.shape[:1]):
            raise ValueError(
                f"`y_true` has shape {given} and `y_pred` {predicted}; the sparse categorical crossentropy "
                "needs one class number a prediction. For one-hot targets take the categorical crossentropy."
            )
    valid = None
    if ignore_class is not None:
        valid = tf.not_equal(target, tf.cast(ignore_class, "int64"))
        target = tf.where(valid, target, tf.zeros_like(target))
    losses: Any = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=output)
    if has_own_shape and lead is not None:
        losses = tf.reshape(losses, lead)
    if valid is not None:
        valid = valid if lead is None else tf.reshape(valid, lead)
        losses = tf.where(valid, losses, tf.zeros_like(losses))
        losses._keras_mask = valid
    return losses


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-target log(output) - (1 - target) log(1 - output)``, element by element."""
    target, output = tf.convert_to_tensor(target), tf.convert_to_tensor(output)
    output, from_logits = _logits_behind(output, from_logits, "sigmoid")
    if from_logits:
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=output)
    output = _inside(output)
    yes, no = tf.math.log(output + epsilon()), tf.math.log(1 - output + epsilon())
    return -(target * yes + (1 - target) * no)


def binary_focal_crossentropy(
    target: Any,
    output: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
) -> Any:
    """Binary crossentropy times ``(1 - p)^gamma``, p the probability given to the label; Lin et al. 2018."""
    probability = tf.sigmoid(output) if from_logits else output
    given = target * probability + (1 - target) * (1 - probability)
    losses = tf.pow(1.0 - given, gamma) * binary_crossentropy(target, output, from_logits)
    if apply_class_balancing:
        losses = (target * alpha + (1 - target) * (1 - alpha)) * losses
    return losses


def _logits_behind(output: Any, from_logits: bool, activation: str) -> tuple[Any, bool]:
    """The logits that `output` was made of, if it knows them, and whether logits were found or given."""
    logits = getattr(output, "_keras_logits", None)
    if logits is None:
        return output, from_logits
    if from_logits:
        warnings.warn(
            f"`from_logits=True` was given, but the predictions come out of a {activation} activation: they "
            "are probabilities. Leave out one of the two.",
            stacklevel=3,
        )
    return logits, True


def _inside(probabilities: Any) -> Any:
    """Held between epsilon and 1 - epsilon, so that logarithms stay finite."""
    return tf.clip_by_value(probabilities, epsilon(), 1.0 - epsilon())
