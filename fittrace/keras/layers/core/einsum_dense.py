"""`EinsumDense`: a densely connected layer for any arrangement of axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from fittrace import tf
from fittrace.keras import activations, constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer

_EQUATION: Final = re.compile(
    r"(?P<left>\.\.\.)?(?P<input>[a-zA-Z]+)(?P<right>\.\.\.)?,(?P<kernel>[a-zA-Z]+)"
    r"->(?P<left_again>\.\.\.)?(?P<output>[a-zA-Z]+)(?P<right_again>\.\.\.)?"
)


class EinsumDense(Layer):
    """``activation(einsum(equation, inputs, kernel) + bias)``.

    Args:
        equation: such as ``"abc,cd->abd"``; axes without a letter, ``...``, may stand on the left or on the
            right of inputs and output.
        output_shape: the lengths of the output's axes that have letters, the batch axis left out; None where
            a length is that of the input.  A number stands for the last axis alone.
        activation: a name or a function; None is linear.
        bias_axes: the letters of the output's axes that the bias has; None for no bias.
        kernel_initializer, bias_initializer: first values.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties on weights and output.
        kernel_constraint, bias_constraint: what weights are brought back to after each update.
        **kwargs: as for every layer.
    """

    def __init__(
        self,
        equation: str,
        output_shape: int | Sequence[int | None],
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.equation = equation
        self.partial_output_shape = [output_shape] if isinstance(output_shape, int) else list(output_shape)
        self.bias_axes = bias_axes
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias in the shapes that the equation asks for.

        Raises:
            ValueError: if the equation cannot be read, or does not fit the input.
        """
        shape = tf.TensorShape(input_shape)
        shapes = shapes_of(self.equation, self.bias_axes, shape, self.partial_output_shape)
        self.full_output_shape = shapes.output
        self.kernel = self.add_weight(
            "kernel",
            shape=shapes.kernel,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            dtype=self.dtype,
            trainable=True,
        )
        self.bias: Any = None
        if shapes.bias is not None:
            self.bias = self.add_weight(
                "bias",
                shape=shapes.bias,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                dtype=self.dtype,
                trainable=True,
            )
        super().build(shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output, as found when the layer was built."""
        return tf.TensorShape(self.full_output_shape)

    def call(self, inputs: Any) -> Any:
        """Contraction, bias, activation."""
        outputs = tf.einsum(self.equation, inputs, self.kernel)
        if self.bias is not None:
            outputs = outputs + self.bias
        return self.activation(outputs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "output_shape": self.partial_output_shape,
            "equation": self.equation,
            "activation": activations.serialize(self.activation),
            "bias_axes": self.bias_axes,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


class Shapes(NamedTuple):
    """The shapes that belong to an equation; `bias` is None where there is none."""

    kernel: list[int | None]
    bias: list[int | None] | None
    output: list[int | None]


def shapes_of(
    equation: str,
    bias_axes: str | None,
    input_shape: Sequence[int | None],
    output_shape: Sequence[int | None],
) -> Shapes:
    """The shapes of kernel, bias and output.

    Args:
        equation: see `EinsumDense`.
        bias_axes: letters of the output's axes.
        input_shape: with the batch axis.
        output_shape: without it, and without axes that have no letter.

    Raises:
        ValueError: see `EinsumDense.build`.
    """
    terms = _EQUATION.fullmatch(equation)
    if terms is None or (terms["left"], terms["right"]) != (terms["left_again"], terms["right_again"]):
        raise ValueError(
            f"`equation` is {equation!r}; expected one like 'ab,bc->ac', '...b,bc->...c', 'ab...,bc->ac...'."
        )
    nameless = len(input_shape) - len(terms["input"])
    output = [input_shape[0], *output_shape]
    if nameless and terms["left"]:
        output[1:1] = input_shape[1:nameless]
        inputs = dict(zip(terms["input"], input_shape[nameless:], strict=True))
        outputs = dict(zip(terms["output"], output[nameless:], strict=False))
    else:
        output += input_shape[len(input_shape) - nameless :]
        inputs = dict(zip(terms["input"], input_shape, strict=False))
        outputs = dict(zip(terms["output"], output, strict=False))
    _check_letters(equation, terms, inputs, outputs)
    lengths = outputs | inputs
    kernel = [lengths[letter] for letter in terms["kernel"]]
    if bias_axes is None:
        return Shapes(kernel, None, output)
    bias = _bias_shape(bias_axes, terms["output"], outputs)
    return Shapes(kernel, bias if terms["left"] else bias + [1] * nameless, output)


def _check_letters(
    equation: str, terms: re.Match[str], inputs: dict[str, Any], outputs: dict[str, Any]
) -> None:
    for letter, length in inputs.items():
        if outputs.get(letter) not in (None, length):
            raise ValueError(
                f"Axis {letter!r} of {equation!r} has length {length} in the input, but `output_shape` says "
                f"{outputs[letter]}. Say the same, or None."
            )
    for letter in terms["output"]:
        if letter not in inputs and letter not in terms["kernel"]:
            raise ValueError(
                f"Axis {letter!r} of the output of {equation!r} is neither in the input nor in the kernel."
            )
    for letter in terms["kernel"]:
        if letter not in inputs and letter not in outputs:
            raise ValueError(
                f"Axis {letter!r} of the kernel of {equation!r} is neither in the input nor in the output."
            )


def _bias_shape(bias_axes: str, output_term: str, lengths: dict[str, Any]) -> list[int | None]:
    """The lengths of the bias's axes from the first one on, 1 for those it does not have."""
    for letter in bias_axes:
        if letter not in output_term:
            raise ValueError(f"`bias_axes` has {letter!r}, which is no axis of the output {output_term!r}.")
    first = min(output_term.index(letter) for letter in bias_axes)
    return [lengths[letter] if letter in bias_axes else 1 for letter in output_term[first:]]
