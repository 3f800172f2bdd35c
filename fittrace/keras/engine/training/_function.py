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
        self._takes_one_batch: set[str] = set()
        self._train_counter = tf.Variable(0, dtype="int64", trainable=False)
        self._test_counter = tf.Variable(0, dtype="int64", trainable=False)
        self._predict_counter = tf.Variable(0, dtype="int64", trainable=False)

    def _decide_batches(self, function: str) -> None:
        """Decide whether a step function that is being made takes one batch a call for good.

        As in Keras 2.12 it does if it is made while one is told; any other follows what is told later,
        such as for the last batches of an epoch.
        """
        if self._batches_told() == 1:
            self._takes_one_batch.add(function)
        else:
            self._takes_one_batch.discard(function)

    def _further_batches(self, function: str) -> int:
        """How many batches a call of that step function takes beyond the first."""
        return 0 if function in self._takes_one_batch else self._batches_told() - 1

    def _batches_told(self) -> int:
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
            for _ in range(self._further_batches("train")):
                outputs = step_function(self, iterator)
            return outputs

        self._decide_batches("train")
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
            for _ in range(self._further_batches("test")):
                outputs = step_function(self, iterator)
            return outputs

        self._decide_batches("test")
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
            for _ in range(self._further_batches("predict")):
                more = step_function(self, iterator)
                outputs = tf.nest.map_structure(
                    lambda first, next_: tf.concat([first, next_], 0), outputs, more
                )
            return outputs

        self._decide_batches("predict")
        emit(FunctionRunsEagerly, function=predict_function, traced_by_keras=not self.run_eagerly)
        self.predict_function = predict_function
        return _stated(predict_function, reused=False)


def _stated(function: StepFunction, reused: bool) -> StepFunction:
    emit(TrainFunctionMade, reused=reused, closure=free_variables(function))
    return function
