"""Losses and metrics that a layer adds of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.generic_utils import validate_kwargs
from fittrace.tf import symbolic
from fittrace.trace import hook

from ..call_context import calls
from ..keras_tensor import KerasTensor
from . import _weights

__all__ = ["Layer"]


class Layer(_weights.Layer):
    """The part of `Layer` that keeps losses and metrics.

    Attributes:
        _eager_losses: values added by the calls since the outermost one began.
        _losses: values added while shapes were inferred; they stand in until there are others.
        _callable_losses: functions that give a loss whenever it is asked for.
    """

    _eager_losses: list[Any]
    _losses: list[Any]
    _callable_losses: list[Callable[[], Any]]

    @hook
    def add_loss(self, losses: Any, **kwargs: Any) -> None:
        """Add to what the training minimizes.

        Args:
            losses: scalar tensors computed in `call`, or functions without arguments; one or a structure.
            **kwargs: `inputs`, which has no effect.

        Raises:
            TypeError: for a keyword argument Keras does not know.
            ValueError: for a tensor with a value outside a call: its gradient could not be found.
        """
        validate_kwargs(kwargs, {"inputs"})
        for loss in tf.nest.flatten(losses):
            if callable(loss):
                self._callable_losses.append(loss)
            elif loss is not None:
                self._add_loss_tensor(loss)

    def _add_loss_tensor(self, loss: Any) -> None:
        if isinstance(loss, KerasTensor):
            self._add_symbolic_loss(loss)
            return
        loss = tf.convert_to_tensor(loss, dtype=None if tf.is_tensor(loss) else backend.floatx())
        if symbolic.is_symbolic(loss):
            self._losses.append(loss)
        elif calls.state.layer is None:
            raise ValueError(
                f"`losses` holds {loss!r}, a value computed outside `call`; nothing could be learned from "
                "it. Add it in `call`, or pass a function without arguments that computes it."
            )
        else:
            self._eager_losses.append(loss)

    def _add_symbolic_loss(self, loss: KerasTensor) -> None:
        self._losses.append(loss)

    @property
    def losses(self) -> list[Any]:
        """The losses added by this layer and the layers inside, regularization included."""
        collected: list[Any] = []
        for layer in self._flatten_layers():
            collected += layer._eager_losses or layer._losses
            for compute in layer._callable_losses:
                loss = compute()
                if loss is not None:
                    collected.append(tf.convert_to_tensor(loss))
        return collected

    def _clear_losses(self) -> None:
        """Forget what the last outermost call added."""
        for layer in self._flatten_layers():
            if layer._eager_losses:
                layer._eager_losses.clear()

    @property
    def metrics(self) -> list[Any]:
        """The metrics of this layer and the layers inside."""
        return [metric for layer in self._flatten_layers() for metric in layer._metrics]

    def add_metric(self, value: Any, name: str | None = None, **kwargs: Any) -> None:
        """Report the mean of a value over the epoch, beside the metrics of `compile`.

        Args:
            value: a tensor computed in `call`.
            name: under which it appears in the logs.
            **kwargs: `aggregation`, which has no effect.

        Raises:
            TypeError: for a keyword argument Keras does not know.
            ValueError: without a name, or outside a call.
        """
        validate_kwargs(kwargs, {"aggregation"})
        if name is None:
            raise ValueError(
                "`name` is missing; `add_metric` needs one: `self.add_metric(value, name='activation')`."
            )
        if isinstance(value, KerasTensor):
            self._add_symbolic_metric(value, name)
            return
        if calls.state.layer is None:
            raise ValueError(
                f"`value` of metric `{name}` is {value!r}, computed outside `call`. Call `add_metric` in "
                "`call`."
            )
        self._metric_named(name, value)(value)

    def _add_symbolic_metric(self, value: KerasTensor, name: str) -> None:
        raise ValueError(
            f"`value` of metric `{name}` is {value!r}, which has no values. Call `add_metric` in a layer's "
            "`call`."
        )

    def _metric_named(self, name: str, value: Any) -> Any:
        from fittrace.keras.metrics import Mean  # here, because a metric is a layer
        from fittrace.keras.metrics.base_metric import is_built_in

        for metric in self._metrics:
            if metric.name == name:
                return metric
        if symbolic.is_symbolic(value):
            is_built_in(Mean)  # Keras asks this of a metric that is made while it traces
        metric = Mean(name=name, dtype=value.dtype)
        self._metrics.append(metric)
        return metric
