"""``tf.linalg``: matrices."""

from .ops.clipping import global_norm
from .ops.creation import eye
from .ops.linear_algebra import (
    band_part,
    diag,
    diag_part,
    einsum,
    matmul,
    matrix_transpose,
    matvec,
    norm,
    tensordot,
    trace,
)
from .ops.normalization import l2_normalize

__all__ = [
    "band_part",
    "diag",
    "diag_part",
    "einsum",
    "eye",
    "global_norm",
    "l2_normalize",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "tensordot",
    "trace",
]
