"""Names that no two layers share."""

from __future__ import annotations

from collections import Counter
from typing import Final
from weakref import WeakKeyDictionary

from fittrace.tf.thread import ScratchGraph, thread


class Numbering:
    """How far the numbers of one graph have come."""

    def __init__(self) -> None:
        self.uids: Counter[str] = Counter()
        self.names_taken: Counter[str] = Counter()


_outside: Final = Numbering()
_of_graphs: Final[WeakKeyDictionary[ScratchGraph, Numbering]] = WeakKeyDictionary()


def _numbering() -> Numbering:
    """The numbers that count here: layers made while shapes are inferred are numbered from the beginning.

    Keras 2.12 numbers names by graph, and infers shapes in a graph of its own each time.
    """
    graph = thread.scratch_graph
    return _outside if graph is None else _of_graphs.setdefault(graph, Numbering())


def get_uid(prefix: str = "") -> int:
    """The next number for `prefix`, counting from 1; input layers are numbered by it."""
    uids = _numbering().uids
    uids[prefix] += 1
    return uids[prefix]


def unique_object_name(name: str, zero_based: bool = False) -> str:
    """`name` with a number that makes it new.

    Args:
        name: the stem, such as "dense".
        zero_based: whether the first is the stem itself ("dense", "dense_1", ...) or already
            numbered ("dense_1", "dense_2", ...).
    """
    names_taken = _numbering().names_taken
    taken = names_taken[name]
    names_taken[name] = taken + 1
    number = taken if zero_based else taken + 1
    return f"{name}_{number}" if number else name


def reset_uids() -> None:
    """Start every numbering anew."""
    _outside.uids.clear()
    _outside.names_taken.clear()
    _of_graphs.clear()


def clear_session() -> None:
    """Forget what Keras keeps between models: automatic names start from the beginning again."""
    reset_uids()
