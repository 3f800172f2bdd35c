"""Views: what the page shows beside the walkthrough, each of them one look at the whole run.

A view is a module with a function from a `Scene` to a `View`, a template in
``templates/views``, a style in ``templates/styles`` and a script in ``templates/scripts``,
all of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from .callbackview import callbacks_view
from .calltable import calls_view
from .curvesview import curves_view
from .graphview import graph_view
from .modelview import model_view
from .outline import CallView
from .quiz import quiz_view
from .story import Story
from .timeline import timeline_view

if TYPE_CHECKING:
    from ..trace import Node, Run

__all__ = ["Scene", "View", "views_of"]


@dataclass(frozen=True, slots=True)
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


_VIEWS: Final[tuple[Callable[[Scene], View | None], ...]] = (
    graph_view,
    timeline_view,
    callbacks_view,
    model_view,
    curves_view,
    calls_view,
    quiz_view,
)


def views_of(scene: Scene) -> list[View]:
    """The views that this run fills, in the order of their links."""
    found = (make(scene) for make in _VIEWS)
    return [view for view in found if view is not None]
