"""What importing costs, in fresh processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from statistics import median

from .figure import Figure
from .scene import Scene
from .timing import Contender, interleave, stopwatch

__all__ = ["measure"]

ROUNDS = 15


def fresh(statement: str) -> Callable[[], object]:
    """A process that runs one statement."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)


def measure(scene: Scene) -> list[Figure]:
    """Milliseconds over `import numpy`."""
    figures = []
    cases = {
        "numpy": "import numpy",
        "fittrace": "import fittrace",
        "keras": "from fittrace import keras",
        "report": "from fittrace import report",
    }
    contenders = [Contender(name, stopwatch(fresh(statement))) for name, statement in cases.items()]
    taken = interleave(contenders, scene.times(ROUNDS)).seconds
    for name, goal in (("fittrace", 60), ("keras", None), ("report", None)):
        what = f"`{cases[name]}`, beyond `import numpy`"
        least, middle = (1000 * (of(taken[name]) - of(taken["numpy"])) for of in (min, median))
        note = f"numpy alone: {1000 * min(taken['numpy']):.0f} ms"
        figures.append(Figure(what, "ms", least, middle, goal, note))
    return figures
