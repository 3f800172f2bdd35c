"""Variables as numpy arrays that an update may write to.

Nothing differentiates through an update, so the built-in optimizers work on the
arrays themselves: in few passes, and without a new array for each step of a formula.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def writable(variable: Any) -> NDArray[Any]:
    """The variable's own array; what is written to it is the variable's new value.

    Where a tensor still shows the present values the variable moves to a copy first.
    A scalar variable is shown as an array of one element.
    """
    if not variable._is_mine_alone():
        variable.array = variable.array.copy()
    return np.atleast_1d(variable.array)


def array_of(gradient: Any) -> NDArray[Any]:
    """The gradient's values, not to be written to."""
    return np.atleast_1d(gradient)


def scalar(value: Any, variable: Any) -> Any:
    """A number in the variable's precision, so that formulas round as TensorFlow's do."""
    return variable.array.dtype.type(value)
