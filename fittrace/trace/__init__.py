"""The recorder: hooks, spans, facts, folding and the run file.  Knows no engine and no HTML."""

from . import catalogue
from .change import changing
from .clock import LogicalClock
from .context import recording
from .facts import Fact, emit
from .hook import Hooked, hook, hook_attribute
from .iterate import loop
from .loading import load
from .recorder import annotate, continued, record
from .run import Run
from .rundata import Ending, Header, Raised
from .source import Source
from .span import Span
from .state import State
from .tree import Node, Varying

__all__ = [
    "Ending",
    "Fact",
    "Header",
    "Hooked",
    "LogicalClock",
    "Node",
    "Raised",
    "Run",
    "Source",
    "Span",
    "State",
    "Varying",
    "annotate",
    "catalogue",
    "changing",
    "continued",
    "emit",
    "hook",
    "hook_attribute",
    "load",
    "loop",
    "record",
    "recording",
]
