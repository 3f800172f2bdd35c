"""The functions that take the next batch from an iterator and do one step with it.

`fit` does not call `train_step` itself.  It calls a function that `make_train_function` puts together
once: in Keras that is the function TensorFlow compiles into a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fittrace import tf
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import BatchTaken, FunctionRunsEagerly, TrainFunctionMade

from . import _step
from ._closure import free_variables

__all__ = ["Model"]

StepFunction = Callable[[Iterator[Any]], Any]


class Model(_step.Model):
    """The part of `Model` that makes the step functions.

    Attributes:
        train_function: takes an iterator, trains on its next batch, gives the metrics so far.
        test_function: likewise, without training.
        predict_function: takes an iterator, gives the outputs for its next batch.
    """

    _train_counter: tf.Variable
    _test_counter: tf.Variable
    _predict_counter: tf.Variable

    def _init_batch_counters(self) -> None:
        self._train_counter = tf.Variable(0, dtype="int64", trainable=False)
        self._test_counter = tf.Variable(0, dtype="int64", trainable=False)
        self._predict_counter = tf.Variable(0, dtype="int64", trainable=False)

    def _batches_per_call(self) -> int:
        return 1 if self._steps_per_execution is None else int(self._steps_per_execution.numpy())

    @hook
    def make_train_function(self, force: bool = False) -> StepFunction:
        """The function for one step of training.

        Args:
            force: whether to make it anew where there is one from before.
        """
        if self.train_function is not None and not force:
            return _stated(self.train_function, reused=True)

        @hook
        def run_step(model: Model, data: Any) -> Any:
            outputs = model.train_step(data)
            model._train_counter.assign_add(1)
            return outputs

        @hook
        def step_function(model: Model, iterator: Iterator[Any]) -> Any:
            data = next(iterator)
            emit(BatchTaken, batch=data)
            return run_step(model, data)

        @hook
        def train_function(iterator: Iterator[Any]) -> Any:
            outputs = step_function(self, iterator)
            for _ in range(self._batches_per_call() - 1):
                outputs = step_function(self, iterator)
            return outputs

        emit(FunctionRunsEagerly, function=train_function, traced_by_keras=not self.run_eagerly)
        self.train_function = train_function
        return _stated(train_function, reused=False)

    @hook
    def make_test_function(self, force: bool = False) -> StepFunction:
        """The function for one step of evaluation.

        Args:
            force: whether to make it anew where there is one from before.
        """
        if self.test_function is not None and not force:
            return _stated(self.test_function, reused=True)

        @hook
        def run_step(model: Model, data: Any) -> Any:
            outputs = model.test_step(data)
            model._test_counter.assign_add(1)
            return outputs

        @hook
        def step_function(model: Model, iterator: Iterator[Any]) -> Any:
            data = next(iterator)
            emit(BatchTaken, batch=data)
            return run_step(model, data)

        @hook
        def test_function(iterator: Iterator[Any]) -> Any:
            outputs = step_function(self, iterator)
            for _ in range(self._batches_per_call() - 1):
                outputs = step_function(self, iterator)
            return outputs

        emit(FunctionRunsEagerly, function=test_function, traced_by_keras=not self.run_eagerly)
        self.test_function = test_function
        return _stated(test_function, reused=False)

    @hook
    def make_predict_function(self, force: bool = False) -> StepFunction:
        """The function for one step of prediction.

        Args:
            force: whether to make it anew where there is one from before.
        """
        if self.predict_function is not None and not force:
            return _stated(self.predict_function, reused=True)

        @hook
        def run_step(model: Model, data: Any) -> Any:
            outputs = model.predict_step(data)
            model._predict_counter.assign_add(1)
            return outputs

        @hook
        def step_function(model: Model, iterator: Iterator[Any]) -> Any:
            data = next(iterator)
            emit(BatchTaken, batch=data)
            return run_step(model, data)

        @hook
        def predict_function(iterator: Iterator[Any]) -> Any:
            outputs = step_function(self, iterator)
            for _ in range(self._batches_per_call() - 1):
                more = step_function(self, iterator)
                outputs = tf.nest.map_structure(
                    lambda first, next_: tf.concat([first, next_], 0), outputs, more
                )
            return outputs

        emit(FunctionRunsEagerly, function=predict_function, traced_by_keras=not self.run_eagerly)
        self.predict_function = predict_function
        return _stated(predict_function, reused=False)


def _stated(function: StepFunction, reused: bool) -> StepFunction:
    emit(TrainFunctionMade, reused=reused, closure=free_variables(function))
    return function
