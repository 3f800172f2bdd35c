"""What keeping values costs under each policy, on the classic classifier."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import fittrace

from .epoch import BATCH, classifier, data
from .figure import Figure, figure_of
from .scene import Scene
from .timing import Contender, interleave, stopwatch

__all__ = ["measure"]

STEPS, ROUNDS = 50, 7
Policy = Literal["novel", "all", "none"]


def recorded(work: Callable[[], object], policy: Policy, path: Path | None = None) -> None:
    """Do the work under a recorder."""
    with fittrace.record(path, values=policy):
        work()


def file_size(work: Callable[[], object], policy: Policy) -> int:
    """Bytes of the work's run file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.fittrace"
        recorded(work, policy, path)
        return path.stat().st_size


def measure(scene: Scene) -> list[Figure]:
    """Some steps under each policy, beside the same steps that nobody records; then their files."""
    figures = []
    steps = scene.part(STEPS, least=2)
    x, y = data(steps * BATCH)
    model = classifier()

    def fit() -> None:
        model.fit(x, y, batch_size=BATCH, verbose=0)

    policies: tuple[Policy, ...] = get_args(Policy)
    contenders = [Contender("fittrace", stopwatch(fit))]
    contenders += [Contender(policy, stopwatch(partial(recorded, fit, policy))) for policy in policies]
    times = interleave(contenders, scene.times(ROUNDS), scene.rest)
    for policy in policies:
        what = f'{steps} steps of the classifier, values="{policy}" : not recorded'
        figures.append(times.ratio(policy, "fittrace", what))
    without = file_size(fit, "none")
    for policy in ("novel", "all"):
        more = file_size(fit, policy) - without
        what = f'what values="{policy}" adds to the file of {steps} steps'
        figures.append(
            figure_of([more / 1000], what, "kB", note=f'values="none": {without / 1000:.1f} kB in all')
        )
    return figures
