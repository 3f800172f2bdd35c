"""What is put together from simpler operations on matrices and vectors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..convert import convert_to_tensor
from ..operation import composite
from ..resolve import invalid
from ..tensor import Tensor
from .joining import pad
from .linear_algebra import diag, diag_part, matrix_transpose, norm
from .selecting import where
from .shaping import expand_dims, reshape, roll

__all__ = ["adjoint", "cross", "normalize", "set_diag", "tensor_diag", "tensor_diag_part"]


@composite
def adjoint(matrix: Any) -> Tensor:
    """The last two axes swapped; of real numbers, as they are all here, that is all."""
    return matrix_transpose(matrix)


@composite
def cross(a: Any, b: Any) -> Tensor:
    """The cross products of vectors with three elements, in the last axis."""
    a, b = convert_to_tensor(a), convert_to_tensor(b)
    if a.shape[-1] != 3 or a.shape != b.shape:
        raise invalid(
            f"tf.linalg.cross needs two tensors of one shape that ends in 3, not {a.shape} and {b.shape}."
        )
    return roll(a, -1, -1) * roll(b, -2, -1) - roll(a, -2, -1) * roll(b, -1, -1)


@composite
def normalize(tensor: Any, ord: Any = "euclidean", axis: Any = None) -> tuple[Tensor, Tensor]:
    """The tensor divided by its norm along `axis`, and the norm; see `norm`."""
    tensor = convert_to_tensor(tensor)
    length = norm(tensor, ord, axis, keepdims=True)
    return tensor / length, length


@composite
def set_diag(input: Any, diagonal: Any) -> Tensor:
    """The matrices with other values on their diagonals."""
    matrix = convert_to_tensor(input)
    rows, columns = matrix.shape[-2:]
    values = convert_to_tensor(diagonal, matrix.dtype)
    values = pad(values, [[0, 0]] * (values.ndim - 1) + [[0, columns - min(rows, columns)]])
    return where(np.eye(rows, columns, dtype=bool), expand_dims(values, -2), matrix)


@composite
def tensor_diag(diagonal: Any) -> Tensor:
    """A tensor of twice as many axes, with these values where both halves of the index agree."""
    values = convert_to_tensor(diagonal)
    return reshape(diag(reshape(values, [-1])), [*values.shape, *values.shape])


@composite
def tensor_diag_part(input: Any) -> Tensor:
    """The values where both halves of the index agree.

    Raises:
        ValueError: the two halves of the shape differ.
    """
    tensor = convert_to_tensor(input)
    half = list(tensor.shape[: tensor.ndim // 2])
    if [*half, *half] != list(tensor.shape):
        raise ValueError(f"`input` needs a shape of two equal halves, not {tensor.shape}.")
    count = math.prod(half)
    return reshape(diag_part(reshape(tensor, [count, count])), half)
