"""Scene and view: what a view is made from, and what it hands to the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .story.columns import Columns

if TYPE_CHECKING:
    from ..trace import Node, Run
    from .story.story import Story
    from .walkthrough.outline import CallView

__all__ = ["Scene", "View"]


@dataclass(frozen=True)
class Scene:
    """Everything that is known of a run before the page is laid out.

    Attributes:
        run: the run, finished or not.
        root: its folded tree.
        story: what the walkthrough tells of it.
        top: the outline's outermost lines.
        lines: all lines of the outline, from top to bottom; line `n` is at place `n - 1`.
        addresses: the outline's line of each node of the tree, by the node's identity.
        redacted: whether values and paths are kept from the page.
    """

    run: Run
    root: Node
    story: Story
    top: list[CallView]
    lines: list[CallView]
    addresses: Mapping[int, int]
    redacted: bool

    @cached_property
    def columns(self) -> Columns:
        """The numbers of calls that repeat, unpacked once for all who ask."""
        return Columns(self.run)


@dataclass(frozen=True, slots=True)
class View:
    """One view of the page.

    Attributes:
        address: its address on the page, and the name of its template.
        title: its name in the row of views.
        context: what its template is rendered with, beside what every template knows.
        data: what its script reads, as ``page.data[address]``; plain data for JSON.
        broad: whether it takes the outline's place as well.
    """

    address: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    data: Any = None
    broad: bool = False
