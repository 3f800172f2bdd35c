"""The two layers inside `Bidirectional`: one for each direction."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final, Self

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.layers.serialization import deserialize, serialize

from ..base_wrapper import Wrapper
from ..rnn_utils import has_arg

__all__ = ["Bidirectional"]

MERGE_MODES: Final = ("sum", "mul", "ave", "concat", None)


class Bidirectional(Wrapper):
    """The part of `Bidirectional` that makes and builds the layers."""

    layer: Any = None  # declared with the class: what it is given is copied twice, and not part of it itself
    _backward_layer_config: Any = None

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ) -> None:
        _require_layer("layer", layer)
        if backward_layer is not None:
            _require_layer("backward_layer", backward_layer)
        if merge_mode not in MERGE_MODES:
            raise ValueError(
                f"`merge_mode` is {merge_mode!r}; expected one of {', '.join(map(repr, MERGE_MODES))}."
            )
        super().__init__(layer, **kwargs)
        self.forward_layer = _copy_of(layer)
        if backward_layer is None:
            self.backward_layer = _copy_of(layer, turn_around=True)
        else:
            self._backward_layer_config = serialize(backward_layer)
            self.backward_layer = backward_layer
        _require_opposite(self.forward_layer, self.backward_layer)
        for direction, inner in (("forward", self.forward_layer), ("backward", self.backward_layer)):
            inner._name = f"{direction}_{inner.name}"
            if hasattr(inner, "zero_output_for_mask"):
                inner.zero_output_for_mask = inner.return_sequences
        self.merge_mode = merge_mode
        self.stateful = layer.stateful
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.supports_masking = True
        self._trainable = kwargs.get("trainable", layer.trainable)
        self._num_constants = 0
        self.input_spec = layer.input_spec

    def build(self, input_shape: Any) -> None:
        """Build both layers."""
        for inner in (self.forward_layer, self.backward_layer):
            with tf.name_scope(inner.name):
                inner.build(input_shape)
        self.built = True

    def reset_states(self) -> None:
        """Set the states of both layers to zero."""
        self.forward_layer.reset_states()
        self.backward_layer.reset_states()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the layers as their configs."""
        config = super().get_config() | {"merge_mode": self.merge_mode}
        if self._num_constants:
            config["num_constants"] = self._num_constants
        if self._backward_layer_config is not None:
            config["backward_layer"] = self._backward_layer_config
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The layer that gave this config."""
        options = deepcopy(config)
        num_constants = options.pop("num_constants", 0)
        for name in ("layer", "backward_layer"):
            if options.get(name) is not None:
                options[name] = deserialize(options[name], custom_objects=custom_objects)
        layer = cls(**options)
        layer._num_constants = num_constants
        return layer


def _require_layer(argument: str, value: Any) -> None:
    if not isinstance(value, Layer):
        raise ValueError(
            f"`{argument}` is {value!r}, a {type(value).__name__}; expected a recurrent layer, such as "
            "`LSTM(32)`."
        )


def _require_opposite(forward: Any, backward: Any) -> None:
    if forward.go_backwards == backward.go_backwards:
        raise ValueError(
            f"`layer` and `backward_layer` both have `go_backwards={forward.go_backwards}`; they must run in "
            "opposite directions. Make one of them with `go_backwards=True`."
        )
    for attribute in ("stateful", "return_sequences", "return_state"):
        ahead, back = getattr(forward, attribute), getattr(backward, attribute)
        if ahead != back:
            raise ValueError(
                f"`{attribute}` is {ahead} for `layer` and {back} for `backward_layer`; it must be the same "
                "for both."
            )


def _copy_of(layer: Any, turn_around: bool = False) -> Any:
    """A new layer from the config of this one, its cells' classes made known to whoever reads the config."""
    config = layer.get_config()
    if turn_around:
        config["go_backwards"] = not config["go_backwards"]
    if not has_arg(type(layer).from_config, "custom_objects"):
        return type(layer).from_config(config)
    cell = getattr(layer, "cell", None)
    cells = [] if cell is None else [cell, *getattr(cell, "cells", ())]
    known = {type(each).__name__: type(each) for each in cells}
    return type(layer).from_config(config, custom_objects=known)
