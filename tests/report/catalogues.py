"""Messages: those that the page says, and those of the catalogues."""

from __future__ import annotations

import base64
import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fittrace" / "locale"


class Said(NamedTuple):
    """A message as it is marked in a template or a module."""

    file: str
    context: str | None
    texts: tuple[str, ...]


@cache
def said() -> tuple[Said, ...]:
    """Every message that is marked for translation."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    found = extract_from_dir(
        ROOT,
        [(mapping["pattern"], mapping["method"]) for mapping in mappings],
        {
            mapping["pattern"]: {key: mapping[key] for key in mapping.keys() - {"pattern", "method"}}
            for mapping in mappings
        },
        {**DEFAULT_KEYWORDS, "N_": None},
        directory_filter=lambda folder: (
            Path(folder).parent != ROOT or Path(folder).name in ("fittrace", "templates")
        ),
    )
    return tuple(
        Said(file, context, message if isinstance(message, tuple) else (message,))
        for file, _, message, _, context in found
    )


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language as its translators wrote it."""
    name = language.replace("-", "_")
    with open(FOLDER / name / "LC_MESSAGES" / "fittrace.po", "rb") as file:
        return read_po(file, locale=name)


def texts_of(message: Message) -> tuple[str, ...]:
    """A message's texts in the catalogue's language, one a plural form."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def placeholders(text: str) -> set[str]:
    """What is filled in: ``%(name)s`` from Python, ``{name}`` in the page's scripts."""
    return set(re.findall(r"%\(\w+\)s", text)) | set(re.findall(r"\{\w+\}", text))


def packed(page: str, language: str) -> dict[str, Any]:
    """The page in another language, unpacked from its file: title, body and data."""
    found = re.search(rf'<script[^>]* class="other" lang="{language}"[^>]*>([^<]+)</script>', page)
    assert found is not None
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


def explanations(page: str) -> list[str]:
    """The explanations that stand packed in the page, in the language it opens in."""
    data = json.loads(page.partition('id="page-data">')[2].partition("</script>")[0])
    return [text for text in json.loads(gzip.decompress(base64.b64decode(data["explanations"]))) if text]


def whole(page: str) -> str:
    """Every text of a page, one after the other: the page itself and all that is packed in it."""
    texts = [page]
    for content in re.findall(r"H4sI[A-Za-z0-9+/=]{40,}", page):
        todo = [json.loads(gzip.decompress(base64.b64decode(content)))]
        while todo:
            item = todo.pop(0)
            if isinstance(item, dict):
                todo += item.values()
            elif isinstance(item, list):
                todo += item
            elif isinstance(item, str):
                texts.append(item)
    return "\n".join(texts)


UNTRANSLATED = {"code", "pre", "script", "style"}
WITHOUT_END = {"br", "img", "input", "link", "meta", "wbr"}
TOLD = {"title", "aria-label", "aria-roledescription", "placeholder", "data-meta"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WITHOUT_END:
            self.open.append(tag)
        self.found += [value for name, value in attrs if name in TOLD and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in TOLD and value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNTRANSLATED.intersection(self.open):
            self.found.append(" ".join(data.split()))


def texts_on(body: str) -> Iterator[str]:
    """What readers see, or hear, of a body's HTML; code left out."""
    reader = _Reader()
    reader.feed(body)
    yield from reader.found
