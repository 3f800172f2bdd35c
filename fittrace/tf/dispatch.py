"""Foreign operands: how a layer above makes operations take its own kind of tensor.

Keras turns ``tf.abs(keras_tensor)`` into a layer.  It does so by registering a
handler for its type here; every operation that meets such an operand, as an
argument or anywhere inside a list, tuple or dictionary of its arguments, then
returns what the handler returns instead of computing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

__all__ = ["Handler", "find_handler", "handler_for", "register_dispatch"]

Handler: TypeAlias = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""``handler(operation, args, kwargs)``: called in the place of ``operation(*args, **kwargs)``."""

_handlers: dict[type, Handler] = {}


def register_dispatch(kind: type, handler: Handler) -> None:
    """Let `handler` answer every operation that is given an instance of `kind` (or of a subclass).

    The operation handed to it has a ``__name__``, such as ``"matmul"``, and can be called later
    with tensors in the place of the foreign operands.
    """
    _handlers[kind] = handler


def handler_for(kind: type) -> Handler | None:
    """The handler registered for a type or one of its bases, if there is one."""
    if _handlers:
        for base in kind.__mro__:
            found = _handlers.get(base)
            if found is not None:
                return found
    return None


def find_handler(arguments: Any) -> Handler | None:
    """The handler of the first foreign operand inside nested lists, tuples and dictionaries."""
    if isinstance(arguments, (list, tuple)):
        items: Any = arguments
    elif isinstance(arguments, Mapping):
        items = arguments.values()
    else:
        return handler_for(type(arguments))
    return next(filter(None, map(find_handler, items)), None)
