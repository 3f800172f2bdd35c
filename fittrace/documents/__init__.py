"""Call orders in documents: drawn from a run, and drawn anew to see whether they still hold."""

from .blocks import Block, DocumentError, blocks_of
from .checking import Drift, check
from .drawing import drawn

__all__ = ["Block", "DocumentError", "Drift", "blocks_of", "check", "drawn"]
