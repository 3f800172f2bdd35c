"""Gradient rules: matrix products and contractions."""

from __future__ import annotations

from typing import Any

from ..gradient_table import Rule, joint_rule, rules
from ..ops import linear_algebra as la
from ..ops.linear_algebra import matmul
from ..ops.normalization import bias_add
from ..ops.reduction import reduce_sum
from ..ops.shaping import broadcast_to, expand_dims
from ..tensor import Tensor


def first_factor_rule(
    y: Tensor,
    a: Tensor,
    b: Tensor,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    *rest: Any,
    **named: Any,
) -> Rule:
    """`g Bᵀ`, transposed where A was."""
    if transpose_a or adjoint_a:
        return lambda g: matmul(b, g, transpose_a=transpose_b or adjoint_b, transpose_b=True)
    return lambda g: matmul(g, b, transpose_b=not (transpose_b or adjoint_b))


def second_factor_rule(
    y: Tensor,
    a: Tensor,
    b: Tensor,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    *rest: Any,
    **named: Any,
) -> Rule:
    """Aᵀ g, transposed where B was."""
    if transpose_b or adjoint_b:
        return lambda g: matmul(g, a, transpose_a=True, transpose_b=transpose_a or adjoint_a)
    return lambda g: matmul(a, g, transpose_a=not (transpose_a or adjoint_a))


def contract_rule(y: Tensor, inputs: list[Tensor], equation: str) -> list[Rule]:
    """The same contraction with one operand and the output changing places."""
    left, _, output = equation.partition("->")
    terms = left.split(",")

    def rule_for(i: int) -> Rule:
        term, shape = terms[i], inputs[i].array.shape
        if len(set(term)) != len(term):
            raise LookupError(
                f"tf.einsum: the operand {term!r} names an axis twice; that has no gradient rule."
            )
        others = [x for k, x in enumerate(inputs) if k != i]
        names = [output, *(t for k, t in enumerate(terms) if k != i)]
        reached = "".join(letter for letter in term if any(letter in name for name in names))

        def rule(g: Tensor) -> Tensor:
            gradient = la.contract([g, *others], f"{','.join(names)}->{reached}")
            for axis, letter in enumerate(term):
                if letter not in reached:
                    gradient = expand_dims(gradient, axis)
            return gradient if reached == term else broadcast_to(gradient, shape)

        return rule

    return [rule_for(i) for i in range(len(inputs))]


def bias_rule(y: Tensor, value: Tensor, bias: Tensor, data_format: Any = None) -> Rule:
    """The sum over all axes but the channels."""
    channels = (
        1 if data_format is not None and data_format.startswith("NC") and value.ndim > 2 else value.ndim - 1
    )
    others = [i for i in range(value.ndim) if i != channels]
    return lambda g: reduce_sum(g, others)


rules(matmul, first_factor_rule, second_factor_rule)
joint_rule(la.contract, contract_rule)
rules(la.diag, lambda y, x: lambda g: la.diag_part(g))
rules(la.diag_part, lambda y, x: lambda g: la.diag(g))
rules(la.band_part, lambda y, x, lower, upper: lambda g: la.band_part(g, lower, upper))
rules(bias_add, lambda y, value, bias, data_format=None: lambda g: g, bias_rule)
