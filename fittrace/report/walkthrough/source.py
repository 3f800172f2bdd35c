"""Source: the code behind each line of the outline, each function once on the page."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

from ..._version import __version__
from ...trace import Run
from .definitions import definition_of, neighbours_of
from .outline import CallView
from .running import calls_itself, calls_made, helper_that_calls, running_lines

if TYPE_CHECKING:
    from pygments.token import _TokenType

__all__ = ["FunctionSource", "SourceTable", "highlighted", "sources_of"]

_CLASSES: Final = (
    (Comment, "c"),
    (String.Doc, "d"),
    (String, "s"),
    (Number, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Decorator, "e"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Builtin.Pseudo, "p"),
    (Name.Builtin, "b"),
    (Name.Exception, "b"),
)
"""Pygments' kinds of token by the letter of their class on the page; the others have none."""


@dataclass(frozen=True, slots=True)
class FunctionSource:
    """A function's text.

    Attributes:
        symbol: what it is known as; for the engine's, the Keras symbol it stands for.
        file: where it stands.
        line: number of its first line there.
        text: its lines.
        whole: False where the run keeps only its beginning.
    """

    symbol: str
    file: str
    line: int
    text: str
    whole: bool = True


@dataclass(slots=True)
class SourceTable:
    """The sources of a run's calls.

    Attributes:
        functions: each function that was called and whose text is known, once.
        uses: which function with which running lines; several calls share one.
        by_line: the place in `uses` for each line of the outline; None where no text is known.
    """

    functions: list[FunctionSource] = field(default_factory=list)
    uses: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    by_line: list[int | None] = field(default_factory=list)

    def of(self, view: CallView) -> tuple[FunctionSource, tuple[int, ...]] | None:
        """The function behind a line of the outline, and its running lines."""
        use = self.by_line[view.number - 1]
        if use is None:
            return None
        function, lines = self.uses[use]
        return self.functions[function], lines

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script draws them from; the texts are packed, for there are many."""
        return {
            "functions": [
                [it.symbol, it.file, it.line, it.text.count("\n") + 1, int(it.whole)] for it in self.functions
            ],
            "texts": _packed([[it.text, highlighted(it.text)] for it in self.functions]),
            "uses": [[function, *lines] for function, lines in self.uses],
            "lines": [-1 if use is None else use for use in self.by_line],
        }


def sources_of(run: Run, lines: Sequence[CallView]) -> SourceTable:
    """The sources of the calls on those lines of the outline, which are all there are.

    The engine's code is what is installed here, where that is the version which recorded; the
    user's is in the run.  Iterations of a loop have the code of the function that loops.
    """
    table = SourceTable()
    texts = _Texts(run)
    places: dict[FunctionSource, int] = {}
    uses: dict[tuple[int, tuple[int, ...]], int] = {}
    for view in lines:
        found = texts.behind(view)
        if found is None:
            table.by_line.append(None)
            continue
        use = (places.setdefault(found, len(places)), texts.running(found, view))
        table.by_line.append(uses.setdefault(use, len(uses)))
    table.functions, table.uses = list(places), list(uses)
    return table


class _Texts:
    """Texts by symbol."""

    def __init__(self, run: Run) -> None:
        self._found: dict[str, FunctionSource | None] = {}
        self._running: dict[object, tuple[int, ...]] = {}
        self._around: dict[str, dict[str, str]] = {}
        self._same_version = run.header.fittrace == __version__
        for source in run.sources:
            function = FunctionSource(source.symbol, source.file, source.line, source.text, source.whole)
            # of two functions with the same symbol nobody can tell which one a call was of
            self._found[source.symbol] = None if source.symbol in self._found else function

    def behind(self, view: CallView) -> FunctionSource | None:
        """The function of a call; for iterations of a loop the one whose lines the loop is in."""
        caller: CallView | None = view
        while caller is not None and caller.loop:
            caller = caller.parent
        if caller is None:
            return None
        found = self._of(caller.symbol)
        iterated = view.symbol.rpartition(".")[2]
        if not view.loop or found is None or calls_itself(found.text, iterated):
            return found
        helper = helper_that_calls(iterated, found.text, self._helpers(found))
        around = neighbours_of(caller.symbol)
        return (helper is not None and helper in around and self._of(around[helper][0])) or found

    def running(self, function: FunctionSource, view: CallView) -> tuple[int, ...]:
        """Numbers of its lines that made the calls inside a call, from 1."""
        made = calls_made(view.node)
        key = function.symbol, frozenset((node.symbol, node.label, node.loop) for node in made)
        if key not in self._running:
            self._running[key] = tuple(running_lines(function.text, made, self._helpers(function)))
        return self._running[key]

    def _helpers(self, function: FunctionSource) -> dict[str, str]:
        """Texts of the functions around it, by their bare names."""
        if function.symbol not in self._around:
            self._around[function.symbol] = self._texts_around(function)
        return self._around[function.symbol]

    def _texts_around(self, function: FunctionSource) -> dict[str, str]:
        if function.symbol.startswith("user."):
            known = ((symbol, found) for symbol, found in self._found.items() if found is not None)
            return {symbol.rpartition(".")[2]: it.text for symbol, it in known if it is not function}
        around = neighbours_of(function.symbol)
        return {name: found.text for name, (symbol, found) in around.items() if symbol != function.symbol}

    def _of(self, symbol: str) -> FunctionSource | None:
        if symbol not in self._found:
            self._found[symbol] = self._installed(symbol) if self._same_version else None
        return self._found[symbol]

    def _installed(self, symbol: str) -> FunctionSource | None:
        found = None if symbol.startswith("user.") else definition_of(symbol)
        return None if found is None else FunctionSource(symbol, found.file, found.line, found.text)


def _packed(texts: list[list[str]]) -> str:
    """JSON, in gzip, in base64: the same texts give the same bytes."""
    return base64.b64encode(gzip.compress(json.dumps(texts).encode("ascii"), 9, mtime=0)).decode()


@cache
def highlighted(text: str) -> str:
    """The classes of a text's characters: a letter and how many, ``k3_1f7``; `_` for none.

    Counted in UTF-16 units, as a page's script counts.
    """
    runs: list[tuple[str, int]] = []
    for kind, part in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        letter, length = _letter(kind), _units(part)
        if runs and (runs[-1][0] == letter or not part.strip()):  # blanks look the same in any colour
            runs[-1] = (runs[-1][0], runs[-1][1] + length)
        else:
            runs.append((letter, length))
    return "".join(f"{letter}{length}" for letter, length in runs)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def _letter(kind: _TokenType) -> str:
    return next((letter for family, letter in _CLASSES if _is_of(kind, family)), "_")


def _is_of(kind: Sequence[str], family: Sequence[str]) -> bool:
    """Whether a kind of token is of a family of them: both are tuples of names."""
    return tuple(kind[: len(family)]) == tuple(family)
