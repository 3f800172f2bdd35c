"""Times: where the seconds of a run went, as far as the recording tells."""

from __future__ import annotations

from dataclasses import dataclass

from ...trace import Node

__all__ = ["TimesStory", "times_of"]


@dataclass(frozen=True, slots=True)
class TimesStory:
    """Where the time of the recording thread went, in seconds.

    Attributes:
        whole: of the run.
        before: until the first recorded call: imports, and the script's preparations.
        calls: in recorded calls.
    """

    whole: float
    before: float
    calls: float

    @property
    def between(self) -> float:
        """Between recorded calls and after the last one."""
        return max(0.0, self.whole - self.before - self.calls)


def times_of(root: Node, whole: float) -> TimesStory | None:
    """The times of a run; None where it made no call."""
    if not root.children:
        return None
    calls = sum(node.duration for node in root.children)
    before = min(whole, max(0.0, root.children[0].start))
    return TimesStory(whole, before, min(calls, whole - before))
