"""`GRUCell`, one step; `GRU`, a sequence; `standard_gru`, all steps without the cell."""

from ._cell import GRUCell
from ._kernel import standard_gru
from ._layer import GRU

__all__ = ["GRU", "GRUCell", "standard_gru"]
