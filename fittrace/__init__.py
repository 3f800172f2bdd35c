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
from typing import TYPE_CHECKING, Final

from ._version import __version__
from .errors import FittraceError, ReportError, RunFileError
from .trace import LogicalClock, Run, load, record

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

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


_PACKAGES: Final = ("keras", "notebook", "report", "tf", "trace")
"""Loaded when they are asked for."""


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGES})


def __getattr__(name: str) -> ModuleType:
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """``%load_ext fittrace`` gives the notebook its ``%%fittrace``."""
    from .notebook.magic import register

    register(ipython)
