"""Modules: objects that hold variables and other modules."""

from __future__ import annotations

import re
from abc import ABCMeta
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from . import nest
from .context import name_scope
from .variable import Variable

__all__ = ["Module"]

Method = TypeVar("Method", bound=Callable[..., Any])


class Module(metaclass=ABCMeta):  # noqa: B024  nothing is abstract: classes register as modules
    """Base of a user's own classes: finds the variables in its attributes, and in those of modules in them.

    Lists, tuples and dictionaries among the attributes are searched, too.  A Keras layer
    counts as a module (it is registered as a subclass).

    Args:
        name: a valid Python identifier; by default the class's name in snake case.

    Raises:
        ValueError: `name` is no identifier.
    """

    def __init__(self, name: str | None = None) -> None:
        name = _in_snake_case(type(self).__name__) if name is None else name
        if not name.isidentifier():
            raise ValueError(
                f"`name` of a tf.Module must be a valid Python identifier, such as 'my_module'; {name!r} was "
                "given."
            )
        self._name = name

    @property
    def name(self) -> str:
        """The name; AttributeError unless the constructor of the base class was called."""
        return self._name

    @property
    def name_scope(self) -> name_scope:
        """A block whose variables carry the module's name."""
        return name_scope(f"{self._name}/")

    @property
    def variables(self) -> tuple[Any, ...]:
        """All variables: its own in the order of the attributes' names, then those of its modules."""
        return _once(_variables_of(self, set()))

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """The variables that are trainable."""
        return tuple(variable for variable in self.variables if variable.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Any, ...]:
        """The variables that are not."""
        return tuple(variable for variable in self.variables if not variable.trainable)

    @property
    def submodules(self) -> tuple[Any, ...]:
        """The modules in its attributes, and those in theirs."""
        return _once(_modules_below(self, {id(self)}))

    @classmethod
    def with_name_scope(cls, method: Method) -> Method:
        """Decorator for a method that makes variables: they carry the module's name."""

        @wraps(method)
        def within(self: Any, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return within  # type: ignore[return-value]  # it has the method's own signature


def _variables_of(module: Any, seen: set[int]) -> Iterator[Any]:
    if id(module) in seen:
        return
    seen.add(id(module))
    if Module not in type(module).__mro__:  # registered: it knows its variables itself
        yield from module.variables
        return
    items = list(_items(module))
    yield from (item for item in items if isinstance(item, Variable))
    for item in items:
        if isinstance(item, Module):
            yield from _variables_of(item, seen)


def _modules_below(module: Any, seen: set[int]) -> Iterator[Any]:
    found = [item for item in _items(module) if isinstance(item, Module) and id(item) not in seen]
    seen.update(map(id, found))
    yield from found
    for item in found:
        yield from _modules_below(item, seen)


def _items(module: Any) -> Iterator[Any]:
    attributes = vars(module)
    for name in sorted(attributes):
        try:
            yield from nest.flatten(attributes[name])
        except TypeError:  # a dictionary whose keys have no order is no structure
            continue


def _once(items: Iterator[Any]) -> tuple[Any, ...]:
    return tuple({id(item): item for item in items}.values())


def _in_snake_case(name: str) -> str:
    """An underscore before each capital that begins a word: after a small letter or digit, or before one."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])", "_", name).lower()
