"""Driving a target with atheris: ``python -m tests.fuzz.targets.NAME [libFuzzer's options]``."""

from __future__ import annotations

import sys
from collections.abc import Callable

__all__ = ["drive"]


def drive(one: Callable[[bytes], None]) -> None:
    """Call `one` with ever new bytes, steered by which lines of fittrace they reach."""
    import atheris

    for name, module in list(sys.modules.items()):
        if name.startswith(("fittrace.trace", "fittrace.report", "fittrace.cli")):
            for value in vars(module).values():
                _instrument(atheris, value, name)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


def _instrument(atheris: object, value: object, module: str) -> None:
    """Have a function, or the methods of a class, tell which of their lines are reached."""
    for function in [value, *vars(value).values()] if isinstance(value, type) else [value]:
        code = getattr(function, "__code__", None)
        if code is not None and getattr(function, "__module__", None) == module:
            function.__code__ = atheris.patch_code(code, trace_dataflow=True)  # type: ignore[attr-defined]  # has it
