"""The depthwise convolution of layers, over one spatial axis or two."""

from __future__ import annotations

from typing import Any

from fittrace import tf


def depthwise_convolution(layer: Any, inputs: Any) -> Any:
    """The inputs of a `DepthwiseConv` or `SeparableConv`, every channel convolved with its filters.

    Sequences are convolved as images of one row.
    """
    kernel, strides, dilations = layer.depthwise_kernel, layer.strides, layer.dilation_rate
    row_axis = 2 if layer.data_format == "channels_first" else 1
    if layer.rank == 1:
        inputs, kernel = tf.expand_dims(inputs, row_axis), tf.expand_dims(kernel, 0)
        strides, dilations = strides * 2, (1, *dilations)
    outputs = tf.nn.depthwise_conv2d(
        inputs,
        kernel,
        strides=(1, 1, *strides) if row_axis == 2 else (1, *strides, 1),
        padding="VALID" if layer.padding == "causal" else layer.padding.upper(),
        data_format="NCHW" if row_axis == 2 else "NHWC",
        dilations=dilations,
    )
    return tf.squeeze(outputs, row_axis) if layer.rank == 1 else outputs
