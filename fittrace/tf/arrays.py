"""Names for numpy arrays as the kernels of operations see them.

A kernel's annotations are read by :func:`fittrace.tf.operation.operation`: they
say which parameters are tensors, and which of those must share a dtype.
"""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Array", "Arrays", "Indices", "Shape", "TensorLike"]

# All of them are numpy arrays.  They are typed as Any because numpy's stubs cannot follow
# what kernels do (a keepdims known at run time, ufuncs with an output array).

Array: TypeAlias = Any
"""A tensor operand; all operands annotated so must have one dtype."""

Indices: TypeAlias = Any
"""A tensor operand with a dtype of its own (labels, indices, masks, lengths)."""

Arrays: TypeAlias = list[Any]
"""A list of tensor operands that must have one dtype (what is stacked or joined)."""

Shape: TypeAlias = tuple[int, ...]

TensorLike: TypeAlias = Any
"""What can become a tensor: tensors, variables, numpy arrays, numbers, nested sequences of them."""
