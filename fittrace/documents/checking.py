"""Checking: does a document still say what its programs do?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from .blocks import Block, DocumentError, blocks_of
from .drawing import drawn

__all__ = ["Drift", "check"]


@dataclass(frozen=True, slots=True)
class Drift:
    """A block whose program does something else today.

    Attributes:
        block: what the document says.
        found: what the program does.
    """

    block: Block
    found: tuple[str, ...]

    def difference(self) -> Iterator[str]:
        """Lines of a unified diff from what is documented to what was found."""
        lines = unified_diff(self.block.content, self.found, "documented", "found", lineterm="")
        return lines


def check(document: Path, *, update: bool = False) -> tuple[list[Block], list[Drift]]:
    """Draw each order of a document anew.

    Args:
        document: a Markdown or reStructuredText file.
        update: whether to write what was found into the document.

    Returns:
        All blocks, and those that have drifted.

    Raises:
        DocumentError: the document cannot be read or written, or a block cannot be drawn.
    """
    blocks = blocks_of(document)
    drifts = [Drift(block, found) for block in blocks if (found := drawn(block)) != block.content]
    if update and drifts:
        _write(document, drifts)
    return blocks, drifts


def _write(document: Path, drifts: Sequence[Drift]) -> None:
    """Put what was found in the place of what was there, from the bottom up."""
    try:
        lines = document.read_text(encoding="utf-8").splitlines()
        for drift in reversed(drifts):
            block = drift.block
            between = [] if block.begin > block.line and not lines[block.begin - 1].strip() else [""]
            found = [f"{block.indent}{line}".rstrip() for line in drift.found]
            lines[block.begin : block.end] = [*between, *found]
        document.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{document} cannot be written: {error.strerror or error}.") from error
