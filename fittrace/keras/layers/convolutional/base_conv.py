"""`Conv`: what convolutions over any number of spatial axes have in common."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import activations, constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils


class Conv(Layer):
    """``activation(convolution(inputs, kernel) + bias)``.

    Inputs are ``(batch, *spatial, channels)``, or ``(batch, channels, *spatial)`` with "channels_first";
    outputs have `filters` channels.  The kernel is ``(*kernel_size, channels / groups, filters)``.

    Args:
        rank: the number of spatial axes.
        filters: the number of output channels.
        kernel_size: the lengths of the window.
        strides: how far the window moves on.
        padding: "valid", "same", or for sequences "causal", with which no output sees later inputs.
        data_format: "channels_last" or "channels_first"; by default the backend's.
        dilation_rate: the distance of two elements under the window.
        groups: into how many groups the channels are divided; each is convolved on its own.
        activation: a name or a function; None is linear.
        use_bias: whether there is a bias ``(filters,)``.
        kernel_initializer: the kernel's first values.
        bias_initializer: the bias's.
        kernel_regularizer: a penalty on the kernel.
        bias_regularizer: on the bias.
        activity_regularizer: on the output.
        kernel_constraint: what the kernel is brought back to after each update.
        bias_constraint: what the bias is.
        trainable: whether training changes the weights.
        name: the layer's name.
        conv_op: there for Keras's signature; without effect.
        **kwargs: those of every layer.

    Raises:
        ValueError: for arguments that are out of range or exclude each other.
    """

    _may_be_causal = False

    def __init__(
        self,
        rank: int,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        conv_op: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, activity_regularizer=activity_regularizer, **kwargs)
        self.rank = rank
        self.filters = int(filters) if isinstance(filters, float) else filters
        self.groups = groups or 1
        self.kernel_size = conv_utils.normalize_tuple(kernel_size, rank, "kernel_size")
        self.strides = conv_utils.normalize_tuple(strides, rank, "strides")
        self.padding = conv_utils.normalize_padding(padding)
        self.data_format = conv_utils.normalize_data_format(data_format)
        self.dilation_rate = conv_utils.normalize_tuple(dilation_rate, rank, "dilation_rate")
        self.activation: Any = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=rank + 2)
        self._check_arguments()
        self._channels_first = self.data_format == "channels_first"
        self._tf_data_format = conv_utils.convert_data_format(self.data_format, rank + 2)

    def _check_arguments(self) -> None:
        if self.filters is not None and self.filters <= 0:
            raise ValueError(f"`filters` is {self.filters}; expected a positive integer.")
        if self.filters is not None and self.filters % self.groups != 0:
            raise ValueError(
                f"`filters` is {self.filters} and `groups` is {self.groups}; expected a multiple of the "
                "latter, so that every group has as many filters."
            )
        if self.padding == "causal" and not self._may_be_causal:
            raise ValueError(
                f"`padding` is 'causal', which is for `Conv1D` and `SeparableConv1D`; a "
                f"`{type(self).__name__}` takes 'valid' and 'same'."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"`strides` is {self.strides} and `dilation_rate` is {self.dilation_rate}; only one of the "
                "two may be above 1."
            )

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias.

        Raises:
            ValueError: if the number of channels is unknown or cannot be divided into the groups, or there
                is no place for the window.
        """
        channels = self._channels_of(input_shape)
        if channels % self.groups != 0:
            raise ValueError(
                f"Inputs of shape {tuple(input_shape)} have {channels} channels, which cannot be divided "
                f"into {self.groups} `groups` of equal size."
            )
        self.compute_output_shape(input_shape)
        self.kernel = self._weight("kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = self._weight("bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.built = True

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """The convolution; a layer that convolves in another way overrides this."""
        padding = "valid" if self.padding == "causal" else self.padding
        return tf.nn.convolution(
            inputs,
            kernel,
            strides=self.strides,
            padding=padding.upper(),
            dilations=self.dilation_rate,
            data_format=self._tf_data_format,
        )

    def call(self, inputs: Any) -> Any:
        """Convolution, bias, activation."""
        if self.padding == "causal":
            inputs = tf.pad(inputs, self._causal_margins(inputs))
        return self._finished(self.convolution_op(inputs, self.kernel))

    def _finished(self, outputs: Any) -> Any:
        """What a convolution gave with bias and activation."""
        if self.use_bias:
            if self._channels_first:
                outputs = outputs + tf.reshape(self.bias, [-1] + [1] * self.rank)
            else:
                outputs = tf.nn.bias_add(outputs, self.bias)
        return outputs if self.activation is None else self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with `filters` channels and one element a place of the window.

        Raises:
            ValueError: if there is no place for the window.
        """
        return self._output_shape(input_shape, self.filters)

    def _output_shape(self, input_shape: Any, filters: int) -> Any:
        shape = tf.TensorShape(input_shape).as_list()
        batch = shape[: -1 - self.rank]
        spatial = shape[-self.rank :] if self._channels_first else shape[-1 - self.rank : -1]
        places = [
            conv_utils.conv_output_length(length, size, self.padding, stride, gap)
            for length, size, stride, gap in zip(
                spatial, self.kernel_size, self.strides, self.dilation_rate, strict=True
            )
        ]
        if any(count is not None and count < 0 for count in places):
            raise ValueError(
                f"Inputs of shape {tuple(shape)} leave no place for the window of layer `{self.name}`: "
                f"`kernel_size` is {self.kernel_size}, `dilation_rate` {self.dilation_rate}. Take larger "
                "inputs, a smaller window, or the padding 'same'."
            )
        return tf.TensorShape(
            [*batch, filters, *places] if self._channels_first else [*batch, *places, filters]
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
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

    @property
    def _channel_axis(self) -> int:
        return -1 - self.rank if self._channels_first else -1

    def _channels_of(self, input_shape: Any) -> int:
        channels = tf.TensorShape(input_shape)[self._channel_axis]
        if channels is None:
            raise ValueError(
                f"Inputs of layer `{self.name}` have shape {tuple(input_shape)}; their number of channels, "
                f"axis {self._channel_axis}, must be known."
            )
        return int(channels)

    def _weight(self, name: str, shape: tuple[int, ...]) -> tf.Variable:
        """A new weight, with what the constructor was given for it: ``kernel_initializer`` and so on."""
        part = name.removesuffix("_kernel")
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=getattr(self, f"{part}_initializer"),
            regularizer=getattr(self, f"{part}_regularizer"),
            constraint=getattr(self, f"{part}_constraint"),
            trainable=True,
            dtype=self.dtype,
        )

    def _causal_margins(self, inputs: Any) -> list[list[int]]:
        """Margins for `tf.pad`: as many elements before the first step as the window reaches back."""
        margins = [[0, 0] for _ in inputs.shape]
        margins[-1 if self._channels_first else -2] = [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0]
        return margins
