"""The three things a batch may hold."""

from __future__ import annotations

from typing import Any

from fittrace.trace import hook

__all__ = ["pack_x_y_sample_weight", "split_batch", "unpack_x_y_sample_weight"]


@hook
def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """Inputs, targets and sample weights of a batch; what it does not hold is None.

    Args:
        data: ``x``, ``(x,)``, ``(x, y)`` or ``(x, y, sample_weight)``, tuple or list.

    Raises:
        ValueError: for more than three items.
    """
    return split_batch(data)


def split_batch(data: Any) -> tuple[Any, Any, Any]:
    """The same for batches on their way to the training, which TensorFlow handles in threads of its own."""
    if not isinstance(data, (tuple, list)):
        return data, None, None
    if len(data) > 3:
        raise ValueError(
            f"A batch has {len(data)} items; expected `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`. Put "
            "several inputs or targets into a tuple or dictionary of their own."
        )
    x, y, sample_weight = (*data, None, None, None)[:3]
    return x, y, sample_weight


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """A batch of what there is: ``x``, ``(x, y)`` or ``(x, y, sample_weight)``.

    Inputs that are a tuple become a tuple of one, so that they are not taken for a batch.
    """
    if y is None:
        return (x,) if isinstance(x, tuple) else x
    if sample_weight is None:
        return x, y
    return x, y, sample_weight
