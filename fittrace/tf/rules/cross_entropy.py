"""Gradient rules: cross entropies."""

from __future__ import annotations

from ..gradient_table import Rule, rules
from ..ops import cross_entropy as ce
from ..ops.activation import log_softmax, softmax
from ..ops.elementary import sigmoid
from ..ops.reduction import reduce_sum
from ..ops.shaping import expand_dims
from ..tensor import Tensor


def second_order_rule(z: Tensor, labels: Tensor, logits: Tensor, upstream: Tensor) -> Rule:
    """The softmax's own gradient."""

    def rule(h: Tensor) -> Tensor:
        p, weighted = softmax(logits), h * expand_dims(upstream, -1)
        return (weighted - reduce_sum(weighted * p, -1, keepdims=True)) * p

    return rule


def upstream_rule(z: Tensor, labels: Tensor, logits: Tensor, upstream: Tensor) -> Rule:
    """The sum over the classes of what the gradient multiplies."""
    ones = upstream * 0 + 1
    return lambda h: reduce_sum(h * ce.sparse_cross_entropy_gradient(labels, logits, ones), -1)


rules(
    ce.sparse_softmax_cross_entropy_with_logits,
    None,
    lambda y, labels, logits: lambda g: ce.sparse_cross_entropy_gradient(labels, logits, g),
)
rules(ce.sparse_cross_entropy_gradient, None, second_order_rule, upstream_rule)
rules(
    ce.dense_cross_entropy,
    lambda y, labels, logits: lambda g: -expand_dims(g, -1) * log_softmax(logits),
    lambda y, labels, logits: (
        lambda g: expand_dims(g, -1) * (softmax(logits) * reduce_sum(labels, -1, keepdims=True) - labels)
    ),
)
rules(
    ce.sigmoid_cross_entropy_with_logits,
    lambda y, labels, logits: lambda g: -g * logits,
    lambda y, labels, logits: lambda g: g * (sigmoid(logits) - labels),
)
