"""`Wrapper`: a layer around another."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Self

from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.layers.serialization import deserialize, serialize


class Wrapper(Layer):
    """Base of layers that do something with another layer.

    Args:
        layer: the layer inside.
        **kwargs: as for every layer.

    Raises:
        AssertionError: if `layer` is no layer.
    """

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise AssertionError(
                f"`layer` is {layer!r}, a {type(layer).__name__}; expected a layer, such as `Dense(3)`."
            )
        super().__init__(**kwargs)
        self.layer: Any = layer

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside, unless it is built."""
        if not self.layer.built:
            self.layer.build(input_shape)
            self.layer.built = True
        self.built = True

    @property  # type: ignore[misc]  # read only: it is set on the layer inside
    def activity_regularizer(self) -> Any:
        """What penalizes the output of the layer inside."""
        return self.layer.activity_regularizer

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the layer as its config."""
        return super().get_config() | {"layer": serialize(self.layer)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The wrapper that gave this config."""
        options = deepcopy(config)
        layer = deserialize(options.pop("layer"), custom_objects=custom_objects)
        return cls(layer, **options)
