"""Names that no two layers share."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

_uids: Final[defaultdict[str, int]] = defaultdict(int)
_names_taken: Final[defaultdict[str, int]] = defaultdict(int)


def get_uid(prefix: str = "") -> int:
    """The next number for `prefix`, counting from 1; input layers are numbered by it."""
    _uids[prefix] += 1
    return _uids[prefix]


def unique_object_name(name: str, zero_based: bool = False) -> str:
    """`name` with a number that makes it new.

    Args:
        name: the stem, such as "dense".
        zero_based: whether the first is the stem itself ("dense", "dense_1", ...) or already
            numbered ("dense_1", "dense_2", ...).
    """
    taken = _names_taken[name]
    _names_taken[name] = taken + 1
    number = taken if zero_based else taken + 1
    return f"{name}_{number}" if number else name


def reset_uids() -> None:
    """Start every numbering anew."""
    _uids.clear()
    _names_taken.clear()


def clear_session() -> None:
    """Forget what Keras keeps between models: automatic names start from the beginning again."""
    reset_uids()
