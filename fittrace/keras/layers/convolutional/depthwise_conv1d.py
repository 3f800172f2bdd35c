"""`DepthwiseConv1D`: convolution of every channel of sequences on its own."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ._depthwise import depthwise_convolution
from .base_depthwise_conv import DepthwiseConv


class DepthwiseConv1D(DepthwiseConv):
    """`DepthwiseConv` of sequences; the arguments are those of the former."""

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            1,
            kernel_size,
            strides,
            padding,
            depth_multiplier,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            depthwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            bias_constraint,
            **kwargs,
        )

    def call(self, inputs: Any) -> Any:
        """Convolution, bias, activation."""
        return self._finished(depthwise_convolution(self, inputs))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with `depth_multiplier` times as many channels and one element a place of the window."""
        channels = tf.TensorShape(input_shape)[self._channel_axis]
        return self._output_shape(input_shape, channels * self.depth_multiplier)
