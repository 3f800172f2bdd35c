"""Other libraries as contenders: processes that wait for a line and do one timed round each."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..figure import NotMeasured
from .environments import ENVIRONMENTS

__all__ = ["Peer", "Peers", "command_of"]

PATIENCE = 180.0


class Peer:
    """A process that does rounds of work; see `serve`.

    Args:
        command: starts it.
        patience: seconds that an answer may take.

    Attributes:
        version: of the library, as it tells itself.

    Raises:
        NotMeasured: it does not start.
    """

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self._patience = patience
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed with the process
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
            )
        except OSError as error:
            self._errors.close()
            raise NotMeasured(f"{command[0]} does not start: {error.strerror}") from error
        try:
            self.version = str(self._answer()["version"])
        except NotMeasured:
            self.close()
            raise

    def round(self, work: str, amount: int) -> float:
        """Seconds of one round.

        Raises:
            NotMeasured: the peer cannot do it.
        """
        assert self._process.stdin is not None
        try:
            print(json.dumps({"work": work, "amount": amount}), file=self._process.stdin, flush=True)
        except OSError as error:
            raise NotMeasured(self._last_words()) from error
        answer = self._answer()
        if "failed" in answer:
            raise NotMeasured(str(answer["failed"]))
        return float(answer["seconds"])

    def close(self) -> None:
        """End the process."""
        with self._process, self._errors:  # closes the pipes, too
            self._process.kill()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        alarm = threading.Timer(self._patience, self._process.kill)
        alarm.start()
        try:
            line = self._process.stdout.readline()
        finally:
            alarm.cancel()
        if not line:
            self._process.wait()
            raise NotMeasured(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        self._errors.seek(0)
        said = self._errors.read().strip().splitlines()
        return f"its process ended ({said[-1] if said else f'status {self._process.wait()}'})"


def command_of(library: str) -> list[str]:
    """What starts a library's peer; makes its environment where there is none yet.

    Raises:
        NotMeasured: the environment cannot be had.
    """
    script = Path(__file__).with_name(f"run_{library}.py")
    return [str(ENVIRONMENTS[library].interpreter()), str(script)]


class Peers:
    """All peers; each is started when it is first asked, and ends with the block.

    Args:
        command: what starts a library's peer.
    """

    def __init__(self, command: Callable[[str], Sequence[str]] = command_of) -> None:
        self._command = command
        self._running: dict[str, Peer] = {}
        self._missing: dict[str, str] = {}

    def round(self, library: str, work: str, amount: int) -> float:
        """Seconds of one round.

        Raises:
            NotMeasured: the library cannot be had, or cannot do it.
        """
        if library in self._missing:
            raise NotMeasured(self._missing[library])
        if library not in self._running:
            try:
                self._running[library] = Peer(self._command(library))
            except NotMeasured as error:
                self._missing[library] = str(error)
                raise
        return self._running[library].round(work, amount)

    @property
    def versions(self) -> Mapping[str, str]:
        """Of the libraries that were measured."""
        return {library: peer.version for library, peer in self._running.items()}

    def __enter__(self) -> Peers:
        return self

    def __exit__(self, *exception: object) -> None:
        for peer in self._running.values():
            peer.close()
