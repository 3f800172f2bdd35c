"""The exceptions of ``tf.errors``: one class a status code, all derived from `OpError`."""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "CancelledError",
    "DataLossError",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "OpError",
    "OperatorNotAllowedInGraphError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "UnknownError",
    "WrongArgumentError",
]


class OpError(Exception):
    """An operation failed; the base of every class here.

    Args:
        node_def: kept for TensorFlow's signature, None here.
        op: the name of the operation that failed, or None.
        message: one sentence.
        error_code: the status code; given by each class.
    """

    code: ClassVar[int] = 2

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int | None = None) -> None:
        super().__init__(node_def, op, message)
        self.node_def = node_def
        self.op = op
        self.message = message
        self.error_code = self.code if error_code is None else error_code

    def __str__(self) -> str:
        return self.message


class CancelledError(OpError):
    """The operation was cancelled."""

    code = 1


class UnknownError(OpError):
    """The cause is not known."""

    code = 2


class InvalidArgumentError(OpError):
    """An operand or attribute has a value, shape or dtype the operation cannot take."""

    code = 3


class DeadlineExceededError(OpError):
    """The time ran out."""

    code = 4


class NotFoundError(OpError):
    """A file or other entity was not found."""

    code = 5


class AlreadyExistsError(OpError):
    """The entity to be made exists."""

    code = 6


class PermissionDeniedError(OpError):
    """The caller may not do this."""

    code = 7


class ResourceExhaustedError(OpError):
    """Memory or another resource ran out."""

    code = 8


class FailedPreconditionError(OpError):
    """The system is not in the state the operation needs."""

    code = 9


class AbortedError(OpError):
    """The operation was given up, usually because of another one."""

    code = 10


class OutOfRangeError(OpError):
    """An iterator has no more elements."""

    code = 11


class UnimplementedError(OpError):
    """The operation is not implemented for these operands."""

    code = 12


class InternalError(OpError):
    """An invariant does not hold."""

    code = 13


class UnavailableError(OpError):
    """The runtime is not available now."""

    code = 14


class DataLossError(OpError):
    """Data is corrupt."""

    code = 15


class UnauthenticatedError(OpError):
    """The caller is not known."""

    code = 16


class OperatorNotAllowedInGraphError(TypeError):
    """A symbolic tensor was used where its values would be needed."""


class WrongArgumentError(ValueError):
    """What a kernel raises for an argument that is wrong in itself; users get it as a plain ValueError."""
