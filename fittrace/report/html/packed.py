"""The page in its other languages, packed: small enough to stand in the same file."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..words.language import LANGUAGES
from ..words.wording import shown_text

__all__ = ["Other", "Packed", "in_gzip", "packed"]


@dataclass(frozen=True, slots=True)
class Other:
    """The page in another language than the one it opens in.

    Attributes:
        language: its tag.
        title: the document's title.
        body: the HTML that takes the place of the body's.
        data: what the scripts read, by its name.
    """

    language: str
    title: str
    body: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """The same as it stands in the file.

    Attributes:
        language: its tag.
        name: what the language calls itself.
        content: what the page's script unpacks: JSON, in gzip, in base64.
    """

    language: str
    name: str
    content: str


def packed(other: Other, known: Mapping[str, Any]) -> Packed:
    """Pack a page; the same page gives the same bytes.

    Args:
        other: the page.
        known: the data of the language that the page opens in; what is equal is not stored twice.
    """
    content = {"title": other.title, "body": other.body, "data": _different(other.data, known)}
    return Packed(other.language, LANGUAGES[other.language], in_gzip(content))


def in_gzip(value: Any) -> str:
    """Plain data for the page's script to unpack: JSON, in gzip, in base64; equal data give equal texts."""
    text = shown_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def _different(data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of `data` that `known` has not, mappings inside looked into."""
    found = {}
    for key, value in data.items():
        before = known.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if inside := _different(value, before):
                found[key] = inside
        elif key not in known or value != before:
            found[key] = value
    return found
