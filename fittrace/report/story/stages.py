"""The nine stages of a training run, and which one a call belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...query.stages import label_method, stage_key
from ...trace import Node
from ..words.language import N_, _

__all__ = ["FIT_METHODS", "STAGES", "Stage", "label_method", "stage_of"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its signs: colour is never the only one.

    Attributes:
        key: name in style sheets and addresses.
        english: its name in English, the message that `title` translates.
        mark: one letter that stands for it.
    """

    key: str
    english: str
    mark: str

    @property
    def title(self) -> str:
        """Its name for the reader."""
        return _(self.english)


FIT_METHODS: Final = ("fit", "evaluate", "predict")
"""Methods of a model that go over data."""

_ALL = (
    Stage("compile", N_("Compile"), "C"),
    Stage("data", N_("Data"), "D"),
    Stage("callbacks", N_("Callbacks"), "K"),
    Stage("loop", N_("Loop"), "L"),
    Stage("build", N_("Build"), "B"),
    Stage("forward", N_("Forward"), "F"),
    Stage("loss", N_("Loss"), "S"),
    Stage("update", N_("Backward and update"), "U"),
    Stage("metrics", N_("Metrics"), "M"),
)
STAGES: Final = {stage.key: stage for stage in _ALL}


def stage_of(symbol: str, label: str, enclosing: Stage | None = None) -> Stage:
    """The stage of a call, see `stage_key`.

    Args:
        symbol: where the callee is defined.
        label: runtime class and method, or a function's name.
        enclosing: stage of the call around it.
    """
    building = enclosing is not None and enclosing.key == "build"
    return STAGES[stage_key(symbol, label, building=building)]


def stages_of(root: Node) -> dict[int, Stage]:
    """The stage of every node of a folded tree, by the node's identity."""
    stages: dict[int, Stage] = {}
    for node in root.walk():
        enclosing = stages.get(id(node.parent)) if node.parent is not None else None
        stages[id(node)] = stage_of(node.symbol, node.label, enclosing)
    return stages
