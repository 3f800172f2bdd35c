"""`keras.datasets`: data to learn on."""

from . import mnist

__all__ = ["mnist"]
