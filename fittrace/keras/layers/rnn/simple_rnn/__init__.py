"""`SimpleRNNCell`, one step; `SimpleRNN`, a sequence."""

from ._cell import SimpleRNNCell
from ._layer import SimpleRNN

__all__ = ["SimpleRNN", "SimpleRNNCell"]
