"""Sizes, strides and paddings as the arguments of layers, and the lengths that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fittrace.keras import backend

__all__ = [
    "conv_output_length",
    "convert_data_format",
    "deconv_output_length",
    "normalize_data_format",
    "normalize_padding",
    "normalize_tuple",
]


def normalize_tuple(value: Any, n: int, name: str, allow_zero: bool = False) -> tuple[int, ...]:
    """`n` integers from one integer or from `n` of them.

    Args:
        value: what the user gave.
        n: how many are needed.
        name: the argument's, for the message.
        allow_zero: whether they may be 0.

    Raises:
        ValueError: for another number of them, something else than integers, or integers that are too small.
    """
    numbers = (value,) * n if isinstance(value, int) else tuple(value) if isinstance(value, Iterable) else ()
    least = 0 if allow_zero else 1
    if len(numbers) != n or not all(_is_integer(number) and number >= least for number in numbers):
        raise ValueError(
            f"`{name}` is {value!r}; expected an integer of {least} or more, or a tuple of {n} such integers."
        )
    return numbers


def _is_integer(value: Any) -> bool:
    try:
        int(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, str)


def normalize_padding(value: Any) -> Any:
    """The padding's name in lower case; margins given as a list or tuple stay as they are.

    Raises:
        ValueError: for a name that is neither "valid", "same" nor "causal".
    """
    if isinstance(value, (list, tuple)):
        return value
    padding = value.lower()
    if padding not in ("valid", "same", "causal"):
        raise ValueError(
            f"`padding` is {value!r}; expected 'valid' or 'same' ('causal' is for convolutions of sequences)."
        )
    return padding


def normalize_data_format(value: str | None) -> str:
    """The data format in lower case, None the backend's; ValueError if there is no such format."""
    data_format = (backend.image_data_format() if value is None else value).lower()
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"`data_format` is {value!r}; expected 'channels_first' or 'channels_last'.")
    return data_format


def convert_data_format(data_format: str, ndim: int) -> str:
    """The name `tf.nn` has for a data format, such as ``"NHWC"`` for images (`ndim` 4) with channels last.

    Raises:
        ValueError: for a rank other than 3, 4 and 5, or a format that there is not.
    """
    if ndim not in (3, 4, 5):
        raise ValueError(f"`ndim` is {ndim}; expected 3, 4 or 5.")
    axes = "DHW"[5 - ndim :]
    return f"N{axes}C" if normalize_data_format(data_format) == "channels_last" else f"NC{axes}"


def conv_output_length(
    input_length: Any, filter_size: int, padding: str, stride: int, dilation: int = 1
) -> Any:
    """How many places a window has along an axis; None for an unknown length.

    Args:
        input_length: of the axis.
        filter_size: the window's.
        padding: "same", "valid", "full" or "causal".
        stride: how far the window moves on.
        dilation: the distance of two elements under the window.
    """
    if input_length is None:
        return None
    reach = (filter_size - 1) * dilation + 1
    starts = input_length + {"same": 0, "causal": 0, "valid": 1 - reach, "full": reach - 1}[padding]
    return -(-starts // stride)


def deconv_output_length(
    input_length: Any,
    filter_size: int,
    padding: str,
    output_padding: int | None = None,
    stride: int = 0,
    dilation: int = 1,
) -> Any:
    """The length of an axis after a transposed convolution; None for an unknown length.

    With strides, several lengths give a convolution the same number of places.  Unless `output_padding`
    chooses, Keras takes the greatest with the padding "same", and with "valid" the length at which the last
    window ends, but no less than a whole stride for each.

    Args:
        input_length: of the axis before, a number or a scalar tensor.
        filter_size: the window's.
        padding: "same", "valid" or "full".
        output_padding: how many elements are added to the least length.
        stride: how far the window moves on.
        dilation: the distance of two elements under the window.
    """
    if input_length is None:
        return None
    reach = (filter_size - 1) * dilation + 1
    if output_padding is not None:
        margin = {"same": reach // 2, "valid": 0, "full": reach - 1}[padding]
        return (input_length - 1) * stride + reach - 2 * margin + output_padding
    extra = {"same": 0, "valid": max(reach - stride, 0), "full": 2 - stride - reach}[padding]
    return input_length * stride + extra
