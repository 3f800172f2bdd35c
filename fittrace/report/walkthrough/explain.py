"""Explanations: for each kind of call, plain words with this run's own values.

The words are in ``templates/explain``, one file a family of callees and one macro a
method (``m_fit`` in ``model.html.j2``).  A method nobody wrote about is explained by
its family's ``m_other``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from ..story.story import Story
from .outline import DEPTH_LIMIT, LINE_LIMIT, CallView, flat

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["explain_all", "explain_one", "family_of"]

_FAMILIES: Final = (
    ("tensorflow.GradientTape.", "tape"),
    ("keras.optimizers.", "optimizer"),
    ("keras.callbacks.", "callback"),
    ("keras.initializers.", "initializer"),
    ("keras.activations.", "activation"),
    ("keras.losses.", "loss"),
    ("keras.metrics.", "metric"),
    ("keras.engine.compile_utils.", "container"),
    ("keras.engine.data_adapter.", "data"),
    ("tf.data.", "data"),
    ("keras.engine.training.", "model"),
    ("keras.engine.sequential.", "model"),
    ("keras.engine.functional.", "model"),
)
_MODEL_METHODS: Final = frozenset(
    {"fit", "compile", "train_step", "test_step", "predict_step", "compute_loss", "compute_metrics"}
)
_NETWORK_METHODS: Final = frozenset({"_run_internal_graph", "_init_graph_network"})


def family_of(view: CallView, models: Collection[str] = ()) -> str:
    """The file of explanations for a call.

    Args:
        view: the call.
        models: classes that are models; a model is a layer, but is told as a model.
    """
    if view.owner in models and view.symbol.startswith("keras.engine.base_layer."):
        return "model"
    for start, family in _FAMILIES:
        if view.symbol.startswith(start):
            return family
    if view.method.startswith("on_"):
        return "callback"
    if view.method in _MODEL_METHODS:
        return "model"
    if view.method in ("update_state", "result", "reset_state"):
        return "metric"
    return "layer"


def explain_all(
    environment: Environment, top: list[CallView], story: Story, first: Iterable[CallView] = ()
) -> list[Markup]:
    """An explanation for every line, each text once; a view's `explanation` is its place.

    Two lines share a text where the words and values come out the same.

    Args:
        environment: where the templates are.
        top: the outline.
        story: what the chapters tell.
        first: lines whose texts come before all others.
    """
    views = flat(top)
    models = _models(views)
    texts: dict[Markup, int] = {}
    explained = set()
    for view in (*first, *views):
        if view.number in explained:
            continue
        explained.add(view.number)
        text = _explain(environment, view, story, family_of(view, models))
        view.explanation = texts.setdefault(text, len(texts))
    return list(texts)


def explain_one(environment: Environment, view: CallView, story: Story, views: Iterable[CallView]) -> Markup:
    """The words about one line, without what the page has around them.

    Args:
        environment: where the templates are.
        view: the line.
        story: what the chapters tell.
        views: the outline's lines, which say what classes are models.
    """
    return _words(environment, view, story, family_of(view, _models(views)))


def _models(views: Iterable[CallView]) -> set[str]:
    """Classes that are models."""
    return {view.owner for view in views if view.method in _MODEL_METHODS | _NETWORK_METHODS}


def _words(environment: Environment, view: CallView, story: Story, family: str) -> Markup:
    words = environment.get_template(f"explain/{family}.html.j2").module
    macro = getattr(words, f"m_{view.method}", None) or words.m_other  # type: ignore[attr-defined]
    return Markup(str(macro(view, story)).strip())


def _explain(environment: Environment, view: CallView, story: Story, family: str) -> Markup:
    frame = environment.get_template("explain/frame.html.j2").module
    body = _words(environment, view, story, family)
    return Markup(str(frame.call(view, body, LINE_LIMIT, DEPTH_LIMIT)).strip())  # type: ignore[attr-defined]
