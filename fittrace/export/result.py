"""What an export says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Exported"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported, and what was not.

    Attributes:
        path: the file, absolute; None for what was sent over the network.
        what: what the file holds, ``"trace"``.
        calls: calls and iterations of loops told one by one; 0 where a graph or a diagram tells them folded.
        left_out: a sentence for everything that the format, or the limit, has no room for.
    """

    path: Path | None
    what: str
    calls: int = 0
    left_out: tuple[str, ...] = ()
