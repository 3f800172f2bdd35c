"""Views: what the page shows beside the walkthrough, each of them one look at the whole run.

A view is a module with a function from a `Scene` to a `View`, a template in
``templates/views``, a style in ``templates/styles`` and a script in ``templates/scripts``,
all of the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .graph.view import graph_view
from .panes.callbacks import callbacks_view
from .panes.calls import calls_view
from .panes.curves import curves_view
from .panes.model import model_view
from .panes.timeline import timeline_view
from .quiz.view import quiz_view
from .scene import Scene, View

__all__ = ["views_of"]


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
