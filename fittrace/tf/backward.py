"""The way back over a tape: gradients flow from the target to the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from .arrays import Array, Shape
from .indexed_slices import IndexedSlices, joined
from .tensor import Tensor
from .thread import thread

__all__ = ["Entry", "Flow", "JointEntry", "Link", "Part", "walk_back"]

Flow: TypeAlias = "Tensor | Part"


Link: TypeAlias = "tuple[int | None, Shape, Callable[[Tensor], Flow]]"
"""How an output depends on one operand: the operand's key and shape, and the rule that takes the
output's gradient to the operand's (which may still have the output's broadcast shape)."""


class Part:
    """A gradient that is zero except in a part of the operand (a slice, some rows).

    Many parts of one operand are added up in place, in one array.

    Args:
        gradient: the gradient of the part.
        add_to: adds an array to the part of a larger array.
        dense: gives the gradient of the whole operand, by operations that a tape can record.
        slices: gives the part as slices; a source that nothing else comes to is given those.
    """

    __slots__ = ("add_to", "dense", "gradient", "slices")

    def __init__(
        self,
        gradient: Tensor,
        add_to: Callable[[Array, Array], None],
        dense: Callable[[Tensor], Tensor],
        slices: Callable[[Tensor], IndexedSlices] | None = None,
    ) -> None:
        self.gradient = gradient
        self.add_to = add_to
        self.dense = dense
        self.slices = slices


class Entry:
    """One operation: its output and its links to watched operands."""

    __slots__ = ("key", "links")

    def __init__(self, key: int, links: Sequence[Link]) -> None:
        self.key = key
        self.links = links

    def depends_on(self, needed: set[int]) -> bool:
        """Whether a needed operand leads here; then the output is needed, too."""
        for link in self.links:
            if link[0] in needed:
                needed.add(self.key)
                return True
        return False

    def pull(self, gradients: Gradients, needed: set[int]) -> bool:
        """Hand the output's gradient on to the operands that are needed; False where none had come."""
        gradient = gradients.take(self.key)
        if gradient is None:
            return False
        for key, shape, rule in self.links:
            if key in needed:
                gradients.add(key, shape, rule(gradient))
        return True


class JointEntry:
    """A computation with several outputs or a gradient function of its own."""

    __slots__ = ("operands", "outputs", "rule")

    def __init__(
        self, operands: Sequence[Any], outputs: Sequence[Tensor], rule: Callable[..., Sequence[Any]]
    ) -> None:
        self.operands = [(x.key, x.array.shape) for x in operands]
        self.outputs = [(y.key, y.array.shape, y.array.dtype) for y in outputs]
        self.rule = rule

    def depends_on(self, needed: set[int]) -> bool:
        """Whether a needed operand leads here; then the outputs are needed, too."""
        if any(key in needed for key, _ in self.operands):
            needed.update(key for key, _, _ in self.outputs if key is not None)
            return True
        return False

    def pull(self, gradients: Gradients, needed: set[int]) -> bool:
        """Hand the outputs' gradients on to the operands that are needed; False where none had come."""
        arrived = [gradients.take(key) for key, _, _ in self.outputs]
        if all(gradient is None for gradient in arrived):
            return False
        filled = [
            Tensor(np.zeros(shape, dtype)) if gradient is None else gradient
            for gradient, (_, shape, dtype) in zip(arrived, self.outputs, strict=True)
        ]
        for (key, shape), gradient in zip(self.operands, self.rule(*filled), strict=True):
            if gradient is not None and key in needed:
                gradients.add(key, shape, gradient)
        return True


class Gradients:
    """The gradients on their way: a sum for every key they have reached.

    Args:
        sources: the keys whose sums stay to the end.
    """

    def __init__(self, sources: set[int]) -> None:
        self._sources = sources
        self._sums: dict[int, Tensor] = {}
        self._mine: set[int] = set()  # sums whose array was made here, so that it can be added to in place
        self._slices: dict[int, list[IndexedSlices]] = {}  # instead of a sum, as long as only slices come

    def take(self, key: Any) -> Tensor | None:
        """The sum for an operation's output; it is complete by now."""
        if self._slices and key in self._slices:
            slices = self._slices[key] if key in self._sources else self._slices.pop(key)
            return joined(slices).as_tensor()
        self._mine.discard(key)
        return self._sums.get(key) if key in self._sources else self._sums.pop(key, None)

    def get(self, key: Any) -> Tensor | IndexedSlices | None:
        """The sum for a source, or None where no gradient came.

        As in TensorFlow, slices if all that came were slices.
        """
        slices = self._slices.get(key)
        return joined(slices) if slices else self._sums.get(key)

    def add(self, key: Any, shape: Shape, flow: Flow) -> None:
        """Add a gradient for an operand of this shape, which may have been broadcast."""
        if type(flow) is Tensor and flow.array.shape == shape and key not in self._sums and not self._slices:
            self._sums[key] = flow  # what nearly every gradient is: whole, of its operand's shape, the first
            return
        if isinstance(flow, Part) and flow.slices is not None and key not in self._sums:
            self._slices.setdefault(key, []).append(flow.slices(flow.gradient))
            return
        if key in self._slices:
            self._add(key, shape, joined(self._slices.pop(key)).as_tensor())
        self._add(key, shape, flow)

    def _add(self, key: Any, shape: Shape, flow: Flow) -> None:
        if isinstance(flow, Part):
            if not thread.tapes:
                self._add_part(key, shape, flow)
                return
            flow = flow.dense(flow.gradient)
        if flow.array.shape != shape:
            flow = sum_to(flow, shape)
        before = self._sums.get(key)
        if before is None:
            self._sums[key] = flow
        elif thread.tapes:
            self._sums[key] = before + flow
        elif key in self._mine:
            thread.run(np.add, before.array, flow.array, before.array)
        else:
            self._sums[key] = Tensor(thread.run(np.add, before.array, flow.array))
            self._mine.add(key)

    def _add_part(self, key: Any, shape: Shape, part: Part) -> None:
        before = self._sums.get(key)
        if before is None:
            self._sums[key] = Tensor(np.zeros(shape, part.gradient.array.dtype))
        elif key not in self._mine:
            self._sums[key] = Tensor(before.array.copy())
        self._mine.add(key)
        thread.run(part.add_to, self._sums[key].array, part.gradient.array)


def walk_back(
    entries: list[Entry | JointEntry],
    targets: Sequence[Any],
    sources: Sequence[Any],
    starts: Sequence[Any] | None,
    keep: bool,
    passed: set[int] | None = None,
) -> Gradients:
    """The gradients of `targets` at `sources`, starting from `starts` or from ones.

    Only entries between sources and targets are computed.  With `keep` the entries
    stay; otherwise each is dropped as soon as it has been used.  The identities of the
    entries that a gradient went through are added to `passed`.
    """
    needed = {source.key for source in sources if source.key is not None}
    gradients = Gradients(set(needed))
    relevant = [entry for entry in entries if entry.depends_on(needed)]
    if not keep:
        entries.clear()
    for i, target in enumerate(targets):
        if target.key in needed:
            start = None if starts is None else starts[i]
            gradients.add(target.key, target.array.shape, _start(target, start))
    for entry in _reversed(relevant):
        if entry.pull(gradients, needed) and passed is not None:
            passed.add(id(entry))
    return gradients


def sum_to(gradient: Tensor, shape: Shape) -> Tensor:
    """The gradient of an operand that was broadcast: summed over the axes it was repeated along."""
    from .ops.reduction import reduce_sum
    from .ops.shaping import reshape

    given = gradient.array.shape
    extra = len(given) - len(shape)
    repeated = [i for i, length in enumerate(given) if i < extra or (shape[i - extra] == 1 and length != 1)]
    summed = reduce_sum(gradient, repeated)
    return summed if summed.array.shape == shape else reshape(summed, shape)


def _reversed(entries: list[Entry | JointEntry]) -> Iterator[Entry | JointEntry]:
    while entries:
        yield entries.pop()


def _start(target: Any, start: Any) -> Tensor:
    if start is not None:
        from .convert import convert_to_tensor

        return convert_to_tensor(start, target.dtype)
    return Tensor(np.ones(target.array.shape, target.array.dtype))
