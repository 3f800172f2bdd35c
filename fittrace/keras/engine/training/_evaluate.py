"""`evaluate`: how good the model is on data it does not learn from."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from fittrace.keras.callbacks import CallbackList
from fittrace.keras.utils.generic_utils import validate_kwargs
from fittrace.keras.utils.io_utils import is_interactive_logging_enabled, logger
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import LogsWritten

from ..data_adapter import DataHandler, get_data_handler
from . import _function

__all__ = ["Model"]


class Model(_function.Model):
    """The part of `Model` that evaluates."""

    _eval_data_handler: DataHandler | None = None

    @hook
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The loss and the metrics on this data.

        Args:
            x: inputs: arrays, or a dataset, generator or sequence of whole batches.
            y: targets.
            batch_size: rows a batch, 32 unless told.
            verbose: 0 silent, 1 progress bar, 2 one line; "auto" is 1.
            sample_weight: one weight a sample.
            steps: batches in all; by default what the data holds.
            callbacks: `keras.callbacks.Callback` objects.
            max_queue_size: batches prepared ahead.
            workers: threads that prepare them.
            use_multiprocessing: served by threads as well.
            return_dict: whether to give the results by name.
            **kwargs: nothing a user would pass.

        Returns:
            The loss, or a list of loss and metrics in the order of `metrics_names`.

        Raises:
            RuntimeError: if the model is not compiled.
            ValueError: if there is no data, or data of a kind nobody takes.
        """
        self._assert_compile_was_called()
        self._check_call_args("evaluate")
        self._check_sample_weight(sample_weight)
        use_cached = kwargs.pop("_use_cached_eval_dataset", False)
        validate_kwargs(kwargs, ())
        verbose = _verbosity(verbose)
        if use_cached and self._eval_data_handler is not None:
            data_handler = self._eval_data_handler
        else:
            data_handler = get_data_handler(
                x=x,
                y=y,
                sample_weight=sample_weight,
                batch_size=batch_size,
                steps_per_epoch=steps,
                initial_epoch=0,
                epochs=1,
                max_queue_size=max_queue_size,
                workers=workers,
                use_multiprocessing=use_multiprocessing,
                model=self,
                steps_per_execution=self._steps_per_execution,
            )
        callbacks = self._callback_list(callbacks, verbose, 1, data_handler.inferred_steps)
        self.test_function = self.make_test_function()
        self._test_counter.assign(0)
        callbacks.on_test_begin()
        logs = self._test_epoch(data_handler, callbacks)
        callbacks.on_test_end(logs=logs)
        return logs if return_dict else flatten_metrics_in_order(logs, self.metrics_names)

    def _test_epoch(self, data_handler: DataHandler, callbacks: CallbackList) -> dict[str, Any]:
        """Go through the data once; the metrics at the end of it."""
        logs: Any = {}
        with closing(data_handler.enumerate_epochs()) as epochs:
            for _, iterator in epochs:
                self.reset_metrics()
                with data_handler.catch_stop_iteration():
                    for step in data_handler.steps():
                        callbacks.on_test_batch_begin(step)
                        logs = self.test_function(iterator)
                        callbacks.on_test_batch_end(step + data_handler.step_increment, logs)
        logs = self._validate_and_get_metrics_result(sync_to_numpy_or_python_type(logs))
        for key, value in logs.items():
            emit(LogsWritten, callback="evaluate", key=key, value=value)
        return logs  # type: ignore[no-any-return]  # what a test_step of the user's returns

    def _callback_list(
        self, callbacks: Any, verbose: str | int, epochs: int, steps: int | None
    ) -> CallbackList:
        """The callbacks with those that are always there, unless they are together already."""
        if isinstance(callbacks, CallbackList):
            return callbacks
        return CallbackList(
            callbacks,
            add_history=True,
            add_progbar=verbose != 0,
            model=self,
            verbose=verbose,
            epochs=epochs,
            steps=steps,
        )

    def _check_call_args(self, method_name: str) -> None:
        """Raises ValueError where `call` needs arguments that nobody will pass."""
        spec = self._call_spec.full_argspec
        required = spec.args[: len(spec.args) - len(spec.defaults or ())]
        extra = [name for name in required if name not in ("self", "training")][1:]
        if extra:
            raise ValueError(
                f"`{method_name}` calls the model with its inputs alone, but `call` of "
                f"`{type(self).__name__}` also needs {', '.join(f'`{name}`' for name in extra)}. Give them "
                "defaults, or put them into the inputs."
            )

    def _check_sample_weight(self, sample_weight: Any) -> None:
        assert self.compiled_metrics is not None  # `fit` and `evaluate` have checked
        if sample_weight is not None and self.compiled_metrics._user_weighted_metrics is None:
            logger.warning(
                "`evaluate` was given `sample_weight`, but `compile` no `weighted_metrics`: only the loss "
                "takes the weights into account. Pass `weighted_metrics=[]` to `compile` if that is "
                "meant."
            )


def _verbosity(verbose: str | int) -> str | int:
    if verbose == "auto":
        return 1 if is_interactive_logging_enabled() else 2
    return verbose


def flatten_metrics_in_order(logs: dict[str, Any], metrics_names: list[str]) -> Any:
    """The results as a list in the order of the names, others after them; the only one by itself."""
    known = [logs[name] for name in metrics_names if name in logs]
    results = known + [logs[name] for name in sorted(logs) if name not in metrics_names]
    return results[0] if len(results) == 1 else results
