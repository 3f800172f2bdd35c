"""Context managers of TensorFlow's graphs that have little to do where everything runs at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .thread import thread

__all__ = ["control_dependencies", "device", "executing_eagerly", "init_scope", "name_scope"]


class name_scope:
    """A block whose variables carry its name: ``with tf.name_scope("dense"):`` makes ``dense/kernel:0``.

    A name that ends in "/" starts afresh at the top.
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ValueError(f"tf.name_scope: `name` must be a string, not {name!r}.")
        self._name = name

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def __enter__(self) -> str:
        self._before = thread.scopes
        if self._name.endswith("/"):
            thread.scopes = tuple(part for part in self._name.split("/") if part)
        elif self._name:
            thread.scopes = (*thread.scopes, self._name)
        else:
            thread.scopes = ()
        return "".join(f"{scope}/" for scope in thread.scopes)

    def __exit__(self, *exception: object) -> None:
        thread.scopes = self._before


@contextmanager
def init_scope() -> Iterator[None]:
    """A block outside all tapes and scratch graphs, where variables are made."""
    scopes, tapes, in_scratch_graph = thread.scopes, thread.tapes, thread.in_scratch_graph
    thread.tapes, thread.in_scratch_graph = (), False
    try:
        yield
    finally:
        thread.scopes, thread.tapes, thread.in_scratch_graph = scopes, tapes, in_scratch_graph


@contextmanager
def control_dependencies(control_inputs: Any) -> Iterator[None]:
    """A block after `control_inputs`; operations run in the order they are called anyway."""
    yield


@contextmanager
def device(device_name: Any) -> Iterator[None]:
    """A block on a device; there is one."""
    yield


def executing_eagerly() -> bool:
    """True: nothing is deferred here."""
    return True
