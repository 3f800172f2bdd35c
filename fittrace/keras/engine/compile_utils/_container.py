"""What losses and metrics have in common: one or several for each output."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from fittrace import tf
from fittrace.trace import Hooked, hook

from ._structures import conform_to_outputs, create_pseudo_output_names

__all__ = ["Container"]


class Container(Hooked):
    """Objects that belong to a model's outputs, as soon as the first outputs are there.

    Args:
        output_names: the names of the outputs; None for a model that has none.
    """

    def __init__(self, output_names: list[str] | None = None) -> None:
        self._output_names = output_names
        self._built = False

    @property
    def built(self) -> bool:
        """Whether the objects have been fitted to the outputs."""
        return self._built

    @hook
    def build(self, y_pred: Any) -> None:
        """Take the outputs' structure for that of the objects."""
        if self._output_names is None:
            self._output_names = create_pseudo_output_names(y_pred)

    def _conform_to_outputs(self, outputs: Any, structure: Any) -> Any:
        return conform_to_outputs(outputs, self._output_names, structure)

    def _maybe_broadcast_to_outputs(self, outputs: Any, objects: Any) -> Any:
        """The objects for every output, where they were given once for all."""
        if not self._should_broadcast(objects):
            return objects
        if len(tf.nest.flatten(outputs)) == 1:
            return tf.nest.map_structure(lambda _: objects, outputs)
        return tf.nest.map_structure(lambda _: tf.nest.map_structure(self._copy_object, objects), outputs)

    @abstractmethod
    def _should_broadcast(self, objects: Any) -> bool:
        """Whether the objects were given once for all outputs."""
        raise NotImplementedError

    @abstractmethod
    def _copy_object(self, obj: Any) -> Any:
        """An object of its own for another output."""
        raise NotImplementedError
