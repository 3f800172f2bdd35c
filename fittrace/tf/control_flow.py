"""Loops and branches as functions; they run in Python, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import nest
from .convert import convert_to_tensor
from .errors import InvalidArgumentError, OpError
from .ops.joining import stack
from .python_errors import pipeline_error
from .symbolic import apply, found
from .tensor import Tensor

__all__ = [
    "case",
    "cond",
    "foldl",
    "map_fn",
    "numpy_function",
    "py_function",
    "scan",
    "vectorized_map",
    "while_loop",
]


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any], name: str | None = None) -> Any:
    """What `true_fn` returns where `pred` holds, or is symbolic, else what `false_fn` returns."""
    if found(pred):
        return true_fn()
    return true_fn() if bool(pred) else false_fn()


def case(
    pred_fn_pairs: Sequence[tuple[Any, Callable[[], Any]]],
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    name: str = "case",
) -> Any:
    """What the function of the first condition that holds returns, else what `default` returns."""
    for pred, function in pred_fn_pairs:
        if bool(pred):
            return function()
    if default is None:
        raise InvalidArgumentError(None, None, "tf.case: no condition holds, and there is no `default`.")
    return default()


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    maximum_iterations: Any = None,
    **options: Any,
) -> Any:
    """The loop variables after `body` has been applied to them as long as `cond` holds."""
    if found(nest.flatten(loop_vars)):
        return apply(while_loop, [cond, body, loop_vars, maximum_iterations], {})
    steps = 0
    values = nest.map_structure(convert_to_tensor, loop_vars)
    while (maximum_iterations is None or steps < int(maximum_iterations)) and bool(cond(*values)):
        result = body(*values)
        flat = nest.flatten(result if isinstance(result, (list, tuple)) else [result])
        values = nest.pack_sequence_as(loop_vars, [convert_to_tensor(x) for x in flat])
        steps += 1
    return values


def map_fn(fn: Callable[[Any], Any], elems: Any, **options: Any) -> Any:
    """`fn` applied to every row of `elems` (a tensor or structure of tensors), the results stacked."""
    if found(nest.flatten(elems)):
        return apply(lambda rows: map_fn(fn, rows), [elems], {})
    rows = _rows(elems)
    if not rows:
        raise ValueError("tf.map_fn: `elems` has no rows, so nobody knows what `fn` would give.")
    return _stacked([fn(row) for row in rows])


def vectorized_map(fn: Callable[[Any], Any], elems: Any, fallback_to_while_loop: bool = True) -> Any:
    """The same as `map_fn`."""
    return map_fn(fn, elems)


def scan(
    fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, reverse: bool = False, **options: Any
) -> Any:
    """The running results of ``fn(accumulated, row)``, stacked, from `initializer` or the first row on."""
    rows = _rows(elems)
    rows = rows[::-1] if reverse else rows
    state = rows[0] if initializer is None else nest.map_structure(convert_to_tensor, initializer)
    results = [state] if initializer is None else []
    for row in rows[len(results) :]:
        state = fn(state, row)
        results.append(state)
    return _stacked(results[::-1] if reverse else results)


def foldl(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, **options: Any) -> Any:
    """The last result of `scan`."""
    rows = _rows(elems)
    state = rows[0] if initializer is None else nest.map_structure(convert_to_tensor, initializer)
    for row in rows[1 if initializer is None else 0 :]:
        state = fn(state, row)
    return state


def numpy_function(func: Callable[..., Any], inp: Sequence[Any], Tout: Any, **options: Any) -> Any:
    """What a function on numpy arrays gives for these tensors, as tensors of the dtypes `Tout`."""
    return _called(func, [convert_to_tensor(x).numpy() for x in inp], Tout)


def py_function(func: Callable[..., Any], inp: Sequence[Any], Tout: Any, **options: Any) -> Any:
    """What a function on tensors gives, as tensors of the dtypes `Tout`; tapes see what it does.

    Raises:
        InvalidArgumentError: the function raised a ValueError or TypeError; other errors of its own come as
            other classes of `tf.errors`.
    """
    inputs = [convert_to_tensor(x) for x in inp]
    try:
        return _called(func, inputs, Tout)
    except OpError:
        raise
    except Exception as error:
        raise pipeline_error(error, f"tf.py_function ran {getattr(func, '__name__', func)!s}") from error


def _called(func: Callable[..., Any], inputs: list[Any], dtypes: Any) -> Any:
    result = func(*inputs)
    if not isinstance(dtypes, (list, tuple)):
        return convert_to_tensor(result, dtypes)
    return [convert_to_tensor(x, dtype) for x, dtype in zip(result, dtypes, strict=True)]


def _rows(elems: Any) -> list[Any]:
    flat = [convert_to_tensor(x) for x in nest.flatten(elems)]
    return [nest.pack_sequence_as(elems, row) for row in zip(*flat, strict=True)]


def _stacked(results: list[Any]) -> Any:
    flat = zip(*(nest.flatten(result) for result in results), strict=True)
    columns: list[Tensor] = [stack([convert_to_tensor(x) for x in column]) for column in flat]
    return nest.pack_sequence_as(results[0], columns)
