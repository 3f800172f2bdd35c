"""The page: how large it is, how long it takes to make, and how soon a reader can use it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import fittrace

from .chromium import opened
from .figure import Figure, NotMeasured, figure_of, not_measured
from .scene import Scene
from .varied import varied_run

__all__ = ["measure"]

ROUNDS = 5
DEMO_EPOCHS = 5
MODELS, VARIED_EPOCHS = 10, 13
"""Give about 100,000 calls."""
TIMES_AS_LONG = 10

_MAKE = """
import json, sys, time, fittrace
run = fittrace.load(sys.argv[1])
begin = time.perf_counter()
run.report(sys.argv[2])
print(json.dumps(time.perf_counter() - begin))
"""


def measure(scene: Scene) -> list[Figure]:
    """Of the demo, of a run of 100,000 calls, and of one ten times as long."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds = scene.times(ROUNDS)
        demo = _demo(folder / "demo.fittrace", scene.part(DEMO_EPOCHS))
        figures = _of_one(demo, "the demo’s page", rounds, bytes_goal=1.0, seconds_goal=3.0)
        models, epochs = scene.part(MODELS), scene.part(VARIED_EPOCHS)
        varied, calls = _varied(folder / "varied.fittrace", models, epochs)
        figures += _of_one(varied, f"{calls:,} calls of {models} models", rounds, bytes_goal=3.0)
        longer, many = _varied(folder / "longer.fittrace", models, TIMES_AS_LONG * epochs)
        _made(longer)
        ratio = _size(longer) / _size(varied)
        what = f"the page of {many:,} calls : that of {calls:,}"
        figures.append(figure_of([ratio], what, "x", 1.1, "the same structure"))
    return figures


def _demo(file: Path, epochs: int) -> Path:
    """The recording of the example that `make demo` trains."""
    example = Path(__file__).parents[2] / "examples" / "mnist_mlp.py"
    command = ["run", "--save", str(file), str(example), "--epochs", str(epochs)]
    subprocess.run([sys.executable, "-m", "fittrace", *command], check=True, capture_output=True)
    return file


def _varied(file: Path, models: int, epochs: int) -> tuple[Path, int]:
    run = varied_run(models, epochs)
    run.save(file)
    return file, run.calls


def _made(file: Path) -> float:
    """Seconds that the page takes in a process that has made none before."""
    command = [sys.executable, "-c", _MAKE, str(file), str(file.with_suffix(".html"))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout))


def _of_one(
    file: Path, what: str, rounds: int, *, bytes_goal: float, seconds_goal: float | None = None
) -> list[Figure]:
    """Size, making and opening of one recording's page."""
    taken = [1000 * _made(file) for _ in range(rounds)]
    page = file.with_suffix(".html")
    calls = f"{fittrace.load(file).calls:,} calls"
    goal = None if seconds_goal is None else 1000 * seconds_goal
    return [
        figure_of([_size(file) / 1e6], f"{what}, size", "MB", bytes_goal, calls),
        figure_of(taken, f"{what}, made in a fresh process, diagrams included", "ms", goal, calls),
        _opening(page, f"{what}, from opening it to a click that shows a call", rounds),
    ]


def _opening(page: Path, what: str, rounds: int) -> Figure:
    try:
        return figure_of(opened(page, rounds), what, "ms", 1000.0, "headless Chromium")
    except NotMeasured as reason:
        return not_measured(what, "ms", str(reason), 1000.0)


def _size(file: Path) -> int:
    """Bytes of the recording's page."""
    return file.with_suffix(".html").stat().st_size
