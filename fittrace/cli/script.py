"""A script or module, run the way ``python SCRIPT`` or ``python -m MODULE`` would run it."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path

__all__ = ["Program", "ProgramNotFound", "find_module", "find_script"]


class ProgramNotFound(Exception):
    """There is nothing to run; the message is one sentence that says why."""


@dataclass(frozen=True)
class Program:
    """Code that is ready to run as ``__main__``.

    Attributes:
        title: what messages call it: the path or the module's name as it was given.
        file: the source file, None for a module without one.
        code: the compiled module.
        arguments: ``sys.argv`` while it runs.
        search_path: what stands first in ``sys.path`` while it runs.
        spec: for a module, what the import system found.
    """

    title: str
    file: Path | None
    code: types.CodeType
    arguments: tuple[str, ...]
    search_path: str
    spec: ModuleSpec | None = None

    def run(self) -> None:
        """Run it to its end; whatever it raises, SystemExit too, comes out of here."""
        module = types.ModuleType("__main__")
        module.__dict__.update(
            __file__=str(self.file) if self.file else None,
            __spec__=self.spec,
            __package__=self.spec.parent if self.spec else None,
            __loader__=self.spec.loader if self.spec else None,
            __builtins__=__builtins__,
        )
        with _as_main(module, self.arguments, self.search_path):
            exec(self.code, module.__dict__)


@contextmanager
def _as_main(module: types.ModuleType, arguments: Sequence[str], search_path: str) -> Iterator[None]:
    """Lend the program its own ``__main__``, ``sys.argv`` and ``sys.path``; put them and the streams back."""
    before = sys.modules["__main__"], sys.argv, sys.path[:], sys.stdout, sys.stderr
    sys.modules["__main__"] = module
    sys.argv = list(arguments)
    sys.path[: 0 if sys.flags.safe_path else 1] = [search_path]
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:], sys.stdout, sys.stderr = before


def find_script(path: str, arguments: Sequence[str]) -> Program:
    """The program in the Python file at `path`.

    Raises:
        ProgramNotFound: there is no such file, or it cannot be read.
        SyntaxError: it is not Python.
    """
    file = Path(path)
    if file.is_dir():
        raise ProgramNotFound(f"{path} is a directory; name the script in it that trains.")
    try:
        source = file.read_bytes()
    except FileNotFoundError:
        raise ProgramNotFound(f"There is no script {path}.") from None
    except OSError as error:
        raise ProgramNotFound(f"The script {path} cannot be read: {error.strerror}.") from error
    return Program(
        title=path,
        file=file.absolute(),
        code=_compiled(source, str(file.absolute())),
        arguments=(path, *arguments),
        search_path=str(file.resolve().parent),
    )


def _compiled(source: bytes, path: str) -> types.CodeType:
    try:
        return compile(source, path, "exec", dont_inherit=True)
    except ValueError as error:  # how Python 3.11 refuses a null byte
        raise SyntaxError(str(error), (path, None, None, None)) from error


def find_module(name: str, arguments: Sequence[str]) -> Program:
    """The program in the module `name`, or in the ``__main__`` of the package `name`.

    Packages on the way to it are imported, as ``python -m`` does.

    Raises:
        ProgramNotFound: there is no such module, or it has no code to run.
        SyntaxError: it is not Python.
    """
    here = str(Path.cwd())
    with _as_main(sys.modules["__main__"], ["-m", *arguments], here):
        spec = _spec_of(name)
        code = spec.loader.get_code(spec.name) if hasattr(spec.loader, "get_code") else None  # type: ignore[union-attr]  # has it, see the condition
    if not isinstance(code, types.CodeType):
        raise ProgramNotFound(f"The module {name} is not written in Python and cannot be run with -m.")
    file = Path(spec.origin) if spec.has_location and spec.origin else None
    return Program(
        title=name,
        file=file,
        code=code,
        arguments=(str(file or name), *arguments),
        search_path=here,
        spec=spec,
    )


def _spec_of(name: str) -> ModuleSpec:
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name = f"{name}.__main__"
            spec = importlib.util.find_spec(name)
    except (ModuleNotFoundError, ValueError):
        spec = None
    if spec is None:
        raise ProgramNotFound(f"There is no module {name} to run: not in this directory, not installed.")
    return spec
