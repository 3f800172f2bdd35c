"""The command line, given any arguments."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.fuzz.choices import ByteChooser
from tests.fuzz.outcomes import command
from tests.fuzz.targets.drive import drive

__all__ = ["WORDS", "harmless", "one", "prepare"]

WORDS: Final = (
    *"""run report tree graph -o --output --save --title --redact --force --real --logical-clock -m --module
    -- - --help -h --version --depth --all --what --step calls layers first later 0 3 -1 train.py
    small.fittrace new.fittrace page.html new.html g.svg g.dot g.graphml g.png notes.txt empty folder nosuch/x
    . .. train folder.train json --output=x.html -ox.html --depth=x --no find explain --count --limit --json
    train_step step[2 step[2]>* [failed]""".split(),  # noqa: SIM905 - short so
    "",
    "\n",
    "🦊",
)
SCRIPT: Final = """
from fittrace.trace import hook, loop

@hook
def train_step():
    pass

@loop("step")
def steps():
    yield from range(3)

for _ in steps():
    train_step()
"""
RECORDING: Final = (Path(__file__).parents[1] / "corpus/runs/an_exception.fittrace").read_bytes()


def one(data: bytes) -> None:
    """Run the command with the arguments that the bytes name."""
    choose = ByteChooser(data)
    first = [WORDS[choose.integer(0, 3)]] if choose.integer(0, 7) else []
    arguments = first + [_argument(choose) for _ in range(choose.integer(0, 6))]
    with tempfile.TemporaryDirectory(prefix="fittrace-fuzz-") as folder:
        prepare(Path(folder))
        command(arguments, Path(folder)).check()


def _argument(choose: ByteChooser) -> str:
    place = choose.integer(0, len(WORDS) + 5)
    return WORDS[place] if place < len(WORDS) else harmless(choose.text())


def harmless(text: str) -> str:
    """The text as an argument that names no file elsewhere and no module of Python's."""
    text = text.replace("/", "_").replace("\0", "_")
    return f"{text}!" if text.replace(".", "").isidentifier() else text


def prepare(folder: Path) -> None:
    """Put into the folder what the words name."""
    (folder / "train.py").write_text(SCRIPT)
    (folder / "small.fittrace").write_bytes(RECORDING)
    (folder / "notes.txt").write_text("what somebody wrote")
    (folder / "empty").touch()
    (folder / "folder").mkdir()


if __name__ == "__main__":
    drive(one)
