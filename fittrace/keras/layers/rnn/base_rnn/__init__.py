"""`RNN`, in two parts: `_states` (what it remembers), then `_rnn` (how it is built and called)."""

from ._rnn import RNN

__all__ = ["RNN"]
