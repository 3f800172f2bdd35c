"""Arrays of all kinds to tensors."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.words import InWords, what_it_is
from fittrace.trace import emit
from fittrace.trace.catalogue import TensorConverted

__all__ = ["check_cardinality", "is_scipy_sparse", "is_tensor_like", "process_tensorlike"]


def is_tensor_like(value: Any) -> bool:
    """Whether it is a tensor, a numpy array, or a pandas frame or series."""
    if isinstance(value, (tf.Tensor, np.ndarray)):
        return True
    pandas = sys.modules.get("pandas")  # nobody can hold a frame without having imported it
    return pandas is not None and isinstance(value, (pandas.Series, pandas.DataFrame))


def is_scipy_sparse(value: Any) -> bool:
    """Whether it is a sparse matrix of scipy."""
    sparse = sys.modules.get("scipy.sparse")  # nobody can hold one without having imported it
    return sparse is not None and bool(sparse.issparse(value))


def process_tensorlike(inputs: Any, names: tuple[str, ...] = ("x", "y", "sample_weight")) -> Any:
    """Arrays as tensors, floats in the backend's float dtype; lists as tuples; the rest stays.

    Args:
        inputs: ``(x, y, sample_weight)`` or the like.
        names: what its items are called, for the record.
    """
    return tuple(_convert(item, name) for item, name in zip(inputs, names, strict=False))


def _convert(structure: Any, name: str) -> Any:
    if isinstance(structure, (list, tuple)):
        return tuple(_convert(item, name) for item in structure)
    if isinstance(structure, dict):
        return {key: _convert(item, f"{name}[{key!r}]") for key, item in structure.items()}
    try:
        converted = _convert_array(structure)
    except ValueError as error:
        raise ValueError(f"`{name}` cannot become a tensor. {error}") from error
    if converted is not structure:
        emit(
            TensorConverted,
            what=name,
            from_type=InWords(_where_from, structure),
            to_shape=converted.shape,
            to_dtype=converted.dtype,
        )
    return converted


def _where_from(value: Any) -> str:
    dtype = getattr(value, "dtype", None)
    return what_it_is(value) if dtype is None else f"{what_it_is(value)} of {dtype}"


def _convert_array(value: Any) -> Any:
    if isinstance(value, tf.Tensor) or value is None:
        return value
    if is_scipy_sparse(value):
        return tf.convert_to_tensor(value.toarray().astype(_float_or_same(value.dtype)))
    if is_tensor_like(value) and hasattr(value, "to_numpy"):
        array = value.to_numpy()
        value = array[:, None] if array.ndim == 1 else array
    if isinstance(value, np.ndarray):
        is_float = np.issubdtype(value.dtype, np.floating)
        return tf.convert_to_tensor(value, dtype=backend.floatx() if is_float else None)
    return value


def _float_or_same(dtype: np.dtype[Any]) -> Any:
    return backend.floatx() if np.issubdtype(dtype, np.floating) else dtype


def check_cardinality(data: Any) -> int:
    """The number of rows that all arrays share.

    Args:
        data: ``(x,)``, ``(x, y)`` or ``(x, y, sample_weight)``.

    Raises:
        ValueError: if two have different numbers of rows.
        KeyError: if there is no array.
    """
    rows = {
        name: [int(item.shape[0]) for item in tf.nest.flatten(structure)]
        for name, structure in zip(("x", "y", "sample_weight"), data, strict=False)
    }
    counts = {count for found in rows.values() for count in found}
    if not counts:
        raise KeyError("`x` holds no array at all. Pass at least one, with one row a sample.")
    if len(counts) > 1:
        told = "; ".join(f"`{name}` has {' and '.join(map(str, found))}" for name, found in rows.items())
        raise ValueError(
            f"The number of samples differs: {told}. Every array needs one row a sample: pass arrays of "
            "equal length."
        )
    return counts.pop()
