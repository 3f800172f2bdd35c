"""Reading from and writing into the logs, so that a recording tells who did."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from fittrace.trace import emit
from fittrace.trace.catalogue import LogsMissed, LogsRead, LogsWritten

from ._told_logs import WrittenLogs

__all__ = ["read_log", "write_log"]


def read_log(callback: Any, logs: Mapping[str, Any], key: str) -> Any:
    """What the logs hold under that key; None where they hold nothing.

    Args:
        callback: who reads.
        logs: the logs a callback was given.
        key: a metric's name, such as ``"val_loss"``.
    """
    silent = logs.plain() if isinstance(logs, WrittenLogs) else logs  # or it would be told twice
    value = silent.get(key)
    if value is None:
        emit(LogsMissed, callback=callback, key=key, value=silent)
    else:
        emit(LogsRead, callback=callback, key=key, value=value)
    return value


def write_log(callback: Any, logs: MutableMapping[str, Any], key: str, value: Any) -> None:
    """Put a value into the logs, for the callbacks that come later in the list."""
    if isinstance(logs, WrittenLogs):  # or it would be told twice
        dict.__setitem__(logs, key, value)
    else:
        logs[key] = value
    emit(LogsWritten, callback=callback, key=key, value=value)
