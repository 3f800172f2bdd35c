"""Layers that draw random numbers."""

from __future__ import annotations

from typing import Any

from ._layer import Layer

__all__ = ["BaseRandomLayer"]


class BaseRandomLayer(Layer):
    """Base of layers with random numbers.

    Args:
        seed: with it the layer's numbers are the same in every run; without it they follow `tf.random`.
    """

    def __init__(self, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._seed = seed

    def build(self, input_shape: Any) -> None:
        """Nothing to make but the mark that it is built; Keras prepares the layer's generator here."""
        super().build(input_shape)

    def _next_seed(self) -> int | None:
        """A seed for the next draw: the layer's, one more with every call; None where it has none."""
        if self._seed is None:
            return None
        self._seed += 1
        return self._seed - 1
