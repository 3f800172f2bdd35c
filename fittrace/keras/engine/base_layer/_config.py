"""A layer's config: the arguments that make it again, told by the layer itself or noted as it was made."""

from __future__ import annotations

import inspect
from copy import deepcopy
from typing import Any, Final, Self

from fittrace import tf
from fittrace.keras.utils.generic_utils import default, is_default

from . import _construction

__all__ = ["Layer"]

_BASIC: Final = (str, int, float, bool, type(None))


class Layer(_construction.Layer):
    """The part of `Layer` that is described by a config.

    Attributes:
        _constructor_arguments: what the constructor was given, positional and by name; None where
            something among it is no plain value, so that only the layer itself can describe it.
    """

    _batch_input_shape: tuple[int | None, ...]
    _constructor_arguments: tuple[tuple[Any, ...], dict[str, Any]] | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        layer = super().__new__(cls)
        layer.__dict__["_constructor_arguments"] = (args, kwargs) if _are_basic((args, kwargs)) else None
        return layer

    @default
    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again; a layer with arguments of its own overrides this.

        Raises:
            NotImplementedError: if it does not, and was made with arguments that are no plain values.
        """
        config: dict[str, Any] = {"name": self._name, "trainable": self.trainable, "dtype": self._dtype}
        if "_batch_input_shape" in self.__dict__:
            config["batch_input_shape"] = self._batch_input_shape
        return self._with_noted_arguments(config) if is_default(self.get_config) else config

    def _with_noted_arguments(self, config: dict[str, Any]) -> dict[str, Any]:
        """The config and what the constructor was given, without what the constructor does not name."""
        if self._constructor_arguments is None:
            raise NotImplementedError(
                f"`get_config` is missing: {type(self).__name__} was made with arguments that are no plain "
                "values, so it has to tell its config itself. Define `get_config` in it; return "
                "`{**super().get_config(), 'argument': self.argument}`."
            )
        positional, named = self._constructor_arguments
        spec = inspect.getfullargspec(type(self).__init__)
        noted = deepcopy({**named, **dict(zip(spec.args[1:], positional, strict=False))})
        if spec.varkw == "kwargs":
            return config | noted
        return {name: value for name, value in (config | noted).items() if _is_named(name, spec, config)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The layer that gave this config.

        Raises:
            TypeError: if the constructor does not take it.
        """
        try:
            return cls(**config)
        except Exception as error:
            raise TypeError(f"{cls.__name__} cannot be made from the config {config}: {error}") from error


def _is_named(name: str, spec: inspect.FullArgSpec, config: dict[str, Any]) -> bool:
    """Whether an argument stays: those that every layer has must be named by the constructor."""
    return name not in config or name in spec.args[1:]


def _are_basic(structure: Any) -> bool:
    """Whether a structure holds nothing but text, numbers, truth values and None."""
    try:
        return all(isinstance(value, _BASIC) for value in tf.nest.flatten(structure))
    except TypeError:  # a dictionary whose keys cannot be ordered
        return False
