"""The progress bar that `fit` draws."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from fittrace.keras.utils.io_utils import print_msg


class Progbar:
    """Draws how far a loop is, with running averages of the values it reports.

    Args:
        target: how many steps there are in all, None where nobody knows.
        width: of the bar, in characters.
        verbose: 0 silent, 1 a bar that moves, 2 one line at the end.
        interval: least time between two drawings, in seconds.
        stateful_metrics: names of values that are averages already and are shown as they are.
        unit_name: what a step is called beside its duration, "step" or "sample".
    """

    def __init__(
        self,
        target: int | None,
        width: int = 30,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self._redraws = _can_redraw()
        self._total_width = 0
        self._seen_so_far = 0
        self._values: dict[str, tuple[Any, int]] = {}
        self._start = self._time_at_epoch_start = time.time()
        self._last_update = 0.0
        self._time_at_epoch_end: float | None = None
        self._time_after_first_step: float | None = None

    def update(
        self, current: int, values: Iterable[tuple[str, Any]] | None = None, finalize: bool | None = None
    ) -> None:
        """Show that `current` steps are done.

        Args:
            current: steps done.
            values: (name, value of the last step) pairs.
            finalize: whether this is the end; by default, whether the target is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._take(current, values or ())
        now = time.time()
        if current == self.target:
            self._time_at_epoch_end = now
        if self.verbose == 1:
            if now - self._last_update < self.interval and not finalize:
                return
            self._draw_bar(current, now, finalize)
        elif self.verbose == 2 and finalize:
            self._draw_line(current, now)
        self._last_update = now

    def add(self, n: int, values: Iterable[tuple[str, Any]] | None = None) -> None:
        """Show that `n` more steps are done."""
        self.update(self._seen_so_far + n, values)

    def _update_stateful_metrics(self, stateful_metrics: Iterable[str]) -> None:
        self.stateful_metrics |= set(stateful_metrics)

    def _take(self, current: int, values: Iterable[tuple[str, Any]]) -> None:
        steps = max(current - self._seen_so_far, 1)
        for name, value in values:
            if name in self.stateful_metrics:
                self._values[name] = (value, 1)
            else:
                total, weight = self._values.get(name, (0, 0))
                self._values[name] = (total + value * steps, weight + steps)
        self._seen_so_far = current

    def _draw_bar(self, current: int, now: float, finalize: bool) -> None:
        before = self._total_width
        bar = self._bar(current)
        step_duration = self._step_duration(current, now)
        if self.target is None or finalize:
            info = f" - {now - self._start:.0f}s{_duration(step_duration, self.unit_name)}"
        else:
            info = f" - ETA: {_clock(step_duration * (self.target - current))}"
        info += self._averages()
        self._total_width = len(bar) + len(info)
        info += " " * (before - self._total_width)
        back = "\b" * before + "\r" if self._redraws else "\n"
        print_msg(back + bar + info + ("\n" if finalize else ""), line_break=False)

    def _draw_line(self, current: int, now: float) -> None:
        averages = self._averages(as_exponent_below=1e-3)
        info = f"{_count(current, self.target)} - {now - self._start:.0f}s{averages}"
        if self._time_at_epoch_end is not None and self.target:
            epoch = self._time_at_epoch_end - self._time_at_epoch_start
            info += f" -{_duration(epoch, 'epoch')} -{_duration(epoch / self.target, self.unit_name)}\n"
            self._time_at_epoch_start, self._time_at_epoch_end = now, None
        print_msg(info, line_break=False)

    def _bar(self, current: int) -> str:
        if self.target is None:
            return f"{current:7d}/Unknown"
        done = int(self.width * current / self.target)
        head = ">" if current < self.target else "="
        drawn = "=" * (done - 1) + head if done > 0 else ""
        return f"{_count(current, self.target)} [{drawn}{'.' * (self.width - done)}]"

    def _averages(self, as_exponent_below: float | None = None) -> str:
        """Each value; as Keras does, the one-line form shows every negative one with an exponent."""
        shown = ""
        for name, (total, weight) in self._values.items():
            average = float(np.mean(total / max(1, weight)))
            plain = abs(average) > 1e-3 if as_exponent_below is None else average > as_exponent_below
            shown += f" - {name}: " + (f"{average:.4f}" if plain else f"{average:.4e}")
        return shown

    def _step_duration(self, current: int, now: float) -> float:
        """Seconds a step; the first one is left out once there are more, since it also builds."""
        if not current:
            return 0.0
        if self._time_after_first_step is not None and current > 1:
            return (now - self._time_after_first_step) / (current - 1)
        if current == 1:
            self._time_after_first_step = now
        return (now - self._start) / current


def _can_redraw() -> bool:
    return (
        (hasattr(sys.stdout, "isatty") and sys.stdout.isatty())
        or "ipykernel" in sys.modules
        or "posix" in sys.modules
        or "PYCHARM_HOSTED" in os.environ
    )


def _count(current: int, target: int | None) -> str:
    digits = len(str(target))
    return f"{current:{digits}d}/{target}"


def _duration(seconds: float, unit: str) -> str:
    if seconds >= 1 or seconds == 0:
        return f" {seconds:.0f}s/{unit}"
    if seconds >= 1e-3:
        return f" {seconds * 1e3:.0f}ms/{unit}"
    return f" {seconds * 1e6:.0f}us/{unit}"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    if seconds > 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    if seconds > 60:
        return f"{whole // 60}:{whole % 60:02d}"
    return f"{whole}s"
