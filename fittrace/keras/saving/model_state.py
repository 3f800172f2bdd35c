"""The values a model holds, layer by layer, and what its optimizer remembers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fittrace import tf
from fittrace.keras.utils.io_utils import logger

from .deferred import restore_slots_when_made, restore_weights_when_made

__all__ = ["ModelState"]

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class LayerState:
    """The values of the weights that a layer owns itself, without those of layers inside.

    Attributes:
        layer: its name.
        names: the weights' names, ``"dense/kernel:0"``.
        values: their values.
    """

    layer: str
    names: tuple[str, ...]
    values: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class OptimizerState:
    """What an optimizer remembers.

    Attributes:
        kind: its class's name.
        learning_rate: None where a schedule gives it.
        variables: `iterations`, then the slots.
    """

    kind: str
    learning_rate: Array | None
    variables: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class ModelState:
    """The values a model holds; see `of`, `restore_to`, `as_arrays` and `from_arrays`.

    Attributes:
        layers: the model itself, and every layer inside at any depth, in the order they were assigned.
        optimizer: None where it is not wanted.
    """

    layers: tuple[LayerState, ...]
    optimizer: OptimizerState | None

    @classmethod
    def of(cls, model: Any, include_optimizer: bool) -> ModelState:
        """The state of a model; values are copies."""
        optimizer = getattr(model, "optimizer", None) if include_optimizer else None
        return cls(
            tuple(_layer_state(layer) for layer in _layers(model)),
            None if optimizer is None else _optimizer_state(optimizer),
        )

    def restore_to(self, model: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
        """Give a model these values; weights and slots it lacks yet get theirs when they come into being.

        Args:
            model: with the same layers.
            by_name: whether only layers of the same name are given values, whatever else there is.
            skip_mismatch: whether layers with other shapes are left as they are.

        Raises:
            ValueError: if the layers or the shapes differ; nothing is changed then.
        """
        pairs = list(self._pairs_by_name(model) if by_name else self._pairs_in_order(model))
        if skip_mismatch:
            pairs = [(layer, state) for layer, state in pairs if _mismatch(layer, state) is None]
        for layer, state in pairs:
            mismatch = _mismatch(layer, state)
            if mismatch is not None:
                raise ValueError(f"{mismatch} Load the values into a model of the same layers and shapes.")
        for layer, state in pairs:
            _restore_layer(layer, state)
        optimizer = getattr(model, "optimizer", None)
        if self.optimizer is not None and optimizer is not None:
            _restore_optimizer(optimizer, self.optimizer)

    def _pairs_by_name(self, model: Any) -> Iterator[tuple[Any, LayerState]]:
        states = {state.layer: state for state in self.layers}
        return ((layer, states[layer.name]) for layer in _layers(model) if layer.name in states)

    def _pairs_in_order(self, model: Any) -> Iterable[tuple[Any, LayerState]]:
        layers, states = _layers(model), list(self.layers)
        if len(layers) != len(states) and all(layer.built for layer in layers):
            layers = [layer for layer in layers if _own_weights(layer)]
            states = [state for state in states if state.values]
        if len(layers) != len(states):
            raise ValueError(
                f"The file holds {len(states)} layers, but model `{model.name}` has {len(layers)}: "
                f"{[layer.name for layer in layers]}. Load the values into a model of the same layers; one "
                "that makes its layers later must be built first."
            )
        return zip(layers, states, strict=True)

    def as_arrays(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """The state as named arrays and JSON; `from_arrays` is the way back."""
        arrays: dict[str, Array] = {}
        layers = []
        for number, state in enumerate(self.layers):
            keys = [f"{number}/{place}/{name}" for place, name in enumerate(state.names)]
            arrays.update(zip(keys, state.values, strict=True))
            layers.append({"layer": state.layer, "names": list(state.names), "arrays": keys})
        optimizer = None
        if self.optimizer is not None:
            keys = [f"optimizer/{place}" for place in range(len(self.optimizer.variables))]
            arrays.update(zip(keys, self.optimizer.variables, strict=True))
            if self.optimizer.learning_rate is not None:
                arrays["optimizer/learning_rate"] = self.optimizer.learning_rate
            optimizer = {"kind": self.optimizer.kind, "arrays": keys}
        return arrays, {"layers": layers, "optimizer": optimizer}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], about: Mapping[str, Any]) -> ModelState:
        """The state that `as_arrays` gave.

        Raises:
            KeyError: if something is missing.
        """
        layers = tuple(
            LayerState(entry["layer"], tuple(entry["names"]), tuple(arrays[key] for key in entry["arrays"]))
            for entry in about["layers"]
        )
        entry = about["optimizer"]
        if entry is None:
            return cls(layers, None)
        variables = tuple(arrays[key] for key in entry["arrays"])
        return cls(layers, OptimizerState(entry["kind"], arrays.get("optimizer/learning_rate"), variables))


def _layers(model: Any) -> list[Any]:
    """The model and all layers inside; inputs hold nothing, and are there only once the shape is known."""
    from fittrace.keras.engine.input_layer import InputLayer  # here, because the engine imports this

    return [layer for layer in model._flatten_layers() if not isinstance(layer, InputLayer)]


def _own_weights(layer: Any) -> list[Any]:
    layer._update_trackables()
    return [*layer._trainable_weights, *layer._non_trainable_weights]


def _layer_state(layer: Any) -> LayerState:
    weights = _own_weights(layer)
    return LayerState(
        layer.name,
        tuple(weight.name for weight in weights),
        tuple(np.array(weight.numpy()) for weight in weights),
    )


def _mismatch(layer: Any, state: LayerState) -> str | None:
    """How the layer's weights differ from the saved ones; None where they do not, or are not made yet."""
    weights = _own_weights(layer)
    if not weights and not layer.built:
        return None
    if len(weights) != len(state.values):
        return f"Layer `{layer.name}` has {len(weights)} weights, but the file holds {len(state.values)}."
    for weight, value in zip(weights, state.values, strict=True):
        if tuple(weight.shape) != value.shape:
            return f"`{weight.name}` has shape {tuple(weight.shape)}, but in the file {value.shape}."
    return None


def _restore_layer(layer: Any, state: LayerState) -> None:
    weights = _own_weights(layer)
    if state.values and not weights:
        restore_weights_when_made(layer, state.names, state.values)
    for weight, value in zip(weights, state.values, strict=False):
        weight.assign(value)
    layer.finalize_state()


def _optimizer_state(optimizer: Any) -> OptimizerState:
    rate = _rate_variable(optimizer)
    return OptimizerState(
        type(optimizer).__name__,
        None if rate is None else np.array(rate.numpy()),
        tuple(np.array(variable.numpy()) for variable in _variables(optimizer)),
    )


def _rate_variable(optimizer: Any) -> Any:
    """The variable of a learning rate that no schedule gives, else None."""
    rate = getattr(optimizer, "_learning_rate", None)
    return rate if isinstance(rate, tf.Variable) else None


def _variables(optimizer: Any) -> list[Any]:
    return list(optimizer.variables)


def _restore_optimizer(optimizer: Any, state: OptimizerState) -> None:
    variables = _variables(optimizer)
    built = getattr(optimizer, "_built", False)
    if type(optimizer).__name__ != state.kind or (built and not _fit_together(variables, state.variables)):
        logger.warning(
            "The file holds what an optimizer %s with %d variables remembered; it is of no use to the "
            "model's %s with %d, which goes on as it is.",
            state.kind,
            len(state.variables),
            type(optimizer).__name__,
            len(variables),
        )
        return
    rate = _rate_variable(optimizer)
    if state.learning_rate is not None and rate is not None:
        rate.assign(state.learning_rate)
    for variable, value in zip(variables, state.variables, strict=False):
        variable.assign(value)
    if not built:
        restore_slots_when_made(optimizer, state.variables)


def _fit_together(variables: list[Any], values: tuple[Array, ...]) -> bool:
    return [tuple(variable.shape) for variable in variables] == [value.shape for value in values]
