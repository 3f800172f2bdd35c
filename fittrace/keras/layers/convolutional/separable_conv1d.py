"""`SeparableConv1D`: separable convolution of sequences."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_separable_conv import SeparableConv


class SeparableConv1D(SeparableConv):
    """`SeparableConv` of sequences; the arguments are those of the former."""

    _may_be_causal = True

    def __init__(
        self,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            1,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            depth_multiplier,
            activation,
            use_bias,
            depthwise_initializer,
            pointwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            pointwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            pointwise_constraint,
            bias_constraint,
            **kwargs,
        )

    def call(self, inputs: Any) -> Any:
        """Both convolutions, bias, activation."""
        if self.padding == "causal":
            inputs = tf.pad(inputs, self._causal_margins(inputs))
        return self._separable(inputs)


SeparableConvolution1D = SeparableConv1D
