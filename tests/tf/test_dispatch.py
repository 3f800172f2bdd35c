"""Foreign operands: operations hand their calls over to whoever registered for the type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fittrace import tf
from fittrace.tf import dispatch


class Foreign:
    def __radd__(self, other: Any) -> str:
        return "own"


class MoreForeign(Foreign): ...


@pytest.fixture
def calls() -> Iterator[list[Any]]:
    """The calls that were handed over, as (name, positional arguments, keywords)."""
    seen: list[Any] = []

    def handler(operation: Callable[..., Any], args: Any, kwargs: Any) -> str:
        seen.append((operation.__name__, args, kwargs))
        return "handled"

    dispatch.register_dispatch(Foreign, handler)
    yield seen
    del dispatch._handlers[Foreign]


F = Foreign()
ONE = tf.constant([1.0])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: tf.abs(F), "abs"),
        (lambda: tf.add(ONE, F), "add"),
        (lambda: tf.matmul(F, ONE, transpose_b=True), "matmul"),
        (lambda: tf.reduce_sum(F, axis=1, name="total"), "reduce_sum"),
        (lambda: tf.concat([ONE, F], 0), "concat"),
        (lambda: tf.reshape(ONE, [F, 1]), "reshape"),
        (lambda: tf.cast(F, "int32"), "cast"),
        (lambda: tf.where(F, 1.0, 2.0), "where"),
        (lambda: tf.nn.l2_normalize(F, 1), "l2_normalize"),
        (lambda: tf.nn.relu(features=F), "relu"),
        (lambda: tf.zeros([F, 2]), "zeros"),
        (lambda: tf.split(F, 2), "split"),
        (lambda: tf.convert_to_tensor(F), "convert_to_tensor"),
        (lambda: tf.convert_to_tensor([F, 1.0]), "convert_to_tensor"),
        (lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=F), None),
        (lambda: tf.abs(MoreForeign()), "abs"),
    ],
)
def test_the_call_is_handed_over(call: Callable[[], Any], name: str | None, calls: list[Any]) -> None:
    assert call() == "handled"
    assert calls[0][0] == (name or "sparse_softmax_cross_entropy_with_logits")


def test_the_operation_can_be_called_later_with_tensors(calls: list[Any]) -> None:
    seen: list[Any] = []
    dispatch.register_dispatch(MoreForeign, lambda op, args, kwargs: seen.append((op, args, kwargs)))
    tf.reduce_sum(MoreForeign(), axis=0, keepdims=True)
    ((operation, (_, *more), attributes),) = seen
    del dispatch._handlers[MoreForeign]
    assert operation(ONE, *more, **attributes).numpy().tolist() == [1]


def test_without_a_handler_a_foreign_operand_is_no_tensor() -> None:
    with pytest.raises(ValueError, match="Foreign cannot become a tensor"):
        tf.abs(F)
