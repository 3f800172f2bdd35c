"""Models made of layers that were called on one another."""

from ._functional import Functional
from ._graph import GraphMap

__all__ = ["Functional", "GraphMap"]
