"""Mermaid: a diagram as text, for a README, a wiki or a site of documentation."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from .._version import __version__
from ..errors import ReportError
from .flow import flow_lines
from .formats import Options
from .result import Exported
from .sequence import sequence_lines

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["write"]


def write(run: Run, file: IO[bytes], path: Path, options: Options) -> Exported:
    """Write the diagram; as ``.md`` within a page of Markdown that says what is not shown.

    Raises:
        ReportError: the run does not hold what is asked for, or a sequence of layers is.
    """
    kind = options.kind or ("sequence" if options.what is None else "flow")
    if kind == "sequence" and options.what == "layers":
        raise ReportError("Layers have no sequence; ask for their flow (kind flow).")
    if options.step == "difference":
        raise ReportError("A diagram has one step, first or later; a graph (.svg) shows the difference.")
    lines, left_out = (sequence_lines if kind == "sequence" else flow_lines)(run, options)
    about = f"fittrace {__version__}: {kind}"
    if path.suffix.lower() == ".md":
        below = [f"\nNot shown: {one}" for one in left_out]
        text = [f"<!-- {about} -->", "", "```mermaid", *lines, "```", *below]
    else:
        text = [f"%% {about}", *(f"%% not shown: {one}" for one in left_out), *lines]
    file.write(("\n".join(text) + "\n").encode())
    return Exported(path, "diagram", left_out=left_out)
