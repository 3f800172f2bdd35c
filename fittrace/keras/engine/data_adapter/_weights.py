"""Sample weights where some outputs have them and others do not."""

from __future__ import annotations

from typing import Any

from fittrace import tf

__all__ = ["fill_missing_sample_weights"]


def fill_missing_sample_weights(outputs: Any, sample_weights: Any, sample_weight_modes: Any = None) -> Any:
    """The sample weights, with ones for every output that has none while another has some.

    Args:
        outputs: the targets, in the structure of the weights.
        sample_weights: tensor, tuple or dictionary of tensors and None, or None.
        sample_weight_modes: for each output, None or "temporal" (a weight a time step).

    Returns:
        The weights; None where no output has any.
    """
    if sample_weights is None or not isinstance(sample_weights, (tuple, list)):
        return sample_weights
    if all(weight is None for weight in sample_weights):
        return None
    modes = sample_weight_modes or [None] * len(sample_weights)
    return tuple(
        _ones_for(output, mode) if weight is None else weight
        for output, weight, mode in zip(outputs, sample_weights, modes, strict=True)
    )


def _ones_for(output: Any, mode: str | None) -> tf.Tensor:
    return tf.ones(tuple(output.shape)[: 2 if mode == "temporal" else 1])
