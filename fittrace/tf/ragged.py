"""``tf.ragged``: making ragged tensors, and operations on all their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from .convert import constant as dense_constant
from .convert import convert_to_tensor
from .dispatch import register_dispatch
from .operators import install
from .ops.casting import cast
from .ops.joining import concat
from .ops.segment import unsorted_segment_sum
from .ops.shaping import reshape
from .ragged_tensor import RaggedTensor

__all__ = ["constant", "map_flat_values", "stack"]

ELEMENTWISE: Final = frozenset({
    "abs", "add", "cast", "clip_by_norm", "clip_by_value", "cos", "embedding_lookup", "equal", "exp",
    "floordiv", "floormod", "greater", "greater_equal", "identity", "is_nan", "less", "less_equal", "log",
    "log1p", "logical_and", "logical_not", "logical_or", "maximum", "minimum", "multiply", "negative",
    "not_equal", "one_hot", "ones_like", "pow", "relu", "rsqrt", "sigmoid", "sign", "sin", "sqrt", "square",
    "squared_difference", "subtract", "tanh", "truediv", "where", "zeros_like",
})  # fmt: skip
"""Operations that a ragged tensor goes through value by value."""


def constant(
    pylist: Any,
    dtype: Any = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    name: str | None = None,
    row_splits_dtype: Any = None,
) -> Any:
    """A ragged tensor of nested lists; a list that is not nested makes a plain tensor.

    All axes but the first are ragged, unless `ragged_rank` says how many are.

    Raises:
        ValueError: numbers at different depths.
    """
    rows = pylist.tolist() if isinstance(pylist, np.ndarray) else pylist
    depth = _depth(rows)
    rank = max(depth - 1, 0) if ragged_rank is None else ragged_rank
    if not rank:
        return dense_constant(rows, dtype)
    lengths = [len(row) for row in rows]
    values = [item for row in rows for item in row]
    inner = (
        constant(values, dtype, rank - 1) if values or rank > 1 else dense_constant([], dtype or "float32")
    )
    return RaggedTensor.from_row_lengths(inner, lengths)


def map_flat_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The ragged tensor of what `op` makes of the values of the ragged arguments, which have the same rows.

    Raises:
        ValueError: their rows differ.
    """
    ragged = [x for x in (*args, *kwargs.values()) if isinstance(x, RaggedTensor)]
    if not ragged:
        return op(*args, **kwargs)
    first = ragged[0]
    for other in ragged[1:]:
        splits = zip(first.nested_row_splits, other.nested_row_splits, strict=False)
        if first.ragged_rank != other.ragged_rank or any(
            not np.array_equal(a.array, b.array) for a, b in splits
        ):
            raise ValueError(f"The ragged tensors {first} and {other} have rows of different lengths.")
    flat = [_flat(x) for x in args]
    return first.with_flat_values(op(*flat, **{key: _flat(x) for key, x in kwargs.items()}))


def stack(values: Sequence[Any], axis: int = 0, name: str | None = None) -> RaggedTensor:
    """Tensors of different lengths as the rows of a ragged tensor; ValueError for an axis other than 0."""
    if axis:
        raise ValueError(f"tf.ragged.stack: `axis` is {axis}; here it can only be 0.")
    tensors = [convert_to_tensor(value) for value in values]
    return RaggedTensor.from_row_lengths(concat(tensors, 0), [len(tensor) for tensor in tensors])


def _answer(op: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What an operation gives that meets a ragged tensor; ValueError where that has no meaning here."""
    name = op.__name__
    x = args[0] if args else None
    if name in ELEMENTWISE:
        return map_flat_values(op, *args, **kwargs)
    if isinstance(x, RaggedTensor) and name.startswith("reduce_"):
        axis = args[1] if len(args) > 1 else kwargs.get("axis")
        if axis is None:
            return op(x.flat_values, None, *args[2:], **{k: v for k, v in kwargs.items() if k != "axis"})
        if axis in (1, 1 - x.ndim) and name in ("reduce_sum", "reduce_mean") and not kwargs.get("keepdims"):
            return _along_rows(x, name == "reduce_mean")
    if isinstance(x, RaggedTensor) and name == "gather":
        return x.take(np.asarray(args[1]))
    raise ValueError(
        f"tf.{name} does not take a ragged tensor here. Fill its rows up with `to_tensor()`, or work on its "
        "values with `tf.ragged.map_flat_values`."
    )


def _along_rows(x: RaggedTensor, mean: bool) -> Any:
    """Every row's sum or mean; the mean of an empty row is NaN, as in TensorFlow."""
    lengths = x.row_lengths()
    total = unsorted_segment_sum(x.values, x.value_rowids(), len(lengths))
    if not mean:
        return total
    return total / reshape(cast(lengths, x.dtype), [-1, *[1] * (total.ndim - 1)])


def _flat(x: Any) -> Any:
    return x.flat_values if isinstance(x, RaggedTensor) else x


def _depth(rows: Any) -> int:
    """How deep the lists are nested; an empty one is as deep as those beside it."""
    if not isinstance(rows, (list, tuple)):
        return 0
    depths = {_depth(row) for row in rows}
    deepest = max(depths, default=0)
    if 0 in depths and deepest:
        raise ValueError(f"tf.ragged.constant: numbers stand at different depths in {rows!r:.60}.")
    return deepest + 1


register_dispatch(RaggedTensor, _answer)
install(RaggedTensor)
