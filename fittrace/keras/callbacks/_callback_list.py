"""`CallbackList`: all callbacks of a training, told in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fittrace import tf
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.keras.utils.words import what_it_is
from fittrace.trace import Hooked, emit, hook, hook_attribute
from fittrace.trace.catalogue import CallbackAdded

from ._callback import Callback
from ._history import History
from ._progbar_logger import ProgbarLogger
from ._told_logs import is_foreign, told_logs, turns

__all__ = ["CallbackList"]


_TOLD_BY_LIST: Final = Callback.__hooks__ - {"on_batch_begin", "on_batch_end"}
"""What the list calls on a callback; the other two are called by the callback itself."""


class CallbackList(Hooked):
    """Tells each callback in order.

    Args:
        callbacks: one or several.
        add_history: whether a `History` is added, if there is none.
        add_progbar: whether a `ProgbarLogger` is added, if there is none.
        model: what the callbacks are about.
        **params: `verbose`, `epochs` and `steps`, handed on to the callbacks.
    """

    @hook
    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        self.callbacks: list[Callback] = []
        for callback in tf.nest.flatten(callbacks) if callbacks else []:
            self.append(callback)
            emit(CallbackAdded, callback=callback, by_default=False)
        self._add_default_callbacks(add_history, add_progbar)
        if model:
            self.set_model(model)
        if params:
            self.set_params(params)
        self._supports_tf_logs = all(getattr(item, "_supports_tf_logs", False) for item in self.callbacks)
        self._batch_hooks_support_tf_logs = all(
            getattr(item, "_supports_tf_logs", False) for item in self.callbacks if _wants_batches(item)
        )
        foreign = [item for item in self.callbacks if is_foreign(item)]
        self._tells = bool(foreign)
        self._tells_of_batches = any(map(_wants_batches, foreign))
        self._should_call_train_batch_hooks = any(
            item._implements_train_batch_hooks() for item in self.callbacks
        )
        self._should_call_test_batch_hooks = any(
            item._implements_test_batch_hooks() for item in self.callbacks
        )
        self._should_call_predict_batch_hooks = any(
            item._implements_predict_batch_hooks() for item in self.callbacks
        )

    @hook
    def _add_default_callbacks(self, add_history: bool, add_progbar: bool) -> None:
        self._history = next((item for item in self.callbacks if isinstance(item, History)), None)
        has_progbar = any(isinstance(item, ProgbarLogger) for item in self.callbacks)
        if self._history is None and add_history:
            self._history = History()
            self.append(self._history)
            emit(CallbackAdded, callback=self._history, by_default=True)
        if not has_progbar and add_progbar:
            self.append(ProgbarLogger(count_mode="steps"))
            emit(CallbackAdded, callback=self.callbacks[-1], by_default=True)

    def append(self, callback: Callback) -> None:
        """Add a callback at the end.

        Raises:
            AttributeError: for something that is no callback.
            TypeError: for a class instead of an instance.
        """
        _check_callback(callback)
        for name in _TOLD_BY_LIST & vars(callback).keys():
            hook_attribute(callback, name)
        self.callbacks.append(callback)

    @hook
    def set_params(self, params: dict[str, Any]) -> None:
        """Tell every callback how the training was set up."""
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    @hook
    def set_model(self, model: Any) -> None:
        """Tell every callback which model it is about."""
        self.model = model
        if self._history:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)

    @hook
    def on_train_begin(self, logs: Any = None) -> None:
        """`fit` begins."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_train_begin(logs)

    @hook
    def on_train_end(self, logs: Any = None) -> None:
        """`fit` has ended."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_train_end(logs)

    @hook
    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch begins."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_epoch_begin(epoch, logs)

    @hook
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """An epoch has ended."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_epoch_end(epoch, logs)

    @hook
    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of training begins; nobody is told if nobody listens."""
        if self._should_call_train_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_train_batch_begin(batch, logs)

    @hook
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of training has ended; nobody is told if nobody listens."""
        if self._should_call_train_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_train_batch_end(batch, logs)

    @hook
    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """The old name of `on_train_batch_begin`."""
        self.on_train_batch_begin(batch, logs)

    @hook
    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """The old name of `on_train_batch_end`."""
        self.on_train_batch_end(batch, logs)

    @hook
    def on_test_begin(self, logs: Any = None) -> None:
        """An evaluation begins."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_test_begin(logs)

    @hook
    def on_test_end(self, logs: Any = None) -> None:
        """An evaluation has ended."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_test_end(logs)

    @hook
    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of evaluation begins; nobody is told if nobody listens."""
        if self._should_call_test_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_test_batch_begin(batch, logs)

    @hook
    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of evaluation has ended; nobody is told if nobody listens."""
        if self._should_call_test_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_test_batch_end(batch, logs)

    @hook
    def on_predict_begin(self, logs: Any = None) -> None:
        """`predict` begins."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_predict_begin(logs)

    @hook
    def on_predict_end(self, logs: Any = None) -> None:
        """`predict` has ended."""
        logs = self._process_logs(logs)
        for callback in turns(self.callbacks, logs):
            callback.on_predict_end(logs)

    @hook
    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of prediction begins; nobody is told if nobody listens."""
        if self._should_call_predict_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_predict_batch_begin(batch, logs)

    @hook
    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of prediction has ended; nobody is told if nobody listens."""
        if self._should_call_predict_batch_hooks:
            logs = self._process_logs(logs, is_batch_hook=True)
            for callback in turns(self.callbacks, logs):
                callback.on_predict_batch_end(batch, logs)

    def _process_logs(self, logs: Any, is_batch_hook: bool = False) -> Any:
        """The logs as numbers and arrays, unless every callback that gets them takes tensors as well."""
        if logs is None:
            processed: Any = {}
        elif self._supports_tf_logs or (is_batch_hook and self._batch_hooks_support_tf_logs):
            processed = logs
        else:
            processed = sync_to_numpy_or_python_type(logs)
        if self._tells_of_batches if is_batch_hook else self._tells:
            return told_logs(processed, is_shared=processed is logs, is_batch=is_batch_hook)
        return processed

    def __iter__(self) -> Iterator[Callback]:
        return iter(self.callbacks)


def _check_callback(callback: Any) -> None:
    if isinstance(callback, type):
        raise TypeError(
            f"`callbacks` holds the class {callback.__name__}; expected an instance, `{callback.__name__}()`."
        )
    if not hasattr(callback, "set_model"):
        raise AttributeError(
            f"`callbacks` holds {callback!r}, {what_it_is(callback)}; expected instances of "
            "`keras.callbacks.Callback`. `LambdaCallback` makes one of functions."
        )


def _wants_batches(callback: Callback) -> bool:
    return (
        callback._implements_train_batch_hooks()
        or callback._implements_test_batch_hooks()
        or callback._implements_predict_batch_hooks()
    )
