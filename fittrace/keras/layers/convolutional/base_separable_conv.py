"""`SeparableConv`: first every channel on its own, then across channels."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.input_spec import InputSpec

from ._depthwise import depthwise_convolution
from .base_conv import Conv


class SeparableConv(Conv):
    """A depthwise convolution, then one with a window of a single element that mixes the channels.

    The kernels are ``(*kernel_size, channels, depth_multiplier)`` and
    ``(1, ..., channels * depth_multiplier, filters)``.

    Args:
        rank: the number of spatial axes.
        filters: the number of output channels.
        kernel_size: the lengths of the depthwise window.
        strides: how far it moves on.
        padding: "valid", "same", or for sequences "causal".
        data_format: "channels_last" or "channels_first"; by default the backend's.
        dilation_rate: the distance of two elements under the window.
        depth_multiplier: the number of channels in between, an input channel.
        activation: a name or a function; None is linear.
        use_bias: whether there is a bias ``(filters,)``.
        depthwise_initializer: the depthwise kernel's first values.
        pointwise_initializer: the other kernel's.
        bias_initializer: the bias's.
        depthwise_regularizer: a penalty on the depthwise kernel.
        pointwise_regularizer: on the other.
        bias_regularizer: on the bias.
        activity_regularizer: on the output.
        depthwise_constraint: what the depthwise kernel is brought back to after each update.
        pointwise_constraint: what the other kernel is.
        bias_constraint: what the bias is.
        trainable: whether training changes the weights.
        name: the layer's name.
        **kwargs: those of every layer.

    Raises:
        ValueError: for arguments that are out of range or exclude each other.
    """

    def __init__(
        self,
        rank: int,
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
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            rank,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)
        self.pointwise_constraint = constraints.get(pointwise_constraint)

    def build(self, input_shape: Any) -> None:
        """Create both kernels and the bias; ValueError for an unknown number of channels."""
        channels = self._channels_of(input_shape)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        between = channels * self.depth_multiplier
        self.depthwise_kernel = self._weight(
            "depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier)
        )
        self.pointwise_kernel = self._weight("pointwise_kernel", (*[1] * self.rank, between, self.filters))
        self.bias = self._weight("bias", (self.filters,)) if self.use_bias else None
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Raises NotImplementedError; how to convolve is up to the layers derived from this one."""
        raise NotImplementedError(
            f"`{type(self).__name__}` has no `call`. Derive a layer from it and give it one."
        )

    def _separable(self, inputs: Any) -> Any:
        """Both convolutions, bias, activation."""
        apart = depthwise_convolution(self, inputs)
        return self._finished(
            tf.nn.convolution(apart, self.pointwise_kernel, data_format=self._tf_data_format)
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "depth_multiplier": self.depth_multiplier,
            "depthwise_initializer": initializers.serialize(self.depthwise_initializer),
            "pointwise_initializer": initializers.serialize(self.pointwise_initializer),
            "depthwise_regularizer": regularizers.serialize(self.depthwise_regularizer),
            "pointwise_regularizer": regularizers.serialize(self.pointwise_regularizer),
            "depthwise_constraint": constraints.serialize(self.depthwise_constraint),
            "pointwise_constraint": constraints.serialize(self.pointwise_constraint),
        }
