"""`import tensorflow` and `import keras`, answered by fittrace while a script runs.

A script written for Keras 2 then runs as it is. It gets the very objects of `fittrace.tf` and
`fittrace.keras`, so that it may mix the two spellings. A TensorFlow that is installed is not touched,
and comes back when the script has ended.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

from .missing_names import missing_attribute, missing_module, missing_name

__all__ = ["SERVED", "imports_served"]

SERVED: Final = {"tensorflow": "fittrace.tf", "keras": "fittrace.keras"}
"""What a script imports, and what it gets; named, not imported, since the command knows no engine."""

_ADDED: Final = ("__getattr__", "__path__")
"""What a module has more while scripts are served from it."""


@contextmanager
def imports_served() -> Iterator[None]:
    """Serve `tensorflow`, `keras` and what is below them from fittrace until the block ends."""
    watched = _Watched()
    finder = _Finder(watched)
    before = _take_aliases_away()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        _take_aliases_away()
        sys.modules.update(before)
        watched.end()


def _take_aliases_away() -> dict[str, ModuleType]:
    """Remove `tensorflow`, `keras` and all below them from the loaded modules; gives what was there."""
    names = [name for name in sys.modules if name.partition(".")[0] in SERVED]
    return {name: sys.modules.pop(name) for name in names}


class _Finder(MetaPathFinder):
    """Finds what a script calls `tensorflow...` and `keras...`; says what is not there."""

    def __init__(self, watched: _Watched) -> None:
        self._watched = watched

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What stands behind the name `fullname`; None leaves it to Python.

        Raises:
            ModuleNotFoundError: `fullname` is a module that fittrace does not have.
            ImportError: `fullname` is a name that is missing in ``from fittrace... import name``; Python
                looks for a submodule there before it gives up, and would forget which name was wanted.
        """
        parent, _, name = fullname.rpartition(".")
        if fullname.partition(".")[0] in SERVED:
            return ModuleSpec(fullname, _Loader(self._module(parent, name)), is_package=True)
        if parent in self._watched:
            spec = PathFinder.find_spec(fullname, path)
            if spec is None:
                raise missing_name(sys.modules[parent], name)
            return spec
        return None

    def _module(self, parent: str, name: str) -> ModuleType:
        if not parent:
            module = import_module(SERVED[name])
            self._watched.begin()
            return module
        inside = sys.modules[parent]
        is_public = not name.startswith("_") and (
            parent.startswith("keras") or name == "keras" or name in vars(inside).get("__all__", ())
        )
        found = getattr(inside, name, None) if is_public else None
        if not isinstance(found, ModuleType):
            raise missing_module(inside, name, place=parent)
        return found


class _Loader(Loader):
    """Puts a module that is there already in the place of the one that Python has just made."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def exec_module(self, module: ModuleType) -> None:
        """Let the import give the engine's own module."""
        assert module.__spec__ is not None
        sys.modules[module.__spec__.name] = self._module


class _Watched:
    """The engine's public modules, which explain the names they do not have for as long as scripts run.

    They get a ``__getattr__``, and, where they are single files, an empty ``__path__``: with it Python asks
    the finder for a name that is missing in ``from ... import``.
    """

    def __init__(self) -> None:
        self._before: dict[str, dict[str, Any]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._before

    def begin(self) -> None:
        """Watch every public module that is loaded."""
        import_module(SERVED["keras"])
        for name, module in sys.modules.copy().items():  # other threads may be importing
            if _is_public(name) and name not in self._before:
                members = vars(module)
                self._before[name] = {key: members[key] for key in _ADDED if key in members}
                members.setdefault("__path__", [])
                members["__getattr__"] = partial(_look_up, module, members.get("__getattr__"))

    def end(self) -> None:
        """Leave the modules as they were."""
        for name, before in self._before.items():
            members = vars(sys.modules[name])
            for key in _ADDED:
                members.pop(key, None)
            members.update(before)
        self._before.clear()


def _is_public(name: str) -> bool:
    package = next((package for package in SERVED.values() if f"{name}.".startswith(f"{package}.")), None)
    return package is not None and not any(part.startswith("_") for part in name.split("."))


def _look_up(module: ModuleType, own: Callable[[str], object] | None, name: str) -> object:
    """What the module's own ``__getattr__`` finds, or the error with the nearest name."""
    if own is not None:
        try:
            return own(name)
        except AttributeError:
            pass  # told below, in words for scripts
    if name.startswith("__"):  # Python itself asks for these, and nobody reads the answer
        raise AttributeError(name)
    raise missing_attribute(module, name)
