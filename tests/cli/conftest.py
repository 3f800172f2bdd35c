"""Scripts to run, and the command as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

SMALL = '''
"""A training in miniature, made of hooks alone: two epochs of four steps."""
import sys
from fittrace.trace import Hooked, hook, loop

class Model(Hooked, named="name"):
    name = "small"

    @hook
    def fit(self):
        for epoch in self.epochs():
            for step in self.steps():
                self.train_step(epoch, step)

    @loop("epoch")
    def epochs(self):
        yield from range(2)

    @loop("step")
    def steps(self):
        yield from range(4)

    @hook
    def train_step(self, epoch, step):
        if "fail" in sys.argv and (epoch, step) == (1, 2):
            raise ValueError("the data ran dry")

Model().fit()
'''
"""Makes 9 calls: one `fit`, eight `train_step`."""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run ``fittrace ARGUMENTS`` in `tmp_path`; gives the finished process with its texts."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fittrace", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
            **options,
        )

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """Write a script into `tmp_path`; gives its name."""

    def write(source: str = SMALL, name: str = "train.py") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        return name

    return write


@pytest.fixture
def recording(tmp_path: Path, script: Callable[..., str], command: Command) -> Path:
    """A recording of the small training."""
    path = tmp_path / "small.fittrace"
    assert command("run", "--save", path, script()).returncode == 0
    return path


@pytest.fixture
def only_root_may_write(tmp_path: Path) -> Path:
    """A folder that this process cannot write into; skips where root may write everywhere."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("root may write into every folder")
    return folder
