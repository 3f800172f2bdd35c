"""Transposed convolution: a convolution's way back, from outputs to an input of a given shape."""

from __future__ import annotations

from typing import Any

from ..operation import composite
from ..tensor import Tensor
from .axes import lengths_of
from .convolution import to_input, window_for

__all__ = [
    "atrous_conv2d_transpose",
    "conv1d_transpose",
    "conv2d_transpose",
    "conv3d_transpose",
    "conv_transpose",
]


@composite
def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The gradient of a convolution in its input, as an operation of its own.

    Args:
        input: ``(batch, *spatial, channels)``, what the convolution's output would be.
        filters: ``(*sizes, outputs, channels)``.
        output_shape: the shape of the result; a convolution of it must give the shape of `input`.
        strides: the convolution's, and so the rest; see `convolution`.
        padding: ``"SAME"``, ``"VALID"``, or a pair of margins for every axis.
        data_format: where the channels are.
        dilations: the distance of two elements under the window.

    Raises:
        InvalidArgumentError: shapes that do not go together.
    """
    window = window_for("conv_transpose", None, filters, strides, padding, data_format, dilations)
    return to_input(input, filters, window, lengths_of(output_shape))


@composite
def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NWC",
    dilations: Any = None,
) -> Tensor:
    """`conv_transpose` of sequences ``(batch, steps, channels)``."""
    window = window_for("conv1d_transpose", 1, filters, strides, padding, data_format, dilations)
    return to_input(input, filters, window, lengths_of(output_shape))


@composite
def conv2d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NHWC",
    dilations: Any = None,
) -> Tensor:
    """`conv_transpose` of images ``(batch, rows, columns, channels)``."""
    window = window_for("conv2d_transpose", 2, filters, strides, padding, data_format, dilations)
    return to_input(input, filters, window, lengths_of(output_shape))


@composite
def conv3d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NDHWC",
    dilations: Any = None,
) -> Tensor:
    """`conv_transpose` of volumes ``(batch, depth, rows, columns, channels)``."""
    window = window_for("conv3d_transpose", 3, filters, strides, padding, data_format, dilations)
    return to_input(input, filters, window, lengths_of(output_shape))


@composite
def atrous_conv2d_transpose(value: Any, filters: Any, output_shape: Any, rate: int, padding: str) -> Tensor:
    """`conv2d_transpose` with stride 1 and dilation `rate`."""
    return conv2d_transpose(value, filters, output_shape, 1, padding, dilations=rate)
