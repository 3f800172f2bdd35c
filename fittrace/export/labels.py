"""Labels: names as Mermaid takes them."""

from __future__ import annotations

import unicodedata
from typing import Final

from ..report.words.wording import shown_text

__all__ = ["label_text"]

LONGEST: Final = 60
"""Characters of a label; a longer one is cut."""

PLAIN: Final = frozenset(" _.,()[]/-+*=!?…×")
"""What stands for itself anywhere in a diagram, beside letters, digits and symbols of their own."""


def label_text(text: str) -> str:
    """The text as a label: what has a meaning in Mermaid, Markdown or HTML is written as its number.

    Mermaid's escape is ``#35;``, a character's number between a hash and a semicolon.
    """
    shown = " ".join(shown_text(text).split()) or "(no name)"
    cut = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
    return "".join(char if char in PLAIN or _is_plain(char) else f"#{ord(char)};" for char in cut)


def _is_plain(char: str) -> bool:
    """Letters, digits, and symbols outside ASCII, as emoji are."""
    kind = unicodedata.category(char)
    return kind[0] in "LN" or (ord(char) > 127 and kind in ("So", "Mn", "Mc", "Sm"))
