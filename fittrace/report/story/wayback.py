"""The way back over the tape: which of its operations the gradient goes through, and what it leaves there."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...trace import Fact, Node
from ..words.wording import arrays_in
from .reading import enclosing, facts_in, named
from .stages import label_method
from .story import Story, UpdateStory
from .taping import by_layer, call_of_layer

__all__ = ["Noted", "Passage", "WayBack", "way_back_of"]

ROWS: Final = 20
"""Operations of a passage that are listed at most: its first ones and its last ones."""
LAST_ROWS: Final = 4

_WITH_LOGITS: Final = "_with_logits"


@dataclass(frozen=True, slots=True)
class Noted:
    """An operation on the tape.

    Attributes:
        number: its place on the tape, from 1.
        passes: whether the gradient goes through it; None where the run does not tell.
        weight: the weight that it takes, empty where it takes none or it is not clear which.
        goes_on: whether a weight lies further back than the layer it begins; None where that is not clear.
        divisor: how many numbers the loss is the mean of, where it divides by that; else 0.
    """

    number: int
    node: Node
    fact: Fact
    passes: bool | None
    weight: str
    goes_on: bool | None = None
    divisor: int = 0

    @property
    def takes(self) -> list[Sequence[Any]]:
        """Shapes of what it took."""
        return [shape or () for _, shape, _ in arrays_in(self.fact.inputs)]

    @property
    def gives(self) -> Sequence[Any]:
        """Shape of what it gave."""
        return next((shape or () for _, shape, _ in arrays_in(self.fact.output)), ())

    @property
    def shrinks(self) -> int:
        """How many of the numbers it took went into one that it gave."""
        return _size(self.takes[0]) // max(1, _size(self.gives)) if self.takes else 1


@dataclass(frozen=True, slots=True)
class Passage:
    """Operations in a row that belong together, and through which the gradient goes or does not.

    Attributes:
        kind: ``"layer"``, ``"loss"``, ``"metric"`` or empty where they belong to neither.
        name: the layer's or the metric's.
        passes: whether the gradient goes through them; None where the run does not tell.
        logits: the number of the operation that went around this softmax or sigmoid, to compute
            the loss from what was before it; 0 where none did.
        weights: the weights whose gradients come out here.
    """

    kind: str
    name: str
    passes: bool | None
    rows: tuple[Noted, ...]
    logits: int
    weights: tuple[UpdateStory, ...]

    @property
    def first(self) -> int:
        """Number of the first one."""
        return self.rows[0].number

    @property
    def last(self) -> int:
        """Number of the last one."""
        return self.rows[-1].number

    @property
    def shown(self) -> tuple[tuple[Noted, ...], tuple[Noted, ...]]:
        """The rows that are listed: the first ones, and behind those that are left out the last ones."""
        if len(self.rows) <= ROWS:
            return self.rows, ()
        return self.rows[: ROWS - LAST_ROWS], self.rows[-LAST_ROWS:]

    @property
    def left_out(self) -> list[tuple[str, int]]:
        """Names of the operations that are not listed, with how many of each there are."""
        first, last = self.shown
        rest = self.rows[len(first) : len(self.rows) - len(last)] if last else ()
        return Counter(str(row.fact.operation) for row in rest).most_common()


@dataclass(frozen=True, slots=True)
class WayBack:
    """The tape of the first step, in passages.

    Attributes:
        known: whether the run tells which operations the gradient went through.
    """

    passages: tuple[Passage, ...]
    known: bool

    @property
    def passed(self) -> int:
        """Operations that the gradient goes through."""
        return sum(len(it.rows) for it in self.passages if it.passes)

    @property
    def skipped(self) -> list[str]:
        """Numbers of the others, in a row as ``11–12``."""
        ranges: list[list[int]] = []
        for it in self.passages:
            if it.passes is False:
                if ranges and ranges[-1][1] == it.first - 1:
                    ranges[-1][1] = it.last
                else:
                    ranges.append([it.first, it.last])
        return [f"{first:,}" if first == last else f"{first:,}–{last:,}" for first, last in ranges]

    @property
    def start(self) -> int:
        """Number of the operation at which the gradient begins; 0 where it goes through none."""
        return max((it.last for it in self.passages if it.passes), default=0)


def way_back_of(story: Story) -> WayBack:
    """The passages of the first step's tape, in the order in which they were noted."""
    passed = _passed(story)
    around = _around(story, passed)
    parts = by_layer(story.taped)
    behind = _Behind(story, {part.layer for part in parts})
    passages: list[Passage] = []
    for part in parts:
        for number, node, fact in part.rows:
            kind, name = ("layer", part.layer) if part.layer else _place_of(node)
            passes = _passes(number, kind, passed)
            logits = around.get(number, 0)
            last = passages[-1] if passages else None
            before = last.rows[-1] if last is not None else None
            begins = before is None or call_of_layer(node) is not call_of_layer(before.node)
            row = Noted(
                number,
                node,
                fact,
                passes,
                _weight_of(fact, part.layer, story),
                behind.of(part.layer) if begins else None,
                _divisor(node, before) if before is not None else 0,
            )
            if last and (last.kind, last.name, last.passes, last.logits) == (kind, name, passes, logits):
                passages[-1] = _with(last, row)
            else:
                passages.append(Passage(kind, name, passes, (row,), logits, ()))
    return WayBack(tuple(_weighed(passages, story)), passed is not None)


def _passes(number: int, kind: str, passed: frozenset[int] | None) -> bool | None:
    if passed is None:
        return False if kind == "metric" else None  # whatever a metric reckons, the loss is not made of it
    return number in passed


class _Behind:
    """Says of a layer whether weights lie behind what it takes."""

    def __init__(self, story: Story, taped: Collection[str]) -> None:
        self._taped = taped
        self._sources: dict[str, set[str]] = {}
        for fact in story.connections:
            self._sources.setdefault(str(fact.target), set()).add(str(fact.source))

    def of(self, layer: str) -> bool | None:
        """None where that is not known, or not the same for all that feed it."""
        if layer not in self._sources:
            return None
        found: set[bool] = set()
        seen, todo = {layer}, [layer]
        while todo:
            for source in self._sources.get(todo.pop(), set()) - seen:
                seen.add(source)
                if source in self._taped:
                    found.add(True)
                elif source in self._sources:
                    todo.append(source)
                else:
                    found.add(False)
        return found.pop() if len(found) == 1 else None


def _divisor(node: Node, before: Noted) -> int:
    """How many numbers a loss is the mean of, where this is the division behind their sum."""
    is_mean = node.symbol.startswith("keras.losses.") and before.fact.operation == "reduce_sum"
    return before.shrinks if is_mean and node is before.node else 0


def _size(shape: Sequence[Any]) -> int:
    return math.prod(length if isinstance(length, int) else 0 for length in shape)


def _with(passage: Passage, row: Noted) -> Passage:
    rows = (*passage.rows, row)
    return Passage(passage.kind, passage.name, passage.passes, rows, passage.logits, ())


def _passed(story: Story) -> frozenset[int] | None:
    """Numbers of the operations that the gradient went through; None where the run does not tell."""
    steps = story.fit.step_nodes if story.fit is not None else story.by_hand
    walks = facts_in(steps[0], "TapeWalked") if steps else []
    if len(walks) != 1 or sum(node.times for node in named(steps[0], "gradient")) != 1:
        return None  # each of several ways back goes through operations of its own
    operations, ranges = walks[0].operations, walks[0].skipped
    if operations != len(story.taped) or not isinstance(ranges, list) or len(ranges) >= 64:
        return None
    found = set(range(1, operations + 1))
    for pair in ranges:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(it, int) for it in pair)):
            return None
        found -= set(range(max(1, pair[0]), min(operations, pair[1]) + 1))
    return frozenset(found)


def _around(story: Story, passed: frozenset[int] | None) -> dict[int, int]:
    """Each last softmax or sigmoid that the loss went around, with the operation that did."""
    found: dict[int, int] = {}
    for number, (_, fact) in enumerate(story.taped, 1):
        operation = str(fact.operation)
        if passed is None or number not in passed or not operation.endswith(_WITH_LOGITS):
            continue
        kind = "sigmoid" if operation.startswith("sigmoid") else "softmax"
        shape = next((array[1] for array in reversed(arrays_in(fact.inputs))), None)
        for earlier in range(number - 1, 0, -1):
            other = story.taped[earlier - 1][1]
            given = next((array[1] for array in arrays_in(other.output)), None)
            is_free = other.operation == kind and earlier not in passed and earlier not in found
            if is_free and given is not None and shape is not None and given[-1:] == shape[-1:]:
                found[earlier] = number
                break
    return found


def _place_of(node: Node) -> tuple[str, str]:
    """Whether an operation of no layer is a metric's or the loss's, and whose."""
    update = node if label_method(node.label) == "update_state" else enclosing(node, "update_state")
    if update is not None:
        return "metric", update.name or update.label.rpartition(".")[0]
    of_loss = any(
        above.symbol.startswith(("keras.losses.", "keras.engine.compile_utils.LossesContainer."))
        or label_method(above.label) == "compute_loss"
        for above in _outwards(node)
    )
    return ("loss", "") if of_loss else ("", "")


def _outwards(node: Node) -> Iterator[Node]:
    above: Node | None = node
    while above is not None:
        yield above
        above = above.parent


def _weight_of(fact: Fact, layer: str, story: Story) -> str:
    """The layer's weight that an operation takes, by its shape; empty where that fits none or several."""
    taken = {tuple(shape) for _, shape, _ in arrays_in(fact.inputs) if shape}
    fitting = {it.weight for it in _weights_in(layer, story) if it.shape and tuple(it.shape) in taken}
    return fitting.pop() if len(fitting) == 1 else ""


def _weights_in(layer: str, story: Story) -> Iterator[UpdateStory]:
    own = {str(weight.fact.name) for weight in story.weights if layer and weight.fact.layer == layer}
    for update in story.updates:
        if layer and (update.weight in own or update.weight.startswith(f"{layer}/")):
            yield update


def _weighed(passages: Sequence[Passage], story: Story) -> Iterator[Passage]:
    """The passages, the first of each layer with the weights whose gradients come out there."""
    seen: set[str] = set()
    for it in passages:
        weights: tuple[UpdateStory, ...] = ()
        if it.kind == "layer" and it.passes is not False and it.name not in seen:
            seen.add(it.name)
            weights = tuple(_weights_in(it.name, story))
        yield Passage(it.kind, it.name, it.passes, it.rows, it.logits, weights)
