"""Changes: an array measured before and after a block that changes it in place."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from .context import lane_here
from .facts import Fact, state_in
from .measures import largest

if TYPE_CHECKING:
    from .lane import Lane

__all__ = ["SAMPLE", "changing"]

SAMPLE: Final = 6
"""Elements that a fact's ``sample_`` fields hold."""


class _NothingChanges:
    """The block is simply run."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


_NOTHING: Final = _NothingChanges()


class _Change:
    """Measures an array before and after a block, then states the fact."""

    def __init__(self, lane: Lane, kind: type[Fact], watched: Any, fields: dict[str, Any]) -> None:
        self._lane, self._kind, self._watched, self._fields = lane, kind, watched, fields
        self._before: Any = None

    def __enter__(self) -> Self:
        import numpy as np

        if not self._lane.reads_values:
            return self
        try:
            self._before = np.asarray(self._watched).copy()
        except Exception:  # a user's __array__ may raise anything; the fact is stated without the numbers
            self._before = None
        return self

    def __exit__(
        self, error: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None:
            measured = self._measured()
            for name in self._kind.rules:
                ending = name.rpartition("_")[2]
                if ending in measured:
                    self._fields.setdefault(name, measured[ending])
            if "change" in measured:
                self._sample(measured["change"])
            state_in(self._lane, self._kind, self._fields)

    def _sample(self, change: Any) -> None:
        """Cut the ``sample_`` fields down to the elements that changed most."""
        import numpy as np

        places = largest(np.abs(change).ravel(), SAMPLE)
        for name in self._kind.rules:
            if not name.startswith("sample_"):
                continue
            try:
                whole = places if name == "sample_places" else np.asarray(self._fields[name]).ravel()[places]
            except Exception:  # what was given has other elements than the array, or none
                whole = None
            self._fields[name] = whole

    def _measured(self) -> dict[str, Any]:
        """The array before, after, and the difference where arrays of that dtype have one."""
        if self._before is None:
            return {}
        import numpy as np

        try:
            after = np.asarray(self._watched)
            measured = {"before": self._before, "after": after}
            if after.dtype.kind in "iufc":
                with np.errstate(all="ignore"):  # infinite weights are the training's affair
                    measured["change"] = after - self._before
            return measured
        except Exception:  # as above
            return {}


def changing(kind: type[Fact], /, **fields: Any) -> _Change | _NothingChanges:
    """A block that changes an array in place, and the fact that says how.

    The first field names the array.  Fields of the kind that end in ``_before``,
    ``_after`` and ``_change`` are given the array as it was, as it is, and the
    difference; fields that begin with ``sample_`` hold `SAMPLE` elements, those that
    changed most, at the places in ``sample_places``.  Free when nobody records; skipped
    where an iteration repeats.

    Args:
        kind: a fact class whose changes are kept on novel structures.
        **fields: as for `emit`; the first one is the array that changes.
    """
    lane = lane_here()
    if lane is None or lane.loops.repeating():
        return _NOTHING
    return _Change(lane, kind, next(iter(fields.values())), fields)
