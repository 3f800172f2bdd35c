"""The query language: find calls in a run, and say where a call is."""

from .matches import Matches, find, find_in
from .parse import parse
from .paths import path_of

__all__ = ["Matches", "find", "find_in", "parse", "path_of"]
