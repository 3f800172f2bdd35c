"""Helpers on numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def to_categorical(
    y: npt.ArrayLike, num_classes: int | None = None, dtype: Any = "float32"
) -> npt.NDArray[Any]:
    """Class numbers as one-hot rows.

    Args:
        y: integers in ``0 .. num_classes - 1``, shape ``(...)``; a last axis of length 1 is dropped.
        num_classes: length of a row; by default the greatest class plus one.
        dtype: of the result.

    Returns:
        Array of shape ``(..., num_classes)``.

    Raises:
        IndexError: if a class number is not below `num_classes`.
    """
    classes, shape = _flat_classes(y)
    if not num_classes:
        num_classes = int(classes.max()) + 1
    if classes.size and not -num_classes <= classes.min() <= classes.max() < num_classes:
        wrong = classes.max() if classes.max() >= num_classes else classes.min()
        raise IndexError(
            f"`y` holds the class {wrong}; with `num_classes={num_classes}` classes lie between 0 and "
            f"{num_classes - 1}."
        )
    rows = np.zeros((classes.size, num_classes), dtype=dtype)
    rows[np.arange(classes.size), classes] = 1
    return rows.reshape(*shape, num_classes)


def to_ordinal(y: npt.ArrayLike, num_classes: int | None = None, dtype: Any = "float32") -> npt.NDArray[Any]:
    """Class numbers as rows of ``num_classes - 1`` entries, as many leading ones as the number says.

    Args and Returns: as for `to_categorical`, with a row one entry shorter.
    """
    classes, shape = _flat_classes(y)
    if not num_classes:
        num_classes = int(classes.max()) + 1
    rows = (np.arange(num_classes - 1) < classes[:, None]).astype(dtype)
    return rows.reshape(*shape, num_classes - 1)


def normalize(x: npt.ArrayLike, axis: int = -1, order: int = 2) -> npt.NDArray[Any]:
    """The array divided by its norm of that order along `axis`; zero vectors stay zero."""
    array = np.asarray(x)
    norm = np.atleast_1d(np.linalg.norm(array, order, axis))
    norm[norm == 0] = 1
    result: npt.NDArray[Any] = array / np.expand_dims(norm, axis)
    return result


def _flat_classes(y: npt.ArrayLike) -> tuple[npt.NDArray[np.intp], tuple[int, ...]]:
    classes = np.array(y, dtype=np.intp)
    shape = classes.shape
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return classes.ravel(), shape
