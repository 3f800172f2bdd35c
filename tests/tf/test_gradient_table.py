"""Every rule of the table against numerical gradients, of first and second order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from fittrace import tf
from fittrace.tf.gradient_table import table
from fittrace.tf.operation import operations
from fittrace.tf.ops import (
    activation,
    arithmetic,
    casting,
    clipping,
    convolution,
    creation,
    cross_entropy,
    depthwise,
    elementary,
    gamma,
    gathering,
    joining,
    linear_algebra,
    normalization,
    pooling,
    reduction,
    segment,
    selecting,
    shaping,
    slicing,
    solving,
    unsorted_segments,
)
from fittrace.tf.ops.window import Window

Values = Callable[[np.random.Generator, tuple[int, ...]], Any]


def anything(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Numbers of either sign, some way off zero, where many functions have a kink."""
    return rng.choice([-1, 1], shape) * rng.uniform(0.3, 2, shape)


def positive(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(0.3, 2, shape)


def within_one(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(-0.8, 0.8, shape)


def above_one(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(1.2, 3, shape)


def apart(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Numbers that all differ clearly, also from another draw's, so that a small step changes no order."""
    return rng.permutation(int(np.prod(shape))).reshape(shape) * 0.37 - 1.3 + rng.uniform(0.01, 0.3)


def definite(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Symmetric positive definite matrices; vectors and such as they come."""
    matrix = rng.uniform(-1, 1, shape)
    return matrix @ matrix.swapaxes(-1, -2) + 2 * np.eye(shape[-1]) if shape[-1] == shape[-2] else matrix


class Case(NamedTuple):
    operation: Callable[..., Any]
    function: Callable[..., Any]
    shapes: tuple[tuple[int, ...], ...] = ((2, 3),)
    values: Values = anything


ELEMENTWISE = {
    arithmetic.sign: anything, gamma.lgamma: positive, gamma.digamma: positive,
    arithmetic.negative: anything, arithmetic.abs: anything, arithmetic.square: anything,
    arithmetic.reciprocal: anything, arithmetic.reciprocal_no_nan: anything, elementary.exp: anything,
    elementary.expm1: anything, elementary.log: positive, elementary.log1p: positive, elementary.sqrt:
    positive, elementary.rsqrt: positive, elementary.sin: anything, elementary.cos: anything,
    elementary.tan: within_one, elementary.asin: within_one, elementary.acos: within_one, elementary.atan:
    anything, elementary.sinh: anything, elementary.cosh: anything, elementary.tanh: anything,
    elementary.asinh: anything, elementary.acosh: above_one, elementary.atanh: within_one,
    elementary.sigmoid: anything, elementary.log_sigmoid: anything, elementary.softplus: anything,
    elementary.erf: anything, elementary.erfc: anything, activation.relu: anything, activation.relu6:
    anything, activation.elu: anything, activation.selu: anything, activation.softsign: anything,
    activation.gelu: anything, activation.leaky_relu: anything, casting.same: anything,
}  # fmt: skip

BROADCASTING = {
    arithmetic.add: anything, arithmetic.subtract: anything, arithmetic.multiply: anything,
    arithmetic.real_divide: anything, arithmetic.divide_no_nan: anything, arithmetic.multiply_no_nan:
    anything, arithmetic.pow: positive, arithmetic.maximum: apart, arithmetic.minimum: apart,
    arithmetic.squared_difference: anything, elementary.atan2: anything, elementary.xlogy: positive,
    elementary.xlog1py: positive, elementary.xdivy: anything,
}  # fmt: skip

MASK = np.array([[True, False, True], [False, False, True]])
ROWS = np.array([2, 0, 2, 1])
PAIRS = np.array([[0, 1], [1, 0], [0, 1]])

OTHERS = [
    Case(arithmetic.floormod, lambda x, y: tf.math.floormod(x, y), ((2, 3), (3,)), positive),
    Case(arithmetic.pow, lambda x: x**2),
    Case(casting.astype, lambda x: tf.cast(tf.cast(x, "float64"), "float64")),
    Case(clipping.clip, lambda x: tf.clip_by_value(x, -1.0, 1.0)),
    Case(clipping.clip, lambda t, a, b: clipping.clip(3 * t, a - 1.5, b + 1), ((2, 3), (3,), (2, 1)), apart),
    Case(reduction.reduce_sum, tf.reduce_sum),
    Case(reduction.reduce_sum, lambda x: tf.reduce_sum(x, [0, 2]), ((2, 3, 2),)),
    Case(reduction.reduce_sum, lambda x: tf.reduce_sum(x, -1, keepdims=True)),
    Case(reduction.reduce_mean, tf.reduce_mean),
    Case(reduction.reduce_mean, lambda x: tf.reduce_mean(x, 0)),
    Case(reduction.reduce_max, lambda x: tf.reduce_max(x, 1), values=apart),
    Case(reduction.reduce_min, lambda x: tf.reduce_min(x, 0, keepdims=True), values=apart),
    Case(reduction.reduce_prod, lambda x: tf.reduce_prod(x, 1)),
    Case(reduction.reduce_prod, lambda x: tf.reduce_prod(x, [0, 2]), ((2, 3, 2),)),
    Case(reduction.reduce_logsumexp, lambda x: tf.reduce_logsumexp(x, 1)),
    Case(reduction.cumsum, lambda x: tf.cumsum(x, 1, exclusive=True, reverse=True)),
    Case(reduction.cumprod, lambda x: tf.math.cumprod(x, 1, exclusive=True)),
    Case(reduction.cumprod, lambda x: tf.math.cumprod(x, 0, reverse=True)),
    Case(shaping.reshape, lambda x: tf.reshape(x, [3, -1])),
    Case(shaping.transpose, tf.transpose),
    Case(shaping.transpose, lambda x: tf.transpose(x, [1, 2, 0]), ((2, 3, 4),)),
    Case(shaping.expand_dims, lambda x: tf.expand_dims(x, 1)),
    Case(shaping.squeeze, lambda x: tf.squeeze(x, 1), ((2, 1, 3),)),
    Case(shaping.broadcast_to, lambda x: tf.broadcast_to(x, [4, 2, 3]), ((2, 1),)),
    Case(shaping.tile, lambda x: tf.tile(x, [2, 3])),
    Case(shaping.repeat, lambda x: tf.repeat(x, [2, 0, 1], axis=1)),
    Case(shaping.repeat, lambda x: tf.repeat(x, 2)),
    Case(shaping.reverse, lambda x: tf.reverse(x, [1])),
    Case(shaping.roll, lambda x: tf.roll(x, [1, 2], [0, 1])),
    Case(joining.join, lambda x, y: tf.concat([x, y, x], 1), ((2, 3), (2, 1))),
    Case(joining.stack, lambda x, y: tf.stack([x, y], 1), ((2, 3), (2, 3))),
    Case(joining.pad, lambda x: tf.pad(x, [[1, 0], [2, 1]], constant_values=3)),
    Case(joining.pad, lambda x: tf.pad(x, [[1, 1], [2, 1]], "REFLECT")),
    Case(joining.pad, lambda x: tf.pad(x, [[1, 1], [2, 1]], "SYMMETRIC")),
    Case(creation.broadcast_value, lambda x: tf.fill([2, 3], x), ((),)),
    Case(slicing.take_slice, lambda x: x[1:, ::-2]),
    Case(slicing.take_slice, lambda x: x[..., None, 1] * x[0, 0]),
    Case(slicing.put_slice, lambda x: slicing.put_slice(x, (slice(1, 3),), (4, 3))),
    Case(gathering.gather, lambda x: tf.gather(x, ROWS), ((3, 2),)),
    Case(gathering.gather, lambda x: tf.gather(x, ROWS, axis=1)),
    Case(gathering.gather, lambda x: tf.gather(x, PAIRS[:2], axis=2, batch_dims=1), ((2, 3, 2),)),
    Case(gathering.ungather, lambda x: gathering.ungather(x, ROWS, 0, 0, (3, 2)), ((4, 2),)),
    Case(gathering.gather_nd, lambda x: tf.gather_nd(x, PAIRS), ((2, 3),)),
    Case(gathering.gather_nd, lambda x: tf.gather_nd(x, PAIRS[:2, :1], batch_dims=1), ((2, 3),)),
    Case(gathering.scatter_nd, lambda x: tf.scatter_nd(PAIRS, x, [2, 2]), ((3,),)),
    Case(gathering.tensor_scatter_nd_add, lambda x, y: tf.tensor_scatter_nd_add(x, PAIRS, y), ((2, 3), (3,))),
    Case(
        gathering.tensor_scatter_nd_update,
        lambda x, y: tf.tensor_scatter_nd_update(x, PAIRS[:2], y),
        ((2, 3), (2,)),
    ),
    Case(selecting.select, lambda x, y: tf.where(MASK, x, y), ((2, 3), (3,))),
    Case(
        segment.unsorted_segment_sum,
        lambda x: tf.math.unsorted_segment_sum(x, [1, -1, 1, 0], 3),
        ((4, 2),),
    ),
    Case(
        unsorted_segments.unsorted_segment_max,
        lambda x: tf.math.unsorted_segment_max(x, [1, -1, 1, 0], 2),
        ((4, 2),),
        apart,
    ),
    Case(
        unsorted_segments.unsorted_segment_min,
        lambda x: tf.math.unsorted_segment_min(x, [1, -1, 1, 0], 2),
        ((4, 2),),
        apart,
    ),
    Case(
        unsorted_segments.unsorted_segment_prod,
        lambda x: tf.math.unsorted_segment_prod(x, [1, -1, 1, 1], 2),
        ((4, 2),),
    ),
    Case(gamma.zeta, lambda q: tf.math.zeta(tf.constant(3.0, q.dtype), q), values=positive),
    Case(gamma.zeta, lambda x: tf.math.polygamma(2, x), values=positive),
    Case(solving.inv, tf.linalg.inv, ((2, 3, 3),), definite),
    Case(solving.inv, lambda a: tf.linalg.inv(a, adjoint=True), ((3, 3),), definite),
    Case(solving.det, tf.linalg.det, ((2, 3, 3),), definite),
    Case(solving.log_abs_det, lambda a: tf.linalg.slogdet(a)[1], ((2, 3, 3),), definite),
    Case(solving.solve, tf.linalg.solve, ((2, 3, 3), (3, 2)), definite),
    Case(solving.solve, lambda a, b: tf.linalg.solve(a, b, adjoint=True), ((3, 3), (3, 2)), definite),
    Case(
        solving.solve, lambda a, b: tf.linalg.triangular_solve(a, b, lower=False), ((3, 3), (3, 2)), definite
    ),
    Case(solving.solve, tf.linalg.cholesky_solve, ((3, 3), (3, 2)), definite),
    Case(
        solving.cholesky,
        lambda a: tf.linalg.cholesky(0.5 * (a + tf.linalg.adjoint(a))),
        ((2, 3, 3),),
        definite,
    ),
    Case(solving.cholesky, lambda a: tf.linalg.logdet(0.5 * (a + tf.linalg.adjoint(a))), ((3, 3),), definite),
    Case(linear_algebra.matmul, tf.matmul, ((2, 3), (3, 2))),
    Case(linear_algebra.matmul, lambda a, b: tf.matmul(a, b, transpose_a=True), ((3, 2), (3, 2))),
    Case(linear_algebra.matmul, lambda a, b: tf.matmul(a, b, transpose_b=True), ((2, 3), (2, 3))),
    Case(
        linear_algebra.matmul,
        lambda a, b: tf.matmul(a, b, transpose_a=True, transpose_b=True),
        ((3, 2), (2, 3)),
    ),
    Case(linear_algebra.matmul, tf.matmul, ((2, 1, 2, 3), (3, 3, 2))),
    Case(linear_algebra.contract, lambda a, b: tf.einsum("ij,jk->ik", a, b), ((2, 3), (3, 2))),
    Case(linear_algebra.contract, lambda a, b: tf.einsum("...ij,...kj->...ik", a, b), ((2, 2, 3), (2, 3))),
    Case(linear_algebra.contract, lambda a, b: tf.einsum("bij,bj", a, b), ((2, 2, 3), (2, 3))),
    Case(linear_algebra.contract, lambda a, b: tf.einsum("ij,k->k", a, b), ((2, 3), (2,))),
    Case(linear_algebra.diag, tf.linalg.diag),
    Case(linear_algebra.diag_part, tf.linalg.diag_part, ((2, 3, 3),)),
    Case(linear_algebra.band_part, lambda x: tf.linalg.band_part(x, 1, 0), ((3, 3),)),
    Case(normalization.bias_add, tf.nn.bias_add, ((2, 2, 3), (3,))),
    Case(normalization.bias_add, lambda x, b: tf.nn.bias_add(x, b, "NCHW"), ((2, 3, 2), (3,))),
    Case(activation.leaky_relu, lambda x: tf.nn.leaky_relu(x, 0.4)),
    Case(activation.gelu, lambda x: tf.nn.gelu(x, approximate=True)),
    Case(activation.scaled_sigmoid, lambda x: tf.nn.silu(x, 1.5)),
    Case(activation.softmax, tf.nn.softmax),
    Case(activation.softmax, lambda x: tf.nn.softmax(x, axis=0)),
    Case(activation.log_softmax, lambda x: tf.nn.log_softmax(x, axis=1)),
    Case(activation.relu_gradient, lambda g, y: activation.relu_gradient(g, y), ((2, 3), (2, 3))),
    Case(
        cross_entropy.sparse_softmax_cross_entropy_with_logits,
        lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=x),
    ),
    Case(
        cross_entropy.sparse_cross_entropy_gradient,
        lambda x, g: cross_entropy.sparse_cross_entropy_gradient([2, 0], x, g),
        ((2, 3), (2,)),
    ),
    Case(
        cross_entropy.dense_cross_entropy,
        lambda y, x: tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
        ((2, 3), (2, 3)),
    ),
    Case(
        cross_entropy.dense_cross_entropy,
        lambda y, x: tf.nn.softmax_cross_entropy_with_logits(y, x, axis=0),
        ((2, 3), (2, 3)),
    ),
    Case(
        cross_entropy.sigmoid_cross_entropy_with_logits,
        lambda y, x: tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x),
        ((2, 3), (2, 3)),
    ),
]

STEP_2 = Window((2, 3), (2, 1), (1, 1), "SAME")
GAPS_2 = Window((2, 2), (1, 1), (1, 2), ((1, 0), (0, 2)), channels_first=True)
IMAGES = apart(np.random.default_rng(9), (2, 3, 4, 2))

WINDOWED = [
    Case(convolution.convolve, lambda x, f: tf.nn.conv2d(x, f, [2, 1], "SAME"), ((2, 3, 4, 2), (2, 3, 2, 3))),
    Case(convolution.convolve, lambda x, f: tf.nn.conv2d(x, f, 2, "VALID"), ((1, 4, 4, 4), (2, 3, 2, 2))),
    Case(
        convolution.convolve,
        lambda x, f: tf.nn.conv2d(x, f, 1, "VALID", "NCHW", 2),
        ((1, 2, 4, 5), (2, 2, 2, 1)),
    ),
    Case(convolution.convolve, lambda x, f: tf.nn.conv1d(x, f, 2, "SAME"), ((2, 5, 2), (3, 2, 2))),
    Case(
        convolution.convolve, lambda x, f: tf.nn.conv3d(x, f, 1, "SAME"), ((1, 2, 3, 2, 1), (2, 2, 1, 1, 2))
    ),
    Case(
        convolution.to_input,
        lambda y, f: tf.nn.conv2d_transpose(y, f, [1, 5, 4, 2], [2, 2]),
        ((1, 3, 2, 3), (3, 2, 2, 3)),
    ),
    Case(
        convolution.to_input,
        lambda y, f: tf.nn.conv1d_transpose(y, f, [2, 4, 5], 1, "VALID", "NCW", 2),
        ((2, 3, 3), (2, 4, 3)),
    ),
    Case(
        convolution.to_filters,
        lambda x, g: convolution.to_filters(x, g, STEP_2, (2, 3, 1, 2)),
        ((1, 3, 4, 2), (1, 2, 4, 2)),
    ),
    Case(
        depthwise.convolve_channels,
        lambda x, f: tf.nn.depthwise_conv2d(x, f, [1, 2, 1, 1], "SAME"),
        ((2, 3, 4, 2), (2, 3, 2, 2)),
    ),
    Case(
        depthwise.channels_to_input,
        lambda g, f: depthwise.channels_to_input(g, f, GAPS_2, (1, 2, 3, 4)),
        ((1, 2, 3, 4), (2, 2, 2)),
    ),
    Case(
        depthwise.channels_to_filters,
        lambda x, g: depthwise.channels_to_filters(x, g, GAPS_2),
        ((1, 2, 3, 4), (1, 2, 3, 4)),
    ),
    Case(pooling.greatest, lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), ((2, 3, 4, 2),), apart),
    Case(pooling.greatest, lambda x: tf.nn.max_pool2d(x, 3, [1, 2], "SAME", "NCHW"), ((1, 2, 3, 4),), apart),
    Case(pooling.greatest, lambda x: tf.nn.max_pool1d(x, 2, 1, "SAME"), ((2, 4, 2),), apart),
    Case(
        pooling.to_greatest,
        lambda g: pooling.to_greatest(g, IMAGES, pooling.greatest(IMAGES, STEP_2), STEP_2),
        ((2, 2, 4, 2),),
    ),
    Case(
        pooling.from_greatest,
        lambda v: pooling.from_greatest(v, IMAGES, pooling.greatest(IMAGES, STEP_2), STEP_2),
        ((2, 3, 4, 2),),
    ),
    Case(pooling.mean_of, lambda x: tf.nn.avg_pool2d(x, [2, 3], [2, 1], "SAME"), ((2, 3, 4, 2),)),
    Case(pooling.mean_of, lambda x: tf.nn.pool(x, [2], "AVG", dilations=[2]), ((1, 5, 2),)),
    Case(pooling.to_mean, lambda g: pooling.to_mean(g, GAPS_2, (1, 2, 3, 4)), ((1, 2, 3, 4),)),
]

CASES = [
    *(Case(operation, operation, values=values) for operation, values in ELEMENTWISE.items()),
    *(Case(operation, operation, ((2, 3), (3,)), values) for operation, values in BROADCASTING.items()),
    *OTHERS,
    *WINDOWED,
]


def draw(case: Case, seed: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [np.array(case.values(rng, shape)) for shape in case.shapes]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation.__name__)
def test_a_rule_gives_the_numerical_gradient(case: Case, assert_gradients_agree: Callable[..., None]) -> None:
    assert_gradients_agree(case.function, *draw(case, seed=3))


def test_every_operation_is_in_the_table() -> None:
    assert [op.__name__ for op in operations if op not in table] == []


def test_every_rule_is_checked() -> None:
    unchecked = {op for op, makers in table.items() if makers} - {case.operation for case in CASES}
    assert {op.__name__ for op in unchecked} == set()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize(("operation", "values"), BROADCASTING.items(), ids=lambda x: x.__name__)
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), seed=st.integers(0, 9))
def test_broadcast_operands_get_gradients_of_their_own_shape(
    operation: Callable[..., Any],
    values: Values,
    shapes: Any,
    seed: int,
    assert_gradients_agree: Callable[..., None],
) -> None:
    rng = np.random.default_rng(seed)
    arrays = [np.array(values(rng, shape)) for shape in shapes.input_shapes]
    assert_gradients_agree(operation, *arrays, second=False)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize(
    "name", ["reduce_sum", "reduce_mean", "reduce_max", "reduce_prod", "reduce_logsumexp"]
)
@given(data=st.data())
def test_reductions_have_gradients_along_any_axes(
    name: str, data: st.DataObject, assert_gradients_agree: Callable[..., None]
) -> None:
    shape = data.draw(array_shapes(max_dims=3, max_side=3))
    axes = data.draw(st.lists(st.integers(-len(shape), len(shape) - 1), max_size=3))
    keepdims = data.draw(st.booleans())
    x = apart(np.random.default_rng(0), shape)
    assert_gradients_agree(lambda t: getattr(tf, name)(t, axes, keepdims), x, second=False)
