"""Variables as numpy arrays that an update may write to.

Nothing differentiates through an update, so the built-in optimizers work on the
arrays themselves: in few passes, and without a new array for each step of a formula.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fittrace import tf


def writable(variable: Any) -> NDArray[Any]:
    """The variable's own array; what is written to it is the variable's new value.

    Where a tensor still shows the present values the variable moves to a copy first.
    A scalar variable is shown as an array of one element.
    """
    if not variable._is_mine_alone():
        variable.array = variable.array.copy()
    array: NDArray[Any] = variable.array
    return array if array.ndim else array.reshape(1)


def array_of(gradient: Any) -> NDArray[Any]:
    """The gradient's values, not to be written to; slices as the whole they belong to."""
    array: NDArray[Any] = gradient.array if type(gradient) is tf.Tensor else np.asarray(gradient)
    return array if array.ndim else array.reshape(1)


def scalar(value: Any, variable: Any) -> Any:
    """A number in the variable's precision, so that formulas round as TensorFlow's do."""
    number = value.array[()] if type(value) is tf.Variable else value
    return variable.array.dtype.type(number)
