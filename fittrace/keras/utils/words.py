"""Values in plain words, for facts and for error messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class InWords:
    """A text that is put together only when somebody reads it.

    Args:
        tell: gives the text.
        *args: handed to `tell`.
    """

    __slots__ = ("_args", "_tell")

    def __init__(self, tell: Callable[..., str], *args: Any) -> None:
        self._tell = tell
        self._args = args

    def __str__(self) -> str:
        return self._tell(*self._args)


def type_name(value: object) -> str:
    """The type as people write it: ``numpy.ndarray``, ``tf.Tensor``, ``list``."""
    kind = type(value)
    module = kind.__module__
    if module == "builtins":
        return kind.__qualname__
    if module.startswith("fittrace.tf"):
        return f"tf.{kind.__qualname__}"
    package = module.partition(".")[0]
    return f"{package}.{kind.__name__}" if package != "__main__" else kind.__name__


def what_it_is(value: object) -> str:
    """Article and type, with what a container holds: ``a numpy.ndarray``, ``a list of int``."""
    if value is None:
        return "None"
    name = type_name(value)
    said = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    if isinstance(value, Mapping):
        inner = sorted({type_name(item) for item in value.values()})
    elif isinstance(value, (list, tuple)):
        inner = sorted({type_name(item) for item in value})
    else:
        return said
    return f"{said} of {' and '.join(inner)}" if inner else f"an empty {name}"


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is spelled most like `name`, None where none is."""
    import difflib  # only somebody who mistyped a name waits for it

    found = difflib.get_close_matches(name, list(known), n=1)
    return found[0] if found else None


def shape_text(shape: object) -> str:
    """A shape as a plain tuple, whatever type it has."""
    return str(tuple(shape)) if isinstance(shape, (tuple, list)) else str(shape)
