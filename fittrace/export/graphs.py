"""Graphs: what `fittrace graph` draws, marked as an export."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from .._version import __version__
from .formats import Options
from .result import Exported

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["write"]

FOLDED: Final = {
    "calls": "Single calls, their times, order and facts: a graph has one node for all calls of a callee.",
    "layers": "The calls: a graph of the layers has the model alone.",
}


def write(run: Run, file: IO[bytes], path: Path, options: Options) -> Exported:
    """Write the graph of the calls or of the layers.

    Raises:
        ReportError: the run does not hold what is asked for.
    """
    from ..report.graph.draw import write_graph

    what, suffix = options.what or "calls", path.suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, f"graph{suffix}")
        write_graph(run, drawn, what=what, step=options.step or "first")
        text = drawn.read_bytes()
    mark = f"fittrace {__version__}: {what}\n".encode()
    if suffix == ".dot":
        file.write(b"// " + mark + text)
    else:
        head, declared, rest = text.partition(b"?>")  # the declaration comes before any comment
        comment = b"<!-- " + mark.rstrip() + b" -->\n"
        file.write(head + declared + b"\n" + comment + rest.lstrip() if declared else comment + text)
    return Exported(path, "graph", left_out=(FOLDED[what],))
