"""What SimpleRNN, GRU and LSTM share: a cell of their own, whose arguments are theirs."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final, Self

from fittrace.keras import regularizers
from fittrace.keras.engine.input_spec import InputSpec

from .base_rnn import RNN

_CELL_ARGUMENTS: Final = (
    "units",
    "activation",
    "use_bias",
    "kernel_initializer",
    "recurrent_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
    "dropout",
    "recurrent_dropout",
)


def shows_cell(*names: str) -> Any:
    """Class decorator: the layer has these attributes of its cell, read only."""

    def decorate(cls: type) -> type:
        for name in names:
            setattr(cls, name, property(attrgetter(f"cell.{name}")))
        return cls

    return decorate


@shows_cell(*_CELL_ARGUMENTS)
class CellLayer(RNN):
    """Base of layers that make their cell themselves.

    Args:
        cell: the cell.
        activity_regularizer: a penalty on the output.
        **kwargs: as for `RNN`.
    """

    def __init__(self, cell: Any, activity_regularizer: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.input_spec = [InputSpec(ndim=3)]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, among them the cell's."""
        config = super().get_config()
        of_cell: dict[str, Any] = config.pop("cell")["config"]
        penalty = {"activity_regularizer": regularizers.serialize(self.activity_regularizer)}
        return of_cell | config | penalty

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The layer that gave this config."""
        return cls(**config)


def cell_options(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Of a layer's further keyword arguments, those that its cell gets; some of them are taken out."""
    options = {"dtype": kwargs.get("dtype"), "trainable": kwargs.get("trainable", True)}
    for name in ("enable_caching_device", "implementation"):
        if name in kwargs:
            options[name] = kwargs.pop(name)
    return options
