"""Models made of layers that were called on one another."""

from ._ancillary import connect_ancillary_layers, insert_layers
from ._config import get_network_config, skips_first_node
from ._functional import Functional, has_functional_like_constructor
from ._graph import GraphMap
from ._reconstruct import reconstruct_from_config

__all__ = [
    "Functional",
    "GraphMap",
    "connect_ancillary_layers",
    "get_network_config",
    "has_functional_like_constructor",
    "insert_layers",
    "reconstruct_from_config",
    "skips_first_node",
]
