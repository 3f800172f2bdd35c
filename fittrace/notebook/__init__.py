"""Runs in notebooks: a run shows itself in Jupyter and IPython, and ``%%fittrace`` records a cell."""

from .frame import LARGEST_FRAME, html_of
from .text import bundle_of, text_of, tree_text

__all__ = ["LARGEST_FRAME", "bundle_of", "html_of", "text_of", "tree_text"]
