"""The callbacks' view: who is called at which hook, and what goes through the logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ...trace import Node
from ..story.batchlogs import BatchLogs, batch_logs_of
from ..story.reading import facts_in
from ..story.stages import FIT_METHODS, label_method
from ..words.language import _
from .logsevents import HOOKS, SOURCES, Event, events_of, given_by_steps
from .logsflow import Miss, Touch, misses_of, touches_of

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["Cell", "Matrix", "Row", "callbacks_view", "matrices_of"]

LIMIT: Final = 12
"""Callback lists that are shown at most; lists that did the same are shown once."""
RANGES: Final = 8
"""Ranges of epochs that are listed at most."""

_BASE: Final = "keras.callbacks.Callback."


@dataclass(slots=True)
class Cell:
    """The calls of one callback at one hook.

    Attributes:
        count: how many there were.
        order: whose turn it is within the hook, from 1.
        empty: whether the callback has nothing of its own there, and the base class's empty method ran.
        node: the first of them.
    """

    count: int
    order: int
    empty: bool
    node: Node = field(repr=False, compare=False)


@dataclass(slots=True)
class Row:
    """A callback of a list.

    Attributes:
        name: its name.
        by: who put it there: ``"script"``, ``"keras"``, or ``"model"`` for the model's own history.
        cells: its calls by hook.
    """

    name: str
    by: str
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Mark:
    """What one row does with one key: puts, reads or misses it (``kind``), and in which epochs."""

    kind: str
    epochs: tuple[tuple[int, int], ...]
    node: Node = field(repr=False, compare=False)


@dataclass(slots=True)
class Flow:
    """What goes through the logs of one hook.

    Attributes:
        hook: the hook.
        keys: the keys that somebody puts there, reads or misses.
        rows: each with a name, whether it is the loop's own, and its marks by key; from top to
            bottom in the order in which they have their turn.
    """

    hook: str
    keys: list[str]
    rows: list[tuple[str, bool, dict[str, list[Mark]]]]


@dataclass(slots=True)
class Matrix:
    """One callback list.

    Attributes:
        node: the fit, evaluate or predict that it was made for, or the outermost call around it.
        method: ``"fit"``, ``"evaluate"``, ``"predict"``, or empty where it was made by hand.
        rows: its callbacks in the order of their turns.
        hooks: how often the list was told of each hook, in the order of a training.
        times: lists that did the same, this one included.
        calls: the list's own calls of hooks.
        batches: what the hooks of batches get as logs; None where there was no step, or nobody is called.
    """

    node: Node = field(repr=False)
    method: str
    rows: list[Row]
    hooks: dict[str, int] = field(default_factory=dict)
    times: int = 1
    calls: list[Node] = field(repr=False, default_factory=list)
    turns: dict[int, int] = field(repr=False, default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    batches: BatchLogs | None = None

    @property
    def given(self) -> int:
        """Callbacks that the script passed."""
        return sum(row.by == "script" for row in self.rows)

    @property
    def silent(self) -> list[str]:
        """Hooks at which the list calls nobody."""
        return [hook for hook in self.hooks if not any(hook in row.cells for row in self.rows)]

    @property
    def has_gaps(self) -> bool:
        """Whether a callback was not called at a hook at which another one was."""
        heard = [hook for hook in self.hooks if hook not in self.silent]
        return any(hook not in row.cells for hook in heard for row in self.rows)

    @property
    def withheld(self) -> tuple[str, str] | None:
        """A hook, and the old name of it that a callback with its own code there does not pass on."""
        for row in self.rows:
            for inner in ("on_batch_begin", "on_batch_end"):
                outer = inner.replace("on_", "on_train_")
                cell = row.cells.get(outer)
                if cell and not cell.empty and inner in self.hooks and inner not in row.cells:
                    return outer, inner
        return None

    def part(self, epochs: Sequence[tuple[int, int]]) -> str:
        """Epochs as numbers, ``"1, 3–5"``; empty where they are all there are, or where there are none."""
        if self.length_of(epochs) >= self.hooks.get("on_epoch_end", 0):
            return ""
        shown = [f"{first:,}" if first == last else f"{first:,}–{last:,}" for first, last in epochs]
        return ", ".join(shown if len(shown) <= RANGES else [*shown[: RANGES - 2], "…", shown[-1]])

    def length_of(self, epochs: Sequence[tuple[int, int]]) -> int:
        """How many epochs there are in ranges of them."""
        return sum(last - first + 1 for first, last in epochs)

    def same_as(self, other: Matrix) -> bool:
        """Whether another list had the same callbacks with the same calls and logs."""
        return (self.method, self.node.name, self.rows, self.hooks, self.flows) == (
            other.method,
            other.node.name,
            other.rows,
            other.hooks,
            other.flows,
        )


def callbacks_view(scene: Scene) -> View | None:
    """The view of the callbacks; None for a run without any."""
    from ..scene import View

    found = matrices_of(scene.root)
    if not found:
        return None
    context = {"lists": found[:LIMIT], "left_out": len(found) - LIMIT if len(found) > LIMIT else 0}
    return View("hooks", _("Callbacks"), context, broad=True)  # "callbacks" is the chapter


def matrices_of(root: Node) -> list[Matrix]:
    """The callback lists of a run in order, those that did the same taken together."""
    lists = _lists(root)
    events = events_of(root) if lists else []
    found: list[Matrix] = []
    for matrix in lists:
        _fill(matrix)
        mine = [event for event in events if event.call is not None and id(event.call) in matrix.turns]
        own = [event for event in events if event.call is None and _is_within(event.node, matrix.node)]
        _tell_flows(matrix, mine, own)
        _tell_batches(matrix)
        same = next((other for other in found if other.same_as(matrix)), None)
        if same is None:
            found.append(matrix)
        else:
            same.times += matrix.times
    return found


def _lists(root: Node) -> list[Matrix]:
    """Each callback list with its hooks' calls: those nearest to where it was made."""
    made: dict[int, Matrix] = {}
    found = []
    for node in root.walk():
        method, parent = label_method(node.label), node.parent
        if method == "__init__" and node.symbol == "keras.callbacks.CallbackList.__init__" and parent:
            made[id(parent)] = _list(node, parent)
            found.append(made[id(parent)])
        elif method in HOOKS and node.symbol.startswith("keras.callbacks.CallbackList.") and not node.loop:
            above = parent
            while above is not None and id(above) not in made:
                above = above.parent
            if above is not None:
                made[id(above)].calls.append(node)
    return [matrix for matrix in found if matrix.rows and matrix.calls]


def _list(node: Node, parent: Node) -> Matrix:
    rows = [Row(str(fact.callback), _by(fact)) for fact in facts_in(node, "CallbackAdded")]
    method = label_method(parent.label) if label_method(parent.label) in FIT_METHODS else ""
    return Matrix(parent, method, rows, times=parent.times)


def _by(fact: Any) -> str:
    if not fact.by_default:
        return "script"
    return "model" if fact.callback == "History" else "keras"


def _fill(matrix: Matrix) -> None:
    """Count the calls, and note whose call is whose."""
    for call in matrix.calls:
        hook = label_method(call.label)
        matrix.hooks[hook] = matrix.hooks.get(hook, 0) + call.times
        matrix.turns[id(call)] = -1
        for place, child in _by_row(matrix.rows, call, hook):
            for node in [child, *(inner for inner in child.children if label_method(inner.label) in HOOKS)]:
                _count(matrix.rows[place], label_method(node.label), node, place)
                matrix.turns[id(node)] = place
    for row in matrix.rows:
        for hook in row.cells:
            matrix.hooks.setdefault(hook, 0)
    matrix.hooks = {hook: matrix.hooks[hook] for hook in HOOKS if hook in matrix.hooks}


def _by_row(rows: Sequence[Row], call: Node, hook: str) -> Iterable[tuple[int, Node]]:
    """The callbacks' calls in a call of the list, each with its row."""
    children = [child for child in call.children if label_method(child.label) == hook]
    if len(children) == len(rows):
        return enumerate(children)
    found, place = [], 0
    for child in children:  # who is no `Callback` has no call of its own
        names = (child.name, child.label.rpartition(".")[0])
        at = next((later for later in range(place, len(rows)) if rows[later].name in names), None)
        if at is not None:
            found.append((at, child))
            place = at + 1
    return found


def _count(row: Row, hook: str, node: Node, place: int) -> None:
    own = node.symbol != f"{_BASE}{hook}" or any(
        label_method(inner.label) in HOOKS and not inner.symbol.startswith(_BASE) for inner in node.children
    )
    cell = row.cells.get(hook)
    if cell is None:
        row.cells[hook] = Cell(node.times, place + 1, not own, node)
    else:
        cell.count += node.times
        cell.empty = cell.empty and not own


def _is_within(node: Node, outer: Node) -> bool:
    above: Node | None = node
    while above is not None and above is not outer:
        above = above.parent
    return above is outer


def _tell_flows(matrix: Matrix, mine: Sequence[Event], own: Sequence[Event]) -> None:
    """What goes through the logs of each hook, and what was missed there."""
    matrix.misses = misses_of(sorted([*mine, *own], key=lambda event: event.order))
    given = given_by_steps(mine)
    for hook in matrix.hooks:
        here = [event for event in mine if event.hook == hook]
        source = SOURCES.get(hook, "")
        if source.endswith("_step"):
            calls = {id(event.call) for event in here}
            put = [event for event in given if event.who == source and _is_under(event.node, calls)]
        else:
            put = [event for event in own if event.who == source]
            if hook == "on_train_end":  # which gets the last epoch's logs
                put = [replace(event, node=matrix.node) for event in put if event.node is put[-1].node]
        if here:
            matrix.flows.append(_flow(matrix, hook, here, put))


def _tell_batches(matrix: Matrix) -> None:
    """What the hooks of batches get, where somebody is called there."""
    flows = [flow for flow in matrix.flows if flow.hook == "on_epoch_end"]
    at_end = [key for flow in flows for key in flow.keys if _is_put(flow, key)]
    found = batch_logs_of(matrix.node, matrix.method, at_end)
    if found is not None and found.hook in matrix.hooks and found.hook not in matrix.silent:
        matrix.batches = found


def _is_put(flow: Flow, key: str) -> bool:
    """Whether somebody puts the key there."""
    return any(mark.kind == "written" for _, _, marks in flow.rows for mark in marks.get(key, ()))


def _is_under(node: Node, calls: set[int]) -> bool:
    above: Node | None = node
    while above is not None:
        if id(above) in calls:
            return True
        above = above.parent
    return False


def _flow(matrix: Matrix, hook: str, here: Sequence[Event], put: Sequence[Event]) -> Flow:
    keys = list(dict.fromkeys(event.key for event in (*put, *here)))
    rows: list[tuple[str, bool, dict[str, list[Mark]]]] = []
    if put:
        rows.append((put[0].who, True, _marks(put)))
    by_row: dict[int, list[Event]] = {}
    for event in here:
        by_row.setdefault(_row_of(matrix, event.node), []).append(event)
    for place in sorted(by_row):
        name = matrix.rows[place].name if place >= 0 else by_row[place][0].who
        rows.append((name, False, _marks(by_row[place])))
    return Flow(hook, keys, rows)


def _row_of(matrix: Matrix, node: Node) -> int:
    above: Node | None = node
    while above is not None and id(above) not in matrix.turns:
        above = above.parent
    return -1 if above is None else matrix.turns[id(above)]


def _marks(events: Iterable[Event]) -> dict[str, list[Mark]]:
    """What events of one row do with each key, in order."""
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.key, event.kind), []).append(event)
    found: dict[str, list[Mark]] = {}
    for (key, kind), alike in groups.items():
        touch: Touch = touches_of(replace(event, hook="", who="") for event in alike)[0]
        found.setdefault(key, []).append(Mark(kind, touch.epochs, touch.node))
    return found
