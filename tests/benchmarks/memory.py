"""What a long recording holds in memory and puts on disk; each one in a process of its own.

``python -m tests.benchmarks.memory WORK STEPS`` is such a process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import fittrace

from .figure import Figure, NotMeasured, figure_of, not_measured
from .scene import Scene
from .steps import run_steps
from .tiny import fits

__all__ = ["measure"]

STEPS, FIRST_STEPS = 1_000_000, 5_000
FIT_STEPS, FIRST_FIT_STEPS = 20_000, 1_000
MEGABYTE = 1e6
WORKS: dict[str, Callable[[int], Callable[[], object]]] = {
    "steps": lambda steps: lambda: run_steps(steps),
    "fit": fits,
}
GOALS = {"memory": 100.0, "file": 64.0}


def peak() -> float:
    """The most memory that this process ever had, in megabytes.

    Raises:
        NotMeasured: the system does not tell.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        raise NotMeasured("memory is read from /proc/self/status, which this system does not have") from None
    return int(kilobytes) * 1024 / MEGABYTE


def recorded(work: str, steps: int) -> dict[str, float]:
    """Record so many steps into a file; megabytes taken at most, bytes of the file.

    Raises:
        NotMeasured: the file does not hold all of it, so that its size would tell nothing.
    """
    prepared = WORKS[work](steps)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.fittrace"
        before = peak()
        with fittrace.record(path):
            prepared()
        taken = {"memory": peak() - before, "file": float(path.stat().st_size)}
        state = fittrace.load(path).ending.state
    if state != "finished":
        raise NotMeasured(f"the file does not hold the whole run: it says {state!r}")
    return taken


def in_a_process(work: str, steps: int) -> dict[str, float]:
    """`recorded` in a fresh process, whose memory nobody else has touched."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", work, str(steps)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    if done.returncode:
        raise NotMeasured(done.stderr.strip().splitlines()[-1].rpartition("NotMeasured: ")[2])
    outcome: dict[str, float] = json.loads(done.stdout)
    return outcome


def measure(scene: Scene) -> list[Figure]:
    """Memory of the recorder for many steps of one structure, and what each step adds to the file."""
    figures = []
    for work, story, first, last in (
        ("steps", "steps of hooks and facts", FIRST_STEPS, STEPS),
        ("fit", "steps of a real fit", FIRST_FIT_STEPS, FIT_STEPS),
    ):
        few, many = scene.part(first), scene.part(last, least=2)
        memory, file = f"{many:,} {story}: memory", f"{many:,} {story}: file, a step"
        try:
            short, long = in_a_process(work, few), in_a_process(work, many)
        except NotMeasured as error:
            figures.append(not_measured(memory, "MB", str(error), GOALS["memory"]))
            figures.append(not_measured(file, "B", str(error), GOALS["file"]))
            continue
        growth = (long["file"] - short["file"]) / (many - few)
        held = f"{short['memory']:.1f} MB for {few:,} steps"
        size = f"{long['file'] / MEGABYTE:.2f} MB in all, {short['file'] / MEGABYTE:.2f} MB for {few:,} steps"
        figures.append(figure_of([long["memory"]], memory, "MB", GOALS["memory"], held))
        figures.append(figure_of([growth], file, "B", GOALS["file"], size))
    return figures


if __name__ == "__main__":
    print(json.dumps(recorded(sys.argv[1], int(sys.argv[2]))))
