"""Linear systems: inverses, determinants, factors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..convert import convert_to_tensor
from ..operation import FLOATS, composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .elementary import log
from .linear_algebra import band_part, diag_part, matrix_transpose
from .reduction import reduce_sum

__all__ = [
    "cholesky",
    "cholesky_solve",
    "det",
    "inv",
    "log_abs_det",
    "logdet",
    "slogdet",
    "solve",
    "triangular_solve",
]


@operation(FLOATS)
def inv(input: Array, adjoint: bool = False) -> Array:
    """The inverses of the matrices in the last two axes, with `adjoint` of their transposes.

    Raises:
        InvalidArgumentError: a matrix that has none.
    """
    return np.linalg.inv(input.swapaxes(-1, -2) if adjoint else input)


@operation(FLOATS)
def det(input: Array) -> Array:
    """The determinants of the matrices in the last two axes."""
    return np.linalg.det(input)


@operation(FLOATS, name="slogdet")
def log_abs_det(input: Array) -> Array:
    """The logarithm of the absolute value of the determinants."""
    return np.linalg.slogdet(input)[1]


@composite
def slogdet(input: Any) -> tuple[Tensor, Tensor]:
    """The sign of the determinants, and the logarithm of their absolute value."""
    matrix = convert_to_tensor(input)
    return Tensor(np.linalg.slogdet(matrix.array)[0]), log_abs_det(matrix)


@composite
def logdet(matrix: Any) -> Tensor:
    """The logarithm of the determinants of symmetric positive definite matrices."""
    return 2.0 * reduce_sum(log(diag_part(cholesky(matrix))), -1)


@operation(FLOATS)
def solve(matrix: Array, rhs: Array, adjoint: bool = False) -> Array:
    """The X with ``matrix @ X = rhs`` (with `adjoint`: ``transposed matrix @ X = rhs``).

    Raises:
        InvalidArgumentError: a matrix that has no inverse, or a right side that is a vector.
    """
    if rhs.ndim < 2:
        raise invalid(f"tf.linalg.solve: `rhs` must have at least two axes, not shape {rhs.shape}.")
    return np.linalg.solve(matrix.swapaxes(-1, -2) if adjoint else matrix, rhs)


@operation(FLOATS)
def cholesky(input: Array) -> Array:
    """The lower triangular L with ``L @ transposed L = input``; only the lower triangle is looked at.

    A matrix that is not positive definite has NaN, as in TensorFlow.
    """
    whole = np.tril(input) + np.tril(input, -1).swapaxes(-1, -2)
    factors = np.full_like(whole, np.nan)
    for place in np.ndindex(whole.shape[:-2]):
        try:
            factors[place] = np.linalg.cholesky(whole[place])
        except np.linalg.LinAlgError:
            continue
    return factors


@composite
def triangular_solve(matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False) -> Tensor:
    """As `solve`, where only the `lower` (or else the upper) triangle of the matrix counts."""
    triangle = band_part(matrix, -1, 0) if lower else band_part(matrix, 0, -1)
    return solve(triangle, rhs, adjoint=adjoint)


@composite
def cholesky_solve(chol: Any, rhs: Any) -> Tensor:
    """The X with ``A @ X = rhs``, where `chol` is the factor that `cholesky` gives of A."""
    half = triangular_solve(chol, rhs)
    return solve(matrix_transpose(band_part(chol, -1, 0)), half)
