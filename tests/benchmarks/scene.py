"""What every story is given: how much to measure, and whom to measure against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .peers.peer import Peers
from .timing import Contender

__all__ = ["Scene"]


@dataclass(frozen=True)
class Scene:
    """How a story is measured.

    Attributes:
        peers: other libraries, each in a process of its own.
        rounds: rounds of each story; None is the story's own number.
        share: the part of a round's work that is done; 1 is what the page tells of.
        rest: seconds before a round, as the threads of another library's pool spin for a while.
    """

    peers: Peers
    rounds: int | None = None
    share: float = 1.0
    rest: float = 0.25

    def times(self, usual: int) -> int:
        """The number of rounds."""
        return self.rounds if self.rounds is not None else usual

    def part(self, amount: int, least: int = 1) -> int:
        """Rows, steps or calls of a round."""
        return max(least, round(amount * self.share))

    def contender(self, name: str, library: str, work: str, steps: int, scale: float = 1.0) -> Contender:
        """A peer that does `steps` steps of a work a round; its seconds are multiplied by `scale`."""
        ask: Callable[[], float] = lambda: scale * self.peers.round(library, work, steps)  # noqa: E731  # one line
        return Contender(name, ask)
