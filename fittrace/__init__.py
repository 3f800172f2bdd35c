"""Record what happens between ``model.compile(...)`` and the last line of ``model.fit(...)``.

::

    import fittrace
    from fittrace import keras

    with fittrace.record() as run:
        ...  # compile and fit
    run.report("walkthrough.html")
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

from ._version import __version__
from .errors import FittraceError, ReportError, RunFileError
from .trace import LogicalClock, Run, load, record

__all__ = [
    "FittraceError",
    "LogicalClock",
    "ReportError",
    "Run",
    "RunFileError",
    "__version__",
    "load",
    "record",
]


_PACKAGES: Final = ("keras", "report", "tf", "trace")
"""Loaded when they are asked for."""


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGES})


def __getattr__(name: str) -> ModuleType:
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
