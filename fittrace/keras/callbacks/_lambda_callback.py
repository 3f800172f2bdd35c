"""`LambdaCallback`: a callback from plain functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._callback import Callback

__all__ = ["LambdaCallback"]


class LambdaCallback(Callback):
    """Calls functions of the user's at the moments they are named after.

    Args:
        on_epoch_begin: called with the epoch and the logs.
        on_epoch_end: likewise.
        on_batch_begin: called with the batch and the logs.
        on_batch_end: likewise.
        on_train_begin: called with the logs.
        on_train_end: likewise.
        **kwargs: further functions, under the name of the method they replace.
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_batch_begin: Callable[..., Any] | None = None,
        on_batch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_batch_begin": on_batch_begin,
            "on_batch_end": on_batch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
        }
        self.__dict__.update(kwargs)
        self.__dict__.update((name, function) for name, function in functions.items() if function is not None)
