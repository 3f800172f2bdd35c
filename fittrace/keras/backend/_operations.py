"""Operations under their names from before `tf`; each is the `tf` operation with Keras's argument order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace import tf

from ._config import floatx

abs = tf.abs
clip = tf.clip_by_value
constant = tf.constant
cos = tf.math.cos
equal = tf.equal
exp = tf.exp
gather = tf.gather
greater = tf.greater
greater_equal = tf.greater_equal
less = tf.less
less_equal = tf.less_equal
log = tf.math.log
maximum = tf.maximum
minimum = tf.minimum
not_equal = tf.not_equal
ones_like = tf.ones_like
pow = tf.pow
reshape = tf.reshape
round = tf.round
shape = tf.shape
sigmoid = tf.sigmoid
sign = tf.sign
sin = tf.math.sin
softplus = tf.nn.softplus
square = tf.square
stack = tf.stack
stop_gradient = tf.stop_gradient
tanh = tf.tanh
transpose = tf.transpose
zeros_like = tf.zeros_like


def cast(x: Any, dtype: Any) -> Any:
    """`x` in another dtype."""
    return tf.cast(x, dtype)


def cast_to_floatx(x: Any) -> Any:
    """`x` in the default float dtype."""
    return tf.cast(x, floatx())


def zeros(shape: Any, dtype: Any = None) -> Any:
    """Zeros, in the default float dtype unless one is named."""
    return tf.zeros(shape, dtype or floatx())


def ones(shape: Any, dtype: Any = None) -> Any:
    """Ones, in the default float dtype unless one is named."""
    return tf.ones(shape, dtype or floatx())


def random_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Draws from a normal distribution."""
    return tf.random.normal(shape, mean, stddev, dtype=dtype or floatx(), seed=seed)


def random_uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Draws from a uniform distribution over ``[minval, maxval)``."""
    return tf.random.uniform(shape, minval, maxval, dtype=dtype or floatx(), seed=seed)


def _as_float(x: Any) -> Any:
    x = tf.convert_to_tensor(x)
    return cast_to_floatx(x) if x.dtype == tf.bool else x


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean along `axis`; of booleans, the share that is true."""
    return tf.reduce_mean(_as_float(x), axis, keepdims)


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum along `axis`."""
    return tf.reduce_sum(x, axis, keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product along `axis`."""
    return tf.reduce_prod(x, axis, keepdims)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The greatest along `axis`."""
    return tf.reduce_max(x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The least along `axis`."""
    return tf.reduce_min(x, axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The variance along `axis` (divided by n)."""
    return tf.math.reduce_variance(_as_float(x), axis, keepdims)


def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation along `axis` (divided by n)."""
    return tf.math.reduce_std(_as_float(x), axis, keepdims)


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether anything along `axis` is true."""
    return tf.reduce_any(tf.cast(x, "bool"), axis, keepdims)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether everything along `axis` is true."""
    return tf.reduce_all(tf.cast(x, "bool"), axis, keepdims)


def argmax(x: Any, axis: int = -1) -> Any:
    """Where the greatest along `axis` is."""
    return tf.argmax(x, axis)


def argmin(x: Any, axis: int = -1) -> Any:
    """Where the least along `axis` is."""
    return tf.argmin(x, axis)


def sqrt(x: Any) -> Any:
    """The square root; of a negative number, 0."""
    x = tf.convert_to_tensor(x)
    return tf.sqrt(tf.maximum(x, tf.zeros_like(x)))


def softmax(x: Any, axis: int = -1) -> Any:
    """Softmax along `axis`."""
    return tf.nn.softmax(x, axis=axis)


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """`x` divided by its L2 norm along `axis`."""
    return tf.math.l2_normalize(x, axis=axis)


def dot(x: Any, y: Any) -> Any:
    """The product over the last axis of `x` and the last but one of `y`."""
    if x.shape.rank == y.shape.rank == 2:
        return tf.matmul(x, y)
    if y.shape.rank <= 2:
        return tf.tensordot(x, y, axes=[[-1], [0]])
    return tf.tensordot(x, y, axes=[[-1], [y.shape.rank - 2]])


def concatenate(tensors: Any, axis: int = -1) -> Any:
    """The tensors one after the other along `axis`."""
    return tf.concat(tensors, axis)


def expand_dims(x: Any, axis: int = -1) -> Any:
    """A new axis of length 1."""
    return tf.expand_dims(x, axis)


def squeeze(x: Any, axis: int) -> Any:
    """Without that axis, which has length 1."""
    return tf.squeeze(x, [axis])


def flatten(x: Any) -> Any:
    """All elements in one axis."""
    return tf.reshape(x, [-1])


def batch_flatten(x: Any) -> Any:
    """All axes but the first in one."""
    return tf.reshape(x, tf.stack([-1, tf.reduce_prod(tf.shape(x)[1:])]))


def permute_dimensions(x: Any, pattern: Any) -> Any:
    """The axes in another order."""
    return tf.transpose(x, pattern)


def one_hot(indices: Any, num_classes: int) -> Any:
    """One-hot rows of length `num_classes`."""
    return tf.one_hot(indices, depth=num_classes, axis=-1)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """One of two tensors (or what a function gives), elementwise where the condition has a rank."""
    then_value = _value(then_expression)
    else_value = _value(else_expression)
    condition = tf.cast(condition, "bool")
    if condition.shape.rank == 0:
        return then_value if bool(condition) else else_value
    missing = tf.convert_to_tensor(then_value).shape.rank - condition.shape.rank
    for _ in range(missing):
        condition = tf.expand_dims(condition, -1)
    return tf.where(condition, then_value, else_value)


def _value(expression: Any | Callable[[], Any]) -> Any:
    return expression() if callable(expression) else expression


def ndim(x: Any) -> int:
    """How many axes `x` has."""
    return len(x.shape)


def int_shape(x: Any) -> tuple[int | None, ...] | None:
    """The shape as a tuple of integers, None where a length is not known; None where there is no shape."""
    found = getattr(x, "shape", None)
    return None if found is None else tuple(found)


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` came out of a layer during functional construction."""
    return hasattr(x, "_keras_history")
