"""What a tape gives for a source that the target does not depend on."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from .tensor import Tensor

__all__ = ["UnconnectedGradients"]


class UnconnectedGradients(Enum):
    """None, or zeros of the source's shape."""

    NONE = "none"
    ZERO = "zero"

    def instead_of(self, gradient: Any, source: Any) -> Any:
        """The gradient itself, or what stands for a missing one."""
        if gradient is None and self is UnconnectedGradients.ZERO:
            return Tensor(np.zeros_like(source.array))
        return gradient
