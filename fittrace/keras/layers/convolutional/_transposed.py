"""What transposed convolutions have in common."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils

from .base_conv import Conv


class Transposed(Conv):
    """The way back of a convolution: from what would be its outputs to what would be its inputs.

    Attributes:
        output_padding: how many elements are added to the least output lengths; None takes the lengths of
            `conv_utils.deconv_output_length`.
    """

    output_padding: tuple[int, ...] | None

    def _set_output_padding(self, output_padding: Any) -> None:
        """Check the argument and keep it; ValueError unless it is below the strides."""
        if output_padding is not None:
            output_padding = conv_utils.normalize_tuple(
                output_padding, self.rank, "output_padding", allow_zero=True
            )
            if any(extra >= stride for extra, stride in zip(output_padding, self.strides, strict=True)):
                raise ValueError(
                    f"`output_padding` is {output_padding} and `strides` is {self.strides}; expected the "
                    "former to be less than the latter along every axis."
                )
        self.output_padding = output_padding

    def _build_transposed(self, input_shape: Any) -> None:
        """Create kernel ``(*kernel_size, filters, channels)`` and bias; ValueError for another rank."""
        if len(input_shape) != self.rank + 2:
            raise ValueError(
                f"Inputs of layer `{self.name}` have shape {tuple(input_shape)}; expected "
                f"{self.rank + 2} axes."
            )
        channels = self._channels_of(input_shape)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.kernel = self._weight("kernel", (*self.kernel_size, self.filters, channels))
        self.bias = self._weight("bias", (self.filters,)) if self.use_bias else None
        self.built = True

    def _transposed(self, inputs: Any) -> Any:
        """Transposed convolution, bias, activation; ValueError for dilations that differ."""
        if len(set(self.dilation_rate)) > 1:
            raise ValueError(
                f"`dilation_rate` of layer `{self.name}` is {self.dilation_rate}; a transposed convolution "
                "needs the same one along every axis."
            )
        dynamic = tf.shape(inputs)
        known = [dynamic[axis] if length is None else length for axis, length in enumerate(inputs.shape)]
        outputs = tf.nn.conv_transpose(
            inputs,
            self.kernel,
            self._transposed_lengths(known),
            strides=self.strides,
            padding=self.padding.upper(),
            data_format=self._tf_data_format,
            dilations=self.dilation_rate,
        )
        return self._finished(outputs)

    def _transposed_lengths(self, lengths: Any) -> list[Any]:
        """The lengths of the output's axes for those of the input; None stays None."""
        batch, *others = lengths
        spatial = others[1:] if self._channels_first else others[:-1]
        extras = self.output_padding or (None,) * self.rank
        longer = [
            conv_utils.deconv_output_length(length, size, self.padding, extra, stride, gap)
            for length, size, extra, stride, gap in zip(
                spatial, self.kernel_size, extras, self.strides, self.dilation_rate, strict=True
            )
        ]
        return [batch, self.filters, *longer] if self._channels_first else [batch, *longer, self.filters]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"output_padding": self.output_padding}
