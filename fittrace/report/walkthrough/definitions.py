"""Definitions: where the engine defines a symbol, found in its files without importing it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["Definition", "definition_of", "neighbours_of"]

_PACKAGE: Final = Path(__file__).resolve().parent.parent.parent
_ENGINE: Final = ("keras", "tf")
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Definition:
    """A function of the engine.

    Attributes:
        file: its file, from the package on.
        line: number of its first line there, decorators taken in.
        text: its lines, the indentation they share taken away.
    """

    file: str
    line: int
    text: str


def definition_of(symbol: str) -> Definition | None:
    """The function behind a symbol, None where the installed package has none of that name."""
    for module, name in _splits(symbol):
        for file in _files().get(module, ()):
            found = _functions(file).get(name)
            if found is not None:
                return _definition(file, found)
    return None


def neighbours_of(symbol: str) -> Mapping[str, tuple[str, Definition]]:
    """Symbol and definition, by its bare name, of every function in the module of a symbol."""
    for module, _name in _splits(symbol):
        if module in _files():
            return _defined_in(module)
    return {}


@cache
def _defined_in(module: str) -> Mapping[str, tuple[str, Definition]]:
    return {
        name.rpartition(".")[2]: (f"{module}.{name}", _definition(file, node))
        for file in _files()[module]
        for name, node in _functions(file).items()
    }


def _splits(symbol: str) -> Iterator[tuple[str, str]]:
    """The symbol as module and name, the longest module first."""
    parts = symbol.split(".")
    for place in range(len(parts) - 1, 0, -1):
        yield ".".join(parts[:place]), ".".join(parts[place:])


@cache
def _files() -> dict[str, list[Path]]:
    """The engine's files by the module that their symbols are shown under."""
    files: dict[str, list[Path]] = {}
    for engine in _ENGINE:
        for file in sorted((_PACKAGE / engine).rglob("*.py")):
            parts = file.relative_to(_PACKAGE).with_suffix("").parts
            module = ".".join(part for part in parts if not part.startswith("_"))
            files.setdefault(module, []).append(file)
            for named in _modules_of_classes(file):
                files.setdefault(named, []).append(file)
    return files


def _modules_of_classes(file: Path) -> set[str]:
    """Modules that classes of the file belong to: ``class GradientTape(Hooked, module="tensorflow")``."""
    text = file.read_text(encoding="utf-8")
    if "module=" not in text:
        return set()
    return {
        keyword.value.value
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "module"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


@cache
def _functions(file: Path) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The file's functions by their names with what is around them: ``Layer.__call__``."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}

    def collect(nodes: list[ast.stmt], around: str) -> None:
        for node in nodes:
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                name = f"{around}{node.name}"
                if isinstance(node, _FUNCTIONS):
                    found[name] = node
                collect(node.body, f"{name}.")
            else:
                for block in ("body", "orelse", "finalbody"):
                    collect([it for it in getattr(node, block, []) if isinstance(it, ast.stmt)], around)

    collect(ast.parse(file.read_text(encoding="utf-8")).body, "")
    return found


@cache
def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _definition(file: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Definition:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    text = "\n".join(_lines(file)[first - 1 : node.end_lineno])
    where = file.relative_to(_PACKAGE.parent).as_posix()
    return Definition(where, first, textwrap.dedent(text))
