"""`Dense`: every output is connected with every input."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import activations, constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class Dense(Layer):
    """``activation(inputs @ kernel + bias)``.

    Inputs ``(batch, ..., n)`` give outputs ``(batch, ..., units)``; the kernel is ``(n, units)``.

    Args:
        units: the length of the output's last axis.
        activation: a name or a function; None is linear.
        use_bias: whether there is a bias ``(units,)``.
        kernel_initializer, bias_initializer: first values.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties on weights and output.
        kernel_constraint, bias_constraint: what weights are brought back to after each update.

    Raises:
        ValueError: for negative `units`, or inputs whose last length is not known.
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
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
        try:
            self.units = int(units)
        except (TypeError, ValueError) as error:
            raise type(error)(f"`units` is {units!r}; expected a positive integer.") from None
        if self.units < 0:
            raise ValueError(f"`units` is {units}; expected a positive integer.")
        self.activation: Any = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias; TypeError unless the layer's dtype is floating."""
        if not self._compute_dtype_object.is_floating:
            raise TypeError(
                f"`dtype` of layer {self.name!r} is {self.dtype}; a Dense layer needs a floating dtype."
            )
        features = _last_length(input_shape)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})
        self.kernel = self.add_weight(
            "kernel",
            shape=[features, self.units],
            dtype=self.dtype,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            trainable=True,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                shape=[self.units],
                dtype=self.dtype,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                trainable=True,
            )
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Matrix product, bias, activation."""
        inputs = tf.cast(inputs, self._compute_dtype_object)
        if inputs.shape.rank == 2:
            outputs = tf.matmul(inputs, self.kernel)
        else:
            outputs = tf.tensordot(inputs, self.kernel, axes=[[inputs.shape.rank - 1], [0]])
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs) if self.activation is not None else outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with `units` as last length."""
        _last_length(input_shape)
        return tf.TensorShape([*tf.TensorShape(input_shape)[:-1], self.units])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "units": self.units,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


def _last_length(input_shape: Any) -> int:
    shape = tf.TensorShape(input_shape)
    if shape[-1] is None:
        raise ValueError(
            f"The inputs of a Dense layer have shape {tuple(shape)}; their last length must be known, it is "
            "the number of rows of the kernel."
        )
    return int(shape[-1])
