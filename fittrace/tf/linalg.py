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
from .ops.matrices import adjoint, cross, normalize, set_diag, tensor_diag, tensor_diag_part
from .ops.normalization import l2_normalize
from .ops.solving import cholesky, cholesky_solve, det, inv, logdet, slogdet, solve, triangular_solve

__all__ = [
    "adjoint",
    "band_part",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "einsum",
    "eye",
    "global_norm",
    "inv",
    "l2_normalize",
    "logdet",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "normalize",
    "set_diag",
    "slogdet",
    "solve",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "triangular_solve",
]
