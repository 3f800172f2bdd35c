"""``tf.print``."""

from __future__ import annotations

import sys
from typing import Any

from . import nest
from .tensor import Operators

__all__ = ["print_values"]


def print_values(
    *inputs: Any, output_stream: Any = None, sep: str = " ", end: str = "\n", **options: Any
) -> None:
    """Print values, of tensors the numbers alone, to standard error or `output_stream`."""
    stream = output_stream if hasattr(output_stream, "write") else sys.stderr
    shown = (
        nest.map_structure(lambda x: x.numpy() if isinstance(x, Operators) else x, item) for item in inputs
    )
    print(*shown, sep=sep, end=end, file=stream)
