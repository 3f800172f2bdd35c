"""Diff: what is different between two runs, ``fittrace.diff(before, after)``."""

import sys as _sys

from .callable import CallablePackage as _CallablePackage
from .compare import compare, compare_trees
from .entry import MARKS, Entry, Mark, Side
from .facts import FactChange
from .result import Diff, Lane

__all__ = ["MARKS", "Diff", "Entry", "FactChange", "Lane", "Mark", "Side", "compare", "compare_trees"]

_sys.modules[__name__].__class__ = _CallablePackage
