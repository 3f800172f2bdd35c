"""What belongs to a layer: every layer, variable or container of them that is assigned to an attribute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, wraps
from typing import Any, Final, TypeVar

import numpy as np

from fittrace import tf
from fittrace.trace import Hooked

__all__ = ["Layer", "dedup", "untracked"]

F = TypeVar("F", bound=Callable[..., Any])

_PLAIN: Final = frozenset(
    {type(None), bool, int, float, complex, str, bytes, np.ndarray, np.float32, np.float64}
)
"""Types that are and hold nothing a layer could own."""


def untracked(method: F) -> F:
    """Attributes that the method assigns are the engine's own business and belong to no one."""

    @wraps(method)
    def run(self: Layer, *args: Any, **kwargs: Any) -> Any:
        before = self._self_setattr_tracking
        self.__dict__["_self_setattr_tracking"] = False
        try:
            return method(self, *args, **kwargs)
        finally:
            self.__dict__["_self_setattr_tracking"] = before

    return run  # type: ignore[return-value]  # same signature


def dedup(items: Iterable[Any]) -> list[Any]:
    """The items in order, each object once."""
    return list({id(item): item for item in items}.values())


class Layer(Hooked, named="_name"):
    """The part of `Layer` that knows what belongs to it.

    Attributes:
        _self_tracked_trackables: layers, and the lists, tuples and dictionaries that may hold
            some, in order of assignment.  Containers are looked into each time, so that what is
            appended later counts as well.
    """

    _name: str
    _trainable: bool
    _self_setattr_tracking = True
    _auto_track_sub_layers = True
    _self_tracked_trackables: list[Any]
    _trainable_weights: list[tf.Variable]
    _non_trainable_weights: list[tf.Variable]
    _metrics: list[Any]

    def _init_tracking(self) -> None:
        """Start with nothing, but keep what was assigned before the constructor ran."""
        for name in ("_self_tracked_trackables", "_trainable_weights", "_non_trainable_weights", "_metrics"):
            self.__dict__.setdefault(name, [])

    def __setattr__(self, name: str, value: Any) -> None:
        if self._self_setattr_tracking and not hasattr(type(self), name):
            known = self.__dict__.get(name)
            place = None
            if type(known) not in _PLAIN and known is not value:
                place = self._forget(name, known)
            if type(value) not in _PLAIN:
                self._init_tracking()
                self._track(value, place)
        try:
            object.__setattr__(self, name, value)
        except AttributeError:
            raise AttributeError(
                f"`{name}` of {type(self).__name__} cannot be assigned to: it is a property that Keras "
                "computes. Choose another name for the attribute."
            ) from None

    def __delattr__(self, name: str) -> None:
        known = self.__dict__.get(name)
        object.__delattr__(self, name)
        if type(known) not in _PLAIN:
            self._forget(name, known)

    def _track(self, value: Any, place: int | None = None) -> None:
        if isinstance(value, tf.Variable):
            self._track_variable(value, place)
        elif isinstance(value, Layer):
            if isinstance(value, _metric_class()):
                self._metrics.append(value)
            self._own(value)
        elif isinstance(value, (list, dict)) or (isinstance(value, tuple) and _holds_something(value)):
            self._own(value)
            self._track_contents(value)

    def _own(self, value: Any) -> None:
        if self._auto_track_sub_layers and not any(item is value for item in self._self_tracked_trackables):
            self._self_tracked_trackables.append(value)

    def _track_contents(self, container: Any) -> None:
        for item in tf.nest.flatten(container):
            if isinstance(item, tf.Variable):
                self._track_variable(item)
            elif isinstance(item, Layer) and isinstance(item, _metric_class()):
                self._metrics.append(item)

    def _track_variable(self, variable: tf.Variable, place: int | None = None) -> None:
        self._init_tracking()
        weights = self._trainable_weights if variable.trainable else self._non_trainable_weights
        if not any(weight is variable for weight in weights):
            weights.insert(len(weights) if place is None else place, variable)

    def _update_trackables(self) -> None:
        """Find the variables that were put into a container since it was assigned."""
        for item in self._self_tracked_trackables:
            if not isinstance(item, Layer):
                self._track_contents_variables(item)

    def _track_contents_variables(self, container: Any) -> None:
        for item in tf.nest.flatten(container):
            if isinstance(item, tf.Variable):
                self._track_variable(item)

    def _forget(self, name: str, value: Any) -> int | None:
        """Disown what no other attribute holds; the place it had among the weights, if it was one."""
        if any(item is value for other, item in self.__dict__.items() if other != name):
            return None
        place = None
        if isinstance(value, tf.Variable):
            for weights in (self._trainable_weights, self._non_trainable_weights):
                for index, weight in enumerate(weights):
                    if weight is value:
                        place = index
                        del weights[index]
                        break
        elif "_self_tracked_trackables" in self.__dict__:
            owned = self._self_tracked_trackables
            owned[:] = [item for item in owned if item is not value]
        return place

    def _owned_layers(self) -> Iterator[Any]:
        """What the layer owns, containers opened, metrics included."""
        pending = deque(self._self_tracked_trackables)
        while pending:
            item = pending.popleft()
            if isinstance(item, Layer):
                yield item
            else:
                pending.extendleft(reversed(_contents(item)))

    def _flatten_layers(self, recursive: bool = True, include_self: bool = True) -> Iterator[Any]:
        """The layer and the layers it owns, depth first; metrics are not counted among them.

        Args:
            recursive: whether to go into owned layers as well.
            include_self: whether to begin with the layer itself.
        """
        if include_self:
            yield self
        owned = self.__dict__.get("_self_tracked_trackables")
        if not owned:
            return
        pending = deque(owned)
        seen: set[int] = set()
        metric_class = _metric_class()
        while pending:
            item = pending.popleft()
            if id(item) in seen:
                continue
            seen.add(id(item))
            if isinstance(item, Layer):
                if isinstance(item, metric_class):
                    continue
                yield item
                if recursive:
                    pending.extendleft(reversed(item._self_tracked_trackables))
            else:
                pending.extendleft(reversed(_contents(item)))


@cache
def _metric_class() -> type:
    from fittrace.keras.metrics.base_metric import Metric  # here, because a metric is a layer

    return Metric


def _contents(item: Any) -> list[Any]:
    """What a container holds, a dictionary in the order of its keys; nothing for anything else."""
    if isinstance(item, dict):
        return [item[key] for key in sorted(item, key=str)]
    return list(item) if isinstance(item, (list, tuple)) else []


def _holds_something(container: tuple[Any, ...]) -> bool:
    return any(isinstance(item, (Layer, tf.Variable)) for item in tf.nest.flatten(container))
