"""The tape's operations, put together by the layer that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...trace import Fact, Node
from .stages import label_method

__all__ = ["Taped", "by_layer", "call_of_layer", "place_in"]


@dataclass(frozen=True, slots=True)
class Taped:
    """Operations in a row that one layer made; `layer` is empty where none did.

    Attributes:
        rows: each operation with its number on the tape, from 1, and the call it was noted in.
    """

    layer: str
    rows: tuple[tuple[int, Node, Fact], ...]

    @property
    def first(self) -> int:
        """Number of the first one."""
        return self.rows[0][0]

    @property
    def last(self) -> int:
        """Number of the last one."""
        return self.rows[-1][0]


def by_layer(taped: Sequence[tuple[Node, Fact]], begin: int = 1) -> list[Taped]:
    """The operations in their order, cut where the layer changes.

    Args:
        taped: call and fact of each.
        begin: number of the first one on the tape.
    """
    parts: list[Taped] = []
    for number, (node, fact) in enumerate(taped, begin):
        layer = _layer_of(node)
        if parts and parts[-1].layer == layer:
            parts[-1] = Taped(layer, (*parts[-1].rows, (number, node, fact)))
        else:
            parts.append(Taped(layer, ((number, node, fact),)))
    return parts


def _layer_of(node: Node) -> str:
    """The outermost layer inside the model that is being called, else the innermost that has a name."""
    call = call_of_layer(node)
    return "" if call is None else call.name or ""


def call_of_layer(node: Node) -> Node | None:
    """The call of the outermost layer around, inside the model; None where there is none."""
    found = None
    above: Node | None = node
    while above is not None and label_method(above.label) not in ("_run_internal_graph", "train_step"):
        if above.name and label_method(above.label) == "__call__":
            found = above
        above = above.parent
    return found


def place_in(place: int, shape: Sequence[object] | None) -> str:
    """An index in C order by row and column and so on: ``[683, 306]``."""
    lengths = [length for length in shape or () if isinstance(length, int) and length > 0]
    if len(lengths) != len(shape or ()):
        lengths = []
    found: list[int] = []
    for length in reversed(lengths[1:]):
        place, rest = divmod(place, length)
        found.append(rest)
    return str([place, *reversed(found)])
