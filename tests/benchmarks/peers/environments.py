"""The peers' environments: each library in one of its own, never in the project's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..figure import NotMeasured

__all__ = ["ENVIRONMENTS", "Environment"]

ROOT = Path(__file__).parents[3]
MINUTES = 15
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2")


@dataclass(frozen=True)
class Environment:
    """Where a peer runs.

    Attributes:
        library: the peer's name.
        requirements: asked for exactly, so that everybody measures against the same.
        python: the version its Python must have, None for this one.
    """

    library: str
    requirements: tuple[str, ...]
    python: str | None = None

    @property
    def variable(self) -> str:
        """The environment variable that names an interpreter to use instead."""
        return f"FITTRACE_BENCH_{self.library.upper()}"

    @property
    def folder(self) -> Path:
        """The virtual environment that is made on first use."""
        return ROOT / f".venv-{self.library}"

    def interpreter(self) -> Path:
        """The Python that has the library.

        Raises:
            NotMeasured: there is none and none can be made.
        """
        if named := os.environ.get(self.variable):
            return Path(named)
        stamp = self.folder / f".{'-'.join(self.requirements)}.stamp"
        if not stamp.exists():
            wanted = " ".join(self.requirements)
            print(f"Installing {wanted} into {self.folder.name} (once; takes minutes)", file=sys.stderr)
            self._run(str(ROOT / ".ci" / "venv"), str(self.folder), self._base())
            self._run(str(self.folder / "bin" / "python"), *PIP, *self.requirements)
            stamp.touch()
        return self.folder / "bin" / "python"

    def _base(self) -> str:
        """The Python of which the environment is made."""
        if self.python is None:
            return sys.executable
        command = [str(ROOT / ".ci" / "python"), self.python]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
        found = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if found.returncode:
            raise NotMeasured(f"{self.library} needs Python {self.python}, which is not installed here")
        return found.stdout.strip()

    def _run(self, *command: str) -> None:
        """Run a command; its last words are the reason where it fails."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 * MINUTES)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotMeasured(f"{self.library} cannot be installed here ({error})") from error
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise NotMeasured(
                f"{self.library} cannot be installed here ({said}); {self.variable} can name a Python"
            )


ENVIRONMENTS = {
    "tensorflow": Environment("tensorflow", ("tensorflow-cpu==2.12.0", "numpy==1.23.5"), python="3.11"),
    # "+cpu": on some package indexes a bare 2.13.0 is a build that brings gigabytes of CUDA along
    "pytorch": Environment("pytorch", ("torch==2.13.0+cpu",)),
}
