"""`Metric`: a layer whose weights are running totals."""

from __future__ import annotations

import abc
import copy
import warnings
from collections.abc import Iterable, Mapping
from functools import wraps
from typing import Any, ClassVar, Final, Self

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.tf.thread import thread
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import MetricUpdated

from ._running_result import RunningResult

_ENGINE: Final = __name__.partition(".")[0] + "."


class Metric(Layer, metaclass=abc.ABCMeta):
    """Base class of metrics.

    A subclass creates its state with `add_weight` in its constructor, changes it in
    `update_state` and reads it in `result`.

    Args:
        name: the key in logs; by default the class's name in snake case, numbered.
        dtype: of state and result; default `keras.backend.floatx()`.
    """

    _updates: ClassVar[type]
    """The class whose `update_state` instances of this class use."""

    def __init__(self, name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.stateful = True
        self.built = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "update_state" in vars(cls):
            cls._updates = cls
            cls.update_state = _telling(cls, cls.update_state)  # type: ignore[method-assign]  # same signature
        if "result" in vars(cls):
            cls.result = _as_tensors(cls.result)  # type: ignore[method-assign]  # same signature
        super().__init_subclass__(**kwargs)
        if not cls.__module__.startswith(_ENGINE):
            _leave_to_autograph(cls)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Takes a batch into account and gives the running result; arguments as `update_state`."""
        self.update_state(*args, **kwargs)
        return self.result()

    @abc.abstractmethod
    @hook
    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Take a batch into account."""

    @abc.abstractmethod
    @hook
    def result(self) -> Any:
        """The metric of everything seen since the last reset: a scalar tensor, or a dict of them."""

    def _running_number(self) -> float | None:
        """What `result` would give, where that can be told without calling it; see `RunningResult`."""
        return None

    @hook
    def reset_state(self) -> None:
        """Forget everything seen."""
        if type(self).reset_states is not Metric.reset_states:
            warnings.warn(
                f"{type(self).__name__} defines `reset_states`; Keras calls it `reset_state` (without the "
                "last s).",
                stacklevel=2,
            )
            self.reset_states()
            return
        for variable in self.variables:
            variable.assign(tf.zeros(variable.shape, variable.dtype))

    def reset_states(self) -> None:
        """The old name of `reset_state`."""
        self.reset_state()

    def add_weight(
        self,
        name: str,
        shape: Any = (),
        aggregation: Any = None,
        synchronization: Any = None,
        initializer: Any = None,
        dtype: Any = None,
    ) -> Any:
        """A new state variable, which no optimizer changes.

        Args:
            name: its name.
            shape: its shape; a scalar by default.
            aggregation: there for Keras's signature; without effect on one machine.
            synchronization: likewise.
            initializer: gives its first value.
            dtype: default the metric's.
        """
        return super().add_weight(
            name=name, shape=shape, dtype=dtype or self.dtype, trainable=False, initializer=initializer
        )

    def merge_state(self, metrics: Iterable[Metric]) -> list[Any]:
        """Add the state of other metrics of this kind to this one's; ValueError if they do not fit."""
        updates = []
        for metric in metrics:
            if len(self.weights) != len(metric.weights):
                raise ValueError(
                    f"{metric} has {len(metric.weights)} state variables and {self} has {len(self.weights)}: "
                    "their states cannot be added."
                )
            for mine, others in zip(self.weights, metric.weights, strict=True):
                updates.append(mine.assign_add(others))
        return updates

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The metric with these constructor arguments."""
        return cls(**config)

    def __str__(self) -> str:
        settings = ",".join(f"{key}={value}" for key, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        twin = self.from_config(copy.deepcopy(self.get_config(), memo))
        if self.weights:
            twin.set_weights(self.get_weights())
        memo[id(self)] = twin
        return twin


def _leave_to_autograph(cls: type) -> None:
    """Take the hooks off a user's own `update_state` and `result`.

    Keras has AutoGraph rewrite both before it calls them, so it is the rewritten functions that run;
    the methods themselves are not called.
    """
    for name in ("update_state", "result"):
        if name in vars(cls):
            setattr(cls, name, vars(cls)[name].__wrapped__)


def _telling(owner: type, update_state: Any) -> Any:
    """`update_state` that states the running result once it is done (and not again for its super-calls)."""

    @wraps(update_state)
    def telling(self: Metric, *args: Any, **kwargs: Any) -> Any:
        update = update_state(self, *args, **kwargs)
        if self._updates is owner and not thread.in_scratch_graph:
            emit(MetricUpdated, metric=self, value=RunningResult(self))
        return update

    return telling


def _as_tensors(result: Any) -> Any:
    """`result` that gives tensors, whatever kind of number was returned; Keras 2.12 wraps it the same way."""

    @wraps(result)
    def as_tensors(self: Metric) -> Any:
        raw = result(self)
        try:
            if isinstance(raw, Mapping):
                return {key: tf.identity(value) for key, value in raw.items()}
            return tf.identity(raw)
        except (TypeError, ValueError) as error:
            raise RuntimeError(
                f"`result` of metric {self.name!r} gave {raw!r}; expected a tensor, a number, or a dict of "
                "them."
            ) from error

    return as_tensors
