"""`DepthwiseConv`: convolution of every channel on its own."""

from __future__ import annotations

from typing import Any

from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.input_spec import InputSpec

from .base_conv import Conv


class DepthwiseConv(Conv):
    """Every channel is convolved with `depth_multiplier` filters of its own.

    Outputs have ``channels * depth_multiplier`` channels, those of one input channel side by side.
    The kernel is ``(*kernel_size, channels, depth_multiplier)``.

    Args:
        rank: the number of spatial axes.
        kernel_size: the lengths of the window.
        strides: how far the window moves on.
        padding: "valid" or "same".
        depth_multiplier: the number of output channels an input channel.
        data_format: "channels_last" or "channels_first"; by default the backend's.
        dilation_rate: the distance of two elements under the window.
        activation: a name or a function; None is linear.
        use_bias: whether there is a bias.
        depthwise_initializer: the kernel's first values.
        bias_initializer: the bias's.
        depthwise_regularizer: a penalty on the kernel.
        bias_regularizer: on the bias.
        activity_regularizer: on the output.
        depthwise_constraint: what the kernel is brought back to after each update.
        bias_constraint: what the bias is.
        **kwargs: those of every layer.

    Raises:
        ValueError: for arguments that are out of range or exclude each other.
    """

    def __init__(
        self,
        rank: int,
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
            rank,
            filters=None,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias; ValueError for another rank, or an unknown number of channels."""
        if len(input_shape) != self.rank + 2:
            raise ValueError(
                f"Inputs of layer `{self.name}` have shape {tuple(input_shape)}; expected "
                f"{self.rank + 2} axes."
            )
        channels = self._channels_of(input_shape)
        kernel_shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.depthwise_kernel = self._weight("depthwise_kernel", kernel_shape)
        self.bias = self._weight("bias", (channels * self.depth_multiplier,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Raises NotImplementedError; how to convolve is up to the layers derived from this one."""
        raise NotImplementedError(
            f"`{type(self).__name__}` has no `call`. Derive a layer from it and give it one."
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        for argument in ("filters", "kernel_initializer", "kernel_regularizer", "kernel_constraint"):
            del config[argument]
        return config | {
            "depth_multiplier": self.depth_multiplier,
            "depthwise_initializer": initializers.serialize(self.depthwise_initializer),
            "depthwise_regularizer": regularizers.serialize(self.depthwise_regularizer),
            "depthwise_constraint": constraints.serialize(self.depthwise_constraint),
        }
