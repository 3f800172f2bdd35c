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
from typing import TYPE_CHECKING, Any, Final

from ._version import __version__
from .errors import FittraceError, QueryError, ReportError, RunFileError
from .trace import LogicalClock, Run, load, record

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .diff.compare import compare as diff
    from .report import call_graph, layer_graph

__all__ = [
    "FittraceError",
    "LogicalClock",
    "QueryError",
    "ReportError",
    "Run",
    "RunFileError",
    "__version__",
    "call_graph",
    "diff",
    "layer_graph",
    "load",
    "record",
]


_PACKAGES: Final = ("diff", "export", "keras", "notebook", "query", "report", "tf", "trace")
"""Loaded when they are asked for."""
_GRAPHS: Final = ("call_graph", "layer_graph")
"""Functions that give networkx graphs of a run; the report's, loaded when they are asked for."""


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGES, *_GRAPHS})


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    if name in _GRAPHS:
        return getattr(import_module(f"{__name__}.report"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """``%load_ext fittrace`` gives the notebook its ``%%fittrace``."""
    from .notebook.magic import register

    register(ipython)
