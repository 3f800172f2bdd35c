"""The story of a run: every fact the page tells, as plain dataclasses.

Whatever a run does not hold is empty or None; the templates say nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...trace import Fact, Node
from .ending import EndingStory
from .progress import Progress
from .stages import FIT_METHODS, label_method
from .times import TimesStory

__all__ = [
    "AdapterStory",
    "CallbackStory",
    "CandidateStory",
    "CompileStory",
    "DifferenceStory",
    "EntryStory",
    "LayerStory",
    "ShapeStory",
    "StepsStory",
    "Story",
    "UpdateStory",
    "WeightStory",
]


@dataclass(frozen=True, slots=True)
class CompileStory:
    """What `compile` was given."""

    node: Node
    model: str
    model_class: str
    optimizer: Any
    loss: Any
    metrics: Any
    run_eagerly: bool | None


@dataclass(frozen=True, slots=True)
class CandidateStory:
    """One adapter that was asked, and its answer."""

    adapter: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AdapterStory:
    """Which adapter took the data, and why none of the others did."""

    node: Node
    chosen: str
    x: Any
    y: Any
    candidates: tuple[CandidateStory, ...]
    converted: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StepsStory:
    """Why an epoch has as many steps as it has; None where the data does not tell."""

    node: Node
    steps: int | None
    samples: int | None
    batch_size: int | None
    batch_size_given: bool | None
    last_batch: int | None

    @property
    def division(self) -> float | None:
        """Samples over batch size, before it is rounded up."""
        return self.samples / self.batch_size if self.samples and self.batch_size else None

    @property
    def is_partial(self) -> bool:
        """Whether the last batch is smaller than the others."""
        return bool(self.last_batch and self.batch_size and self.last_batch < self.batch_size)


@dataclass(frozen=True, slots=True)
class CallbackStory:
    """A callback of the list, in the order in which it is called."""

    name: str
    by_default: bool
    hooks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WeightStory:
    """A weight, at the moment it appears."""

    node: Node
    fact: Fact
    where: tuple[str, ...]

    @property
    def summary(self) -> dict[str, Any]:
        """Range, mean and deviation of its first values, as far as they were kept."""
        return self.fact.values or {}


@dataclass(frozen=True, slots=True)
class LayerStory:
    """A layer of the model: what it takes and gives, and how many parameters it has."""

    name: str
    kind: str
    input_shape: Sequence[Any] | None
    output_shape: Sequence[Any] | None
    weights: tuple[WeightStory, ...]

    @property
    def where(self) -> tuple[str, ...]:
        """Labels of the calls, outermost first, in which its first weight appeared."""
        return self.weights[0].where if self.weights else ()

    @property
    def parameters(self) -> int:
        """Elements of all its weights."""
        return sum(weight.fact.count or 0 for weight in self.weights)


@dataclass(frozen=True, slots=True)
class ShapeStory:
    """An input shape that a model inferred from a batch, and in which epoch and step (from 1)."""

    node: Node
    shape: Sequence[Any] | None
    epoch: int | None
    step: int | None
    step_node: Node | None
    made_weights: bool


@dataclass(frozen=True, slots=True)
class UpdateStory:
    """One weight's way through an update: its gradient, its change, and how much that is."""

    weight: str
    shape: Sequence[Any] | None
    gradient_norm: float | None
    norm_before: float | None
    norm_after: float | None
    norm_change: float | None
    sample: tuple[tuple[int, float, float, float], ...]

    @property
    def relative_change(self) -> float | None:
        """The change's norm as a share of the weight's norm before."""
        if not self.norm_before or self.norm_change is None:
            return None
        return self.norm_change / self.norm_before


@dataclass(frozen=True, slots=True)
class DifferenceStory:
    """What a first step does that a later one no longer does.

    Attributes:
        like_later: all steps that make the very calls of the later one, itself among them.
    """

    first: Node
    later: Node
    only_first: tuple[tuple[Node, int], ...]
    only_later: tuple[tuple[Node, int], ...]
    like_later: tuple[Node, ...]

    @property
    def later_times(self) -> int:
        """Steps of the run that make the calls of the later one."""
        return sum(step.times for step in self.like_later)

    @property
    def later_mean(self) -> float:
        """Seconds that one of those takes, on average."""
        return sum(step.duration for step in self.like_later) / self.later_times

    @property
    def saved(self) -> int:
        """Calls that the first step makes beyond the later one's."""
        return self.first.calls - self.later.calls


@dataclass(frozen=True, slots=True)
class EntryStory:
    """One `fit`, `evaluate` or `predict`.

    Attributes:
        epochs: those that were begun.
        step_nodes: steps that were begun.
        shuffle: what `fit` was given; None where that is not known.
        iterations: the optimizer's count of updates before and after; None where nothing was updated.
        gives: shape of what a model gave for all rows of a `predict`, where that is known.
    """

    node: Node
    method: str
    adapter: AdapterStory | None
    steps: StepsStory | None
    callbacks: tuple[CallbackStory, ...]
    epochs: int
    step_nodes: tuple[Node, ...]
    validation: Fact | None
    logs: dict[str, float]
    progress: Progress
    shuffle: Any
    iterations: tuple[float, float] | None
    gives: Sequence[Any] | None

    @property
    def step_count(self) -> int:
        """Steps taken in all."""
        return sum(step.times for step in self.step_nodes)


@dataclass(frozen=True, slots=True)
class Story:
    """All of it; `fit` is the first training, `by_hand` the steps of a loop that the script wrote itself.

    `ending` is None where the run came to its own end.
    """

    compile: CompileStory | None
    entries: tuple[EntryStory, ...]
    by_hand: tuple[Node, ...]
    count_by_hand: int
    layers: tuple[LayerStory, ...]
    connections: tuple[Fact, ...]
    shapes: tuple[ShapeStory, ...]
    weights: tuple[WeightStory, ...]
    taped: tuple[tuple[Node, Fact], ...]
    updates: tuple[UpdateStory, ...]
    slots: tuple[Fact, ...]
    losses: tuple[Fact, ...]
    learning_rate: Fact | None
    train_function: Fact | None
    difference: DifferenceStory | None
    states: tuple[tuple[Node, Fact], ...]
    metric_functions: dict[str, str]
    ending: EndingStory | None
    times: TimesStory | None

    @property
    def built_in(self) -> str:
        """When the first layer with weights was built.

        ``"step"``: in a training step; ``"before"``: before any; ``"call"``: in an `evaluate` or
        `predict` before any; ``"untrained"``: there was no training; empty where it is not known.
        """
        node = next((layer.weights[0].node for layer in self.layers if layer.weights), None)
        steps = self.fit.step_nodes if self.fit is not None else self.by_hand
        if node is None:
            return ""
        inside = {id(below) for below in steps[0].walk()} if steps else set()
        if id(node) in inside:
            return "step"
        if self.entry_of(node) not in (None, self.fit):
            return "call"
        return "before" if steps else "untrained"

    @property
    def fit(self) -> EntryStory | None:
        """The first training, None where there was none."""
        return next((entry for entry in self.entries if entry.method == "fit"), None)

    def entry_of(self, node: Node) -> EntryStory | None:
        """The fit, evaluate or predict of the user's that a call runs for; None for a validation."""
        above: Node | None = node
        while above is not None:
            entry = next((entry for entry in self.entries if entry.node is above), None)
            if entry is not None or label_method(above.label) in FIT_METHODS:
                return entry
            above = above.parent
        return None

    @property
    def parameters(self) -> int:
        """Trainable and other elements of all weights of layers."""
        return sum(layer.parameters for layer in self.layers)
