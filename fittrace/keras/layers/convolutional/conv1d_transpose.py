"""`Conv1DTranspose`: transposed convolution of sequences."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ._transposed import Transposed
from .conv1d import Conv1D


class Conv1DTranspose(Transposed, Conv1D):
    """The gradient of `Conv1D` in its input, as a layer of its own.

    Inputs are ``(batch, steps, channels)``.  The arguments are those of `Conv1D`, without `groups`,
    and `output_padding`: how many elements are added to the least lengths that the strides leave the choice
    of; None takes those of `conv_utils.deconv_output_length`.

    Raises:
        ValueError: for arguments out of range; `output_padding` must be less than `strides`.
    """

    def __init__(
        self,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        super().__init__(
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self._set_output_padding(output_padding)

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias."""
        self._build_transposed(input_shape)

    def call(self, inputs: Any) -> Any:
        """Transposed convolution, bias, activation."""
        return self._transposed(inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape that a convolution would make the input's."""
        return tf.TensorShape(self._transposed_lengths(tf.TensorShape(input_shape)))


Convolution1DTranspose = Conv1DTranspose
