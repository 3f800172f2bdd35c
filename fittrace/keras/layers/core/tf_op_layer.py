"""Operations on `KerasTensor` become layers, so that they can be part of a functional model."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.keras_tensor import KerasTensor
from fittrace.tf.dispatch import register_dispatch
from fittrace.tf.tensor import Operators

__all__ = ["SlicingOpLambda", "TFOpLambda"]

_PUBLIC_NAMES: Final = {
    name: f"{space}{name}"
    for space, names in {
        "": """argsort broadcast_to cast clip_by_value concat einsum expand_dims eye fill gather_nd
            identity linspace meshgrid one_hot ones ones_like range rank repeat reshape reverse roll
            sequence_mask slice sort split stack stop_gradient strided_slice tensordot tile unique
            unstack where zeros zeros_like""",
        "compat.v1.": "boolean_mask gather norm pad shape size squeeze transpose",
        "compat.v1.nn.": "sigmoid_cross_entropy_with_logits sparse_softmax_cross_entropy_with_logits",
        "linalg.": "band_part diag diag_part matmul matrix_transpose trace",
        "nn.": """bias_add crelu dropout elu embedding_lookup gelu leaky_relu log_softmax relu relu6 selu silu
            softmax softmax_cross_entropy_with_logits softsign""",
    }.items()
    for name in names.split()
} | {
    "plus": "__operators__.add",
    "floordiv": "compat.v1.floor_div",
    "item": "__operators__.getitem",
    "invert": "math.logical_not",
    "bitwise_and": "math.logical_and",
    "bitwise_or": "math.logical_or",
    "tensor_equals": "__operators__.eq",
    "tensor_not_equals": "__operators__.ne",
}
"""The name TensorFlow exports an operation under, where it is not ``math.NAME``."""


_REFLECTED: Final = frozenset(
    ["__radd__", "__rsub__", "__rmul__", "__rtruediv__", "__rfloordiv__", "__rmod__", "__rpow__"]
)


class TFOpLambda(Layer):
    """A layer that calls one operation of `tf`; nobody makes it by hand.

    As in Keras a tape is open around the operation, and the layer is named after it, ``tf.math.abs``.

    Args:
        function: the operation.
        name: another name.
    """

    def __init__(self, function: Callable[..., Any], name: str | None = None, **kwargs: Any) -> None:
        def call(*args: Any, **kwargs: Any) -> Any:
            with tf.GradientTape():
                return function(*args, **kwargs)

        self.function = function
        self.symbol = _PUBLIC_NAMES.get(function.__name__, f"math.{function.__name__}")
        self.call = call  # type: ignore[method-assign]  # the operation itself, not a method of the story
        if name is None:
            name = backend.unique_object_name(f"tf.{self.symbol}", zero_based=True)
        super().__init__(name=name, autocast=False, **kwargs)
        self._call_spec.expects_training_arg = False
        self._call_spec.expects_mask_arg = False
        self._call_spec.arg_names = list(inspect.signature(function).parameters)
        self._preserve_input_structure_in_config = True

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, the operation by its public name.

        Raises:
            ValueError: if it has none, so that it could not be found again.
        """
        _operation(self.symbol)
        return super().get_config() | {"function": self.symbol}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The layer that gave this config; ValueError for an operation that is not there."""
        return cls(**{**config, "function": _operation(config["function"])})


class SlicingOpLambda(TFOpLambda):
    """The layer behind ``keras_tensor[...]``."""


def as_layer(operation: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call an operation as a layer on these arguments, a `KerasTensor` among them."""
    return TFOpLambda(operation)(*args, **kwargs)


def plus(x: Any, y: Any) -> Any:
    """The operator ``+``, which TensorFlow names apart from `tf.add`."""
    return tf.add(x, y)


def item(x: Any, slice_spec: Any) -> Any:
    """The operator ``[...]``; slices may be written as dictionaries, as they stand in a config."""
    return x[_as_key(slice_spec)]


def _as_key(spec: Any) -> Any:
    if isinstance(spec, dict):
        return slice(spec["start"], spec["stop"], spec["step"])
    return tuple(map(_as_key, spec)) if isinstance(spec, (tuple, list)) else spec


def _operation(symbol: str) -> Callable[..., Any]:
    """The operation with that public name; nothing else of a module can be had by it."""
    own = {"__operators__.add": plus, "__operators__.getitem": item}
    if symbol in own:
        return own[symbol]
    python_name = next((name for name, public in _PUBLIC_NAMES.items() if public == symbol), None)
    *path, name = symbol.removeprefix("compat.v1.").split(".")
    for found in (_attribute(path, name), _attribute(path, python_name), _attribute((), python_name)):
        if str(getattr(found, "__module__", "")).startswith(f"{tf.__name__}.ops."):
            return found  # type: ignore[no-any-return]  # what that package holds are operations
    raise ValueError(f"`function` is {symbol!r}; expected the public name of an operation, as 'math.abs'.")


def _attribute(path: Sequence[str], name: str | None) -> Any:
    if name is None or any(part not in ("math", "nn", "linalg", "__operators__") for part in path):
        return None
    return getattr(getattr(tf, path[0], tf) if path else tf, name, None)


def install_operators() -> None:
    """Give `KerasTensor` the operators of tensors."""
    operators = {name: operator for name, operator in vars(Operators).items() if callable(operator)}
    operators["__add__"] = lambda x, y: as_layer(plus, (x, y), {})
    operators["__radd__"] = lambda y, x: as_layer(plus, (x, y), {})
    operators["__getitem__"] = lambda x, key: SlicingOpLambda(item)(x, key)
    for name, operator in operators.items():
        setattr(KerasTensor, name, _of_same_dtype(operator) if name in _REFLECTED else operator)


def _of_same_dtype(reflected: Callable[..., Any]) -> Callable[..., Any]:
    """A reflected operator whose left operand takes the dtype of the `KerasTensor` on its right."""

    def operator(self: KerasTensor, other: Any) -> Any:
        return reflected(self, tf.convert_to_tensor(other, self.dtype))

    return operator


register_dispatch(KerasTensor, as_layer)
install_operators()
