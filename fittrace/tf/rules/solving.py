"""Gradient rules: linear systems."""

from __future__ import annotations

from ..gradient_table import Rule, rules
from ..ops import solving as so
from ..ops.linear_algebra import band_part, diag, diag_part, matmul, matrix_transpose
from ..ops.shaping import expand_dims
from ..tensor import Tensor


def inverse_rule(y: Tensor, a: Tensor, adjoint: bool = False) -> Rule:
    """The inverse on both sides of the gradient."""

    def rule(g: Tensor) -> Tensor:
        product = -matmul(matmul(y, g, transpose_a=True), y, transpose_b=True)
        return matrix_transpose(product) if adjoint else product

    return rule


def solve_matrix_rule(y: Tensor, a: Tensor, b: Tensor, adjoint: bool = False) -> Rule:
    """What `solve_side_rule` gives, times the solution."""

    def rule(g: Tensor) -> Tensor:
        side = so.solve(a, g, adjoint=not adjoint)
        return -matmul(y, side, transpose_b=True) if adjoint else -matmul(side, y, transpose_b=True)

    return rule


def solve_side_rule(y: Tensor, a: Tensor, b: Tensor, adjoint: bool = False) -> Rule:
    """The system with the transposed matrix, solved for the gradient."""
    return lambda g: so.solve(a, g, adjoint=not adjoint)


def cholesky_rule(y: Tensor, a: Tensor) -> Rule:
    """Murray 2016 (Differentiation of the Cholesky decomposition), equation 10; symmetric."""

    def rule(g: Tensor) -> Tensor:
        product = matmul(y, g, transpose_a=True)
        half = band_part(product, -1, 0) - 0.5 * diag(diag_part(product))
        inverse = so.inv(y)
        found = matmul(matmul(inverse, half, transpose_a=True), inverse)
        return 0.5 * (found + matrix_transpose(found))

    return rule


def as_matrix(x: Tensor) -> Tensor:
    """One number a matrix, with two axes to spread it over the matrix."""
    return expand_dims(expand_dims(x, -1), -1)


rules(so.inv, inverse_rule)
rules(so.det, lambda y, a: lambda g: as_matrix(g * y) * so.inv(a, adjoint=True))
rules(so.log_abs_det, lambda y, a: lambda g: as_matrix(g) * so.inv(a, adjoint=True))
rules(so.solve, solve_matrix_rule, solve_side_rule)
rules(so.cholesky, cholesky_rule)
