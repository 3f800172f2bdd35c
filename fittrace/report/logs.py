"""The flow of the logs, to be asked from Python: who wrote, read and missed each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..trace import Run
from .panes.logsevents import events_of
from .panes.logsflow import KeyFlow, Miss, Touch, flow_of

__all__ = ["KeyFlow", "LogsFlow", "Miss", "Touch", "logs_flow_of"]

_REASONS: Final = {
    "later": "{writer} puts it there afterwards, in the same hook; let it stand before {who} in the list",
    "own": "{who} puts it there itself, but afterwards",
    "begin": "the logs of a begin hook are empty",
    "taken": "somebody took it out before",
    "gone": "{writer} puts it into the logs of {hook}, which are others",
    "end": "it is there at the end of an epoch only",
    "epochs": "it is there in other epochs only",
    "validation": "nothing is validated in this training",
    "never": "nobody puts it there",
}


class LogsFlow(Mapping[str, KeyFlow]):
    """Each key's way through the `logs` that callbacks are handed, by key, in order of first mention.

    Attributes:
        warnings: a sentence for each read of what was not there, those first that came too early.
    """

    def __init__(self, flows: list[KeyFlow]) -> None:
        self._flows = {flow.key: flow for flow in flows}

    def __getitem__(self, key: str) -> KeyFlow:
        return self._flows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._flows)

    def __len__(self) -> int:
        return len(self._flows)

    @property
    def warnings(self) -> list[str]:
        """A sentence for each read of what was not there; reads before writes come first."""
        misses = [miss for flow in self.values() for miss in flow.misses]
        misses.sort(key=lambda miss: miss.reason not in ("later", "own"))
        return [_warning(miss) for miss in misses]

    def as_dict(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            key: {
                "writers": [touch.as_dict() for touch in flow.writers],
                "readers": [touch.as_dict() for touch in flow.readers],
                "misses": [miss.as_dict() for miss in flow.misses],
            }
            for key, flow in self.items()
        }

    def __str__(self) -> str:
        """A line for each key, then the warnings."""
        lines = [
            f"{key}: written by {_names(flow.writers)}; read by {_names(flow.readers)}"
            for key, flow in self.items()
        ]
        return "\n".join([*lines, *(f"warning: {warning}" for warning in self.warnings)])

    def __repr__(self) -> str:
        return f"<LogsFlow of {', '.join(self) or 'no key'}: {len(self.warnings)} warnings>"


def logs_flow_of(run: Run) -> LogsFlow:
    """The flow of a run's logs, see `Run.logs_flow`."""
    return LogsFlow(flow_of(events_of(run.tree())))


def _warning(miss: Miss) -> str:
    who, writer = _name(miss.touch), miss.writer
    reason = _REASONS[miss.reason].format(
        who=miss.touch.who,
        writer="somebody" if writer is None else writer.who,
        hook="another hook" if writer is None or not writer.hook else writer.hook,
    )
    times = "" if miss.touch.times == 1 else f" ({miss.touch.times:,} times)"
    return f"{who} asks for {miss.key!r}, which is not there{times}: {reason}"


def _names(touches: tuple[Touch, ...]) -> str:
    return ", ".join(map(_name, touches)) or "nobody"


def _name(touch: Touch) -> str:
    return f"{touch.who}.{touch.hook}" if touch.hook else touch.who
