"""The message catalogues, and the languages that there are."""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "SOURCE"]

SOURCE: Final = "en"
"""The language that messages are written in; it needs no catalogue."""

LANGUAGES: Final = {SOURCE: "English", "zh-TW": "繁體中文"}
"""Each language by its tag (BCP 47), with its own name for itself.

A language's catalogue is ``zh_TW/LC_MESSAGES/fittrace.po``, and compiled ``fittrace.mo``.
"""
