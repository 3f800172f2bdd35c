"""``tf.bitwise``: operations on the bits of integers."""

from .ops.comparison import bitwise_and, bitwise_or, bitwise_xor, invert

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert"]
