"""Functions that bring their own gradient."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from . import nest, symbolic
from .convert import convert_to_tensor
from .tape import GradientTape, record_jointly
from .tensor import Tensor
from .thread import thread

__all__ = ["custom_gradient", "recompute_grad"]


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for a function that returns its result and the function for its gradient.

    ``f(*args)`` returns ``(y, grad)``.  ``grad`` takes one upstream gradient an output and
    returns one gradient an argument (a single one, or a list).  Where `f` reads trainable
    variables, ``grad`` takes ``variables=`` as well and returns a pair: the gradients of
    the arguments, and a list of those of the variables.

    Raises:
        TypeError: `f` reads variables, but ``grad`` does not take ``variables``.
    """

    @wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        if symbolic.found(args, kwargs):
            return symbolic.apply(lambda *a, **k: f(*a, **k)[0], args, kwargs)
        operands = [convert_to_tensor(x) for x in nest.flatten(args)]
        inputs = nest.pack_sequence_as(args, operands)
        tapes, probe = thread.tapes, GradientTape()
        thread.tapes = (probe,)
        try:
            result, gradient = f(*inputs, **kwargs)
        finally:
            thread.tapes = tapes
        known = {x.key for x in operands}
        variables = [v for v in probe.watched_variables() if v.key not in known]
        outputs = [Tensor(convert_to_tensor(y).array) for y in nest.flatten(result)]
        if tapes:
            for tape in tapes:
                for variable in variables:
                    tape.variable_read(variable)
            rule = _rule(gradient, variables, len(operands))
            record_jointly(f.__name__, [*operands, *variables], outputs, rule)
        return nest.pack_sequence_as(result, outputs)

    return decorated


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: f's intermediate results are not kept for the gradient but computed again."""

    @custom_gradient
    def remembered(*args: Any, **kwargs: Any) -> Any:
        def gradient(*upstream: Any, variables: Any = ()) -> Any:
            with GradientTape() as tape:
                tape.watch(list(args))
                result = f(*args, **kwargs)
            found = tape.gradient(result, [list(args), list(variables)], output_gradients=list(upstream))
            return (found[0], found[1]) if variables else found[0]

        return f(*args, **kwargs), gradient

    return wraps(f)(remembered)


def _rule(gradient: Callable[..., Any], variables: list[Any], count: int) -> Callable[..., list[Any]]:
    """The user's function as one that gives a flat list: of the operands, then of the variables."""
    if not variables:
        return lambda *upstream: _flat(gradient(*upstream), count)
    parameters = inspect.signature(gradient).parameters
    takes_any = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    if "variables" not in parameters and not takes_any:
        raise TypeError(
            "tf.custom_gradient: the function reads trainable variables "
            f"({', '.join(v.name for v in variables)}), so its gradient function must take `variables=None` "
            "and return their gradients, too."
        )

    def rule(*upstream: Any) -> list[Any]:
        of_operands, of_variables = gradient(*upstream, variables=variables)
        return [*_flat(of_operands, count), *_flat(of_variables, len(variables))]

    return rule


def _flat(gradients: Any, count: int) -> list[Any]:
    found = list(gradients) if isinstance(gradients, (list, tuple)) else [gradients]
    flat = [g for item in found for g in (nest.flatten(item) if isinstance(item, (list, tuple)) else [item])]
    if len(flat) != count:
        raise ValueError(
            f"tf.custom_gradient: the gradient function gave {len(flat)} gradients for {count} arguments. "
            "Return one for each (None where there is none)."
        )
    return [None if g is None else convert_to_tensor(g) for g in flat]
