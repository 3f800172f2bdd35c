"""A model as plain data, and back."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

from fittrace.keras import backend
from fittrace.keras.saving import shared_objects
from fittrace.keras.saving.json_values import json_value
from fittrace.keras.utils.generic_utils import default, is_default
from fittrace.keras.utils.io_utils import logger

from . import _structure

__all__ = ["Model"]

_GRAPH_KEYS = frozenset({"name", "layers", "input_layers", "output_layers"})


class Model(_structure.Model):
    """The part of `Model` that is described by a config."""

    @default
    def get_config(self) -> dict[str, Any]:
        """What the constructor was given, where that is plain values; a subclass may override this.

        With other values the config is empty, and a warning says so.
        """
        if not is_default(self.get_config):
            return {}
        try:
            return super().get_config()
        except NotImplementedError:
            logger.warning(
                "The constructor of %s was given values that are not plain, so its config is empty. Define "
                "`get_config` in it, to save and load such models.",
                type(self).__name__,
            )
            return {}

    @classmethod
    def from_config(cls, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The model that gave this config, with new weights.

        Args:
            config: what `get_config` gave.
            custom_objects: the user's own classes and functions, by name.

        Raises:
            ValueError: for a class nobody knows.
            TypeError: if the constructor does not take the config.
        """
        with shared_objects.loading():
            if _GRAPH_KEYS.issubset(config) and _is_made_from_ends(cls):
                return _graph_from_config(cls, config, custom_objects)
            try:
                return cls(**config)
            except TypeError as error:
                raise TypeError(
                    f"`config` is {config}, which the constructor of {cls.__name__} does not take: {error} "
                    "Have `get_config` return every argument of it, or define `from_config`."
                ) from error

    def to_json(self, **kwargs: Any) -> str:
        """The model's class and config as JSON, for `keras.models.model_from_json`; weights are not in it.

        Args:
            **kwargs: arguments of `json.dumps`.

        Raises:
            NotImplementedError: if a layer cannot tell its config.
        """
        return json.dumps(self._updated_config(), default=json_value, **kwargs)

    def _updated_config(self) -> dict[str, Any]:
        """The config with its class and the version of Keras it is written for."""
        from fittrace.keras import __version__  # here, because it is the top of the package

        return {
            "class_name": type(self).__name__,
            "config": self.get_config(),
            "keras_version": __version__,
            "backend": backend.backend(),
        }


def _is_made_from_ends(cls: type) -> bool:
    """Whether a class can be made from inputs and outputs."""
    from ..functional import Functional, has_functional_like_constructor  # here: functional models are models

    spec = inspect.getfullargspec(cls.__init__)  # type: ignore[misc]  # only its signature is looked at
    takes_anything = spec.varargs == "args" and spec.varkw == "kwargs"
    return cls is Functional or takes_anything or has_functional_like_constructor(cls)


def _graph_from_config(cls: Any, config: Any, custom_objects: Mapping[str, Any] | None) -> Any:
    from ..functional import connect_ancillary_layers, reconstruct_from_config  # here: see above

    inputs, outputs, layers = reconstruct_from_config(config, custom_objects)
    model = cls(inputs=inputs, outputs=outputs, name=config.get("name"))
    return connect_ancillary_layers(model, layers)
