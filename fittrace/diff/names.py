"""Names that do not tell runs apart: ``dense_7`` of a second model is the ``dense`` of a first one.

A layer that nobody named is numbered through the process it lives in.  Such names are
counted anew here, in the order in which they first appear in the run; names that
somebody gave stay as they are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

from ..trace import Node

__all__ = ["Names"]

_NUMBERED: Final = re.compile(r"(?P<base>.+?)(?:_\d+)?")
_INPUT: Final = re.compile(r"input_\d+")
_WORDS: Final = re.compile(r"(?<=.)(?=[A-Z][a-z0-9])|(?<=[a-z])(?=[A-Z])")
_BASES: Final = {"Functional": "model", "Model": "model"}
"""What models are called that are made of tensors."""


class Names:
    """The names of one run, each as it would be if the run were alone in its process.

    Args:
        roots: the run's folded trees, a lane each.
    """

    def __init__(self, roots: Iterable[Node]) -> None:
        self._told: dict[str, str] = {}
        self._met: Counter[str] = Counter()
        self._texts: dict[str, str] = {}
        for root in roots:
            for node in root.walk():
                if node.name is not None and node.name not in self._told:
                    self._add(node.name, node.label)

    def _add(self, name: str, label: str) -> None:
        found = _NUMBERED.fullmatch(name)
        base = name if found is None else found["base"]
        class_name = label.rpartition(".")[0]
        given_by_keras = base in (_BASES.get(class_name), _snake(class_name)) or base.startswith("tf.")
        self._told[name] = self._numbered(base) if given_by_keras else name

    def _numbered(self, base: str) -> str:
        self._met[base] += 1
        return base if self._met[base] == 1 else f"{base}_{self._met[base] - 1}"

    def of(self, name: str | None) -> str | None:
        """The name to compare an instance by."""
        return None if name is None else self._told.get(name, name)

    def within(self, value: Any) -> Hashable:
        """A fact's value to be compared: hashable, and with the names in it as `of` gives them."""
        if isinstance(value, str):
            told = self._texts.get(value)
            if told is None:
                told = self._texts[value] = "/".join([self._part(part) for part in value.split("/")])
            return told
        if value is None or type(value) is int:
            return value
        if isinstance(value, Mapping):
            return tuple((str(key), self.within(item)) for key, item in value.items())
        if isinstance(value, list | tuple):
            return tuple([self.within(item) for item in value])
        if isinstance(value, float) and math.isnan(value):
            return "nan"  # which is equal to itself
        return value if isinstance(value, Hashable) else repr(value)

    def _part(self, part: str) -> str:
        name, colon, rest = part.partition(":")
        if name not in self._told and name.endswith("_input"):  # inputs are in facts alone
            layer = name.removesuffix("_input")
            self._told[name] = f"{self._told.get(layer, layer)}_input"
        elif name not in self._told and _INPUT.fullmatch(name):
            self._told[name] = self._numbered("input")
        return self._told.get(name, name) + colon + rest


def _snake(class_name: str) -> str:
    """The name that an instance is given: ``"Conv2DTranspose"`` gives ``"conv2d_transpose"``."""
    return _WORDS.sub("_", class_name).lower()
