"""Gradient rules: convolutions.

A convolution is linear in its input and in its filters.  Each of its two gradients is
again linear in both its operands, and the three lead only to one another.
"""

from __future__ import annotations

from typing import Any

from ..arrays import Shape
from ..gradient_table import Rule, rules
from ..ops import depthwise as dw
from ..ops.convolution import convolve, to_filters, to_input
from ..ops.window import Window
from ..tensor import Tensor


def input_rule(y: Tensor, x: Tensor, filters: Tensor, window: Window) -> Rule:
    """Every output's gradient handed back to the inputs under its window."""
    shape = x.array.shape
    return lambda g: to_input(g, filters, window, shape)


def filter_rule(y: Tensor, x: Tensor, filters: Tensor, window: Window) -> Rule:
    """The sum, over all places, of what the window sees times the output's gradient."""
    shape = filters.array.shape
    return lambda g: to_filters(x, g, window, shape)


def transposed_filter_rule(z: Tensor, g: Tensor, filters: Tensor, window: Window, shape: Any) -> Rule:
    """As `filter_rule`, with input and output in each other's place."""
    filter_shape = filters.array.shape
    return lambda h: to_filters(h, g, window, filter_shape)


def correlated_input_rule(z: Tensor, x: Tensor, g: Tensor, window: Window, shape: Shape) -> Rule:
    """The gradient of the filters' gradient takes the filters' place."""
    input_shape = x.array.shape
    return lambda h: to_input(g, h, window, input_shape)


def channelwise_input_rule(y: Tensor, x: Tensor, filters: Tensor, window: Window) -> Rule:
    """As `input_rule`, channel by channel."""
    shape = x.array.shape
    return lambda g: dw.channels_to_input(g, filters, window, shape)


def channelwise_correlated_input_rule(z: Tensor, x: Tensor, g: Tensor, window: Window) -> Rule:
    """As `correlated_input_rule`, channel by channel."""
    shape = x.array.shape
    return lambda h: dw.channels_to_input(g, h, window, shape)


rules(convolve, input_rule, filter_rule)
rules(
    to_input,
    lambda z, g, filters, window, shape: lambda h: convolve(h, filters, window),
    transposed_filter_rule,
)
rules(
    to_filters,
    correlated_input_rule,
    lambda z, x, g, window, shape: lambda h: convolve(x, h, window),
)
rules(
    dw.convolve_channels,
    channelwise_input_rule,
    lambda y, x, filters, window: lambda g: dw.channels_to_filters(x, g, window),
)
rules(
    dw.channels_to_input,
    lambda z, g, filters, window, shape: lambda h: dw.convolve_channels(h, filters, window),
    lambda z, g, filters, window, shape: lambda h: dw.channels_to_filters(h, g, window),
)
rules(
    dw.channels_to_filters,
    channelwise_correlated_input_rule,
    lambda z, x, g, window: lambda h: dw.convolve_channels(x, h, window),
)
