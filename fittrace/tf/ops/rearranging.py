"""Squares of an image as channels, and back."""

from __future__ import annotations

from typing import Any

from ..convert import convert_to_tensor
from ..operation import composite
from ..resolve import wrong
from ..tensor import Tensor
from .shaping import reshape, transpose

__all__ = ["depth_to_space", "space_to_depth"]


@composite
def space_to_depth(input: Any, block_size: int, data_format: str = "NHWC") -> Tensor:
    """Every square of `block_size` pixels as the channels of one: (b, h, w, c) to (b, h/n, w/n, n*n*c)."""
    _check_format(data_format)
    x, n = convert_to_tensor(input), int(block_size)
    batch, height, width, channels = x.shape
    squares = reshape(x, [batch, height // n, n, width // n, n, channels])
    return reshape(transpose(squares, [0, 1, 3, 2, 4, 5]), [batch, height // n, width // n, -1])


@composite
def depth_to_space(input: Any, block_size: int, data_format: str = "NHWC") -> Tensor:
    """The way back from `space_to_depth`."""
    _check_format(data_format)
    x, n = convert_to_tensor(input), int(block_size)
    batch, height, width, channels = x.shape
    squares = reshape(x, [batch, height, width, n, n, channels // n**2])
    return reshape(transpose(squares, [0, 1, 3, 2, 4, 5]), [batch, height * n, width * n, -1])


def _check_format(data_format: str) -> None:
    if data_format != "NHWC":
        raise wrong(f"`data_format` is {data_format!r}; here it can only be 'NHWC'.")
