"""The gradient rules of all operations, by topic; importing them fills the table."""

from . import (
    activation,
    arithmetic,
    convolution,
    cross_entropy,
    elementary,
    indexing,
    linear_algebra,
    pooling,
    reduction,
    shaping,
    solving,
)

__all__ = [
    "activation",
    "arithmetic",
    "convolution",
    "cross_entropy",
    "elementary",
    "indexing",
    "linear_algebra",
    "pooling",
    "reduction",
    "shaping",
    "solving",
]
