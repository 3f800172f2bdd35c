"""The page of a difference: two runs as one tree and one call graph."""

from .page import page_of, write_page

__all__ = ["page_of", "write_page"]
