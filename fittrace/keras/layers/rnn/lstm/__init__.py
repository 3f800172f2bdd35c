"""`LSTMCell`, one step; `LSTM`, a sequence; `standard_lstm`, all steps without the cell."""

from ._cell import LSTMCell
from ._kernel import standard_lstm
from ._layer import LSTM

__all__ = ["LSTM", "LSTMCell", "standard_lstm"]
