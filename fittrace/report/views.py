"""Views: what the page shows beside the walkthrough, each of them one look at the whole run.

A view is a module with a function from a `Scene` to a `View`, a template in
``templates/views``, a style in ``templates/styles`` and a script in ``templates/scripts``,
all of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Final

from .graph.view import graph_view
from .panes.callbacks import callbacks_view
from .panes.calls import calls_view
from .panes.curves import curves_view
from .panes.model import model_view
from .panes.timeline import timeline_view
from .quiz.view import quiz_view
from .scene import Scene, View
from .words.language import language, speaking

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


@contextmanager
def views_of(scene: Scene, tags: Sequence[str]) -> Iterator[Callable[[], list[View]]]:
    """A function that gives the views that this run fills, in the order of their links.

    It gives them in the language that is being spoken.  Call graphs take longest, and most of it
    is Graphviz, which can work beside Python: a thread lays them out while other parts are made.

    Args:
        scene: the run.
        tags: the languages it will be asked for, in that order.
    """

    def in_language(tag: str) -> View | None:
        with speaking(tag):
            return graph_view(scene)

    def views() -> list[View]:
        found = (drawn[language()].result() if make is graph_view else make(scene) for make in _VIEWS)
        return [view for view in found if view is not None]

    with ThreadPoolExecutor(1, "fittrace-graphs") as beside:
        drawn = {tag: beside.submit(copy_context().run, in_language, tag) for tag in tags}
        yield views
