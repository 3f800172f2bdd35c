"""Nested structures: lists, tuples, named tuples and dictionaries, with anything else as leaves.

Dictionaries are walked in the order of their sorted keys, as TensorFlow's ``tf.nest`` does.
Shapes are leaves, although they are tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from .tensor_shape import TensorShape

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as"]


def is_nested(structure: Any) -> bool:
    """Whether it is a list, tuple or dictionary (and no leaf)."""
    kind: Any = type(structure)
    return _is_nested_kind(kind)


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves, from left to right."""
    kind: Any = type(structure)
    if not _is_nested_kind(kind):
        return [structure]
    if (kind is list or kind is tuple) and not any(map(_is_nested_kind, map(type, structure))):
        return list(structure)
    return list(_leaves(structure))


def pack_sequence_as(structure: Any, flat_sequence: Iterable[Any], expand_composites: bool = False) -> Any:
    """The structure with its leaves replaced, in order, by those of `flat_sequence`.

    Raises:
        ValueError: another number of leaves.
        TypeError: `flat_sequence` is no sequence.
    """
    if not hasattr(flat_sequence, "__iter__"):
        raise TypeError(
            f"nest.pack_sequence_as: `flat_sequence` must be a list of leaves, not {flat_sequence!r}."
        )
    leaves = list(flat_sequence)
    wanted = len(flatten(structure))
    if wanted != len(leaves):
        raise ValueError(
            f"nest.pack_sequence_as: `structure` has {wanted} leaves, `flat_sequence` has {len(leaves)}. "
            "Give one leaf for each."
        )
    return _packed(structure, iter(leaves))


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """`func` applied to the leaves (of several structures: to those at one place), in the same structure.

    Raises:
        ValueError, TypeError: the structures differ; see `assert_same_structure`.
    """
    check_types = kwargs.pop("check_types", True)
    kwargs.pop("expand_composites", None)
    if kwargs:
        raise ValueError(
            f"nest.map_structure does not take {sorted(kwargs)}; it takes check_types and expand_composites."
        )
    if not callable(func):
        raise TypeError(f"nest.map_structure: `func` must be callable, not {func!r}.")
    if not structure:
        raise ValueError("nest.map_structure needs at least one structure after `func`.")
    first, *others = structure
    if not others and not is_nested(first):
        return func(first)
    for other in others:
        assert_same_structure(first, other, check_types=check_types)
    return _packed(first, iter([func(*leaves) for leaves in zip(*map(flatten, structure), strict=True)]))


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Check that two structures differ in their leaves alone.

    Raises:
        ValueError: other lengths, keys or depths.
        TypeError: other types of sequences, with `check_types`.
    """
    if is_nested(nest1) != is_nested(nest2):
        raise ValueError(
            f"The structures differ: one has {_short(nest1)} where the other has {_short(nest2)}."
        )
    if not is_nested(nest1):
        return
    if check_types and not _same_type(nest1, nest2):
        raise TypeError(
            f"The structures differ in type: {type(nest1).__name__} here, {type(nest2).__name__} there. "
            "Pass check_types=False if that does not matter."
        )
    keys1, keys2 = (_keys(x) if isinstance(x, Mapping) else None for x in (nest1, nest2))
    if len(nest1) != len(nest2) or (check_types and keys1 != keys2):
        raise ValueError(f"The structures differ: {_short(nest1)} here, {_short(nest2)} there.")
    for a, b in zip(_items(nest1), _items(nest2), strict=True):
        assert_same_structure(a, b, check_types)


@lru_cache(maxsize=512)
def _is_nested_kind(kind: Any) -> bool:
    """`is_nested` for all instances of a type, which is slow to find out for an abstract class."""
    return issubclass(kind, (list, tuple, Mapping)) and not issubclass(kind, TensorShape)


def _leaves(structure: Any) -> Iterator[Any]:
    if is_nested(structure):
        for item in _items(structure):
            yield from _leaves(item)
    else:
        yield structure


def _items(structure: Any) -> Iterable[Any]:
    return [structure[key] for key in _keys(structure)] if isinstance(structure, Mapping) else structure


def _keys(mapping: Mapping[Any, Any]) -> list[Any]:
    try:
        return sorted(mapping)
    except TypeError:
        raise TypeError(
            f"A dictionary in a structure needs keys that can be sorted; {list(mapping)} cannot."
        ) from None


def _packed(structure: Any, leaves: Iterator[Any]) -> Any:
    if not is_nested(structure):
        return next(leaves)
    if isinstance(structure, Mapping):
        packed = {key: _packed(structure[key], leaves) for key in _keys(structure)}
        return _like(structure, {key: packed[key] for key in structure})
    items = [_packed(item, leaves) for item in structure]
    return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)


def _like(mapping: Mapping[Any, Any], items: dict[Any, Any]) -> Any:
    if type(mapping) is dict:
        return items
    factory = getattr(mapping, "default_factory", None)
    return type(mapping)(factory, items) if factory is not None else type(mapping)(items)  # type: ignore[call-arg]


def _same_type(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return True
    return type(a) is type(b) or (isinstance(a, type(b)) or isinstance(b, type(a)))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
