"""Matrices: products, contractions, norms."""

from __future__ import annotations

from string import ascii_letters
from typing import Any

import numpy as np

from ..arrays import Array, Arrays
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..operation import NUMBERS, composite, operation
from ..tensor import Tensor
from .arithmetic import abs as abs_
from .arithmetic import pow as pow_
from .arithmetic import square
from .elementary import sqrt
from .reduction import reduce_max, reduce_min, reduce_sum
from .shaping import expand_dims, reshape, squeeze, transpose
from .shaping import shape as shape_of

__all__ = [
    "band_part",
    "diag",
    "diag_part",
    "einsum",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "tensordot",
    "trace",
]


@operation(NUMBERS)
def matmul(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: Any = None,
) -> Array:
    """The product of matrices in the last two axes; leading axes are broadcast.

    Transposed operands are handed to the product as views, without a copy.

    Raises:
        InvalidArgumentError: an operand with fewer than two axes, or inner lengths that differ.
    """
    if a.ndim < 2 or b.ndim < 2:
        raise InvalidArgumentError(
            None,
            None,
            f"tf.matmul needs operands with at least two axes; shapes {a.shape} and {b.shape} were given. "
            "For a vector there are tf.linalg.matvec and tf.tensordot.",
        )
    if transpose_a or adjoint_a:
        a = a.swapaxes(-1, -2)
    if transpose_b or adjoint_b:
        b = b.swapaxes(-1, -2)
    return np.matmul(a, b)


@composite
def matvec(a: Any, b: Any, transpose_a: bool = False) -> Tensor:
    """The product of matrices with vectors."""
    return squeeze(matmul(a, expand_dims(b, -1), transpose_a=transpose_a), -1)


@composite
def matrix_transpose(a: Any) -> Tensor:
    """The last two axes swapped."""
    a = convert_to_tensor(a)
    order = list(range(a.ndim))
    return transpose(a, [*order[:-2], order[-1], order[-2]])


@composite
def tensordot(a: Any, b: Any, axes: Any) -> Tensor:
    """The sum of products over axes of `a` and `b`.

    `axes` is a number n for the last n axes of `a` and the first n of `b`, or two lists of axes.
    """
    a, b = convert_to_tensor(a), convert_to_tensor(b, convert_to_tensor(a).dtype)
    first, second = _contracted(axes, a.ndim, b.ndim)
    kept_a = [i for i in range(a.ndim) if i not in first]
    kept_b = [i for i in range(b.ndim) if i not in second]
    lengths_a, lengths_b = _lengths(a), _lengths(b)
    rows, columns = [lengths_a[i] for i in kept_a], [lengths_b[i] for i in kept_b]
    inner = _product([lengths_a[i] for i in first])
    left = reshape(transpose(a, kept_a + first), [_product(rows), inner])
    right = reshape(transpose(b, second + kept_b), [inner, _product(columns)])
    return reshape(matmul(left, right), rows + columns)


@operation(NUMBERS, name="einsum")
def contract(inputs: Arrays, equation: str) -> Array:
    """`einsum` of these tensors, with the equation spelled out (see `einsum`)."""
    return np.einsum(equation, *inputs, optimize=len(inputs) > 1)


@composite
def einsum(equation: str, *inputs: Any) -> Tensor:
    """Einstein summation: ``"ij,jk->ik"`` is a matrix product; see `numpy.einsum`."""
    tensors = [convert_to_tensor(x) for x in inputs]
    return contract(tensors, _explicit(equation.replace(" ", ""), [x.ndim for x in tensors]))


@composite
def norm(tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: bool = False) -> Tensor:
    """The norm along `axis` (of all elements where None).

    `ord` is ``"euclidean"`` (the root of the sum of squares, for matrices the Frobenius norm),
    a positive number p for the p-norm, or inf for the greatest absolute value.
    """
    if ord in ("euclidean", "fro", 2) and not (ord == 2 and np.size(axis) == 2):
        return sqrt(reduce_sum(square(tensor), axis, keepdims))
    size = abs_(tensor)
    if isinstance(ord, str) or np.size(axis) == 2:
        raise ValueError(
            f"tf.norm: `ord` {ord!r} is not one of 'euclidean', a positive number (vectors), or inf."
        )
    if ord == np.inf:
        return reduce_max(size, axis, keepdims)
    if ord == -np.inf:
        return reduce_min(size, axis, keepdims)
    if ord == 1:
        return reduce_sum(size, axis, keepdims)
    return pow_(reduce_sum(pow_(size, ord), axis, keepdims), 1.0 / ord)


@operation()
def diag(diagonal: Array) -> Array:
    """Square matrices with these vectors (in the last axis) on the diagonal."""
    return diagonal[..., None] * np.eye(diagonal.shape[-1], dtype=diagonal.dtype)


@operation()
def diag_part(input: Array) -> Array:
    """The diagonals of the matrices in the last two axes."""
    return np.diagonal(input, axis1=-2, axis2=-1)


@operation()
def band_part(input: Array, num_lower: Any, num_upper: Any) -> Array:
    """The matrices with zeros outside a band: so many diagonals below and above the main one, -1 for all."""
    rows, columns = np.ogrid[: input.shape[-2], : input.shape[-1]]
    lower, upper = int(num_lower), int(num_upper)
    inside = (lower < 0) | (rows - columns <= lower)
    inside = inside & ((upper < 0) | (columns - rows <= upper))
    return np.where(inside, input, np.zeros((), input.dtype))


@composite
def trace(x: Any) -> Tensor:
    """The sums of the diagonals of the matrices in the last two axes."""
    return reduce_sum(diag_part(x), -1)


def _contracted(axes: Any, ndim_a: int, ndim_b: int) -> tuple[list[int], list[int]]:
    if np.ndim(axes) == 0:
        count = int(axes)
        return list(range(ndim_a - count, ndim_a)), list(range(count))
    first, second = (np.atleast_1d(np.asarray(side)).tolist() for side in axes)
    if len(first) != len(second):
        raise ValueError(f"tf.tensordot: `axes` names {len(first)} axes of `a` and {len(second)} of `b`.")
    return [i % ndim_a for i in first], [i % ndim_b for i in second]


def _lengths(x: Tensor) -> list[Any]:
    """The lengths of the axes, as numbers where they are known and as symbolic scalars elsewhere."""
    return [shape_of(x)[axis] if length is None else length for axis, length in enumerate(x.shape)]


def _product(lengths: list[Any]) -> Any:
    total: Any = 1
    for length in lengths:
        total = length * total
    return total


def _explicit(equation: str, ranks: list[int]) -> str:
    """The equation with letters for every ellipsis, and with an output.

    Without an output, the letters that come once are kept, in the alphabet's order.
    """
    left, arrow, output = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise ValueError(
            f"tf.einsum: the equation {equation!r} has {len(terms)} operands, {len(ranks)} were given."
        )
    spare = [letter for letter in ascii_letters if letter not in equation]
    widths = [
        rank - len(term.replace("...", "")) if "..." in term else 0
        for term, rank in zip(terms, ranks, strict=True)
    ]
    dots = spare[: max(widths)]
    terms = [
        term.replace("...", "".join(dots[len(dots) - width :]))
        for term, width in zip(terms, widths, strict=True)
    ]
    if not arrow:
        letters = "".join(terms)
        output = "".join(dots) + "".join(
            sorted(x for x in set(letters) if letters.count(x) == 1 and x not in dots)
        )
    return f"{','.join(terms)}->{output.replace('...', ''.join(dots))}"
