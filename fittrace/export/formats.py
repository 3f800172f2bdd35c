"""Formats: which suffix means what, and which options a format takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from ..errors import ReportError

if TYPE_CHECKING:
    from ..trace import Run
    from .result import Exported

__all__ = ["FORMATS", "Format", "Options", "format_of"]

Kind = Literal["sequence", "flow"]
What = Literal["calls", "layers"]
Step = Literal["first", "later", "difference", "run"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted of an export; None leaves it to the format.

    Attributes:
        limit: calls and iterations that are told at most, 0 for no limit; of a diagram, its messages.
        kind: which diagram.
        what: which graph, of the calls or of the layers.
        step: which step's calls a graph has, those of both in one, or those of the whole run.
    """

    limit: int | None = None
    kind: Kind | None = None
    what: What | None = None
    step: Step | None = None

    def given(self) -> list[str]:
        """The names of those that were given."""
        return [field.name for field in fields(self) if getattr(self, field.name) is not None]

    def calls(self, default: int | None) -> int | None:
        """The limit, None for none."""
        return (default if self.limit is None else self.limit) or None


Writer = Callable[["Run", IO[bytes], Path, Options], "Exported"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of file.

    Attributes:
        suffix: the end of a file's name.
        what: the word for the file, ``"trace"``.
        room: the module of this package whose `write` writes it.
        options: the options that say something about it.
        mark: what the begin of every such file holds.
        packed: whether that is seen only when the file is unpacked.
        at_end: whether the mark stands at the end instead.
    """

    suffix: str
    what: str
    room: str
    options: frozenset[str]
    mark: bytes
    packed: bool = False
    at_end: bool = False

    @property
    def write(self) -> Writer:
        """What writes it: of a run, into a file opened for bytes that will be at that path."""
        found: Writer = import_module(f"{__package__}.{self.room}").write
        return found


_LIMIT: Final = frozenset({"limit"})
_GRAPH: Final = frozenset({"what", "step"})
_DIAGRAM: Final = frozenset({"kind", "limit", "what", "step"})

FORMATS: Final[Mapping[str, Format]] = {
    known.suffix: known
    for known in (
        Format(".json", "trace", "chrome", _LIMIT, b'{"otherData":{"generator":"fittrace '),
        Format(".json.gz", "trace", "chrome", _LIMIT, b'{"otherData":{"generator":"fittrace ', packed=True),
        Format(".parquet", "table", "parquet", _LIMIT, b"fittrace.version", at_end=True),
        Format(".csv", "table", "lines", _LIMIT, b"call,parent,lane,depth,label,instance,"),
        Format(".jsonl", "table", "lines", _LIMIT, b'{"call":0,"parent":null,"lane":'),
        Format(".mmd", "diagram", "mermaid", _DIAGRAM, b"%% fittrace "),
        Format(".md", "diagram", "mermaid", _DIAGRAM, b"<!-- fittrace "),
        Format(".dot", "graph", "graphs", _GRAPH, b"// fittrace "),
        Format(".graphml", "graph", "graphs", _GRAPH, b"<!-- fittrace "),
        Format(".svg", "graph", "graphs", _GRAPH, b"<!-- fittrace "),
    )
}
"""By suffix."""


def format_of(path: str | os.PathLike[str], options: Options) -> Format:
    """The format of a file by its suffix.

    Raises:
        ReportError: nobody knows the suffix, or an option says nothing about the format.
    """
    name = Path(path).name.lower()
    fitting = [suffix for suffix in FORMATS if name.endswith(suffix)]
    if not fitting:
        *others, last = FORMATS
        raise ReportError(f"{path} does not say what to write; let it end in {', '.join(others)} or {last}.")
    found = FORMATS[fitting[-1]]
    for option in options.given():
        if option not in found.options:
            takers = ", ".join(known.suffix for known in FORMATS.values() if option in known.options)
            raise ReportError(f"The option {option} says nothing about {found.suffix}; it is for {takers}.")
    return found
