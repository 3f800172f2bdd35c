"""HTML of our own as text for the terminal."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["paragraphs"]

_STYLES: Final = {"code": "cyan", "b": "bold", "strong": "bold", "em": "italic", "i": "italic"}
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "tr", "table", "ul", "ol", "dl", "dt", "dd", "caption", "pre", "figure"}
)
_HIDDEN: Final = frozenset({"svg", "style", "script", "template"})


def paragraphs(html: str) -> list[Text]:
    """The text of each paragraph, item or row; code, bold and italic are styled."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.done


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[Text] = []
        self._text = Text()
        self._styles: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self.end()
        if tag == "li":
            self._text.append("• ")
        if tag in ("td", "th") and self._text:
            self._text.append("  ")
        if tag == "br":
            self._text.append("\n")
        if tag in _STYLES:
            self._styles.append(_STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.end()
        if tag in _STYLES and self._styles:
            self._styles.pop()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        words = " ".join(data.replace("\u200b", "").split())
        lead = " " if data[:1].isspace() and self._text and not self._text.plain.endswith((" ", "\n")) else ""
        tail = " " if data[-1:].isspace() and words else ""
        self._text.append(lead + words + tail, style=" ".join(self._styles))

    def end(self) -> None:
        """The paragraph is whole."""
        self._text.rstrip()
        if self._text.plain.strip():
            self.done.append(self._text)
        self._text = Text()
