"""Blocks: where a document says what a program calls.

In Markdown (MyST) and in reStructuredText the same directive::

    ```{fittrace} programs/one_step.py
    :query: step[1]
    :depth: 2

    step 1
    └─ ...
    ```

Its argument is the program, beside the document or below it; its content is the order
as it was drawn last, which `fittrace check` compares with what the program does today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..errors import FittraceError

__all__ = ["OPTIONS", "Block", "DocumentError", "blocks_of"]

OPTIONS: Final = ("query", "depth", "args", "caption")
DEPTH: Final = 3
"""Levels that are drawn where a block does not say."""
SUFFIXES: Final = {".md": "markdown", ".markdown": "markdown", ".rst": "rst", ".txt": "rst"}

_FENCE: Final = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_DIRECTIVE: Final = re.compile(r"(?P<indent> *)\.\. fittrace::(?: +(?P<program>.*))?")
_OPTION: Final = re.compile(r" *:(?P<key>[\w-]+):(?: +(?P<value>.*))?")


class DocumentError(FittraceError):
    """A document, or a block in it, cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One order in a document.

    Attributes:
        document: the file.
        line: where the block begins, from 1.
        program: the script, relative to the document.
        options: what the block says besides.
        content: the order as the document has it, without its indentation.
        begin: the first line of the content, from 0.
        end: the line after the content's last.
        indent: what stands before each line of the content.
    """

    document: Path
    line: int
    program: str
    options: Mapping[str, str]
    content: tuple[str, ...]
    begin: int
    end: int
    indent: str

    @property
    def depth(self) -> int:
        """Levels to draw.

        Raises:
            DocumentError: what the block says is no number from 1 on.
        """
        asked = self.options.get("depth", str(DEPTH))
        if not asked.isdecimal() or int(asked) < 1:
            raise self.error(f"`:depth: {asked}` is not a number of levels from 1 on")
        return int(asked)

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.document}:{self.line}"

    def error(self, problem: str) -> DocumentError:
        """An error about this block."""
        return DocumentError(f"{self.place}: {problem}" + ("" if "\n" in problem else "."))


def blocks_of(document: Path) -> list[Block]:
    """The blocks of a document, from top to bottom.

    Raises:
        DocumentError: the file cannot be read, is neither Markdown nor reStructuredText,
            or has a block without a program, without an end, or with an unknown option.
    """
    syntax = SUFFIXES.get(document.suffix.lower())
    if syntax is None:
        raise DocumentError(f"{document} is neither Markdown (.md) nor reStructuredText (.rst).")
    try:
        lines = document.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise DocumentError(f"{document} cannot be read: {reason}.") from error
    found = _in_markdown(document, lines) if syntax == "markdown" else _in_rst(document, lines)
    return list(found)


def _in_markdown(document: Path, lines: list[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        opened = _FENCE.fullmatch(lines[place])
        begin, place = place, place + 1
        if opened is None:
            continue
        fence = opened["fence"]
        closing = re.compile(rf" *{re.escape(fence[0])}{{{len(fence)},}} *")
        while place < len(lines) and not closing.fullmatch(lines[place]):
            place += 1
        end, place = place, place + 1
        info = opened["info"].strip()
        if not info.startswith("{fittrace}"):
            continue  # another listing, which may show how such a block is written
        if end == len(lines):
            at = f"{document}:{begin + 1}"
            raise DocumentError(f"{at}: the block has no end, `{fence}` on a line of its own.")
        program = info.removeprefix("{fittrace}").strip()
        yield _block(document, lines, begin, end, program, opened["indent"])


def _in_rst(document: Path, lines: list[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        opened = _DIRECTIVE.fullmatch(lines[place])
        begin, place = place, place + 1
        if opened is None:
            continue
        outer = len(opened["indent"])
        while place < len(lines) and (not lines[place].strip() or _indent(lines[place]) > outer):
            place += 1
        end = place
        while end > begin + 1 and not lines[end - 1].strip():
            end -= 1
        inside = [line for line in lines[begin + 1 : end] if line.strip()]
        indent = " " * min((_indent(line) for line in inside), default=outer + 3)
        yield _block(document, lines, begin, end, (opened["program"] or "").strip(), indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block(document: Path, lines: list[str], begin: int, end: int, program: str, indent: str) -> Block:
    """The block between two lines, its options read."""
    at = f"{document}:{begin + 1}"
    if not program:
        raise DocumentError(f"{at}: the block names no program, as in `{{fittrace}} program.py`.")
    options: dict[str, str] = {}
    first = begin + 1
    while first < end and (option := _OPTION.fullmatch(lines[first])):
        if option["key"] not in OPTIONS:
            known = ", ".join(f"`:{name}:`" for name in OPTIONS)
            raise DocumentError(f"{at}: there is no option `:{option['key']}:`; there are {known}.")
        options[option["key"]] = (option["value"] or "").strip()
        first += 1
    while first < end and not lines[first].strip():
        first += 1
    content = tuple(line.removeprefix(indent).rstrip() for line in lines[first:end])
    return Block(document, begin + 1, program, options, content, first, end, indent)
