"""Where an export goes: written whole or not at all, and never over what is no export."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Final

from ..errors import ReportError
from .formats import Format

__all__ = ["check_target", "whole_file"]

ENDS: Final = 65536
"""Bytes from either end of a file in which its format's mark is looked for."""


def check_target(path: str | os.PathLike[str], form: Format) -> None:
    """Refuse to replace a file that is there and is neither an export of that format nor empty.

    What is no regular file (a device, a pipe) is written into and loses nothing.

    Raises:
        ReportError: the file would be lost.
    """
    try:
        if not os.path.isfile(path) or not os.path.getsize(path):
            return
        end = _end_of(path, form)
    except (OSError, ValueError):
        return  # whoever writes the file finds out and says why
    if form.mark not in end:
        raise ReportError(
            f"{path} is there already and is not a {form.what} of fittrace's, so it is not replaced."
        )


def _end_of(path: str | os.PathLike[str], form: Format) -> bytes:
    with open(path, "rb") as file:
        if form.at_end:
            file.seek(-min(ENDS, os.path.getsize(path)), os.SEEK_END)
        if not form.packed:
            return file.read(ENDS)
        try:
            with gzip.open(file) as unpacked:
                return unpacked.read(ENDS)
        except (OSError, EOFError, zlib.error):
            return b""


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the place of `path` when the block has ended well.

    A link is followed; into what is no regular file is written as it is.

    Raises:
        ReportError: it cannot be written; what was there stays.
    """
    target = Path(path)
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        new, partial = _beside(target)
        try:
            with new:
                yield new
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
        raise ReportError(f"The export cannot be written to {target}: {reason}.") from error


def _beside(target: Path) -> tuple[IO[bytes], Path]:
    """A new file in the same folder, under a name that nobody has."""
    for number in count(1):
        partial = target.with_name(f".{target.name[:40]}.{number}.partial")
        try:
            return partial.open("xb"), partial
        except FileExistsError:
            continue
    raise AssertionError("there is always one more number")
