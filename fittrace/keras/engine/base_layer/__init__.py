"""`Layer`, in parts that build on one another: each module adds to the class of the one before.

Read in this order: `_tracking` (what belongs to a layer), `_weights`, `_losses`, `_nodes` (its place in a
graph), `_building`, `_masking`, `_construction` (calls without data), `_config`, `_layer` (calls with
data), `_random`, `_added` (losses and metrics in a graph).
"""

from ._added import AddLoss, AddMetric
from ._layer import Layer
from ._random import BaseRandomLayer

__all__ = ["AddLoss", "AddMetric", "BaseRandomLayer", "Layer"]
