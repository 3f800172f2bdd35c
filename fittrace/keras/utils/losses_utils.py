"""What losses and metrics share: fitting shapes to one another, weighting, masking, reducing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fittrace import tf


class ReductionV2:
    """How the loss values of a batch become one: `keras.losses.Reduction`."""

    AUTO: Final = "auto"
    NONE: Final = "none"
    SUM: Final = "sum"
    SUM_OVER_BATCH_SIZE: Final = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Every key there is."""
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)

    @classmethod
    def validate(cls, key: str) -> None:
        """Raises ValueError unless `key` is one of `all()`."""
        if key not in cls.all():
            raise ValueError(f"`reduction` is {key!r}; expected one of {', '.join(map(repr, cls.all()))}.")


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0
) -> tuple[Any, Any]:
    """Drops a last axis of length 1 from whichever of the two has one axis too many.

    Args:
        labels: tensor of rank r.
        predictions: tensor; its rank is expected to be ``r + expected_rank_diff``.
        expected_rank_diff: 1 for sparse labels, else 0.

    Returns:
        ``(labels, predictions)``.
    """
    predictions = tf.convert_to_tensor(predictions)
    labels = tf.convert_to_tensor(labels)
    surplus = predictions.shape.rank - labels.shape.rank - expected_rank_diff
    if surplus == 1 and predictions.shape[-1] in (1, None):
        predictions = tf.squeeze(predictions, [-1])
    elif surplus == -1 and labels.shape[-1] in (1, None):
        labels = tf.squeeze(labels, [-1])
    return labels, predictions


def squeeze_or_expand_dimensions(
    y_pred: Any, y_true: Any = None, sample_weight: Any = None
) -> tuple[Any, ...]:
    """Makes ranks agree as Keras 2.12 does: labels with predictions, then weights with predictions.

    Sparse labels of shape ``(batch,)`` beside predictions of shape ``(batch, classes)`` are left alone.
    Weights get or lose a last axis of length 1; a scalar weight stays a scalar.

    Returns:
        ``(y_pred, y_true)``, or ``(y_pred, y_true, sample_weight)`` where weights were given.
    """
    rank = y_pred.shape.rank
    if y_true is not None:
        labels_are_sparse = rank - y_true.shape.rank == 1 and y_pred.shape[-1] != 1
        if rank != y_true.shape.rank and not labels_are_sparse:
            y_true, y_pred = remove_squeezable_dimensions(y_true, y_pred)
    if sample_weight is None:
        return y_pred, y_true
    weights_rank = sample_weight.shape.rank
    if weights_rank != 0:
        if weights_rank - rank == 1:
            sample_weight = tf.squeeze(sample_weight, [-1])
        elif rank - weights_rank == 1:
            sample_weight = tf.expand_dims(sample_weight, -1)
    return y_pred, y_true, sample_weight


def broadcast_weights(weights: Any, values: Any) -> Any:
    """`weights` spread to the shape of `values`.

    Both must have the same rank, and each length of `weights` must be 1 or the one of `values`
    (a scalar always fits), as in TensorFlow's ``broadcast_weights``.

    Raises:
        ValueError: if the shapes do not fit in this way.
    """
    if weights.shape == values.shape:
        return weights
    fits = weights.shape.rank == values.shape.rank and all(
        have in (1, want) for have, want in zip(weights.shape, values.shape, strict=True)
    )
    if weights.shape.rank != 0 and not fits:
        raise ValueError(
            f"`sample_weight` of shape {tuple(weights.shape)} cannot be spread over values of shape "
            f"{tuple(values.shape)}: expected the same number of axes, each of length 1 or equal."
        )
    return weights * tf.ones_like(values)


def reduce_weighted_loss(weighted_losses: Any, reduction: str = ReductionV2.SUM_OVER_BATCH_SIZE) -> Any:
    """The losses as they are (NONE), their sum (SUM), or their sum over their number (the rest)."""
    if reduction == ReductionV2.NONE:
        return weighted_losses
    total = tf.reduce_sum(weighted_losses)
    if reduction == ReductionV2.SUM:
        return total
    return tf.math.divide_no_nan(total, tf.cast(tf.size(weighted_losses), total.dtype))


def compute_weighted_loss(
    losses: Any, sample_weight: Any = None, reduction: str = ReductionV2.SUM_OVER_BATCH_SIZE
) -> Any:
    """Weights the losses and reduces them.

    Args:
        losses: tensor ``(batch, ...)``; integers are computed in float32 and cast back.
        sample_weight: scalar, or a tensor that broadcasts to `losses` (see `squeeze_or_expand_dimensions`).
        reduction: a key of `ReductionV2`; AUTO means SUM_OVER_BATCH_SIZE.

    Returns:
        A scalar, or with reduction NONE a tensor like `losses`.
    """
    ReductionV2.validate(reduction)
    if reduction == ReductionV2.AUTO:
        reduction = ReductionV2.SUM_OVER_BATCH_SIZE
    losses = tf.convert_to_tensor(losses)
    given_dtype = losses.dtype
    if not given_dtype.is_floating:
        losses = tf.cast(losses, "float32")
    if sample_weight is not None:
        sample_weight = tf.cast(sample_weight, losses.dtype)
        losses, _, sample_weight = squeeze_or_expand_dimensions(losses, None, sample_weight)
        losses = losses * sample_weight
    return tf.cast(reduce_weighted_loss(losses, reduction), given_dtype)


def scale_loss_for_distribution(loss_value: Any) -> Any:
    """The loss itself: with one replica there is nothing to scale."""
    return loss_value


def cast_losses_to_common_dtype(losses: Sequence[Any]) -> list[Any]:
    """All losses in the widest floating dtype among them."""
    floats = [loss.dtype for loss in losses if loss.dtype.is_floating]
    if not floats:
        return list(losses)
    widest = max(floats, key=lambda dtype: dtype.size)
    return [tf.cast(loss, widest) for loss in losses]


def get_mask(y_p: Any) -> Any:
    """The mask a tensor carries, or None."""
    return getattr(y_p, "_keras_mask", None)


def apply_mask(y_p: Any, sw: Any, mask: Any) -> Any:
    """The sample weight with masked positions at zero; None where there is neither weight nor mask."""
    if mask is None:
        return sw
    mask = tf.cast(mask, y_p.dtype)
    if sw is None:
        return mask
    sw = tf.cast(sw, mask.dtype)
    mask, _, sw = squeeze_or_expand_dimensions(mask, sample_weight=sw)
    return sw * mask


def apply_valid_mask(losses: Any, sw: Any, mask: Any, reduction: Any) -> Any:
    """`apply_mask`, with the mask scaled so that a mean counts unmasked positions alone."""
    if mask is not None:
        mask = tf.cast(mask, losses.dtype)
        if reduction in (ReductionV2.AUTO, ReductionV2.SUM_OVER_BATCH_SIZE):
            mask = mask * (tf.cast(tf.size(mask), losses.dtype) / tf.reduce_sum(mask))
    return apply_mask(losses, sw, mask)
