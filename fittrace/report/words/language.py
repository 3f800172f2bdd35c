"""Languages: the messages of the language that a page is being made in.

Whoever says something writes it in English, ``_("nothing to do")``, and gets it in the
language that `speaking` has chosen for whatever runs inside it.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final

from ...errors import ReportError
from ...locale import LANGUAGES, SOURCE

__all__ = [
    "LANGUAGES",
    "N_",
    "SOURCE",
    "_",
    "language",
    "language_named",
    "messages",
    "ngettext",
    "pgettext",
    "speaking",
]

_FOLDER: Final = Path(__file__).resolve().parent.parent.parent / "locale"
_LANGUAGE: Final = ContextVar("language", default=SOURCE)


def language() -> str:
    """The tag of the language that is being spoken, ``en`` or ``zh-TW``."""
    return _LANGUAGE.get()


def language_named(name: str) -> str:
    """The tag of a language; case does not count, and ``_`` is as good as ``-``.

    Raises:
        ReportError: there is no such language.
    """
    known = {tag.lower(): tag for tag in LANGUAGES}
    tag = known.get(str(name).replace("_", "-").lower())
    if tag is None:
        raise ReportError(f"language is {name!r}; a page can be written in {' or '.join(LANGUAGES)}.")
    return tag


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak that language inside the ``with`` block, in this thread or task alone.

    Raises:
        ReportError: its catalogue is missing.
    """
    _catalogue(tag)
    token = _LANGUAGE.set(tag)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def messages() -> gettext.NullTranslations:
    """The messages of the language that is being spoken."""
    return _catalogue(language())


def _(message: str, **values: Any) -> str:
    """The message, with `values` in the places of its ``%(name)s``; without any, as it is."""
    text = messages().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, count: int, **values: Any) -> str:
    """The message for so many of something; ``%(count)s`` is the count, thousands apart."""
    text = messages().ngettext(singular, plural, count)
    return text % ({"count": f"{count:,}"} | values)


def pgettext(context: str, message: str, **values: Any) -> str:
    """As `_`, for a message that means two things; `context` tells the translator which."""
    text = messages().pgettext(context, message)
    return text % values if values else text


def N_(message: str) -> str:
    """Mark a message that is translated later, where it is used; it stays as it is."""
    return message


@cache
def _catalogue(tag: str) -> gettext.NullTranslations:
    if tag == SOURCE:
        return gettext.NullTranslations()
    try:
        return gettext.translation("fittrace", _FOLDER, [tag.replace("-", "_")])
    except OSError as error:
        raise ReportError(f"The messages in {LANGUAGES[tag]} are missing; install fittrace anew.") from error
