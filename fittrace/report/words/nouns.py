"""Nouns that the page counts, each with its plural in every language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .language import _, ngettext

__all__ = ["NOUNS", "UNKNOWN_COUNTS"]

NOUNS: Final[dict[str, Callable[[int], str]]] = {
    "call": lambda n: ngettext("%(count)s call", "%(count)s calls", n),
    "callback": lambda n: ngettext("%(count)s callback", "%(count)s callbacks", n),
    "callee": lambda n: ngettext("%(count)s callee", "%(count)s callees", n),
    "epoch": lambda n: ngettext("%(count)s epoch", "%(count)s epochs", n),
    "iteration": lambda n: ngettext("%(count)s iteration", "%(count)s iterations", n),
    "layer": lambda n: ngettext("%(count)s layer", "%(count)s layers", n),
    "line": lambda n: ngettext("%(count)s line", "%(count)s lines", n),
    "number": lambda n: ngettext("%(count)s number", "%(count)s numbers", n),
    "operation": lambda n: ngettext("%(count)s operation", "%(count)s operations", n),
    "parameter": lambda n: ngettext("%(count)s parameter", "%(count)s parameters", n),
    "repeat": lambda n: ngettext("%(count)s repeat", "%(count)s repeats", n),
    "round": lambda n: ngettext("%(count)s round", "%(count)s rounds", n),
    "row": lambda n: ngettext("%(count)s row", "%(count)s rows", n),
    "slot": lambda n: ngettext("%(count)s slot", "%(count)s slots", n),
    "step": lambda n: ngettext("%(count)s step", "%(count)s steps", n),
    "trainable weight": lambda n: ngettext("%(count)s trainable weight", "%(count)s trainable weights", n),
    "training": lambda n: ngettext("%(count)s training", "%(count)s trainings", n),
    "value": lambda n: ngettext("%(count)s value", "%(count)s values", n),
    "variable": lambda n: ngettext("%(count)s variable", "%(count)s variables", n),
    "weight": lambda n: ngettext("%(count)s weight", "%(count)s weights", n),
}
"""How many of something, by its English name."""

UNKNOWN_COUNTS: Final[dict[str, Callable[[], str]]] = {
    "row": lambda: _("an unknown number of rows"),
    "step": lambda: _("an unknown number of steps"),
    "number": lambda: _("an unknown number of numbers"),
}
"""The same for what may not be known."""
