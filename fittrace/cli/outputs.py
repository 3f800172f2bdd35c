"""Where results go: checked before the work starts, so that no training is in vain."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from fittrace.errors import ReportError

from .console import Refusal

__all__ = [
    "file_size",
    "may_be_a_recording",
    "output_path",
    "page_path",
    "refuse_no_page",
    "refuse_to_lose",
    "unused_path",
]

_PAGES: Final = (".html", ".htm", "")
"""Endings of names that a page may have; a name without one says nothing of what is in the file."""


def output_path(path: str) -> Path:
    """The absolute path of a file that can be written.

    Raises:
        Refusal: `path` is a directory, lies in a directory that does not exist, or
            cannot be written.
    """
    target = Path(path).absolute()

    def refuse(reason: str) -> Refusal:
        return Refusal(f"{path} cannot be written: {reason}.")

    if "\0" in path:
        raise refuse("no file's name has a null character")

    if target.is_dir():
        raise refuse("it is a directory")
    if not target.parent.is_dir():
        raise refuse(f"there is no directory {target.parent}")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
        if target.exists():
            os.close(os.open(target, os.O_RDWR))
    except OSError as error:
        raise refuse((error.strerror or str(error)).lower()) from error
    return target


def page_path(path: str) -> Path:
    """The absolute path of a page that can be written.

    Raises:
        Refusal: as `output_path`, or the name is that of something else than a page.
    """
    refuse_no_page(path)
    return output_path(path)


def refuse_no_page(path: str) -> None:
    """See that a name does not promise something else than a page.

    Raises:
        Refusal: it does.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".fittrace":
        raise Refusal(
            f"{path} is the name of a recording (--save makes one), not of a page, which ends in .html."
        )
    if suffix not in _PAGES:
        better = Path(path).with_suffix(".html")
        pdf = "; for a PDF, open that in a browser and print it" if suffix == ".pdf" else ""
        raise Refusal(f"{path} is no name of a page, which is HTML: write {better}{pdf}.")


def refuse_to_lose(page: Path, instead: str) -> None:
    """See that writing a page to that path replaces nothing but a page.

    Args:
        page: where the page goes.
        instead: what the user can do otherwise, for the message.

    Raises:
        Refusal: something else would be lost.
    """
    if not page.exists():
        return
    from fittrace.report.pagefile import check_page_target

    try:
        check_page_target(page)
    except ReportError as error:
        raise Refusal(f"{str(error).removesuffix('.')}; {instead}.") from error


def unused_path(path: Path) -> Path:
    """`path` itself, or, where something is there already, with a number before its suffix."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def may_be_a_recording(path: Path) -> bool:
    """Whether the file can be replaced by a recording: it is one, or empty."""
    from fittrace.trace.runfile import may_be_replaced

    return may_be_replaced(path)


def file_size(path: Path) -> str:
    """The file's size for people: ``"1.2 MiB"``."""
    from fittrace.report.words.wording import bytes_text

    return bytes_text(path.stat().st_size)
