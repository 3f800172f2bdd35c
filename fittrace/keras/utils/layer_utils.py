"""The table that `model.summary()` prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from .io_utils import print_msg

__all__ = ["count_params", "print_summary"]

_BREAK_AFTER: Final = ("),", "},", "],", "',")
"""A cell that does not fit is broken after the first of these, so that lists stand one item a line."""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table whose columns end at fixed places.

    Attributes:
        width: of a line, in characters.
        ends: where each column ends.
        write: takes each line.
    """

    width: int
    ends: Sequence[int]
    write: Callable[[str], None]

    def rule(self, mark: str) -> None:
        """Write a line of marks."""
        self.write(mark * self.width)

    def row(self, cells: Sequence[Any], depth: int = 0) -> None:
        """Write a row, in as many lines as its longest cell needs.

        Args:
            cells: one for each column.
            depth: how many models the row's layer lies in; as many bars are drawn at both ends.
        """
        left = [str(cell) for cell in cells]
        while any(left):
            line = "|" * depth + " "
            start = 0
            for column, end in enumerate(self.ends):
                gap = 0 if column == len(self.ends) - 1 else 2
                taken = _first_part(left[column], end - start - gap)
                left[column] = left[column][len(taken) :]
                line = (line + taken + " " * gap).ljust(end - depth)
                start = end
            self.write(line + "|" * depth)

    def space(self, depth: int, mark: str = " ") -> None:
        """Write a line between two rows."""
        self.write("|" * depth + mark * (self.width - 2 * depth) + "|" * depth)


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    print_fn: Callable[[str], None] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> None:
    """Write a table of the model's layers; arguments as for `Model.summary`."""
    is_stack = _is_stack(model)
    columns = ["Layer (type)", "Output Shape", "Param #"] + ([] if is_stack else ["Connected to"])
    width = line_length or (65 if is_stack else 98)
    ends = list(positions or ((0.45, 0.85, 1.0) if is_stack else (0.33, 0.55, 0.67, 1.0)))
    ends = [int(width * share) for share in ends] if ends[-1] <= 1 else ends
    if show_trainable:
        columns.append("Trainable")
        width += 11
        ends.append(width)
    table = Table(width, [int(end) for end in ends], print_fn or print_msg)
    table.write(f'Model: "{model.name}"')
    table.rule("_")
    table.row(columns)
    table.rule("=")
    within = None if is_stack else set(model._graph.nodes)
    for layer in _in_range(model.layers, layer_range):
        _describe(table, layer, within, expand_nested, show_trainable)
    table.rule("=")
    trained, frozen = count_params(model.trainable_weights), count_params(model.non_trainable_weights)
    table.write(f"Total params: {trained + frozen:,}")
    table.write(f"Trainable params: {trained:,}")
    table.write(f"Non-trainable params: {frozen:,}")
    table.rule("_")


def count_params(weights: Sequence[Any]) -> int:
    """How many elements the weights have in all, each weight counted once."""
    return sum(prod(weight.shape) for weight in {id(weight): weight for weight in weights}.values())


def _first_part(cell: str, room: int) -> str:
    """As much of the cell as goes into one line."""
    part = cell[:room]
    breaks = [part.find(mark) + len(mark) for mark in _BREAK_AFTER if mark in part]
    return part[: min(breaks)] if breaks else part


def _is_stack(model: Any) -> bool:
    """Whether the layers stand one after the other, so that nothing needs to be said about connections."""
    if type(model).__name__ == "Sequential" or not model._is_graph_network:
        return True
    by_depth = model._graph.nodes_by_depth.values()
    if any(len(nodes) > 1 or len(nodes[0].keras_inputs) > 1 for nodes in by_depth):
        return False
    within = set(model._graph.nodes)
    return all(sum(node in within for node in layer.inbound_nodes) <= 1 for layer in model.layers)


def _describe(
    table: Table,
    layer: Any,
    within: set[Any] | None,
    expand_nested: bool,
    show_trainable: bool,
    depth: int = 0,
    is_last: bool = False,
) -> None:
    """Write a layer's row, and with `expand_nested` the rows of the layers inside it."""
    cells = [f"{layer.name} ({type(layer).__name__})", _output_shape(layer), _params(layer)]
    if within is not None:
        cells.append(_connections(layer, within))
    if show_trainable:
        cells.append("Y" if layer.trainable else "N")
    table.row(cells, depth)
    inner = getattr(layer, "layers", None) if expand_nested else None
    if inner:
        table.space(depth + 1, "¯")
        for place, item in enumerate(inner, start=1):
            _describe(table, item, within, expand_nested, show_trainable, depth + 1, place == len(inner))
        table.space(depth, "¯")
    elif not is_last:
        table.space(depth)


def _output_shape(layer: Any) -> Any:
    try:
        return layer.output_shape
    except AttributeError:
        return "multiple"


def _params(layer: Any) -> Any:
    return layer.count_params() if layer.built else "0 (unused)"


def _connections(layer: Any, within: set[Any]) -> list[str]:
    """Where the layer's inputs come from, within the model."""
    return [
        f"{source.name}[{node_index}][{tensor_index}]"
        for node in layer.inbound_nodes
        if node in within
        for source, node_index, tensor_index, _ in node.iterate_inbound()
    ]


def _in_range(layers: Sequence[Any], layer_range: Sequence[str] | None) -> Sequence[Any]:
    """The layers between the first that one pattern fits and the last that the other fits."""
    if layer_range is None:
        return layers
    if len(layer_range) != 2 or not all(isinstance(pattern, str) for pattern in layer_range):
        raise ValueError(
            f"`layer_range` is {layer_range!r}; expected the names of the first and the last layer."
        )
    first, last = (
        [place for place, layer in enumerate(layers) if re.match(pattern, layer.name)]
        for pattern in layer_range
    )
    if not first or not last:
        names = [layer.name for layer in layers]
        raise ValueError(
            f"`layer_range` is {layer_range!r}, which does not fit the names of the layers, {names}."
        )
    if min(first) > max(last):
        first, last = last, first
    return layers[min(first) : max(last) + 1]
