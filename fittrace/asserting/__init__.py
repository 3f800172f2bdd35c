"""Assertions about the calls of a run, for tests: `Run.assert_order` and its like."""

from .assertions import (
    assert_called,
    assert_count,
    assert_nested,
    assert_never,
    assert_order,
    assert_same_calls,
)

__all__ = [
    "assert_called",
    "assert_count",
    "assert_nested",
    "assert_never",
    "assert_order",
    "assert_same_calls",
]
