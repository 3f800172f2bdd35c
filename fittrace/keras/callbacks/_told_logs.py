"""Logs that tell what callbacks do with them.

While somebody records, a `CallbackList` in which there is a callback of the user's hands such
logs on in the place of a plain dictionary.  They are a `dict` and behave as one; copies of them
are plain.  What cannot be seen, because Python looks into dictionaries by itself:

* comparing (``==``), ``repr`` and ``dict.get(logs, key)``; ``str`` and ``print`` are seen;
* what is asked of empty logs after ``logs = logs or {}``, which puts others in their place;
* what is taken out (``del``, ``clear``): nobody is told of it, ``pop`` counts as reading.

Names alone (``keys()``, iterating, ``len``) are no reading; whoever asks for all values,
by ``items()``, ``dict(logs)`` or ``**logs``, reads every key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from fittrace.trace import emit, recording
from fittrace.trace.catalogue import LogsMissed, LogsRead, LogsWritten
from fittrace.trace.context import current_lane

__all__ = ["ToldLogs", "WrittenLogs", "is_foreign", "told_logs", "turns"]

_HERE: Final = f"{__package__}."


class WrittenLogs(dict[Any, Any]):
    """Logs that tell what is put into them, for as long as somebody's turn it is.

    Attributes:
        whose: the callback whose turn it is; None where nobody is told.
        origin: the dictionary they stand for, where whoever handed it out looks into it again.
    """

    __slots__ = ("origin", "whose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        dict.update(self, *args, **kwargs)
        self.whose: Any = None
        self.origin: dict[Any, Any] | None = None

    def _wrote(self, key: Any, value: Any) -> None:
        if self.whose is not None:
            emit(LogsWritten, callback=self.whose, key=key, value=value)

    def __setitem__(self, key: Any, value: Any) -> None:
        dict.__setitem__(self, key, value)
        self._wrote(key, value)

    def update(self, *args: Any, **kwargs: Any) -> None:
        """As of a dictionary."""
        given = dict(*args, **kwargs)
        dict.update(self, given)
        for key, value in given.items():
            self._wrote(key, value)

    def __ior__(self, other: Any) -> WrittenLogs:  # type: ignore[misc]  # takes pairs as well, as dict's own
        self.update(other)
        return self

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """As of a dictionary."""
        if dict.__contains__(self, key):
            return self[key]
        self[key] = default
        return default

    def plain(self) -> dict[Any, Any]:
        """A plain dictionary of the same; nobody is told."""
        return dict(dict.items(self))

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return dict, (self.plain(),)


class ToldLogs(WrittenLogs):
    """Logs that tell as well what is read from them, and what is asked for and is not there."""

    __slots__ = ()

    def _read(self, key: Any) -> None:
        if self.whose is not None:
            emit(LogsRead, callback=self.whose, key=key, value=dict.__getitem__(self, key))

    def _missed(self, key: Any) -> None:
        if self.whose is not None:
            emit(LogsMissed, callback=self.whose, key=key, value=self.plain())

    def _asked(self, key: Any) -> None:
        if dict.__contains__(self, key):
            self._read(key)
        else:
            self._missed(key)

    def _read_all(self) -> None:
        for key in dict.keys(self):
            self._read(key)

    def __getitem__(self, key: Any) -> Any:
        value = dict.__getitem__(self, key)
        self._read(key)
        return value

    def __missing__(self, key: Any) -> Any:
        self._missed(key)
        raise KeyError(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of a dictionary."""
        self._asked(key)
        return dict.get(self, key, default)

    def __contains__(self, key: Any) -> bool:
        found = dict.__contains__(self, key)
        if not found:
            self._missed(key)
        return found

    def __iter__(self) -> Iterator[Any]:
        # that there is one makes `dict(logs)`, `{**logs}` and `f(**logs)` ask for each value
        return dict.__iter__(self)

    def items(self) -> Any:
        """As of a dictionary."""
        self._read_all()
        return dict.items(self)

    def values(self) -> Any:
        """As of a dictionary."""
        self._read_all()
        return dict.values(self)

    def copy(self) -> dict[Any, Any]:
        """As of a dictionary."""
        self._read_all()
        return self.plain()

    def pop(self, key: Any, *default: Any) -> Any:
        """As of a dictionary."""
        self._asked(key)
        return dict.pop(self, key, *default)

    def popitem(self) -> tuple[Any, Any]:
        """As of a dictionary."""
        if self:
            self._read(next(dict.__reversed__(self)))
        return dict.popitem(self)

    def __str__(self) -> str:
        self._read_all()
        return dict.__repr__(self)


def is_foreign(callback: Any) -> bool:
    """Whether its hooks are the user's; those of this package tell by themselves what they do."""
    kind = type(callback)
    if not kind.__module__.startswith(_HERE):
        return True
    return not vars(callback).keys().isdisjoint(kind.__hooks__)  # as `LambdaCallback` has functions


def told_logs(logs: Any, *, is_shared: bool, is_batch: bool) -> Any:
    """Logs that tell, where somebody records; else, and where they are no plain dictionary, the very same.

    In steps that repeat an earlier one, only what is written is told: it is new each time.

    Args:
        logs: what callbacks are to get.
        is_shared: whether somebody else looks into this very dictionary later.
        is_batch: whether a step is what they are about.
    """
    if current_lane() is None or type(logs) is not dict:
        return logs
    told = WrittenLogs(logs) if is_batch and not recording() else ToldLogs(logs)
    told.origin = logs if is_shared else None
    return told


def turns(callbacks: Iterable[Any], logs: Any) -> Iterable[Any]:
    """The callbacks one after the other, each named to the logs while it is its turn."""
    return _turns(callbacks, logs) if isinstance(logs, WrittenLogs) else callbacks


def _turns(callbacks: Iterable[Any], logs: WrittenLogs) -> Iterator[Any]:
    try:
        for callback in callbacks:
            logs.whose = callback if is_foreign(callback) else None
            yield callback
    finally:
        logs.whose = None
        if logs.origin is not None:
            logs.origin.clear()
            logs.origin.update(logs.plain())
