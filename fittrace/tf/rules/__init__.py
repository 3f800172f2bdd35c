"""The gradient rules of all operations, by topic; importing them fills the table."""

from . import activation, arithmetic, cross_entropy, elementary, indexing, linear_algebra, reduction, shaping

__all__ = [
    "activation",
    "arithmetic",
    "cross_entropy",
    "elementary",
    "indexing",
    "linear_algebra",
    "reduction",
    "shaping",
]
