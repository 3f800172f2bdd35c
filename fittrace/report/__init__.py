"""A finished run in; graphs and the page out."""

from .graph.draw import write_graph
from .graph.graphs import call_graph, layer_graph
from .page import page_of, write_page

__all__ = ["call_graph", "layer_graph", "page_of", "write_graph", "write_page"]
