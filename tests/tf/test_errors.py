"""The classes that users catch."""

from __future__ import annotations

import pytest

from fittrace import tf


def test_all_are_op_errors_with_tensorflows_codes() -> None:
    codes = {
        "CancelledError": 1, "UnknownError": 2, "InvalidArgumentError": 3, "DeadlineExceededError": 4,
        "NotFoundError": 5, "AlreadyExistsError": 6, "PermissionDeniedError": 7, "ResourceExhaustedError": 8,
        "FailedPreconditionError": 9, "AbortedError": 10, "OutOfRangeError": 11, "UnimplementedError": 12,
        "InternalError": 13, "UnavailableError": 14, "DataLossError": 15, "UnauthenticatedError": 16,
    }  # fmt: skip
    for name, code in codes.items():
        error = getattr(tf.errors, name)(None, "op", "what happened")
        assert isinstance(error, tf.errors.OpError)
        assert (error.error_code, error.message, error.op, str(error)) == (
            code,
            "what happened",
            "op",
            "what happened",
        )


def test_an_error_names_operation_shapes_and_what_to_do() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"tf\.add .*\(2,\) and \(3,\)"):
        tf.ones([2]) + tf.ones([3])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"float32, int32.*tf\.cast"):
        tf.ones([2]) + tf.ones([2], "int32")
    with pytest.raises(tf.errors.InvalidArgumentError, match="between 0 and 1"):
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2], logits=[[1.0, 2.0]])


def test_an_unknown_argument_is_told() -> None:
    with pytest.raises(TypeError, match="`colour`"):
        tf.add(1.0, 2.0, colour=3)
    with pytest.raises(TypeError, match="needs the argument `b`"):
        tf.matmul(a=[[1.0]])
