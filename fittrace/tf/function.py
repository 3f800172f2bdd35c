"""``tf.function``, which here calls the Python function each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

import numpy as np

from . import nest
from .convert import convert_to_tensor

__all__ = ["Function", "function"]


class Function:
    """A function as `tf.function` gives it: called with tensors in the place of numpy arrays.

    Attributes:
        python_function: the function itself.
    """

    def __init__(self, python_function: Callable[..., Any], input_signature: Any = None) -> None:
        self.python_function = python_function
        self.input_signature = input_signature
        update_wrapper(self, python_function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function, numpy arrays as tensors."""
        return self.python_function(*_as_tensors(args), **_as_tensors(kwargs))

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The function bound to an instance, as methods are."""
        return self if instance is None else partial(self.__call__, instance)

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> Function:
        """The function itself: there is one for all shapes."""
        return self

    def experimental_get_tracing_count(self) -> int:
        """0: nothing is traced."""
        return 0


def function(func: Callable[..., Any] | None = None, input_signature: Any = None, **options: Any) -> Any:
    """Decorator, with or without arguments: the function, which runs eagerly.

    Args:
        func: the function.
        input_signature: kept as an attribute; not enforced.
        options: TensorFlow's (``jit_compile``, ``reduce_retracing``, ``autograph`` ...), without effect.
    """
    if func is None:
        return partial(Function, input_signature=input_signature)
    if not callable(func):
        raise TypeError(f"tf.function takes a function, not a {type(func).__name__}.")
    return Function(func, input_signature)


def _as_tensors(arguments: Any) -> Any:
    if any(isinstance(item, np.ndarray) for item in nest.flatten(arguments)):
        return nest.map_structure(
            lambda x: convert_to_tensor(x) if isinstance(x, np.ndarray) else x, arguments
        )
    return arguments
