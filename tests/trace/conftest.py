"""What the recorder's tests share."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from fittrace.trace import Run, Span


def line_of(span: Span) -> str:
    """A span as one line: indented by depth, a layer's name or a loop's index behind, a failure marked."""
    index = "" if span.index is None else f" {span.index}"
    name = "" if span.name is None else f" {span.name}"
    ended = "" if span.exception is None else f" !{span.exception.type}"
    return f"{'  ' * span.depth}{span.label}{index}{name}{ended}{'' if span.finished else ' ...'}"


@pytest.fixture(scope="session")
def told() -> Callable[..., list[str]]:
    """A run's spans, a line each."""
    return lambda run, lane=0: [line_of(span) for span in run.spans(lane)]


@pytest.fixture(scope="session")
def dump() -> Callable[[Run], object]:
    """Everything a reader can learn from a run, to compare two runs."""

    def dumped(run: Run) -> object:
        lanes = range(len(run.lanes))
        return {
            "header": run.header,
            "ending": run.ending,
            "lanes": run.lanes,
            "calls": run.calls,
            "spans": [
                [(line_of(s), s.symbol, s.start, s.duration) for s in run.spans(lane)] for lane in lanes
            ],
            "facts": [[(repr(fact), fact.kept) for fact in run.facts(lane=lane)] for lane in lanes],
            "trees": [[(n.label, n.count, n.times, n.mean) for n in run.tree(lane).walk()] for lane in lanes],
        }

    return dumped


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a script as a process of its own, in the test's folder, and gives what became of it."""

    def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "script.py"
        file.write_text(textwrap.dedent(script), encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(file), *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run
