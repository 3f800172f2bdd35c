"""Packages that only some exports need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import ReportError

__all__ = ["needing"]


@contextmanager
def needing(what: str, extra: str) -> Iterator[None]:
    """A block that imports packages which an extra installs.

    Args:
        what: what needs them, ``"Parquet"``.
        extra: the extra's name.

    Raises:
        ReportError: one of them is not installed.
    """
    try:
        yield
    except ImportError as error:
        package = (error.name or "a package").partition(".")[0]
        raise ReportError(
            f'{what} needs the package {package}, which is not installed: pip install "fittrace[{extra}]".'
        ) from error
