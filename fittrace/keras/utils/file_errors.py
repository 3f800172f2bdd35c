"""What goes wrong with files, as `tf.errors`: TensorFlow's own file system raises these."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fittrace import tf

__all__ = ["as_tensorflow_errors"]

_BY_NUMBER: Final = {
    errno.ENOENT: tf.errors.NotFoundError,
    errno.EACCES: tf.errors.PermissionDeniedError,
    errno.EPERM: tf.errors.PermissionDeniedError,
    errno.EROFS: tf.errors.FailedPreconditionError,
    errno.EISDIR: tf.errors.FailedPreconditionError,
    errno.ENOTDIR: tf.errors.FailedPreconditionError,
    errno.EEXIST: tf.errors.AlreadyExistsError,
    errno.ENOSPC: tf.errors.ResourceExhaustedError,
}


@contextmanager
def as_tensorflow_errors(argument: str, path: str) -> Iterator[None]:
    """An OSError in the block comes out as the class of `tf.errors` for it.

    Args:
        argument: what the user passed the path as, for the message.
        path: the path.
    """
    try:
        yield
    except OSError as error:
        kind = _BY_NUMBER.get(error.errno or 0, tf.errors.UnknownError)
        reason = (error.strerror or str(error)).lower()
        message = f"`{argument}` is {path!r}, which cannot be written: {reason}. Pass a path that can."
        raise kind(None, None, message) from error
