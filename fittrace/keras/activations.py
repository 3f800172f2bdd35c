"""Activation functions, and how to get one by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from fittrace.trace import hook


@hook
def linear(x: Any) -> Any:
    """X itself."""
    return x


@hook
def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """max(x, 0).

    In general `max_value` above it, x from `threshold` up, ``alpha (x - threshold)`` below.
    """
    return backend.relu(x, alpha=alpha, max_value=max_value, threshold=threshold)


@hook
def elu(x: Any, alpha: float = 1.0) -> Any:
    """X where positive, else ``alpha (exp(x) - 1)``; Clevert et al. 2016."""
    return backend.elu(x, alpha)


@hook
def selu(x: Any) -> Any:
    """``1.0507 elu(x, 1.6733)``, which keeps mean 0 and variance 1 through layers; Klambauer et al. 2017."""
    return tf.nn.selu(x)


@hook
def gelu(x: Any, approximate: bool = False) -> Any:
    """X times the probability that a standard normal lies below x; Hendrycks & Gimpel 2016.

    With `approximate` that probability is ``(1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2``.
    """
    return tf.nn.gelu(x, approximate)


@hook
def swish(x: Any) -> Any:
    """``x sigmoid(x)``; Ramachandran et al. 2017."""
    return tf.nn.silu(x)


@hook
def softplus(x: Any) -> Any:
    """``log(1 + exp(x))``."""
    return tf.math.softplus(x)


@hook
def softsign(x: Any) -> Any:
    """``x / (1 + |x|)``."""
    return tf.math.softsign(x)


@hook
def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return tf.tanh(x)


@hook
def sigmoid(x: Any) -> Any:
    """``1 / (1 + exp(-x))``; remembers x, so that a crossentropy can work on the logits (Keras 2.12)."""
    output: Any = tf.sigmoid(x)
    output._keras_logits = x
    return output


@hook
def hard_sigmoid(x: Any) -> Any:
    """``0.2 x + 0.5``, held between 0 and 1."""
    return backend.hard_sigmoid(x)


@hook
def exponential(x: Any) -> Any:
    """``exp(x)``."""
    return tf.exp(x)


@hook
def softmax(x: Any, axis: Any = -1) -> Any:
    """``exp(x)`` divided by its sum along `axis` (an int or several); remembers x, like `sigmoid`.

    Raises:
        ValueError: for a tensor with fewer than two axes.
    """
    if x.shape.rank <= 1:
        raise ValueError(
            f"`x` has shape {tuple(x.shape)}; softmax needs a batch axis and a class axis, so at least two."
        )
    output: Any
    if isinstance(axis, int):
        output = tf.nn.softmax(x, axis=axis)
    else:
        powers = tf.exp(x - tf.reduce_max(x, axis=axis, keepdims=True))
        output = powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
    output._keras_logits = x
    return output


def serialize(activation: Any) -> Any:
    """The activation's name, or the dictionary of an activation layer."""
    return serialize_keras_object(activation)


def deserialize(name: Any, custom_objects: Mapping[str, Any] | None = None) -> Callable[[Any], Any]:
    """The activation a name or a serialized layer stands for; ValueError if nobody knows it."""
    return deserialize_keras_object(name, _known(), custom_objects, "activation function")  # type: ignore[no-any-return]  # from a table of callables


def get(identifier: Any) -> Callable[..., Any]:
    """An activation from a name, a serialized layer or any callable; None gives `linear`.

    Raises:
        ValueError: for an unknown name.
        TypeError: for anything else.
    """
    if identifier is None:
        return linear
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier  # type: ignore[no-any-return]  # callable() narrows to object
    raise TypeError(
        f"`{identifier!r}` is no activation; expected a name such as 'relu', a function of one tensor, or a "
        "layer."
    )


def _known() -> dict[str, Any]:
    """Names from here, the few that Keras takes from TensorFlow, and the activation layers."""
    from fittrace.keras.layers import activation as layers

    functions = (linear, relu, elu, selu, gelu, swish, softplus, softsign, tanh, sigmoid, hard_sigmoid)
    known: dict[str, Any] = {function.__name__: function for function in (*functions, exponential, softmax)}
    known |= {name: getattr(tf.nn, name) for name in ("leaky_relu", "log_softmax", "relu6", "silu")}
    return known | {name: getattr(layers, name) for name in layers.__all__}
