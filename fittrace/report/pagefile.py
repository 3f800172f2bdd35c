"""The page's file: written whole or not at all, and never over what is no page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ..errors import ReportError

__all__ = ["check_page_target", "write_whole"]

MARK: Final = b'<meta name="generator" content="fittrace '
"""Stands in the head of every page, and is what a page is known by."""
HEAD: Final = 4096
"""Bytes from a file's begin in which the mark is looked for."""


def check_page_target(path: str | os.PathLike[str]) -> None:
    """Refuse to replace a file that is there and is neither a page nor empty.

    What is no regular file (a device, a pipe) is written into and loses nothing.

    Raises:
        ReportError: the file would be lost.
    """
    try:
        if not os.path.isfile(path):
            return
        with open(path, "rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError):
        return  # whoever writes the page finds out and says why
    if head and MARK not in head:
        raise ReportError(f"{path} is there already and is not a page of fittrace's, so it is not replaced.")


def write_whole(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text; a file that was there before is replaced last, and a link is followed.

    Raises:
        ReportError: it cannot be written; what was there stays.
    """
    target = partial = Path(path)
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", errors="backslashreplace")
            return
        partial = target.with_name(target.name + ".partial")
        try:
            partial.write_text(text, encoding="utf-8", errors="backslashreplace")
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
        raise ReportError(f"The page cannot be written to {target}: {reason}.") from error
