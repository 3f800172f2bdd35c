"""`Bidirectional`, in two parts: `_directions` (its two layers), then `_bidirectional` (how it is called)."""

from ._bidirectional import Bidirectional

__all__ = ["Bidirectional"]
